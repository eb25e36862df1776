import type { SqliteDatabase, SqlStatement, SqlValue } from "./database.js";

/** How many events one statement inserts: a call costs more than a row. */
const eventsPerCall = 16;

/** The statements of a journal, each on one row but for events. They run within its transactions. */
export class JournalTables {
  readonly #insertStep: SqlStatement;
  readonly #restartStep: SqlStatement;
  readonly #endStep: SqlStatement;
  readonly #compensateStep: SqlStatement;
  readonly #deleteOutputs: SqlStatement;
  readonly #insertOutput: SqlStatement;
  readonly #startAttempt: SqlStatement;
  readonly #endAttempt: SqlStatement;
  readonly #compensate: SqlStatement;
  readonly #insertEvent: SqlStatement;
  readonly #insertEvents: SqlStatement;
  readonly #readChanges: SqlStatement<[number]>;
  readonly #writeChanges: SqlStatement;
  readonly #lastEvent: SqlStatement<[number]>;

  constructor(database: SqliteDatabase) {
    const statement = <Row extends readonly SqlValue[]>(sql: string): SqlStatement<Row> =>
      database.statement<Row>(sql);
    this.#insertStep = statement(
      `INSERT INTO steps (run, partition, step_name, fingerprint, status, reason, attempts, started_at, change)
       VALUES (?, ?, ?, ?, 'running', '', ?, ?, ?)`,
    );
    this.#restartStep = statement(
      `UPDATE steps SET
         started_at = CASE status WHEN 'running' THEN coalesce(started_at, ?4) ELSE ?4 END,
         fingerprint = ?2, status = 'running', reason = '', attempts = ?3, change = ?5,
         duration_ms = NULL, error = NULL, result_key = NULL, reused_from = NULL
       WHERE step = ?1`,
    );
    this.#endStep = statement(
      `UPDATE steps SET fingerprint = ?2, parts = ?3, status = ?4, reason = ?5, attempts = ?6, started_at = ?7,
         duration_ms = ?8, error = ?9, result_key = ?10, reused_from = ?11, change = ?12
       WHERE step = ?1`,
    );
    this.#compensateStep = statement("UPDATE steps SET status = 'compensated' WHERE step = ?");
    this.#deleteOutputs = statement("DELETE FROM outputs WHERE step = ?");
    this.#insertOutput = statement("INSERT INTO outputs (step, output, value) VALUES (?, ?, ?)");
    this.#startAttempt = statement(
      "INSERT INTO attempts (step, number, fingerprint, started_at, session) VALUES (?, ?, ?, ?, ?)",
    );
    this.#endAttempt = statement(
      "UPDATE attempts SET ended_at = ?3, outcome = ?4, error = ?5 WHERE step = ?1 AND number = ?2",
    );
    this.#compensate = statement(
      `INSERT INTO compensations (step, started_at, ended_at, outcome, error) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at, outcome = excluded.outcome, error = excluded.error`,
    );
    const insertEvents = (rows: number): string =>
      `INSERT INTO events (run, sequence, at, type, partition, step_name, data)
       VALUES ${Array<string>(rows).fill("(?, ?, ?, ?, ?, ?, ?)").join(", ")}`;
    this.#insertEvent = statement(insertEvents(1));
    this.#insertEvents = statement(insertEvents(eventsPerCall));
    this.#readChanges = statement("SELECT value FROM counters WHERE name = 'changes'");
    this.#writeChanges = statement("UPDATE counters SET value = ? WHERE name = 'changes'");
    this.#lastEvent = statement("SELECT coalesce(max(sequence), 0) FROM events WHERE run = ?");
  }

  /** How many changes of steps there were in the whole store. */
  changes(): number {
    return this.#readChanges.only()[0];
  }

  setChanges(changes: number): void {
    this.#writeChanges.run(changes);
  }

  /** @returns the number of the step */
  insertStep(
    run: number,
    [partition, stepName]: readonly [string, string],
    fingerprint: string,
    attempts: number,
    startedAt: number | null,
    change: number,
  ): number {
    return this.#insertStep.insert(run, partition, stepName, fingerprint, attempts, startedAt, change);
  }

  restartStep(step: number, fingerprint: string, attempts: number, startedAt: number, change: number): void {
    this.#restartStep.run(step, fingerprint, attempts, startedAt, change);
  }

  endStep(step: number, columns: readonly SqlValue[], change: number): void {
    this.#endStep.run(step, ...columns, change);
  }

  deleteOutputs(step: number): void {
    this.#deleteOutputs.run(step);
  }

  insertOutput(step: number, output: string, value: string): void {
    this.#insertOutput.run(step, output, value);
  }

  startAttempt(step: number, columns: readonly [number, string, number], session: number): void {
    this.#startAttempt.run(step, ...columns, session);
  }

  endAttempt(step: number, columns: readonly SqlValue[]): void {
    this.#endAttempt.run(step, ...columns);
  }

  compensate(step: number, columns: readonly SqlValue[]): void {
    this.#compensate.run(step, ...columns);
  }

  markCompensated(step: number): void {
    this.#compensateStep.run(step);
  }

  /** Numbers events on from the last one of the run. */
  insertEvents(run: number, events: readonly (readonly SqlValue[])[]): void {
    if (events.length === 0) return;
    const [last] = this.#lastEvent.only(run);
    const rows = events.map((columns, index) => [run, last + 1 + index, ...columns]);
    const whole = rows.length - (rows.length % eventsPerCall);
    for (let from = 0; from < whole; from += eventsPerCall) {
      this.#insertEvents.run(...rows.slice(from, from + eventsPerCall).flat());
    }
    for (const row of rows.slice(whole)) this.#insertEvent.run(...row);
  }
}
