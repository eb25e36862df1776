import { deepFreeze } from "../../kernel/index.js";
import type {
  AttemptOutcome,
  AttemptRecord,
  CompensationRecord,
  EventRecord,
  FingerprintParts,
  RecordedError,
  RecordedRunStatus,
  RecordedStepStatus,
  RunRecord,
  StepRecord,
  StoredOutputs,
} from "../run-records.js";
import { fromColumn } from "./text.js";

/*
 * Rows of the store as frozen records. What columns hold was checked when it was written, and by the schema.
 */

/** The columns of a run, in the order of {@link RunRow}. */
export const runColumns =
  "run_id, context_name, pipeline_name, plan_fingerprint, partitions, seed, status, sessions, started_at, ended_at";

export type RunRow = readonly [
  runId: string,
  contextName: string,
  pipelineName: string,
  planFingerprint: string,
  partitions: string,
  seed: number,
  status: RecordedRunStatus,
  sessions: number,
  startedAt: number,
  endedAt: number | null,
];

export function runRecord(row: RunRow): RunRecord {
  const [
    runId,
    contextName,
    pipelineName,
    planFingerprint,
    partitions,
    seed,
    status,
    sessions,
    startedAt,
    endedAt,
  ] = row;
  return deepFreeze({
    runId: fromColumn(runId),
    contextName: fromColumn(contextName),
    pipelineName: fromColumn(pipelineName),
    planFingerprint: fromColumn(planFingerprint),
    partitions: JSON.parse(partitions) as string[],
    seed,
    status,
    sessions,
    startedAt,
    ...(endedAt === null ? {} : { endedAt }),
  });
}

/** The columns of a step, in the order of {@link StepRow}; from `runs` and `steps`. */
export const stepColumns =
  "run_id, partition, step_name, fingerprint, parts, steps.status, reason, attempts, steps.started_at, " +
  "duration_ms, error, result_key, reused_from";

export type StepRow = readonly [
  runId: string,
  partition: string,
  stepName: string,
  fingerprint: string,
  parts: string | null,
  status: RecordedStepStatus,
  reason: string,
  attempts: number,
  startedAt: number | null,
  durationMs: number | null,
  error: string | null,
  resultKey: string | null,
  reusedFrom: string | null,
];

const noParts: FingerprintParts = deepFreeze({
  specification: "",
  code: "",
  options: "",
  inputs: {},
  after: {},
});

export function stepRecord(row: StepRow): StepRecord {
  const [runId, partition, stepName, fingerprint, parts, status, reason, attempts, ...rest] = row;
  const [startedAt, durationMs, error, resultKey, reusedFrom] = rest;
  return deepFreeze({
    runId: fromColumn(runId),
    partition: fromColumn(partition),
    stepName: fromColumn(stepName),
    fingerprint: fromColumn(fingerprint),
    parts: parts === null ? noParts : (JSON.parse(parts) as FingerprintParts),
    status,
    reason: fromColumn(reason),
    attempts,
    ...(startedAt === null ? {} : { startedAt }),
    ...(durationMs === null ? {} : { durationMs }),
    ...errorOf(error),
    ...(resultKey === null ? {} : { resultKey: fromColumn(resultKey) }),
    ...(reusedFrom === null ? {} : { reusedFrom: fromColumn(reusedFrom) }),
  });
}

export type AttemptRow = readonly [
  partition: string,
  stepName: string,
  fingerprint: string,
  number: number,
  session: number,
  startedAt: number,
  endedAt: number | null,
  outcome: AttemptOutcome | null,
  error: string | null,
];

export function attemptRecord(runId: string, row: AttemptRow): AttemptRecord {
  const [partition, stepName, fingerprint, number, session, startedAt, endedAt, outcome, error] = row;
  return deepFreeze({
    runId,
    partition: fromColumn(partition),
    stepName: fromColumn(stepName),
    fingerprint: fromColumn(fingerprint),
    number,
    session,
    startedAt,
    ...(endedAt === null ? {} : { endedAt }),
    ...(outcome === null ? {} : { outcome }),
    ...errorOf(error),
  });
}

export type EventRow = readonly [
  sequence: number,
  at: number,
  type: string,
  partition: string | null,
  stepName: string | null,
  data: string,
];

export function eventRecord(runId: string, row: EventRow): EventRecord {
  const [sequence, at, type, partition, stepName, data] = row;
  return deepFreeze({
    runId,
    sequence,
    at,
    type: fromColumn(type),
    ...(partition === null ? {} : { partition: fromColumn(partition) }),
    ...(stepName === null ? {} : { stepName: fromColumn(stepName) }),
    data: JSON.parse(data) as Record<string, unknown>,
  });
}

export type CompensationRow = readonly [
  partition: string,
  stepName: string,
  startedAt: number,
  endedAt: number | null,
  outcome: "succeeded" | "failed" | "none" | null,
  error: string | null,
];

export function compensationRecord(runId: string, row: CompensationRow): CompensationRecord {
  const [partition, stepName, startedAt, endedAt, outcome, error] = row;
  return deepFreeze({
    runId,
    partition: fromColumn(partition),
    stepName: fromColumn(stepName),
    startedAt,
    ...(endedAt === null ? {} : { endedAt }),
    ...(outcome === null ? {} : { outcome }),
    ...errorOf(error),
  });
}

/** Outputs by name; without a prototype, so that no name is there that was not stored. */
export function storedOutputs(rows: readonly (readonly [output: string, value: string])[]): StoredOutputs {
  const outputs = Object.create(null) as Record<string, string>;
  for (const [output, value] of rows) outputs[fromColumn(output)] = fromColumn(value);
  return Object.freeze(outputs);
}

function errorOf(column: string | null): { error?: RecordedError } {
  return column === null ? {} : { error: JSON.parse(column) as RecordedError };
}
