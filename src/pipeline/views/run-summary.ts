import { deepFreeze } from "../../kernel/index.js";
import type { RunRecord, StepRecord } from "../../store/index.js";
import { criticalPath } from "../plan/critical-path.js";
import type { Plan } from "../plan/plan.js";
import type { RunReport, StepReport } from "../run/run-report.js";
import { stateOf, stepLooks, type StepState } from "./step-states.js";

/** A run as a store tells of it. */
export interface RecordedRun {
  readonly run: RunRecord;
  readonly steps: readonly StepRecord[];
}

/** One execution of a step in a {@link RunSummary}. */
export interface SummaryStep {
  readonly stepName: string;
  /** Absent in a run without partitions. */
  readonly partition?: string;
  readonly state: StepState;
  /** Milliseconds; absent for what did not run. */
  readonly durationMs?: number;
  /** 0 for what did not run. */
  readonly attempts: number;
  /** Why it ran or did not, or the first line of what ended it. */
  readonly reason: string;
}

/** The steps of a run by partition, for a table. */
export interface SummaryMatrix {
  readonly partitions: readonly string[];
  readonly stepNames: readonly string[];
  /** By step, then by partition; `undefined` where nothing is known yet. */
  readonly states: readonly (readonly (StepState | undefined)[])[];
}

/** The steps that one run had to wait for, one after the other. */
export interface SummaryPath {
  readonly stepNames: readonly string[];
  /** Milliseconds of all of them together. */
  readonly durationMs: number;
}

/** What a run came to, for people: frozen, plain data. */
export interface RunSummary {
  readonly runId: string;
  readonly pipelineName: string;
  readonly contextName: string;
  readonly status: RunReport["status"] | RunRecord["status"];
  /** Milliseconds; of a recorded run from its first start to its last end, absent if it has not ended. */
  readonly durationMs?: number;
  readonly steps: readonly SummaryStep[];
  /** How many executions there are of each state; states that none has are left out. */
  readonly counts: Readonly<Partial<Record<StepState, number>>>;
  /** The executions that took longest, at most five, longest first. */
  readonly slowest: readonly SummaryStep[];
  /** Only if the plan was given, and in a run without partitions. */
  readonly criticalPath?: SummaryPath;
  /** Only in a run with partitions. */
  readonly matrix?: SummaryMatrix;
}

const mostSlowest = 5;

/**
 * Sums a run up: each step with how it ended, how long it took and why, the slowest ones, and the chain of steps that
 * took longest. O(n log n) in executions and wires.
 *
 * @param plan tells which chain of steps took longest
 */
export function summariseRun(source: RunReport | RecordedRun, plan?: Plan): RunSummary {
  const run = "run" in source ? source.run : source;
  const steps = source.steps.map(summaryOf);
  const durationMs = durationOf(source);
  const hasPartitions = steps.some(({ partition }) => partition !== undefined);
  const path = hasPartitions || plan === undefined ? undefined : pathOf(steps, plan);
  const { runId, pipelineName, contextName, status } = run;
  return deepFreeze({
    runId,
    pipelineName,
    contextName,
    status,
    ...(durationMs === undefined ? {} : { durationMs }),
    steps,
    counts: countsOf(steps),
    slowest: steps
      .filter((step) => step.durationMs !== undefined)
      .toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))
      .slice(0, mostSlowest),
    ...(path === undefined ? {} : { criticalPath: path }),
    ...(hasPartitions ? { matrix: matrixOf(steps, source) } : {}),
  });
}

function durationOf(source: RunReport | RecordedRun): number | undefined {
  if (!("run" in source)) return source.durationMs;
  const { startedAt, endedAt } = source.run;
  return endedAt === undefined ? undefined : endedAt - startedAt;
}

function summaryOf(step: StepReport | StepRecord): SummaryStep {
  const { stepName, partition = "" } = step;
  const durationMs = "durationMs" in step ? step.durationMs : undefined;
  return {
    stepName,
    ...(partition === "" ? {} : { partition }),
    state: stateOf(step),
    ...(durationMs === undefined ? {} : { durationMs }),
    attempts: "attempts" in step ? step.attempts : 0,
    reason: reasonOf(step),
  };
}

function reasonOf(step: StepReport | StepRecord): string {
  const error = "error" in step ? step.error : undefined;
  if (error !== undefined) return error.message.split("\n", 1)[0] ?? "";
  return "reason" in step ? step.reason : "";
}

function countsOf(steps: readonly SummaryStep[]): RunSummary["counts"] {
  const counts: Partial<Record<StepState, number>> = {};
  for (const state of Object.keys(stepLooks) as StepState[]) {
    const count = steps.filter((step) => step.state === state).length;
    if (count > 0) counts[state] = count;
  }
  return counts;
}

/** The longest chain by what each step took; what did not run took nothing. */
function pathOf(steps: readonly SummaryStep[], plan: Plan): SummaryPath | undefined {
  const durations = steps.map(({ stepName, durationMs = 0 }) => [stepName, durationMs] as const);
  const { stepNames, durationMs } = criticalPath(plan, Object.fromEntries(durations));
  return durationMs === 0 ? undefined : { stepNames, durationMs };
}

function matrixOf(steps: readonly SummaryStep[], source: RunReport | RecordedRun): SummaryMatrix {
  const partitions =
    "run" in source ? source.run.partitions : source.partitions.map(({ partition }) => partition);
  const stepNames = [...new Set(steps.map(({ stepName }) => stepName))];
  const stateAt = new Map(steps.map((step) => [`${step.partition}\n${step.stepName}`, step.state]));
  return {
    partitions,
    stepNames,
    states: stepNames.map((name) => partitions.map((partition) => stateAt.get(`${partition}\n${name}`))),
  };
}
