import type { SqlType } from "./sql-types.js";

/**
 * What a parameter takes and a cell gives. One table of types holds for reading and for writing:
 *
 * | DuckDB | here |
 * | --- | --- |
 * | `BOOLEAN` | `boolean` |
 * | whole numbers of any width | `number`; `bigint` beyond ±(2^53 − 1) |
 * | `FLOAT`, `DOUBLE` | `number` |
 * | `DECIMAL` | `number` up to 15 digits of width, wider ones their exact text |
 * | `DATE` | text, `2025-12-31` |
 * | `TIMESTAMP`, with or without zone | text, `2025-12-31T23:59:59.123456`, in UTC where it has a zone |
 * | `NULL` | `null` |
 * | anything else | the text by which DuckDB shows it |
 */
export type SqlValue = string | number | bigint | boolean | null;

/** What a parameter takes: a value, or a list of values for a parameter that a template declares as a list. */
export type SqlParameter = SqlValue | readonly SqlValue[];

/** One row of a result, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A statement with the values of its parameters, which are bound and never part of the text. */
export interface SqlStatement {
  /** For errors and logs; a statement of a template has the template's name. */
  readonly name?: string;
  /** One statement. Parameters are written `$name`. */
  readonly text: string;
  readonly values?: Readonly<Record<string, SqlParameter>>;
  /** The declared types of parameters; without one, a value is bound as what it is, and a list is refused. */
  readonly types?: Readonly<Record<string, SqlType>>;
}

/** A connection that is leased for one piece of work, and must not be used after it. */
export interface DuckDbConnection {
  /** Runs a statement. @returns how many rows it inserted, changed or deleted. */
  run(statement: SqlStatement): Promise<number>;
  /** All rows of a result, frozen. */
  rows<Row extends SqlRow = SqlRow>(statement: SqlStatement): Promise<readonly Row[]>;
  /** The rows in batches of some thousands, read as they are asked for; memory stays flat. */
  stream<Row extends SqlRow = SqlRow>(statement: SqlStatement): AsyncIterable<readonly Row[]>;
  /** All values of a result by column, several times quicker than rows. */
  columns(statement: SqlStatement): Promise<Readonly<Record<string, readonly SqlValue[]>>>;
  /** Appends rows by column, a thousand times quicker than inserting each. All columns are equally long. @returns how many. */
  append(table: TableName, columns: Readonly<Record<string, readonly SqlValue[]>>): Promise<number>;
}

/** The name of a table; it is quoted where it is used, so any text is a name. */
export interface TableName {
  /** @defaultValue "main" */
  readonly schema?: string;
  readonly table: string;
}

/** What goes with one piece of work. */
export interface DuckDbWork {
  /** Interrupts the statement that is running, and rolls back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A DuckDB database. However often a path is opened in a process, there is one instance behind it, because two
 * on one file lose data without a word.
 */
export interface DuckDb extends AsyncDisposable {
  /** Absolute, with links followed; or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  /** Leases a connection for reading, which sees what is committed. Any number at once. */
  read<T>(work: (connection: DuckDbConnection) => Promise<T>, options?: DuckDbWork): Promise<T>;
  /**
   * Commits everything that the work does, or nothing of it. Transactions of one path wait for each other; a conflict with
   * another writer is tried again with growing pauses, so the work may be called more than once.
   */
  transaction<T>(work: (connection: DuckDbConnection) => Promise<T>, options?: DuckDbWork): Promise<T>;
  /**
   * Closes the file, so that a subprocess can have it, once the work on it has ended. Until {@link DuckDb.reacquire} new
   * work waits.
   */
  release(): Promise<void>;
  /** Opens the file again. */
  reacquire(): Promise<void>;
  close(): Promise<void>;
}
