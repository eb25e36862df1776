import type { SqliteDatabase, SqlStatement, SqlValue } from "./database.js";
import type { AttemptEndColumns, AttemptStartColumns, StepEndColumns } from "./entries.js";

/** What the row of a step has when an attempt has started: `fingerprint`, `attempts`, `started_at`; no error, no result key. */
export type StepBeginning = readonly [fingerprint: string, attempts: number, startedAt: number | null];

/** How many rows one call of a statement takes: a call costs more than a row. */
const rowsPerCall = 16;

/**
 * The tables of a journal. What is put in is kept until `write`, in the same transaction, and so are the ends of
 * attempts and steps; whatever else changes rows, or reads them, is to be told after a `write`.
 */
export class JournalTables {
  readonly #restartStep: SqlStatement;
  readonly #compensateStep: SqlStatement;
  readonly #deleteOutputs: SqlStatement;
  readonly #compensate: SqlStatement;
  readonly #readChanges: SqlStatement<[number]>;
  readonly #writeChanges: SqlStatement;
  readonly #lastStep: SqlStatement<[number]>;
  readonly #lastEvent: SqlStatement<[number]>;
  readonly #rows: ReturnType<typeof rowBatches>;

  /** The tables as one session of one run writes them. */
  constructor(database: SqliteDatabase, run: number, session: number) {
    const statement = <Row extends readonly SqlValue[]>(sql: string): SqlStatement<Row> =>
      database.statement<Row>(sql);
    this.#restartStep = statement(
      `UPDATE steps SET
         started_at = CASE status WHEN 'running' THEN coalesce(started_at, ?4) ELSE ?4 END,
         fingerprint = ?2, status = 'running', reason = '', attempts = ?3, change = ?5,
         duration_ms = NULL, error = NULL, result_key = NULL, reused_from = NULL
       WHERE step = ?1`,
    );
    this.#compensateStep = statement("UPDATE steps SET status = 'compensated' WHERE step = ?");
    this.#deleteOutputs = statement("DELETE FROM outputs WHERE step = ?");
    this.#compensate = statement(
      `INSERT INTO compensations (step, started_at, ended_at, outcome, error) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome, error = excluded.error`,
    );
    this.#readChanges = statement("SELECT value FROM counters WHERE name = 'changes'");
    this.#writeChanges = statement("UPDATE counters SET value = ? WHERE name = 'changes'");
    this.#lastStep = statement("SELECT coalesce(max(step), 0) FROM steps");
    this.#lastEvent = statement("SELECT coalesce(max(sequence), 0) FROM events WHERE run = ?");
    this.#rows = rowBatches(database, run, session);
  }

  /** How many changes of steps there were in the whole store. */
  changes(): number {
    return this.#readChanges.only()[0];
  }

  setChanges(changes: number): void {
    this.#writeChanges.run(changes);
  }

  /** The highest number of a step; as long as the transaction is open, nobody else gives a higher one. */
  lastStep(): number {
    return this.#lastStep.only()[0];
  }

  lastEvent(run: number): number {
    return this.#lastEvent.only(run)[0];
  }

  insertStep(
    step: number,
    [partition, stepName]: readonly [string, string],
    [fingerprint, attempts, startedAt]: readonly [string, number, number | null],
    change: number,
  ): void {
    this.#rows.steps.add(step, partition, stepName, fingerprint, attempts, startedAt, change);
  }

  startAttempt(step: number, columns: AttemptStartColumns): void {
    this.#rows.attempts.add(step, ...columns);
  }

  endAttempt(step: number, [number, endedAt, outcome, error]: AttemptEndColumns): void {
    if (error === null) this.#rows.attemptEnds.add(step, number, endedAt, outcome);
    else this.#rows.attemptFailures.add(step, number, endedAt, outcome, error);
  }

  /**
   * At most once for each step before the next `write`.
   *
   * @param begun what its row has since it started, if it started in this session: values that stay cost no time
   */
  endStep(step: number, columns: StepEndColumns, change: number, begun: StepBeginning | undefined): void {
    const [fingerprint, parts, status, reason, attempts, startedAt, durationMs, ...rest] = columns;
    const isPlain =
      begun !== undefined &&
      begun[0] === fingerprint &&
      begun[1] === attempts &&
      begun[2] === startedAt &&
      rest.every((value) => value === null);
    if (isPlain) this.#rows.plainStepEnds.add(step, parts, status, reason, durationMs, change);
    else this.#rows.stepEnds.add(step, ...columns, change);
  }

  insertOutput(step: number, output: string, value: string): void {
    this.#rows.outputs.add(step, output, value);
  }

  insertEvent(sequence: number, columns: readonly SqlValue[]): void {
    this.#rows.events.add(sequence, ...columns);
  }

  restartStep(step: number, fingerprint: string, attempts: number, startedAt: number, change: number): void {
    this.#restartStep.run(step, fingerprint, attempts, startedAt, change);
  }

  deleteOutputs(step: number): void {
    this.#deleteOutputs.run(step);
  }

  compensate(step: number, columns: readonly SqlValue[]): void {
    this.#compensate.run(step, ...columns);
  }

  markCompensated(step: number): void {
    this.#compensateStep.run(step);
  }

  write(): void {
    for (const batch of Object.values(this.#rows)) batch.write();
  }

  /** Forgets what was not written. */
  clear(): void {
    for (const batch of Object.values(this.#rows)) batch.clear();
  }
}

/** In the order in which they are written: what begins comes before what ends, as both may be of one step. */
function rowBatches(database: SqliteDatabase, run: number, session: number) {
  return {
    steps: new RowBatch(
      database,
      "(?1, ?, ?, ?, ?, 'running', '', ?, ?, ?)",
      (rows) =>
        `INSERT INTO steps (run, step, partition, step_name, fingerprint, status, reason, attempts, started_at, change)
         VALUES ${rows}`,
      [run],
    ),
    attempts: new RowBatch(
      database,
      "(?1, ?, ?, ?, ?)",
      (rows) => `INSERT INTO attempts (session, step, number, fingerprint, started_at) VALUES ${rows}`,
      [session],
    ),
    attemptEnds: new RowBatch(
      database,
      "(?, ?, ?, ?)",
      (rows) =>
        `UPDATE attempts SET ended_at = column3, outcome = column4
         FROM (VALUES ${rows}) WHERE step = column1 AND number = column2`,
    ),
    attemptFailures: new RowBatch(
      database,
      "(?, ?, ?, ?, ?)",
      (rows) =>
        `UPDATE attempts SET ended_at = column3, outcome = column4, error = column5
         FROM (VALUES ${rows}) WHERE step = column1 AND number = column2`,
    ),
    stepEnds: new RowBatch(
      database,
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      (rows) =>
        `UPDATE steps SET fingerprint = column2, parts = column3, status = column4, reason = column5,
           attempts = column6, started_at = column7, duration_ms = column8, error = column9, result_key = column10,
           reused_from = column11, change = column12
         FROM (VALUES ${rows}) WHERE step = column1`,
    ),
    plainStepEnds: new RowBatch(
      database,
      "(?, ?, ?, ?, ?, ?)",
      (rows) =>
        `UPDATE steps SET parts = column2, status = column3, reason = column4, duration_ms = column5, change = column6
         FROM (VALUES ${rows}) WHERE step = column1`,
    ),
    outputs: new RowBatch(
      database,
      "(?, ?, ?)",
      (rows) => `INSERT INTO outputs (step, output, value) VALUES ${rows}`,
    ),
    events: new RowBatch(
      database,
      "(?1, ?, ?, ?, ?, ?, ?)",
      (rows) => `INSERT INTO events (run, sequence, at, type, partition, step_name, data) VALUES ${rows}`,
      [run],
    ),
  };
}

/** Rows for one statement, which takes many of them in one call. */
class RowBatch {
  readonly #width: number;
  readonly #many: SqlStatement;
  readonly #one: SqlStatement;
  readonly #shared: readonly SqlValue[];
  /** Row after row. */
  #values: SqlValue[] = [];

  /**
   * @param row one row, as in `(?1, ?, ?)`
   * @param sql the statement for rows, as in `(?1, ?, ?), (?1, ?, ?)`
   * @param shared what stands in every row for `?1` and so on: binding a value takes as long as keeping it
   */
  constructor(
    database: SqliteDatabase,
    row: string,
    sql: (rows: string) => string,
    shared: readonly SqlValue[] = [],
  ) {
    this.#shared = shared;
    this.#width = row.split("?").length - 1 - shared.length;
    this.#many = database.statement(sql(Array<string>(rowsPerCall).fill(row).join(", ")));
    this.#one = database.statement(sql(row));
  }

  /** The values of one or more rows. */
  add(...values: readonly SqlValue[]): void {
    this.#values.push(...values);
  }

  /** Writes the rows in the order in which they were added. */
  write(): void {
    const values = this.#values;
    if (values.length === 0) return;
    this.#values = [];
    const width = this.#width * rowsPerCall;
    let from = 0;
    for (; from + width <= values.length; from += width) this.#run(this.#many, values, from, width);
    for (; from < values.length; from += this.#width) this.#run(this.#one, values, from, this.#width);
  }

  /** Forgets what was not written. */
  clear(): void {
    this.#values = [];
  }

  #run(statement: SqlStatement, values: readonly SqlValue[], from: number, width: number): void {
    statement.run(...this.#shared, ...values.slice(from, from + width));
  }
}
