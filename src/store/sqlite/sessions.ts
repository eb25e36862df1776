import { argumentInvalid, BailiwickError, describe, suggest } from "../../kernel/index.js";
import type { SessionStart } from "../run-store.js";
import type { SqliteDatabase } from "./database.js";
import { sessionColumns, type SessionColumns } from "./entries.js";
import { assertHeld } from "./lock-table.js";
import { toColumn } from "./text.js";

/** A run in the store, and which session of it this is. */
export interface Session {
  /** Its number in the store. */
  readonly run: number;
  readonly session: number;
}

/**
 * Writes down that a run begins, or goes on.
 *
 * @throws BailiwickError `RUN_UNKNOWN` for a run that is to go on and is not there; `OPTION_INVALID` for an id that is taken;
 * `LOCK_LOST`
 */
export function beginSession(database: SqliteDatabase, start: SessionStart): Session {
  const columns = sessionColumns(start);
  return database.transaction(() => {
    if (start.lock !== undefined) assertHeld(database, start.lock);
    const run = findRun(database, start.runId);
    if (!start.isResumed) {
      if (run !== undefined)
        throw argumentInvalid("runId", "journal()", "an id that no run has", start.runId);
      return insertRun(database, columns);
    }
    if (run === undefined) throw runUnknown(database, start.runId);
    const [session] = database
      .statement<[number]>(
        `UPDATE runs SET plan_fingerprint = ?, partitions = ?, seed = ?, status = 'running', ended_at = NULL,
           sessions = sessions + 1
         WHERE run = ? RETURNING sessions`,
      )
      .only(...columns.plan, run);
    return { run, session };
  });
}

function insertRun(database: SqliteDatabase, { names, plan, startedAt }: SessionColumns): Session {
  const run = database
    .statement(
      `INSERT INTO runs (run_id, context_name, pipeline_name, plan_fingerprint, partitions, seed, status, sessions, started_at)
       VALUES (?, ?, ?, ?, ?, ?, 'running', 1, ?)`,
    )
    .insert(...names, ...plan, startedAt);
  return { run, session: 1 };
}

/** The number of a run in the store. */
export function findRun(database: SqliteDatabase, runId: string): number | undefined {
  return database.statement<[number]>("SELECT run FROM runs WHERE run_id = ?").first(toColumn(runId))?.[0];
}

/** A run that is asked for and not there. */
export function runUnknown(database: SqliteDatabase, runId: string): BailiwickError {
  const newest = database
    .statement<[string]>("SELECT run_id FROM runs ORDER BY run DESC LIMIT 100")
    .all()
    .map(([id]) => id);
  return new BailiwickError("RUN_UNKNOWN", {
    message: `The run store ${describe(database.path)} has no run ${describe(runId)}.`,
    hint: hintFor(runId, newest),
    details: { path: database.path, runId },
  });
}

function hintFor(runId: string, newest: readonly string[]): string {
  const similar = suggest(runId, newest);
  if (similar !== undefined) return `did you mean ${describe(similar)}?`;
  return newest[0] === undefined
    ? "nothing was recorded in it yet."
    : `the newest one is ${describe(newest[0])}.`;
}
