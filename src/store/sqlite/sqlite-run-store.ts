import type { Clock } from "../../kernel/index.js";
import type { ExecutionLock, LockOptions, LockOwner } from "../execution-lock.js";
import type {
  AttemptRecord,
  CompensationRecord,
  EventRecord,
  PartitionRecord,
  PipelineIdentity,
  RunRecord,
  StepKey,
  StepRecord,
  StoredOutputs,
} from "../run-records.js";
import type { RunFilter, RunJournal, RunStore, SessionStart } from "../run-store.js";
import type { SqliteDatabase } from "./database.js";
import { readLockOwner } from "./lock-table.js";
import { runStoreMigrations } from "./migrations.js";
import { openDatabase, type DatabaseOptions } from "./open-database.js";
import { findResult, latestResult, pastDurations, readPartitions } from "./pipeline-queries.js";
import {
  readAttempts,
  readCompensations,
  readEvents,
  readOutputs,
  readRun,
  readRuns,
  readSteps,
} from "./run-queries.js";
import { acquireLock } from "./sqlite-execution-lock.js";
import { SqliteRunJournal } from "./sqlite-run-journal.js";

/** A run store in a file, or in memory for `:memory:`. */
export async function openSqliteRunStore(
  path: string,
  options: Omit<DatabaseOptions, "migrations">,
): Promise<RunStore> {
  const database = await openDatabase(path, { ...options, migrations: runStoreMigrations });
  return new SqliteRunStore(database, options.clock);
}

class SqliteRunStore implements RunStore {
  readonly path: string;
  readonly #database: SqliteDatabase;
  readonly #clock: Clock | undefined;

  constructor(database: SqliteDatabase, clock: Clock | undefined) {
    this.path = database.path;
    this.#database = database;
    this.#clock = clock;
    Object.freeze(this);
  }

  run(runId: string): RunRecord | undefined {
    return readRun(this.#database, runId);
  }

  runs(filter: RunFilter = {}): readonly RunRecord[] {
    return readRuns(this.#database, filter);
  }

  steps(runId: string): readonly StepRecord[] {
    return readSteps(this.#database, runId);
  }

  attempts(runId: string): readonly AttemptRecord[] {
    return readAttempts(this.#database, runId);
  }

  events(runId: string): Iterable<EventRecord> {
    return readEvents(this.#database, runId);
  }

  compensations(runId: string): readonly CompensationRecord[] {
    return readCompensations(this.#database, runId);
  }

  outputs(runId: string, step: StepKey): StoredOutputs | undefined {
    return readOutputs(this.#database, runId, step);
  }

  findResult(resultKey: string): StepRecord | undefined {
    return findResult(this.#database, resultKey);
  }

  latestResult(pipeline: PipelineIdentity, step: StepKey): StepRecord | undefined {
    return latestResult(this.#database, pipeline, step);
  }

  partitions(pipeline: PipelineIdentity): readonly PartitionRecord[] {
    return readPartitions(this.#database, pipeline);
  }

  pastDurations(pipeline: PipelineIdentity): Readonly<Record<string, number>> {
    return pastDurations(this.#database, pipeline);
  }

  async lock(key: string, options: LockOptions = {}): Promise<ExecutionLock> {
    const clock = this.#clock;
    return acquireLock(this.#database, key, options, clock === undefined ? {} : { clock });
  }

  lockOwner(key: string): LockOwner | undefined {
    return readLockOwner(this.#database, key);
  }

  journal(session: SessionStart): RunJournal {
    return new SqliteRunJournal(this.#database, session);
  }

  close(): void {
    this.#database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
