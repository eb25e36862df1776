import {
  BailiwickError,
  describe,
  didYouMean,
  isPlainObject,
  normaliseName,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
  requireClock,
  requireSignal,
  steadyClock,
  type Clock,
} from "../../kernel/index.js";
import type { RecordedRunStatus, RunStore } from "../../store/index.js";
import { executionGraph } from "../plan/execution-graph.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { RunListener } from "../run/run-event.js";
import { Compensations, type CompensationSetup } from "./compensations.js";
import {
  completionOrder,
  executionNumbers,
  findRun,
  partitionsOf,
  readHistory,
  type RunHistory,
} from "./known-run.js";
import type { PlannedPipeline } from "./prepare-run.js";
import { rollbackReport, type RollbackReport } from "./rollback-report.js";
import { underLock } from "./run-lock.js";
import { selectionInvalid } from "./selection.js";

/** How far a rollback goes. */
export interface RollbackTarget {
  /** Takes back what completed after this step did; in a run with partitions, after it did for `partition`. */
  readonly step?: string;
  /** Alone, takes back the partitions behind this one. */
  readonly partition?: string;
}

/** What is taken back, and how. */
export interface RollbackOptions {
  readonly store: RunStore;
  /** An id, or `"latest"` for the newest run of this pipeline. */
  readonly run: string;
  /** The last thing that stays. @defaultValue nothing stays */
  readonly to?: RollbackTarget;
  /** Cancels the rollback; the compensation that runs is told through its own signal. */
  readonly signal?: AbortSignal;
  /** Hears `step-compensated`, `compensation-failed` and what compensations log. */
  readonly onEvent?: RunListener;
  /**
   * How long, in milliseconds, a compensation may take to end after an abort before the rollback ends without it.
   * @defaultValue 2000
   */
  readonly graceMs?: number;
  /** @defaultValue the machine's, in fractions of a millisecond */
  readonly clock?: Clock;
  /** As for `run()`. @defaultValue the pipeline, within the store */
  readonly lock?: string | false;
  /** As for `run()`. @defaultValue 30000 */
  readonly heartbeatLimitMs?: number;
}

const optionNames = [
  "store",
  "run",
  "to",
  "signal",
  "onEvent",
  "graceMs",
  "clock",
  "lock",
  "heartbeatLimitMs",
];

/**
 * Takes a run back by the compensations of its steps, in the reverse order of their completion.
 *
 * @throws BailiwickError `OPTION_INVALID`, `RUN_UNKNOWN`, `RUN_OF_ANOTHER_PLAN`, `SELECTION_INVALID`, and what the store
 * and its lock throw
 */
export async function rollBack(pipeline: PlannedPipeline, options: RollbackOptions): Promise<RollbackReport> {
  const {
    store,
    run: wanted,
    to,
    signal,
    onEvent,
    graceMs,
    clock,
    lock,
    heartbeatLimitMs,
  } = checkRollbackOptions(options);
  const { plan, definitions } = pipeline;
  return underLock(plan, { store, lock, heartbeatLimitMs, signal }, async (either, held) => {
    const run = findRun(store, plan, wanted, "roll back");
    const graph = executionGraph(plan, definitions, partitionsOf(store, run, undefined));
    refuseUnknownSteps(store, run.runId, graph);
    const history = readHistory(store, run.runId, graph);
    const executions = toTakeBack(graph, history, to);
    const journal = store.journal({
      ...run,
      startedAt: clock.now(),
      isResumed: true,
      ...(held === undefined ? {} : { lock: held }),
    });
    const report = await takeBack(
      { ...pipeline, graph, history, store, journal, clock, signal: either, graceMs, onEvent },
      executions,
    );
    journal.end(statusAfter(report, run.status, history, executions), clock.now());
    return report;
  });
}

/** What a rollback works with that is under way already: the one after a failed run. */
export type RollbackSetup = Omit<CompensationSetup, "listenerErrors">;

/** Takes executions of a run back. Its end is left to the caller to note. */
export async function takeBack(setup: RollbackSetup, executions: readonly number[]): Promise<RollbackReport> {
  const { plan, journal, clock, signal } = setup;
  const startedAt = clock.now();
  const listenerErrors: unknown[] = [];
  const steps = await new Compensations({ ...setup, listenerErrors }).takeBack(executions);
  const hasFailed = steps.some(({ status }) => status === "failed");
  const isCut =
    signal.aborted && steps.some(({ status }) => status === "cancelled" || status === "not-started");
  return rollbackReport({
    runId: journal.runId,
    pipelineName: plan.pipelineName,
    contextName: plan.contextName,
    status: hasFailed ? "failed" : isCut ? "cancelled" : "succeeded",
    startedAt,
    durationMs: clock.now() - startedAt,
    steps,
    listenerErrors,
  });
}

/** How a run stands after a rollback. One that was taken back in part can be gone on with, as after a cancellation. */
function statusAfter(
  report: RollbackReport,
  before: RecordedRunStatus,
  history: RunHistory,
  executions: readonly number[],
): RecordedRunStatus {
  if (report.status !== "succeeded") return report.status;
  const standing = history.filter((known) => known?.record?.status === "succeeded").length;
  if (standing === executions.length) return "rolled-back";
  return before === "failed" ? "failed" : "cancelled";
}

/** The executions to take back, the last one that completed first. */
export function toTakeBack(
  graph: ExecutionGraph,
  history: RunHistory,
  to: RollbackTarget | undefined,
): readonly number[] {
  const order = completionOrder(graph, history).toReversed();
  if (to === undefined) return order;
  const { steps, partitions } = graph;
  const partition =
    to.partition === undefined
      ? undefined
      : placeIn(
          partitions.map((one) => one?.key),
          to.partition,
          "partition",
        );
  if (to.step === undefined)
    return order.filter((execution) => Math.floor(execution / steps.length) > partition!);
  const step = placeIn(
    steps.map(({ stepName }) => stepName),
    to.step,
    "step",
  );
  if (partition === undefined && partitions[0] !== undefined) {
    throw targetInvalid(
      `the run has partitions, so the step ${describe(to.step)} completed several times`,
      `say which partition is meant too: ${quoteList(
        partitions.flatMap((one) => one?.key ?? []),
        "or",
      )}.`,
    );
  }
  const last = order.indexOf((partition ?? 0) * steps.length + step);
  if (last !== -1) return order.slice(0, last);
  throw targetInvalid(
    `the step ${describe(to.step)}${to.partition === undefined ? "" : ` for ${describe(to.partition)}`} has no result in the run that could stay`,
    "name a step that succeeded, or leave `to` out to take everything back.",
  );
}

function placeIn(names: readonly (string | undefined)[], name: string, kind: "step" | "partition"): number {
  const place = names.indexOf(normaliseName(name));
  if (place !== -1) return place;
  const known = names.flatMap((one) => one ?? []);
  throw targetInvalid(
    `the run has no ${kind} ${describe(name)}${didYouMean(name, known)}`,
    known.length === 0 ? "it is a run without partitions." : `its ${kind}s are ${quoteList(known)}.`,
  );
}

function targetInvalid(fault: string, hint: string): BailiwickError {
  return selectionInvalid(fault, hint, {}, "take back");
}

/** What this pipeline does not have, it cannot take back. */
function refuseUnknownSteps(store: RunStore, runId: string, graph: ExecutionGraph): void {
  const numberOf = executionNumbers(graph);
  const unknown = store
    .steps(runId)
    .filter(
      ({ status, partition, stepName }) =>
        status === "succeeded" && numberOf(partition, stepName) === undefined,
    )
    .map(({ stepName }) => stepName);
  if (unknown.length === 0) return;
  const onlyThere = [...new Set(unknown)];
  throw new BailiwickError("RUN_OF_ANOTHER_PLAN", {
    message: `The run ${describe(runId)} cannot be taken back by this pipeline, which has no ${onlyThere.length === 1 ? "step" : "steps"} ${quoteList(onlyThere)}.`,
    hint: "roll it back by the pipeline that ran it.",
    details: { runId, onlyThere },
  });
}

type CheckedRollbackOptions = Required<
  Pick<RollbackOptions, "store" | "run" | "signal" | "graceMs" | "clock">
> & {
  readonly [Key in "to" | "onEvent" | "lock" | "heartbeatLimitMs"]: RollbackOptions[Key] | undefined;
};

function checkRollbackOptions(options: RollbackOptions): CheckedRollbackOptions {
  const owner = "rollback()";
  refuseUnknownOptions(options, optionNames, owner);
  const { store, run, to, onEvent, lock, heartbeatLimitMs, graceMs = 2000, clock } = options;
  const { signal = new AbortController().signal } = options;
  requireSignal(signal, owner);
  requireClock(clock, owner);
  const fault = (option: string, expected: string, value: unknown) =>
    optionInvalid(option, owner, expected, value);
  if (typeof (store as RunStore | undefined)?.journal !== "function")
    throw fault("store", "a run store", store);
  if (typeof run !== "string") throw fault("run", 'the id of a run or "latest"', run);
  if (onEvent !== undefined && typeof onEvent !== "function") throw fault("onEvent", "a function", onEvent);
  if (!(typeof graceMs === "number" && graceMs >= 0))
    throw fault("graceMs", "a number of milliseconds from 0 up", graceMs);
  if (lock !== undefined && lock !== false && (typeof lock !== "string" || lock === ""))
    throw fault("lock", "a text or false", lock);
  if (to !== undefined) checkTarget(to, owner);
  return { store, run, to, signal, onEvent, graceMs, clock: clock ?? steadyClock, lock, heartbeatLimitMs };
}

function checkTarget(to: unknown, owner: string): void {
  if (!isPlainObject(to)) throw optionInvalid("to", owner, "an object with a step or a partition", to);
  refuseUnknownOptions(to, ["step", "partition"], `the option to of ${owner}`);
  const { step, partition } = to;
  for (const [name, value] of Object.entries({ step, partition }))
    if (value !== undefined && typeof value !== "string")
      throw optionInvalid(`to.${name}`, owner, "a name", value);
  if (step === undefined && partition === undefined)
    throw optionInvalid("to", owner, "an object with a step or a partition", to);
}
