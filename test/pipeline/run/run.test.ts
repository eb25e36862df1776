import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPipeline, type StepHandlers, type StepIo } from "../../../src/pipeline/index.js";
import { acyclicGraph } from "../../support/graphs.js";
import { inShort, pipelineOf, pipelineOn } from "../../support/pipelines.js";
import { deferred, idle, rejectionOf } from "../../support/promises.js";
import { registryOf } from "../../support/resolvers.js";

describe("what runs when", () => {
  test("independent steps run at the same time", async () => {
    const [left, right] = [deferred(), deferred()];
    const pipeline = pipelineOf({
      left: async () => {
        left.resolve();
        await right.promise;
      },
      right: async () => {
        right.resolve();
        await left.promise;
      },
    });
    expect((await pipeline.run()).status).toBe("succeeded");
  });

  test("a step starts as soon as those before it are done, whoever else still runs", async () => {
    const slow = deferred();
    const seen: string[] = [];
    const edges = [
      ["fast", "after_fast"],
      ["fast", "after_both"],
      ["slow", "after_both"],
    ] as const;
    const note = (name: string) => () => {
      seen.push(name);
      return { [name]: name };
    };
    const run = pipelineOn(
      { nodes: ["after_both", "after_fast", "slow", "fast"], edges },
      {
        fast: note("fast"),
        slow: async () => {
          await slow.promise;
          return note("slow")();
        },
        after_fast: note("after_fast"),
        after_both: note("after_both"),
      },
    ).run();
    await idle();
    expect(seen).toEqual(["fast", "after_fast"]);
    slow.resolve();
    await run;
    expect(seen).toEqual(["fast", "after_fast", "slow", "after_both"]);
  });

  test("with a concurrency of one, steps run one by one", async () => {
    const events: string[] = [];
    const work = () => sleep(1);
    await pipelineOf({ a: work, b: work, c: work }).run({
      concurrency: 1,
      onEvent: (event) => events.push(inShort(event)),
    });
    const order = events.flatMap((event) => /^step-started (.*)/.exec(event)?.[1] ?? []);
    expect(order.toSorted()).toEqual(["a", "b", "c"]);
    expect(events.slice(1, -1)).toEqual(
      order.flatMap((name) => [`step-started ${name}`, `step-succeeded ${name}`]),
    );
  });

  test("whatever the graph, the limit and the time each step takes: each runs once, in order, within the limit", async () => {
    const cases = fc.record({
      graph: acyclicGraph,
      concurrency: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(Infinity)),
      delays: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 9, maxLength: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, concurrency, delays }) => {
        const ended: string[] = [];
        let running = 0;
        let most = 0;
        const handlers: StepHandlers = Object.fromEntries(
          graph.nodes.map((name, index) => [
            name,
            async ({ inputs }) => {
              most = Math.max(most, ++running);
              expect(ended).toEqual(expect.arrayContaining(Object.keys(inputs)));
              if (delays[index]! >= 0) await sleep(delays[index]);
              running--;
              ended.push(name);
              const behind = new Set(Object.values(inputs).flatMap((names) => names as string[]));
              return { [name]: [...behind, name].toSorted() };
            },
          ]),
        );
        const pipeline = pipelineOn(graph, handlers);
        const report = (await pipeline.run({ concurrency })).assertSucceeded();
        expect(ended.toSorted()).toEqual(graph.nodes.toSorted());
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(report.steps.map(({ stepName }) => stepName)).toEqual(pipeline.plan.order);
        const ancestry = new Map<string, Set<string>>();
        for (const { stepName, after } of pipeline.plan.steps) {
          ancestry.set(stepName, new Set([...after.flatMap((name) => [...ancestry.get(name)!]), stepName]));
          expect(report.outputs[stepName]).toEqual({ [stepName]: [...ancestry.get(stepName)!].toSorted() });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("one pipeline can run many times, also at once, and no run knows of another", async () => {
    let serial = 0;
    const pipeline = pipelineOn(
      { nodes: ["first", "second"], edges: [["first", "second"]] },
      {
        first: async () => {
          const first = ++serial;
          await idle();
          return { first };
        },
        second: ({ inputs }) => ({ second: inputs["first"] }),
      },
    );
    const reports = await Promise.all([pipeline.run(), pipeline.run(), pipeline.run({ concurrency: 1 })]);
    expect(reports.map(({ outputs }) => outputs["second"])).toEqual([
      { second: 1 },
      { second: 2 },
      { second: 3 },
    ]);
  });

  test("what should not happen ends a run too, instead of letting it hang", async () => {
    let calls = 0;
    const clock = {
      now() {
        if (++calls > 2) throw new Error("the clock is broken");
        return calls;
      },
    };
    const pipeline = pipelineOf({ only: () => sleep(1) });
    expect(await rejectionOf(pipeline.run({ clock }))).toEqual(new Error("the clock is broken"));
  });
});

describe("what a handler is given", () => {
  const steps = {
    load: { stepType: "Load", outputs: { orders: {}, count: {} } },
    train: {
      stepType: "Train",
      dependencies: {
        orders: {},
        hints: { dependencyType: "hyperparameters" as const, required: false },
      },
    },
  };
  const orders = new Map([["apples", 3]]);

  async function ioOfTrain(): Promise<StepIo> {
    let given: StepIo | undefined;
    const pipeline = buildPipeline(registryOf(steps), {
      load: () => ({ orders, count: 1 }),
      train: (io) => {
        given = io;
      },
    });
    (await pipeline.run()).assertSucceeded();
    return given!;
  }

  test("are the values of its inputs, as they are, and only those", async () => {
    const { inputs } = await ioOfTrain();
    expect(Object.keys(inputs)).toEqual(["orders"]);
    expect(inputs["orders"]).toBe(orders);
    expect(Object.isFrozen(orders)).toBe(false);
  });

  test("is frozen, and the inputs have no prototype", async () => {
    const io = await ioOfTrain();
    expect(Object.isFrozen(io)).toBe(true);
    expect(Object.isFrozen(io.inputs)).toBe(true);
    expect(Object.getPrototypeOf(io.inputs)).toBeNull();
    expect("hints" in io.inputs).toBe(false);
  });

  test("is the very value, for all that take it", async () => {
    const seen: unknown[] = [];
    const take: StepHandlers[string] = ({ inputs }) => void seen.push(inputs["orders"]);
    const sink = { stepType: "Sink", dependencies: { orders: {} } };
    const registry = registryOf({ load: steps.load, left: sink, right: sink });
    await buildPipeline(registry, { load: () => ({ orders, count: 1 }), left: take, right: take }).run();
    expect(seen).toHaveLength(2);
    for (const value of seen) expect(value).toBe(orders);
  });
});
