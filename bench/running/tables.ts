import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Pipeline, RunStore } from "bailiwick";
import type { Contender, Figures, Table } from "../harness/bench.js";
import { aheadOf, atMost } from "../harness/goals.js";
import { check, milliseconds } from "../harness/measure.js";
import { median } from "../harness/statistics.js";
import { Calls, layeredGraph, type LayeredGraph } from "./layered-graph.js";

const floor = "await in a loop";
const ours = "pipeline.run, in memory";

const recorded = "pipeline.run, recorded durably";
const recordedOutputs = "… with an output of each step";

/** Runs all steps once, after what need not be done for each run. */
type Prepare = (graph: LayeredGraph, calls: Calls) => Promise<(() => Promise<unknown>) | Work>;

interface Work {
  readonly run: () => Promise<unknown>;
  /** What else is wrong with the last run. */
  readonly fault: () => string | undefined;
  readonly end: () => void;
}

export function tables(quick: boolean): Table[] {
  return quick ? [table(200, 1, true)] : [table(10_000, 1, false), table(100_000, 1.5, false)];
}

function table(count: number, limit: number, quick: boolean): Table {
  return {
    title: `${count} steps that do nothing, each behind 1 to 4 others: overhead of each`,
    rounds: quick ? 1 : 5,
    figures: { time: "µs", cpu: "µs" },
    floor,
    contenders: Object.entries(preparations)
      .filter(([name]) => ![recorded, recordedOutputs].includes(name) || count <= mostRecorded)
      .map(([name, prepare]) => contender(name, prepare, count, quick)),
    goals: [
      atMost(limit, "µs", { figure: "time", of: ours }),
      ...(count <= mostRecorded ? [atMost(60, "µs", { figure: "time", of: recorded })] : []),
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
      const prepared = await prepare(graph, calls);
      const work =
        typeof prepared === "function" ? { run: prepared, fault: () => undefined, end: () => {} } : prepared;
      const cpuTimes: number[] = [];
      let fault: string | undefined;
      const time = await milliseconds(
        quick ? { warmUp: 0, samples: 2 } : { warmUp: 5, samples: 15 },
        async () => {
          const before = process.cpuUsage();
          await work.run();
          const { user, system } = process.cpuUsage(before);
          cpuTimes.push(user + system);
        },
        () => {
          if (cpuTimes.length > 0) fault ??= calls.fault(!unordered.has(name)) ?? work.fault();
          calls.reset();
        },
      );
      fault ??= calls.fault(!unordered.has(name)) ?? work.fault();
      work.end();
      check(fault === undefined, fault ?? "");
      return { time: (time * 1e3) / count, cpu: median(cpuTimes) / count };
    },
  };
}

/** What has no edges; all it can be held to is that each step runs once. */
const unordered = new Set(["listr2, without order"]);

/** More steps than this, recorded, take longer than all the rest. */
const mostRecorded = 10_000;

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

  async [ours](graph, calls) {
    const pipeline = await pipelineOf(graph, (step) => calls.note(step));
    return async () => (await pipeline.run()).assertSucceeded();
  },

  [recorded]: (graph, calls) => recordedRun(graph, (step) => calls.note(step)),

  [recordedOutputs]: (graph, calls) =>
    recordedRun(
      graph,
      (step) => {
        calls.note(step);
        return { at: step };
      },
      { at: {} },
    ),

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

async function recordedRun(
  graph: LayeredGraph,
  handle: (step: number) => Record<string, unknown> | void,
  outputs: Record<string, object> = {},
): Promise<Work> {
  const { openRunStore } = await import("bailiwick");
  const pipeline = await pipelineOf(graph, handle, outputs);
  // Beside the bench, which lies on a disk: the folder for temporary files may lie in memory.
  const folder = mkdtempSync(join(import.meta.dirname, "runs-"));
  const store = await openRunStore(join(folder, "runs.db"));
  let runId = "";
  return {
    run: async () => void ({ runId } = (await pipeline.run({ store })).assertSucceeded()),
    fault: () => recordFault(store, runId, graph, Object.keys(outputs)),
    end: () => {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function pipelineOf(
  { names, before }: LayeredGraph,
  handle: (step: number) => Record<string, unknown> | void,
  outputs: Record<string, object> = {},
): Promise<Pipeline> {
  const { buildPipeline, SpecificationRegistry } = await import("bailiwick");
  const registry = new SpecificationRegistry("bench");
  for (const name of names) registry.registerSpecification(name, { stepType: "Nothing", outputs });
  const handlers = Object.fromEntries(names.map((name, step) => [name, () => handle(step)]));
  const edges = before.flatMap((others, step) =>
    others.map((other) => [names[other]!, names[step]!] as const),
  );
  return buildPipeline(registry, handlers, { edges });
}

/** Why what a store says of a run is wrong; `undefined` if each step succeeded and gave its number as each output. */
function recordFault(
  store: RunStore,
  runId: string,
  { names }: LayeredGraph,
  outputs: readonly string[],
): string | undefined {
  const steps = store.steps(runId);
  if (steps.length !== names.length) return `${steps.length} records of ${names.length} steps`;
  const wrong = steps.find(({ status }) => status !== "succeeded");
  if (wrong !== undefined) return `${wrong.stepName} is recorded as ${wrong.status}`;
  const lost = names.find((stepName, step) => {
    const given = store.outputs(runId, { partition: "", stepName }) ?? {};
    return outputs.some((output) => given[output] !== String(step));
  });
  return lost === undefined ? undefined : `the output of ${lost} is lost`;
}
