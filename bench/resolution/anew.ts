import type { Figures, Table } from "../harness/bench.js";
import { atMost } from "../harness/goals.js";
import { check, collectGarbage, milliseconds, type Repetitions } from "../harness/measure.js";
import { oracle } from "./oracle.js";
import { checkedSum, profileNames, read, resolving, timeGoals, type ProfileName } from "./resolving.js";
import { distinct, vocabulary } from "./vocabulary.js";
import type { Workload } from "./workload.js";

/** In megabytes. */
const memoryLimit = 400;

/** Something to be resolved, and how often. */
interface Task {
  readonly workload: Workload;
  readonly count: number;
  readonly rounds: number;
  /** In milliseconds, for the classic profile. */
  readonly limit?: number;
  /** In seconds. */
  readonly budget: number;
}

interface RepeatedTask extends Task {
  /** After a first call. */
  readonly repetitions: Repetitions;
}

/** What a process that resolves once sees: nothing is compiled yet. */
export function firstCallTables(quick: boolean): Table[] {
  const tasks: readonly Task[] = quick
    ? [{ workload: oracle, count: 60, rounds: 1, budget: 10 }]
    : [
        { workload: oracle, count: 400, rounds: 7, limit: 50, budget: 20 },
        { workload: oracle, count: 10_000, rounds: 1, budget: 20 },
        { workload: vocabulary, count: 10_000, rounds: 1, budget: 20 },
        { workload: distinct, count: 2_000, rounds: 1, budget: 30 },
      ];
  return tasks.map((task) => ({
    ...tableOf(task, firstCall),
    title: `${titleOf(task)}, the first call of a process`,
    figures: { time: "ms", growth: "MB", kept: "MB" },
    goals: [
      ...(task.limit === undefined ? [] : timeGoals(task.limit)),
      ...profileNames.map((of) => atMost(memoryLimit, "MB", { figure: "growth", of })),
    ],
  }));
}

/** What a process sees that resolves again and again, each time in a fresh registry with a fresh resolver. */
export function warmTables(quick: boolean): Table[] {
  const once = { warmUp: 0, samples: 1 };
  const often = { warmUp: 5, samples: 10 };
  const tasks: readonly RepeatedTask[] = quick
    ? [
        { workload: oracle, count: 60, rounds: 1, repetitions: once, budget: 10 },
        { workload: vocabulary, count: 60, rounds: 1, repetitions: once, budget: 10 },
        { workload: distinct, count: 60, rounds: 1, repetitions: once, budget: 10 },
      ]
    : [
        { workload: oracle, count: 10_000, rounds: 3, limit: 80, repetitions: often, budget: 30 },
        { workload: vocabulary, count: 2_000, rounds: 3, limit: 200, repetitions: often, budget: 30 },
        { workload: vocabulary, count: 10_000, rounds: 3, limit: 1_000, repetitions: once, budget: 30 },
        { workload: distinct, count: 2_000, rounds: 1, limit: 3_000, repetitions: once, budget: 40 },
      ];
  return tasks.map((task) => ({
    ...tableOf(task, (_, profile) => warm(task, profile)),
    title: `${titleOf(task)}, anew in a warm process`,
    figures: { time: "ms" },
    goals: task.limit === undefined ? [] : timeGoals(task.limit),
  }));
}

function titleOf({ workload, count }: Task): string {
  return `${workload.name}: ${count} steps`;
}

function tableOf(
  task: Task,
  measure: (task: Task, profile: ProfileName) => Promise<Figures>,
): Pick<Table, "rounds" | "floor" | "contenders"> {
  return {
    rounds: task.rounds,
    floor: "classic",
    contenders: profileNames.map((profile) => ({
      name: profile,
      budget: task.budget,
      measure: () => measure(task, profile),
    })),
  };
}

async function firstCall({ workload, count }: Task, profile: ProfileName): Promise<Figures> {
  const { register, resolverOf } = await resolving(workload, count, profile);
  const registry = register();
  collectGarbage();
  const before = process.memoryUsage();
  const start = performance.now();
  const resolver = resolverOf(registry);
  const wiring = read(resolver.resolveDependencies());
  const time = performance.now() - start;
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  collectGarbage();
  const kept = process.memoryUsage().heapUsed - before.heapUsed;
  const again = resolver.resolveDependencies();
  check(
    checkedSum(wiring, registry, profile) === checkedSum(again, registry, profile),
    "the second wiring differs from the first",
  );
  return { time, growth: (peakMemory - before.rss) / 1e6, kept: kept / 1e6, peakMemory };
}

async function warm({ workload, count, repetitions }: RepeatedTask, profile: ProfileName): Promise<Figures> {
  const { register, resolve } = await resolving(workload, count, profile);
  let registry = register();
  let wiring = resolve(registry);
  const sums = new Set<string>();
  const time = await milliseconds(
    repetitions,
    () => {
      wiring = resolve(registry);
    },
    () => {
      sums.add(checkedSum(wiring, registry, profile));
      registry = register();
      collectGarbage();
    },
  );
  sums.add(checkedSum(wiring, registry, profile));
  check(sums.size === 1, `the same steps were wired in ${sums.size} ways`);
  return { time };
}
