import Libsql from "libsql";
import { BailiwickError, describe } from "../../kernel/index.js";
import { readOnlyError, storeError, type StoreWork } from "./sqlite-errors.js";

/** What SQLite keeps in a column of these tables. */
export type SqlValue = string | number | null;

/** A prepared statement. Its rows are lists of columns in the order of the text. */
export interface SqlStatement<Row extends readonly SqlValue[] = readonly SqlValue[]> {
  /** @returns how many rows were changed */
  run(...values: readonly SqlValue[]): number;
  /** @returns the number of the row that was inserted */
  insert(...values: readonly SqlValue[]): number;
  first(...values: readonly SqlValue[]): Row | undefined;
  /** For a statement that always gives a row. */
  only(...values: readonly SqlValue[]): Row;
  all(...values: readonly SqlValue[]): readonly Row[];
}

/**
 * A connection to one file. What SQLite refuses is thrown as errors of this package; the texts of statements are
 * prepared once.
 */
export class SqliteDatabase {
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, PreparedStatement>();
  readonly #closing = new Set<() => void>();
  #isOpen = true;
  #isInTransaction = false;

  /** @param location what SQLite opens: `path`, or a URI of it */
  constructor(path: string, location: string, isReadOnly: boolean, busyTimeoutMs: number) {
    this.path = path;
    this.isReadOnly = isReadOnly;
    try {
      this.#connection = new Libsql(location);
      this.pragma(`busy_timeout = ${busyTimeoutMs}`);
    } catch (error) {
      throw storeError(error, path, "opened");
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Prepares a statement, or gives the one that was prepared for this text. */
  statement<Row extends readonly SqlValue[]>(sql: string): SqlStatement<Row> {
    this.assertOpen();
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.guard("read", () => new PreparedStatement(this, this.#connection.prepare(sql)));
      this.#statements.set(sql, statement);
    }
    // The columns of a row are what the text says; nothing else could know.
    return statement as unknown as SqlStatement<Row>;
  }

  /** Executes statements that give no rows. */
  execute(sql: string): void {
    this.assertOpen();
    this.guard("written", () => this.#connection.exec(sql));
  }

  /** Reads or sets a pragma; gives what it answers, if it answers. */
  pragma(text: string): SqlValue | undefined {
    this.assertOpen();
    const statement = this.guard("read", () => this.#connection.prepare(`PRAGMA ${text}`));
    return new PreparedStatement(this, statement).all()[0]?.[0];
  }

  /**
   * Does something as one transaction that no other writer comes between: all of it is durable on return, or none of it
   * if something is thrown. It cannot be within another one, and `work` cannot wait.
   *
   * @throws BailiwickError `STORE_WRITE_FAILED`, `STORE_READ_ONLY`, `STORE_CLOSED`; what `work` throws
   */
  transaction<T>(work: () => T): T {
    this.assertOpen();
    if (this.isReadOnly) throw readOnlyError(this.path);
    if (this.#isInTransaction)
      throw new TypeError("A transaction of a run store cannot be within another one.");
    this.execute("BEGIN IMMEDIATE");
    this.#isInTransaction = true;
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw storeError(error, this.path, "written");
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** Does something and throws what SQLite refuses as an error of this package. */
  guard<T>(work: StoreWork, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw storeError(error, this.path, this.#isInTransaction ? "written" : work);
    }
  }

  /** @throws BailiwickError `STORE_CLOSED` */
  assertOpen(): void {
    if (this.#isOpen) return;
    throw new BailiwickError("STORE_CLOSED", {
      message: `The run store ${describe(this.path)} is closed.`,
      hint: "open it again, or close it only when its runs have ended.",
      details: { path: this.path },
    });
  }

  /**
   * Calls a listener before the connection closes, as long as something can still be written.
   *
   * @returns what takes the listener back
   */
  beforeClose(listener: () => void): () => void {
    this.#closing.add(listener);
    return () => this.#closing.delete(listener);
  }

  /** Moves what the log holds into the file, as far as nobody reads it, and closes; twice does nothing. */
  close(): void {
    if (!this.#isOpen) return;
    for (const listener of this.#closing) listener();
    try {
      if (!this.isReadOnly) {
        this.pragma("busy_timeout = 0");
        this.pragma("wal_checkpoint(TRUNCATE)");
      }
    } catch {
      // What the log holds is safe in it.
    }
    this.abandon();
  }

  /** Closes, and leaves file and log as they are. */
  abandon(): void {
    this.#isOpen = false;
    this.#statements.clear();
    this.#connection.close();
  }

  #rollBack(): void {
    try {
      this.#connection.exec("ROLLBACK");
    } catch {
      // After some errors, a full disk among them, SQLite has rolled back already.
    }
  }
}

class PreparedStatement implements SqlStatement {
  readonly #database: SqliteDatabase;
  readonly #statement: Libsql.Statement;

  constructor(database: SqliteDatabase, statement: Libsql.Statement) {
    this.#database = database;
    this.#statement = statement.reader ? statement.raw() : statement;
  }

  run(...values: readonly SqlValue[]): number {
    this.#database.assertOpen();
    return this.#database.guard("written", () => this.#statement.run(values).changes);
  }

  insert(...values: readonly SqlValue[]): number {
    this.#database.assertOpen();
    return this.#database.guard("written", () => Number(this.#statement.run(values).lastInsertRowid));
  }

  first(...values: readonly SqlValue[]): readonly SqlValue[] | undefined {
    this.#database.assertOpen();
    return this.#database.guard("read", () => this.#statement.get(values)) as readonly SqlValue[] | undefined;
  }

  only(...values: readonly SqlValue[]): readonly SqlValue[] {
    const row = this.first(...values);
    if (row === undefined) throw new TypeError("The statement gave no row.");
    return row;
  }

  all(...values: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    this.#database.assertOpen();
    return this.#database.guard("read", () => this.#statement.all(values)) as (readonly SqlValue[])[];
  }
}
