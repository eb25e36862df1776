import { BailiwickError, describe, didYouMean, quoteList } from "../../kernel/index.js";
import type { RunRecord, RunStore, StepRecord } from "../../store/index.js";
import type { Partition, Partitions } from "../plan/partitions.js";
import type { Plan } from "../plan/plan.js";
import type { ExecutionGraph } from "../run/execution.js";

/** How many runs an error names. */
const mostNamed = 5;

/** What the store knows of one execution. */
export interface ExecutionHistory {
  /** Absent if only attempts were recorded. */
  readonly record: StepRecord | undefined;
  /** The number of the last attempt; if it is beyond those of the record, the step was interrupted. */
  readonly attempts: number;
  /** In order; empty for a result that was taken over. */
  readonly successes: readonly Success[];
  /** Whether a compensation of the last success began and did not end well: nobody knows what is left of its effect. */
  readonly isTakenBackInPart: boolean;
}

/** In which session of a run a step succeeded, and when. */
export interface Success {
  readonly session: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** What the store knows of the executions of a run, by number. */
export type RunHistory = readonly (ExecutionHistory | undefined)[];

/**
 * The run to go on with.
 *
 * @param wanted an id, or `"latest"`
 * @param does what is to be done with it, for messages: `resume`
 * @throws BailiwickError `RUN_UNKNOWN`; `RUN_OF_ANOTHER_PLAN` for a run of another pipeline
 */
export function findRun(store: RunStore, plan: Plan, wanted: string, does: string): RunRecord {
  const { contextName, pipelineName } = plan;
  if (wanted === "latest") {
    const latest = store.runs({ contextName, pipelineName, limit: 1 })[0];
    if (latest !== undefined) return latest;
    throw runUnknown(store, `there is no run of ${nameOf(plan)} to ${does}`, wanted);
  }
  const found = store.run(wanted);
  if (found === undefined) throw runUnknown(store, `there is no run ${describe(wanted)}`, wanted);
  if (found.contextName !== contextName || found.pipelineName !== pipelineName)
    throw anotherPlan(store, plan, found);
  return found;
}

/** The newest run of a pipeline, if it has neither succeeded nor been taken back. */
export function unfinishedRun(store: RunStore, { contextName, pipelineName }: Plan): RunRecord | undefined {
  const latest = store.runs({ contextName, pipelineName, limit: 1 })[0];
  return latest?.status === "succeeded" || latest?.status === "rolled-back" ? undefined : latest;
}

/**
 * The partitions of a run: what the caller says, which has to be what the run has, or else the run's own.
 *
 * @throws BailiwickError `RUN_OF_ANOTHER_PLAN`
 */
export function partitionsOf(
  store: RunStore,
  run: RunRecord,
  given: Partitions | undefined,
): Partitions | undefined {
  if (given === undefined) return run.partitions.length === 0 ? undefined : recordedPartitions(store, run);
  const keys = given.map(({ key }) => key);
  if (keys.length === run.partitions.length && keys.every((key, at) => key === run.partitions[at]))
    return given;
  const [missing, added] = differences(run.partitions, keys);
  throw new BailiwickError("RUN_OF_ANOTHER_PLAN", {
    message: `The run ${describe(run.runId)} has other partitions: ${[
      ...(run.partitions.length === 0 ? ["it has none"] : []),
      ...(missing.length === 0 ? [] : [`${quoteList(missing)} only there`]),
      ...(added.length === 0 ? [] : [`${quoteList(added)} only here`]),
      ...(missing.length + added.length === 0 ? ["they are the same in another order"] : []),
    ].join(", ")}.`,
    hint: "leave `over` out to go on with the partitions of the run, or start a new run for others.",
    details: { runId: run.runId, onlyThere: missing, onlyHere: added },
  });
}

/** What is known of each execution. O(records + executions). */
export function readHistory(store: RunStore, runId: string, graph: ExecutionGraph): RunHistory {
  const numberOf = executionNumbers(graph);
  const history: (Mutable<ExecutionHistory> | undefined)[] = Array.from({ length: graph.count });
  const at = (partition: string, stepName: string): Mutable<ExecutionHistory> | undefined => {
    const execution = numberOf(partition, stepName);
    if (execution === undefined) return undefined;
    return (history[execution] ??= {
      record: undefined,
      attempts: 0,
      successes: [],
      isTakenBackInPart: false,
    });
  };
  for (const attempt of store.attempts(runId)) {
    const known = at(attempt.partition, attempt.stepName);
    if (known === undefined) continue;
    known.attempts = Math.max(known.attempts, attempt.number);
    if (attempt.outcome === "succeeded")
      known.successes.push({ session: attempt.session, endedAt: attempt.endedAt ?? attempt.startedAt });
  }
  for (const record of store.steps(runId)) {
    const known = at(record.partition, record.stepName);
    if (known === undefined) continue;
    known.record = record;
    known.attempts = Math.max(known.attempts, record.attempts);
  }
  for (const known of history) known?.successes.sort((a, b) => a.session - b.session);
  for (const { partition, stepName, startedAt, outcome } of store.compensations(runId)) {
    const known = at(partition, stepName);
    const last = known?.successes.at(-1);
    if (known === undefined || last === undefined || startedAt < last.endedAt) continue;
    known.isTakenBackInPart = outcome === undefined || outcome === "failed";
  }
  return history;
}

/** The number of an execution by its partition and step; `undefined` for what the plan does not have. */
export function executionNumbers({
  steps,
  partitions,
}: ExecutionGraph): (partition: string, stepName: string) => number | undefined {
  const bases = new Map(partitions.map((partition, at) => [partition?.key ?? "", at * steps.length]));
  const indices = new Map(steps.map(({ stepName }, index) => [stepName, index]));
  return (partition, stepName) => {
    const base = bases.get(partition);
    const index = indices.get(stepName);
    return base === undefined || index === undefined ? undefined : base + index;
  };
}

/**
 * The executions whose success stands, in the order in which they completed: by session, then by time, and of those
 * at the same time in the order of the plan; within a session never before what they follow from. A result that was taken over completed right after what it follows from.
 * O(executions · log executions + edges).
 */
export function completionOrder(graph: ExecutionGraph, history: RunHistory): readonly number[] {
  const completions = history.map((known) =>
    known?.record?.status === "succeeded" ? known.successes.at(-1) : undefined,
  );
  const { count, from, followers } = graph;
  const newestBefore: (Success | undefined)[] = Array.from({ length: count });
  const completed: number[] = [];
  for (let execution = 0; execution < count; execution++) {
    if (history[execution]?.record?.status === "succeeded") {
      completed.push(execution);
      completions[execution] = notBefore(newestBefore[execution], completions[execution]);
    }
    const newest = later(completions[execution], newestBefore[execution]);
    for (let edge = from[execution]!; edge < from[execution + 1]!; edge++)
      newestBefore[followers[edge]!] = later(newest, newestBefore[followers[edge]!]);
  }
  return completed.toSorted((a, b) => compare(completions[a], completions[b]) || a - b);
}

/** A clock may jump back in a session; what came later then, the order of the plan still says. */
function notBefore(newest: Success | undefined, own: Success | undefined): Success | undefined {
  return own === undefined || own.session === newest?.session ? later(newest, own) : own;
}

function later(a: Success | undefined, b: Success | undefined): Success | undefined {
  return compare(a, b) < 0 ? b : a;
}

/** What was there from the start comes first. */
function compare(a: Success | undefined, b: Success | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return a.session - b.session || a.endedAt - b.endedAt;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

/** How partitions go on from each other, the first event of the run says. */
function recordedPartitions(store: RunStore, run: RunRecord): Partitions {
  let previousKeys: unknown;
  for (const { type, data } of store.events(run.runId)) {
    if (type !== "run-started") continue;
    previousKeys = data["previousKeys"];
    break;
  }
  const list = Array.isArray(previousKeys) ? (previousKeys as readonly unknown[]) : [];
  return Object.freeze(
    run.partitions.map((key, index): Partition => {
      const previousKey = list[index];
      return Object.freeze({ key, index, ...(typeof previousKey === "string" ? { previousKey } : {}) });
    }),
  );
}

function runUnknown(store: RunStore, fault: string, wanted: string): BailiwickError {
  const newest = store.runs({ limit: mostNamed });
  const ids = newest.map(({ runId }) => runId);
  const suggestion = wanted === "latest" ? "" : didYouMean(wanted, ids);
  return new BailiwickError("RUN_UNKNOWN", {
    message: `In the run store ${store.path} ${fault}${suggestion}.`,
    hint:
      newest.length === 0
        ? "the store has no runs; start one without resume."
        : `the newest ${newest.length === 1 ? "run is" : "runs are"} ${newest
            .map((run) => `${run.runId} of ${nameOf(run)}, ${run.status}`)
            .join("; ")}.`,
    details: { path: store.path, wanted, newest: ids },
  });
}

function anotherPlan(store: RunStore, plan: Plan, run: RunRecord): BailiwickError {
  const stepsThere = new Set(store.steps(run.runId).map(({ stepName }) => stepName));
  const [onlyThere, onlyHere] = differences([...stepsThere], plan.order);
  return new BailiwickError("RUN_OF_ANOTHER_PLAN", {
    message: [
      `The run ${describe(run.runId)} is of ${nameOf(run)}, but this is ${nameOf(plan)}`,
      ...(onlyThere.length === 0 ? [] : [`; steps only there: ${quoteList(onlyThere)}`]),
      ...(onlyHere.length === 0 ? [] : [`; steps only here: ${quoteList(onlyHere)}`]),
      ".",
    ].join(""),
    hint: 'go on with it by the pipeline that began it, or use "latest" for the newest run of this one.',
    details: {
      runId: run.runId,
      found: { contextName: run.contextName, pipelineName: run.pipelineName },
      expected: { contextName: plan.contextName, pipelineName: plan.pipelineName },
      onlyThere,
      onlyHere,
    },
  });
}

function nameOf({ pipelineName, contextName }: Pick<Plan, "pipelineName" | "contextName">): string {
  return `the pipeline ${describe(pipelineName)} of context ${describe(contextName)}`;
}

/** What is only in the first list, and what is only in the second. */
function differences(
  there: readonly string[],
  here: readonly string[],
): [onlyThere: readonly string[], onlyHere: readonly string[]] {
  const [inThere, inHere] = [new Set(there), new Set(here)];
  return [there.filter((name) => !inHere.has(name)), here.filter((name) => !inThere.has(name))];
}
