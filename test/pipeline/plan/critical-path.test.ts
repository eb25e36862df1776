import fc from "fast-check";
import { expect, test } from "vitest";
import { criticalPath, type Plan } from "../../../src/pipeline/index.js";
import { acyclicGraph, type GraphParts } from "../../support/graphs.js";
import { pipelineOn } from "../../support/pipelines.js";
import { caught } from "../../support/caught.js";

function planOf(graph: GraphParts): Plan {
  return pipelineOn(graph, Object.fromEntries(graph.nodes.map((name) => [name, () => ({ [name]: 1 })]))).plan;
}

const diamond = planOf({
  nodes: ["a", "b", "c", "d"],
  edges: [
    ["a", "b"],
    ["a", "c"],
    ["b", "d"],
    ["c", "d"],
  ],
});

test("it is the chain that takes longest", () => {
  expect(criticalPath(diamond, { a: 1, b: 20, c: 3, d: 4 })).toEqual({
    durationMs: 25,
    stepNames: ["a", "b", "d"],
    unknown: [],
  });
  expect(criticalPath(diamond, { a: 1, b: 2, c: 3, d: 4 }).stepNames).toEqual(["a", "c", "d"]);
});

test("steps of unknown duration count as nothing and are named; durations of other steps do not matter", () => {
  const path = criticalPath(diamond, { b: 2, gone: 1000 });
  expect(path).toEqual({ durationMs: 2, stepNames: ["a", "b"], unknown: ["a", "c", "d"] });
  expect(Object.isFrozen(path)).toBe(true);
});

test.each([-1, NaN, Infinity, "3"])("a duration of %s is refused", (duration) => {
  const error = caught(() => criticalPath(diamond, { a: duration as number }));
  expect(error.code).toBe("OPTION_INVALID");
  expect(error.message).toContain('durations["a"]');
});

test("durations that are no object are refused", () => {
  expect(caught(() => criticalPath(diamond, null as never)).code).toBe("OPTION_INVALID");
});

test("it is a path of the graph, as long as it says, and no path is longer", () => {
  fc.assert(
    fc.property(acyclicGraph, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (graph, numbers) => {
      const durations = Object.fromEntries(graph.nodes.map((name) => [name, numbers.next().value]));
      const { durationMs, stepNames } = criticalPath(planOf(graph), durations);
      expect(stepNames.reduce((sum, name) => sum + durations[name]!, 0)).toBe(durationMs);
      stepNames.slice(1).forEach((name, at) => expect(graph.edges).toContainEqual([stepNames[at], name]));
      const longestFrom = (name: string): number =>
        durations[name]! +
        Math.max(0, ...graph.edges.filter(([from]) => from === name).map(([, to]) => longestFrom(to)));
      expect(durationMs).toBe(Math.max(...graph.nodes.map(longestFrom)));
    }),
  );
});
