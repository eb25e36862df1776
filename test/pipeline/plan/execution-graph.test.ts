import fc from "fast-check";
import { expect, test } from "vitest";
import { partitions, years, type Partitions } from "../../../src/pipeline/index.js";
import { executionGraph, previousExecution } from "../../../src/pipeline/plan/execution-graph.js";
import type { ExecutionGraph } from "../../../src/pipeline/run/execution.js";
import { acyclicGraph, chain } from "../../support/graphs.js";
import { pipelineOn } from "../../support/pipelines.js";
import { caught } from "../../support/caught.js";

const planOf = (graph: Parameters<typeof pipelineOn>[0]) =>
  pipelineOn(graph, Object.fromEntries(graph.nodes.map((name) => [name, () => ({ [name]: 1 })]))).plan;

/** The edges as pairs of `step@partition`. */
function edgesOf({ count, steps, partitions: parts, from, followers }: ExecutionGraph): string[] {
  const name = (execution: number): string =>
    `${steps[execution % steps.length]!.stepName}@${parts[Math.floor(execution / steps.length)]?.key ?? ""}`;
  const edges: string[] = [];
  for (let execution = 0; execution < count; execution++)
    for (let edge = from[execution]!; edge < from[execution + 1]!; edge++)
      edges.push(`${name(execution)} ${name(followers[edge]!)}`);
  return edges.toSorted();
}

const anyPartitions: fc.Arbitrary<Partitions | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 3 }).map((more) => years(2025, 2025 + more)),
  fc.constantFrom(partitions(["eu", "us"]), partitions(["eu", "us"], { ordered: true })),
);

test("it has the edges of the plan in every partition, and those from one partition to the next", () => {
  fc.assert(
    fc.property(acyclicGraph, anyPartitions, fc.func(fc.boolean()), (graph, over, usesPreviousOf) => {
      const plan = planOf(graph);
      const definitions = plan.order.map((name) => ({
        usesPrevious: usesPreviousOf(name),
        afterPrevious: [],
      }));
      const executions = executionGraph(plan, definitions, over);
      const keys = over?.map(({ key }) => key) ?? [""];
      const pairs = new Set(graph.edges.map(([from, to]) => `${from} ${to}`));
      const within = keys.flatMap((key) =>
        [...pairs].map((pair) =>
          pair
            .split(" ")
            .map((name) => `${name}@${key}`)
            .join(" "),
        ),
      );
      const across = (over ?? []).flatMap(({ key, index, previousKey }) =>
        index === 0 || previousKey === undefined
          ? []
          : plan.order
              .filter((_, step) => definitions[step]!.usesPrevious)
              .map((name) => `${name}@${previousKey} ${name}@${key}`),
      );
      expect(edgesOf(executions)).toEqual([...within, ...across].toSorted());
      const waits = new Int32Array(executions.count);
      for (const follower of executions.followers) waits[follower]!++;
      expect([...executions.waitsFor]).toEqual([...waits]);
      expect(executions.from.at(-1)).toBe(executions.followers.length);
    }),
  );
});

test("a step comes after others of the partition before, each once", () => {
  const plan = planOf(chain(2));
  const first = { usesPrevious: true, afterPrevious: ["n1", "n0", "n1"] };
  const graph = executionGraph(plan, [first, { usesPrevious: false, afterPrevious: [] }], years(2025, 2026));
  expect(edgesOf(graph)).toEqual([
    "n0@2025 n0@2026",
    "n0@2025 n1@2025",
    "n0@2026 n1@2026",
    "n1@2025 n0@2026",
  ]);
  expect([...graph.waitsFor]).toEqual([0, 1, 2, 1]);
});

test("without partitions it is made once", () => {
  const plan = planOf(chain(3));
  expect(executionGraph(plan, [], undefined)).toBe(executionGraph(plan, [], undefined));
});

test("the previous execution is the same step in the partition before, if that is part of the run", () => {
  const plan = planOf(chain(2));
  const definitions = [
    { usesPrevious: true, afterPrevious: [] },
    { usesPrevious: false, afterPrevious: [] },
  ];
  expect(
    [0, 1, 2, 3].map((e) => previousExecution(executionGraph(plan, definitions, years(2025, 2026)), e)),
  ).toEqual([-1, -1, 0, 1]);
  const apart = executionGraph(plan, definitions, partitions(["eu", "us"]));
  expect([0, 1, 2, 3].map((e) => previousExecution(apart, e))).toEqual([-1, -1, -1, -1]);
  expect(previousExecution(executionGraph(plan, definitions, undefined), 1)).toBe(-1);
});

test("more executions than a run can have are refused", () => {
  const plan = planOf(chain(200));
  const definitions = plan.order.map(() => ({ usesPrevious: false, afterPrevious: [] }));
  const many = partitions(Array.from({ length: 60_000 }, (_, at) => `p${at}`));
  const error = caught(() => executionGraph(plan, definitions, many));
  expect(error.code).toBe("PARTITIONS_INVALID");
  expect(error.message).toContain("200 steps over 60000 partitions are 12000000 executions");
});
