import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunOptions, RunReport, StepHandlers } from "../../../src/pipeline/index.js";
import { acyclicGraph, distancesIn, type GraphParts } from "../../support/graphs.js";
import { executionRun } from "../../support/execution-run.js";
import { pipelineOf, pipelineOn } from "../../support/pipelines.js";
import { idle } from "../../support/promises.js";

/** What a step does: ends at once, in the same turn, or later; and whether it fails. */
interface Behaviour {
  readonly delay: number | "at once";
  readonly fails: boolean;
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  delay: fc.constantFrom<Behaviour["delay"][]>("at once", 0, 1, 2),
  fails: fc.boolean(),
});

const anyRun = fc.record({
  graph: acyclicGraph,
  behaviours: fc.array(behaviour, { minLength: 9, maxLength: 9 }),
  concurrency: fc.constantFrom(1, 2, Infinity),
  seed: fc.nat(),
});

interface Played {
  readonly report: RunReport;
  readonly calls: readonly string[];
  readonly statusOf: (name: string) => string;
}

async function play(
  graph: GraphParts,
  behaviours: readonly Behaviour[],
  options: RunOptions,
): Promise<Played> {
  const calls: string[] = [];
  const underWay = new Set<string>();
  let most = 0;
  const handlers: StepHandlers = Object.fromEntries(
    graph.nodes.map((name, index) => {
      const { delay, fails } = behaviours[index]!;
      const end = (): Record<string, unknown> => {
        underWay.delete(name);
        if (fails) throw new Error(`${name} is broken`);
        return { [name]: 1 };
      };
      return [
        name,
        ({ signal }) => {
          expect(underWay.has(name)).toBe(false);
          underWay.add(name);
          most = Math.max(most, underWay.size);
          calls.push(name);
          if (delay === "at once") return end();
          return sleep(delay, undefined, { signal }).then(end, (error: unknown) => {
            underWay.delete(name);
            throw error;
          });
        },
      ];
    }),
  );
  const report = await pipelineOn(graph, handlers).run(options);
  expect(most).toBeLessThanOrEqual(options.concurrency ?? Infinity);
  expect(underWay.size).toBe(0);
  expect(new Set(calls).size).toBe(calls.length);
  const statuses = new Map(report.steps.map(({ stepName, status }) => [stepName, status]));
  return { report, calls, statusOf: (name) => statuses.get(name)! };
}

describe("whatever the graph, and whatever fails when", () => {
  test("with finish-independent exactly what is behind a failure does not run", async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ graph, behaviours, concurrency, seed }) => {
        const { report, calls, statusOf } = await play(graph, behaviours, {
          failureMode: "finish-independent",
          concurrency,
          seed,
        });
        const distance = distancesIn(graph);
        const failing = graph.nodes.filter((_, index) => behaviours[index]!.fails);
        for (const name of graph.nodes) {
          const before = failing.filter((other) => distance(other, name) < Infinity);
          const step = report.steps.find(({ stepName }) => stepName === name)!;
          const reasons = before
            .filter((other) => statusOf(other) === "failed")
            .map((other) => `not started: behind "${other}", which failed`);
          const own = failing.includes(name) ? "failed" : "succeeded";
          expect(statusOf(name)).toBe(before.length === 0 ? own : "skipped");
          expect(step.status === "skipped" ? reasons : [undefined]).toContain(
            step.status === "skipped" ? step.reason : undefined,
          );
          expect(calls.includes(name)).toBe(before.length === 0);
        }
        expect(report.status).toBe(failing.length === 0 ? "succeeded" : "failed");
      }),
      { numRuns: 60 },
    );
  });

  test("with stop nothing starts after a failure, and what ran has ended by itself", async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ graph, behaviours, concurrency, seed }) => {
        let callsAtFailure: number | undefined;
        const seen: string[] = [];
        const { report, statusOf } = await play(graph, behaviours, {
          concurrency,
          seed,
          onEvent: (event) => {
            if (event.type === "step-started") seen.push(event.stepName);
            if (event.type === "step-failed") callsAtFailure ??= seen.length;
          },
        });
        expect(seen.length).toBe(callsAtFailure ?? graph.nodes.length);
        for (const [index, name] of graph.nodes.entries()) {
          const expected = behaviours[index]!.fails ? "failed" : "succeeded";
          expect(statusOf(name)).toBe(seen.includes(name) ? expected : "skipped");
        }
        expect(report.status).toBe(callsAtFailure === undefined ? "succeeded" : "failed");
      }),
      { numRuns: 60 },
    );
  });

  test("with kill what runs is aborted", async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ graph, behaviours, concurrency, seed }) => {
        const { report, calls, statusOf } = await play(graph, behaviours, {
          failureMode: "kill",
          concurrency,
          seed,
        });
        const failed = report.steps.filter(({ status }) => status === "failed");
        expect(report.status).toBe(failed.length === 0 ? "succeeded" : "failed");
        for (const name of graph.nodes) {
          expect(statusOf(name) === "skipped").toBe(!calls.includes(name));
          expect(failed.length > 0 || statusOf(name) === "succeeded").toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("with the same seed, the same steps start in the same order", async () => {
    const shapes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(acyclicGraph, fc.nat(), async (graph, seed) => {
        const atOnce = graph.nodes.map((): Behaviour => ({ delay: "at once", fails: false }));
        const first = await play(graph, atOnce, { seed });
        const second = await play(graph, atOnce, { seed });
        expect(second.calls).toEqual(first.calls);
        expect(first.report.seed).toBe(seed);
        shapes.add(first.calls.join());
      }),
      { numRuns: 60 },
    );
    expect(shapes.size).toBeGreaterThan(1);
  });
});

test("another seed gives another order", async () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    await pipelineOf({ a: note("a"), b: note("b"), c: note("c") }).run({ seed });
    orders.add(order.join(""));
  }
  expect(orders.size).toBeGreaterThan(3);
});

test("kill says to each handler why it was aborted", async () => {
  const report = await pipelineOf({
    broken: async () => {
      await idle();
      throw new Error("no rows");
    },
    slow: ({ signal }) => sleep(10_000, undefined, { signal }),
  }).run({ failureMode: "kill" });
  expect(report.status).toBe("failed");
  expect(report.steps).toMatchObject([
    { stepName: "broken", status: "failed" },
    {
      stepName: "slow",
      status: "cancelled",
      error: {
        code: "OPERATION_ABORTED",
        message: 'The step "slow" in context "test" was aborted: the step "broken" failed.',
      },
    },
  ]);
});

test("an abort says more than a failure of those that are not behind it", async () => {
  const controller = new AbortController();
  const report = await pipelineOn(
    {
      nodes: ["broken", "behind", "other", "last"],
      edges: [
        ["broken", "behind"],
        ["other", "last"],
      ],
    },
    {
      broken: () => {
        throw new Error("no rows");
      },
      behind: () => ({ behind: 1 }),
      other: async () => {
        await idle();
        controller.abort(new Error("enough"));
        return { other: 1 };
      },
      last: () => ({ last: 1 }),
    },
  ).run({ failureMode: "finish-independent", signal: controller.signal });
  const reasons = Object.fromEntries(
    report.steps.map((step) => [step.stepName, step.status === "skipped" ? step.reason : step.status]),
  );
  expect(reasons).toEqual({
    broken: "failed",
    behind: 'not started: behind "broken", which failed',
    other: "succeeded",
    last: "not started: the run was cancelled: enough",
  });
});

test("a long row of steps that end at once lets timers be heard, and an abort stop it", async () => {
  const nodes = Array.from({ length: 400 }, (_, index) => `n${index}`);
  const edges = nodes.slice(1).map((name, index) => [`n${index}`, name] as const);
  let ran = 0;
  const busy: StepHandlers[string] = () => {
    ran++;
    const until = performance.now() + 2;
    while (performance.now() < until);
    return { [`n${ran - 1}`]: 1 };
  };
  const pipeline = pipelineOn({ nodes, edges }, Object.fromEntries(nodes.map((name) => [name, busy])));
  const report = await pipeline.run({ signal: AbortSignal.timeout(30) });
  expect(report.status).toBe("cancelled");
  expect(ran).toBeLessThan(nodes.length);
});

test("a clock that stands still does not keep others from running", async () => {
  let turns = 0;
  const count = setInterval(() => turns++, 1);
  await executionRun(25_000, { clock: { now: () => 5 } });
  clearInterval(count);
  expect(turns).toBeGreaterThanOrEqual(1);
});
