import type { Contender, Figures, Table } from "../harness/bench.js";
import { aheadOf, atMost } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { median } from "../harness/statistics.js";
import { Calls, layeredGraph, type LayeredGraph } from "./layered-graph.js";

const floor = "await in a loop";
const ours = "pipeline.run, in memory";

/** Runs all steps once, after what need not be done for each run. */
type Prepare = (graph: LayeredGraph, calls: Calls) => Promise<() => Promise<unknown>>;

export function tables(quick: boolean): Table[] {
  return quick ? [table(200, 1, true)] : [table(10_000, 1, false), table(100_000, 1.5, false)];
}

function table(count: number, limit: number, quick: boolean): Table {
  return {
    title: `${count} steps that do nothing, each behind 1 to 4 others: overhead of each`,
    rounds: quick ? 1 : 5,
    figures: { time: "µs", cpu: "µs" },
    floor,
    contenders: Object.entries(preparations).map(([name, prepare]) => contender(name, prepare, count, quick)),
    goals: [
      atMost(limit, "µs", { figure: "time", of: ours }),
      aheadOf(5, { figure: "time", of: ours, others: ["p-graph, 64 at once", "listr2, without order"] }),
    ],
  };
}

function contender(name: string, prepare: Prepare, count: number, quick: boolean): Contender {
  return {
    name,
    budget: 180,
    async measure(): Promise<Figures> {
      const graph = layeredGraph(count);
      const calls = new Calls(graph);
      const run = await prepare(graph, calls);
      const cpuTimes: number[] = [];
      let fault: string | undefined;
      const time = await milliseconds(
        quick ? { warmUp: 0, samples: 2 } : { warmUp: 5, samples: 15 },
        async () => {
          const before = process.cpuUsage();
          await run();
          const { user, system } = process.cpuUsage(before);
          cpuTimes.push(user + system);
        },
        () => {
          if (cpuTimes.length > 0) fault ??= calls.fault(!unordered.has(name));
          calls.reset();
        },
      );
      fault ??= calls.fault(!unordered.has(name));
      check(fault === undefined, fault ?? "");
      return { time: (time * 1e3) / count, cpu: median(cpuTimes) / count };
    },
  };
}

/** What has no edges; all it can be held to is that each step runs once. */
const unordered = new Set(["listr2, without order"]);

/** What a run that is recorded durably costs stands here as one more. */
const preparations: Readonly<Record<string, Prepare>> = {
  async [floor]({ names }, calls) {
    const steps = names.map((_, step) => async () => calls.note(step));
    return async () => {
      for (const step of steps) await step();
    };
  },

  async "a promise for each step"({ before }, calls) {
    return () => {
      const done: Promise<unknown>[] = [];
      for (const [step, providers] of before.entries()) {
        done.push(Promise.all(providers.map((other) => done[other]!)).then(() => calls.note(step)));
      }
      return Promise.all(done);
    };
  },

  async [ours]({ names, before }, calls) {
    const { buildPipeline, SpecificationRegistry } = await import("bailiwick");
    const registry = new SpecificationRegistry("bench");
    for (const name of names) registry.registerSpecification(name, { stepType: "Nothing" });
    const handlers = Object.fromEntries(names.map((name, step) => [name, () => calls.note(step)]));
    const edges = before.flatMap((others, step) =>
      others.map((other) => [names[other]!, names[step]!] as const),
    );
    const pipeline = buildPipeline(registry, handlers, { edges });
    return async () => (await pipeline.run()).assertSucceeded();
  },

  async "p-graph, 64 at once"({ names, before }, calls) {
    const { PGraph } = await import("p-graph");
    const nodes = new Map(names.map((name, step) => [name, { run: () => calls.note(step) }]));
    const edges = before.flatMap((others, step) =>
      others.map((other): [string, string] => [names[other]!, names[step]!]),
    );
    const graph = new PGraph(nodes, edges);
    return () => graph.run({ concurrency: 64 });
  },

  async "listr2, without order"({ names }, calls) {
    const { Listr } = await import("listr2");
    return () => {
      const tasks = names.map((title, step) => ({ title, task: () => calls.note(step) }));
      return new Listr(tasks, { concurrent: true, renderer: "silent" }).run();
    };
  },
};
