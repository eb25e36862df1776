import { argumentInvalid, isPlainObject, quoteList } from "../../kernel/index.js";
import type {
  AttemptOutcome,
  EventRecord,
  RecordedError,
  RecordedRunStatus,
  StepKey,
} from "../run-records.js";
import type { AttemptEnd, AttemptStart, CompensationEntry, SessionStart, StepEnd } from "../run-store.js";
import type { SqlValue } from "./database.js";
import { toColumn } from "./text.js";

/*
 * What a journal is told, as columns. It is read when it is told: a value that SQLite cannot take is refused there, and
 * does not spoil the commit that would have carried it.
 */

/** How a run can stand. */
export const runStatuses: readonly RecordedRunStatus[] = [
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "rolled-back",
];
const stepEnds: readonly StepEnd["status"][] = ["succeeded", "failed", "cancelled", "skipped", "compensated"];
const attemptOutcomes: readonly AttemptOutcome[] = ["succeeded", "failed", "timed-out", "cancelled"];
const compensationOutcomes = ["succeeded", "failed", "none"];

/** An event without the run and its number, which the journal knows. */
export type EventEntry = Omit<EventRecord, "runId" | "sequence">;

/** Columns of `steps` that a step end fills, from `fingerprint` to `reused_from`. */
export type StepEndColumns = readonly [
  fingerprint: string,
  parts: string,
  status: string,
  reason: string,
  attempts: number,
  startedAt: number | null,
  durationMs: number | null,
  error: string | null,
  resultKey: string | null,
  reusedFrom: string | null,
];

export function stepEndColumns(entry: StepEnd): StepEndColumns {
  const of = "stepEnded()";
  return [
    text(entry.fingerprint, "a fingerprint", of),
    json(entry.parts, of),
    choice(entry.status, stepEnds, of),
    text(entry.reason, "a reason", of),
    whole(entry.attempts, "a number of attempts", of),
    optional(entry.startedAt, (value) => time(value, of)),
    optional(entry.durationMs, (value) => time(value, of)),
    errorColumn(entry.error, of),
    optional(entry.resultKey, (value) => text(value, "a result key", of)),
    optional(entry.reusedFrom, (value) => text(value, "a run id", of)),
  ];
}

/** Pairs of name and JSON text. */
export function outputColumns({ outputs = {} }: StepEnd): readonly (readonly [string, string])[] {
  const of = "stepEnded()";
  if (!isPlainObject(outputs)) throw argumentInvalid("outputs", of, "outputs as JSON texts by name", outputs);
  return Object.entries(outputs).map(([name, value]) => [
    toColumn(name),
    text(value, "outputs as JSON texts", of),
  ]);
}

/** Columns of `attempts` that its start fills. */
export type AttemptStartColumns = readonly [number: number, fingerprint: string, startedAt: number];

export function attemptStartColumns(entry: AttemptStart): AttemptStartColumns {
  const of = "attemptStarted()";
  return [
    whole(entry.number, "the number of an attempt", of),
    text(entry.fingerprint, "a fingerprint", of),
    time(entry.startedAt, of),
  ];
}

/** Columns of `attempts` that its end fills, after the number that says which. */
export type AttemptEndColumns = readonly [
  number: number,
  endedAt: number,
  outcome: string,
  error: string | null,
];

export function attemptEndColumns(entry: AttemptEnd): AttemptEndColumns {
  const of = "attemptEnded()";
  return [
    whole(entry.number, "the number of an attempt", of),
    time(entry.endedAt, of),
    choice(entry.outcome, attemptOutcomes, of),
    errorColumn(entry.error, of),
  ];
}

/** `started_at`, `ended_at`, `outcome`, `error`. */
export function compensationColumns(entry: CompensationEntry): readonly SqlValue[] {
  const of = "compensation()";
  return [
    time(entry.startedAt, of),
    optional(entry.endedAt, (value) => time(value, of)),
    optional(entry.outcome, (value) => choice(value, compensationOutcomes, of)),
    errorColumn(entry.error, of),
  ];
}

/** Columns of `events` from `at` on. */
export function eventColumns(entry: EventEntry): readonly SqlValue[] {
  const of = "event()";
  return [
    time(entry.at, of),
    text(entry.type, "a type", of),
    optional(entry.partition, (value) => text(value, "a partition", of)),
    optional(entry.stepName, (value) => text(value, "a step name", of)),
    json(entry.data, of),
  ];
}

/** The beginning of a session as columns of `runs`. */
export interface SessionColumns {
  readonly names: readonly [runId: string, contextName: string, pipelineName: string];
  readonly plan: readonly [fingerprint: string, partitions: string, seed: number];
  readonly startedAt: number;
}

export function sessionColumns(session: SessionStart): SessionColumns {
  const of = "journal()";
  const { runId, contextName, pipelineName, planFingerprint, partitions, seed, startedAt } = session;
  if (!Array.isArray(partitions) || !partitions.every((key) => typeof key === "string")) {
    throw argumentInvalid("partitions", of, "a list of the keys of partitions", partitions);
  }
  return {
    names: [
      text(runId, "a run id", of),
      text(contextName, "a context name", of),
      text(pipelineName, "a pipeline name", of),
    ],
    plan: [text(planFingerprint, "a plan fingerprint", of), json(partitions, of), whole(seed, "a seed", of)],
    startedAt: time(startedAt, of),
  };
}

/** `partition`, `step_name`. */
export function keyColumns({ partition, stepName }: StepKey, of: string): readonly [string, string] {
  return [text(partition, "a partition", of), text(stepName, "a step name", of)];
}

/** One of the words that a column takes. */
export function choice(value: unknown, words: readonly string[], of: string): string {
  if (typeof value === "string" && words.includes(value)) return value;
  throw argumentInvalid("entry", of, `one of ${quoteList(words, "or")}`, value);
}

function text(value: unknown, what: string, of: string): string {
  if (typeof value !== "string") throw argumentInvalid("entry", of, `${what} that is a text`, value);
  return toColumn(value);
}

export function time(value: unknown, of: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw argumentInvalid("entry", of, "times and durations in milliseconds", value);
}

function whole(value: unknown, what: string, of: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw argumentInvalid("entry", of, `${what} that is a whole number from 0 up`, value);
}

function json(value: unknown, of: string): string {
  const found = tryJson(value);
  if (found !== undefined) return found;
  throw argumentInvalid("entry", of, "data that JSON can say", value);
}

function tryJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function errorColumn(error: RecordedError | undefined, of: string): string | null {
  return error === undefined ? null : json(error, of);
}

function optional<T, C extends SqlValue>(value: T | undefined, column: (value: T) => C): C | null {
  return value === undefined ? null : column(value);
}
