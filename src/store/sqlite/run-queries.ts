import { argumentInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type {
  AttemptRecord,
  CompensationRecord,
  EventRecord,
  RunRecord,
  StepKey,
  StepRecord,
  StoredOutputs,
} from "../run-records.js";
import type { RunFilter } from "../run-store.js";
import type { SqliteDatabase, SqlValue } from "./database.js";
import { runStatuses } from "./entries.js";
import {
  attemptRecord,
  compensationRecord,
  eventRecord,
  runColumns,
  runRecord,
  stepColumns,
  stepRecord,
  storedOutputs,
  type AttemptRow,
  type CompensationRow,
  type EventRow,
  type RunRow,
  type StepRow,
} from "./records.js";
import { findRun, runUnknown } from "./sessions.js";
import { toColumn } from "./text.js";

const eventsPerRead = 500;

export function readRun(database: SqliteDatabase, runId: string): RunRecord | undefined {
  requireText("a run id", "run()", runId);
  const row = database
    .statement<RunRow>(`SELECT ${runColumns} FROM runs WHERE run_id = ?`)
    .first(toColumn(runId));
  return row === undefined ? undefined : runRecord(row);
}

/** Newest first: by when they began, and of those that began together the one that was written later. */
export function readRuns(database: SqliteDatabase, filter: RunFilter): readonly RunRecord[] {
  const { conditions, values } = conditionsOf(filter);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const rows = database
    .statement<RunRow>(`SELECT ${runColumns} FROM runs ${where} ORDER BY started_at DESC, run DESC LIMIT ?`)
    .all(...values, filter.limit ?? -1);
  return Object.freeze(rows.map(runRecord));
}

function conditionsOf(filter: RunFilter): { conditions: string[]; values: SqlValue[] } {
  refuseUnknownOptions(filter, ["contextName", "pipelineName", "status", "limit"], "runs()");
  const { contextName, pipelineName, status, limit } = filter;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw argumentInvalid("limit", "runs()", "a limit that is a whole number from 0 up", limit);
  }
  if (status !== undefined && !runStatuses.includes(status)) {
    throw argumentInvalid("status", "runs()", `a status that is one of ${runStatuses.join(", ")}`, status);
  }
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  for (const [column, value] of Object.entries({
    context_name: contextName,
    pipeline_name: pipelineName,
    status,
  })) {
    if (value === undefined) continue;
    requireText("names", "runs()", value);
    conditions.push(`${column} = ?`);
    values.push(toColumn(value));
  }
  return { conditions, values };
}

/** By partition, then in the order in which they ended, with those that have not ended last. */
export function readSteps(database: SqliteDatabase, runId: string): readonly StepRecord[] {
  const rows = database
    .statement<StepRow>(
      `SELECT ${stepColumns} FROM steps JOIN runs USING (run)
       WHERE run = ? ORDER BY partition, steps.status = 'running', change`,
    )
    .all(requireRun(database, "steps()", runId));
  return Object.freeze(rows.map(stepRecord));
}

/** In the order in which they started. */
export function readAttempts(database: SqliteDatabase, runId: string): readonly AttemptRecord[] {
  const rows = database
    .statement<AttemptRow>(
      `SELECT partition, step_name, attempts.fingerprint, number, session, attempts.started_at, ended_at, outcome,
         attempts.error
       FROM steps JOIN attempts USING (step) WHERE run = ? ORDER BY attempts.started_at, step, number`,
    )
    .all(requireRun(database, "attempts()", runId));
  return Object.freeze(rows.map((row) => attemptRecord(runId, row)));
}

/** Read as they are asked for, so that a long run does not have to be held; may be gone through again. */
export function readEvents(database: SqliteDatabase, runId: string): Iterable<EventRecord> {
  const run = requireRun(database, "events()", runId);
  const page = database.statement<EventRow>(
    `SELECT sequence, at, type, partition, step_name, data FROM events
     WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ${eventsPerRead}`,
  );
  return Object.freeze({
    *[Symbol.iterator]() {
      let last = 0;
      for (;;) {
        const rows = page.all(run, last);
        for (const row of rows) yield eventRecord(runId, row);
        if (rows.length < eventsPerRead) return;
        last += rows.length;
      }
    },
  });
}

/** In the order in which they started. */
export function readCompensations(database: SqliteDatabase, runId: string): readonly CompensationRecord[] {
  const rows = database
    .statement<CompensationRow>(
      `SELECT partition, step_name, compensations.started_at, ended_at, outcome, compensations.error
       FROM steps JOIN compensations USING (step) WHERE run = ? ORDER BY compensations.started_at, compensations.step`,
    )
    .all(requireRun(database, "compensations()", runId));
  return Object.freeze(rows.map((row) => compensationRecord(runId, row)));
}

export function readOutputs(
  database: SqliteDatabase,
  runId: string,
  { partition, stepName }: StepKey,
): StoredOutputs | undefined {
  requireText("a run id", "outputs()", runId);
  requireText("a partition", "outputs()", partition);
  requireText("a step name", "outputs()", stepName);
  // A resumed run asks for thousands of steps, one by one: one row each, because a call costs more than what is in it.
  const row = database
    .statement<[outputs: string]>(
      `SELECT (SELECT json_group_array(json_array(output, value)) FROM outputs WHERE outputs.step = steps.step)
       FROM runs JOIN steps USING (run)
       WHERE run_id = ? AND partition = ? AND step_name = ? AND steps.status = 'succeeded'`,
    )
    .first(toColumn(runId), toColumn(partition), toColumn(stepName));
  if (row !== undefined) return storedOutputs(JSON.parse(row[0]) as [string, string][]);
  requireRun(database, "outputs()", runId);
  return undefined;
}

function requireRun(database: SqliteDatabase, caller: string, runId: unknown): number {
  requireText("a run id", caller, runId);
  const run = findRun(database, runId);
  if (run === undefined) throw runUnknown(database, runId);
  return run;
}

export function requireText(what: string, caller: string, value: unknown): asserts value is string {
  if (typeof value !== "string") throw argumentInvalid(what, caller, what, value);
}
