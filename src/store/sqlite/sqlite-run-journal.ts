import { argumentInvalid, BailiwickError, describe } from "../../kernel/index.js";
import type { RecordedRunStatus, StepKey } from "../run-records.js";
import type {
  AttemptEnd,
  AttemptStart,
  CompensationEntry,
  RunJournal,
  SessionStart,
  StepEnd,
} from "../run-store.js";
import type { SqliteDatabase, SqlValue } from "./database.js";
import {
  attemptEndColumns,
  attemptStartColumns,
  choice,
  compensationColumns,
  eventColumns,
  keyColumns,
  outputColumns,
  runStatuses,
  stepEndColumns,
  time,
  type AttemptEndColumns,
  type AttemptStartColumns,
  type EventEntry,
  type StepEndColumns,
} from "./entries.js";
import { JournalTables, type StepBeginning } from "./journal-tables.js";
import { assertHeld } from "./lock-table.js";
import { beginSession } from "./sessions.js";

/** What the journal knows of a step of its run. */
interface KnownStep {
  readonly key: readonly [partition: string, stepName: string];
  /** Its number in the store; `undefined` as long as it has no row. */
  step: number | undefined;
  /** The attempt that has started and not ended, of those that this session made. */
  openAttempt: number | undefined;
  /** The highest number of all its attempts. */
  lastAttempt: number;
  mayHaveOutputs: boolean;
  /** What its row has since an attempt of this session started. */
  begun: StepBeginning | undefined;
  /** Whether its end is among what the tables have not written yet. */
  isEnding: boolean;
}

/** What is written at the next commit. */
type Entry =
  | { readonly kind: "attempt-started"; readonly of: KnownStep; readonly columns: AttemptStartColumns }
  | { readonly kind: "attempt-ended"; readonly of: KnownStep; readonly columns: AttemptEndColumns }
  | {
      readonly kind: "step-ended";
      readonly of: KnownStep;
      readonly columns: StepEndColumns;
      readonly outputs: readonly (readonly [string, string])[];
    }
  | {
      readonly kind: "compensation";
      readonly of: KnownStep;
      readonly columns: readonly SqlValue[];
      readonly isDone: boolean;
    }
  | { readonly kind: "event"; readonly columns: readonly SqlValue[] };

/** A journal in SQLite. O(entries) per commit. */
export class SqliteRunJournal implements RunJournal {
  readonly runId: string;
  readonly session: number;
  readonly #database: SqliteDatabase;
  readonly #tables: JournalTables;
  readonly #run: number;
  readonly #lock: SessionStart["lock"];
  readonly #steps = new Map<string, Map<string, KnownStep>>();
  #entries: Entry[] = [];
  /** Steps that got their row in the transaction that is open. */
  #inserted: KnownStep[] = [];
  /** Steps that end, as far as the tables have not written it yet. */
  #ending: KnownStep[] = [];
  /** The highest numbers, as of the transaction that is open. */
  #change = 0;
  #lastStep = 0;

  constructor(database: SqliteDatabase, start: SessionStart) {
    const { run, session } = beginSession(database, start);
    this.runId = start.runId;
    this.session = session;
    this.#database = database;
    this.#tables = new JournalTables(database, run, session);
    this.#run = run;
    this.#lock = start.lock;
    if (start.isResumed) this.#readSteps();
    Object.freeze(this);
  }

  attemptStarted(entry: AttemptStart): void {
    const columns = attemptStartColumns(entry);
    const of = this.#step(entry, "attemptStarted()");
    const [number] = columns;
    if (number <= of.lastAttempt) {
      throw argumentInvalid("entry", "attemptStarted()", `a number above ${of.lastAttempt}`, number);
    }
    of.openAttempt = number;
    of.lastAttempt = number;
    this.#entries.push({ kind: "attempt-started", of, columns });
  }

  attemptEnded(entry: AttemptEnd): void {
    const columns = attemptEndColumns(entry);
    const of = this.#step(entry, "attemptEnded()");
    if (of.openAttempt !== columns[0]) {
      throw argumentInvalid("entry", "attemptEnded()", "an attempt that has started", entry.number);
    }
    of.openAttempt = undefined;
    this.#entries.push({ kind: "attempt-ended", of, columns });
  }

  stepEnded(entry: StepEnd): void {
    const columns = stepEndColumns(entry);
    const outputs = outputColumns(entry);
    this.#entries.push({ kind: "step-ended", of: this.#step(entry, "stepEnded()"), columns, outputs });
  }

  compensation(entry: CompensationEntry): void {
    const columns = compensationColumns(entry);
    const of = this.#known(keyColumns(entry, "compensation()"));
    if (of === undefined) throw stepUnknown(this.runId, entry);
    const isDone = entry.outcome === "succeeded" || entry.outcome === "none";
    this.#entries.push({ kind: "compensation", of, columns, isDone });
  }

  event(entry: EventEntry): void {
    this.#entries.push({ kind: "event", columns: eventColumns(entry) });
  }

  commit(): void {
    this.#database.assertOpen();
    if (this.#entries.length > 0) this.#write(() => undefined);
  }

  end(status: RecordedRunStatus, endedAt: number): void {
    const columns = [
      choice(status, runStatuses, "end()"),
      status === "running" ? null : time(endedAt, "end()"),
    ];
    this.#write(() => {
      this.#database
        .statement("UPDATE runs SET status = ?, ended_at = ? WHERE run = ?")
        .run(...columns, this.#run);
    });
  }

  #write(last: () => void): void {
    try {
      this.#database.transaction(() => {
        if (this.#lock !== undefined) assertHeld(this.#database, this.#lock);
        this.#writeEntries();
        last();
      });
    } catch (error) {
      for (const of of this.#inserted) of.step = undefined;
      this.#inserted = [];
      this.#settleEnds();
      this.#tables.clear();
      throw error;
    }
    this.#entries = [];
    this.#inserted = [];
  }

  #writeEntries(): void {
    const tables = this.#tables;
    this.#change = tables.changes();
    this.#lastStep = tables.lastStep();
    let event = tables.lastEvent(this.#run);
    for (const entry of this.#entries) {
      switch (entry.kind) {
        case "attempt-started":
          this.#startAttempt(entry.of, entry.columns);
          break;
        case "attempt-ended":
          tables.endAttempt(this.#numberOf(entry.of), entry.columns);
          break;
        case "step-ended":
          this.#endStep(entry.of, entry.columns, entry.outputs);
          break;
        case "compensation":
          this.#compensate(entry.of, entry.columns, entry.isDone);
          break;
        case "event":
          tables.insertEvent(++event, entry.columns);
      }
    }
    this.#writeTables();
    tables.setChanges(this.#change);
  }

  #startAttempt(of: KnownStep, columns: AttemptStartColumns): void {
    const [number, fingerprint, startedAt] = columns;
    const change = ++this.#change;
    if (of.step === undefined) {
      of.begun = [fingerprint, number, startedAt];
      this.#insert(of, of.begun);
    } else {
      // Only what is written can be changed.
      this.#writeTables();
      of.begun = undefined;
      if (of.mayHaveOutputs) this.#tables.deleteOutputs(of.step);
      this.#tables.restartStep(of.step, fingerprint, number, startedAt, change);
    }
    this.#tables.startAttempt(this.#numberOf(of), columns);
  }

  #endStep(of: KnownStep, columns: StepEndColumns, outputs: readonly (readonly [string, string])[]): void {
    const change = ++this.#change;
    const step = this.#numberOf(of);
    if (of.isEnding) this.#writeTables();
    if (of.mayHaveOutputs) this.#tables.deleteOutputs(step);
    this.#tables.endStep(step, columns, change, of.begun);
    of.begun = undefined;
    for (const [output, value] of outputs) this.#tables.insertOutput(step, output, value);
    of.mayHaveOutputs ||= outputs.length > 0;
    of.isEnding = true;
    this.#ending.push(of);
  }

  #compensate(of: KnownStep, columns: readonly SqlValue[], isDone: boolean): void {
    const step = this.#numberOf(of);
    this.#writeTables();
    this.#tables.compensate(step, columns);
    if (isDone) this.#tables.markCompensated(step);
  }

  #writeTables(): void {
    this.#tables.write();
    this.#settleEnds();
  }

  #settleEnds(): void {
    for (const of of this.#ending) of.isEnding = false;
    this.#ending = [];
  }

  /** The number of a step, which gets its row if it has none: one that was skipped or reused was never attempted. */
  #numberOf(of: KnownStep): number {
    return of.step ?? this.#insert(of, ["", 0, null]);
  }

  #insert(of: KnownStep, columns: StepBeginning): number {
    const step = ++this.#lastStep;
    this.#tables.insertStep(step, of.key, columns, this.#change);
    of.step = step;
    this.#inserted.push(of);
    return step;
  }

  #step(key: StepKey, caller: string): KnownStep {
    const columns = keyColumns(key, caller);
    return this.#known(columns) ?? this.#add(columns);
  }

  #known([partition, stepName]: readonly [string, string]): KnownStep | undefined {
    return this.#steps.get(partition)?.get(stepName);
  }

  #add(key: readonly [string, string], step?: number, lastAttempt = 0): KnownStep {
    const known: KnownStep = {
      key,
      step,
      openAttempt: undefined,
      lastAttempt,
      mayHaveOutputs: step !== undefined,
      begun: undefined,
      isEnding: false,
    };
    const [partition, stepName] = key;
    const steps = this.#steps.get(partition) ?? new Map<string, KnownStep>();
    this.#steps.set(partition, steps.set(stepName, known));
    return known;
  }

  #readSteps(): void {
    const rows = this.#database
      .statement<[number, string, string, number]>(
        `SELECT step, partition, step_name,
           (SELECT coalesce(max(number), 0) FROM attempts WHERE attempts.step = steps.step)
         FROM steps WHERE run = ?`,
      )
      .all(this.#run);
    for (const [step, partition, stepName, last] of rows) this.#add([partition, stepName], step, last);
  }
}

function stepUnknown(runId: string, { stepName, partition }: StepKey): BailiwickError {
  const where = partition === "" ? "" : ` of partition ${describe(partition)}`;
  return new BailiwickError("STEP_UNKNOWN", {
    message: `The run ${describe(runId)} knows no step ${describe(stepName)}${where} that could be compensated.`,
    details: { runId, stepName, partition },
  });
}
