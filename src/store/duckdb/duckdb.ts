import type { SqlParameter, SqlType, SqlValue } from "./sql-types.js";

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

/**
 * A connection that is leased for one piece of work. It executes one statement after the other, and none after its work has
 * ended.
 */
export interface DuckDbConnection {
  /** Runs a statement. @returns how many rows it inserted, changed or deleted. */
  run(statement: SqlStatement): Promise<number>;
  /** All rows of a result, frozen. O(rows) memory. */
  rows<Row extends SqlRow = SqlRow>(statement: SqlStatement): Promise<readonly Row[]>;
  /**
   * The rows in frozen batches of 2048 at most, read as they are asked for; memory stays flat. Until all were read, or the
   * loop over them is left, the connection takes no other statement: DuckDB would end the stream without a word.
   */
  stream<Row extends SqlRow = SqlRow>(statement: SqlStatement): AsyncIterable<readonly Row[]>;
  /** All values of a result by column, frozen, without an object for each row. */
  columns(statement: SqlStatement): Promise<Readonly<Record<string, readonly SqlValue[]>>>;
  /**
   * Appends rows by column, some hundred times quicker than inserting each. All columns of the table are given, and equally long.
   *
   * @returns how many rows
   * @throws BailiwickError `SQL_VALUE_INVALID` for a value that its column does not take, or a column that is left out
   */
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
  /** Interrupts the statement that is running, or the waiting for its turn; a transaction is rolled back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A DuckDB database. However often a path is opened in a process, there is one instance behind it, because two
 * on one file lose data without a word.
 *
 * All its methods throw `STORE_CLOSED` after {@link DuckDb.close}.
 */
export interface DuckDb extends AsyncDisposable {
  /** Absolute, with links followed; of a file with several names the one it was opened by first; or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  /**
   * Leases a connection for reading. Any number of them at once; each statement sees what is committed when it begins.
   *
   * @throws BailiwickError `STORE_READ_ONLY` for a statement that does more than select; `STORE_TABLE_MISSING`,
   * `STORE_QUERY_FAILED`, `OPERATION_ABORTED`; what the work throws
   */
  read<T>(work: (connection: DuckDbConnection) => Promise<T>, options?: DuckDbWork): Promise<T>;
  /**
   * Leases a connection for reading as of one moment: every statement sees what was committed when the first began, and
   * temporary tables may be made, which are gone at the end. Any number at once, also of a database that is only read.
   *
   * @throws BailiwickError as {@link DuckDb.read}
   */
  snapshot<T>(work: (connection: DuckDbConnection) => Promise<T>, options?: DuckDbWork): Promise<T>;
  /**
   * Commits everything that the work does, or, once a statement has failed, nothing of it, even if the work goes on.
   * Transactions of one path wait for each other. A conflict with a writer elsewhere is tried again, five times with growing
   * pauses: the work may be called more than once.
   *
   * @throws BailiwickError `STORE_READ_ONLY`, `STORE_CONFLICT`, `STORE_CONSTRAINT`, `STORE_TABLE_MISSING`,
   * `STORE_WRITE_FAILED`, `STORE_QUERY_FAILED`; `TRANSACTION_OPEN` for a transaction within another one, which would wait
   * for itself; `OPERATION_ABORTED`; what the work throws
   */
  transaction<T>(work: (connection: DuckDbConnection) => Promise<T>, options?: DuckDbWork): Promise<T>;
  /**
   * Closes the file once the work on it has ended, so that another process can open it. New work, of everything in this
   * process that has the path open, waits until {@link DuckDb.reacquire} was called as often as this.
   *
   * @throws BailiwickError `TRANSACTION_OPEN` within work on the same path, which would wait for itself;
   * `OPTION_INVALID` for a database in memory, which would be lost
   */
  release(): Promise<void>;
  /**
   * Opens the file again. Without a release it does nothing. If the file cannot be opened, the next work tries again.
   *
   * @throws BailiwickError `STORE_LOCKED` if another process has the file; what opening comes to
   */
  reacquire(): Promise<void>;
  /**
   * Releases the file, does something, for example runs a subprocess that needs the file, and opens it again.
   *
   * @throws BailiwickError `STORE_RELEASED`, out of work on the same path that is asked for within; what
   * {@link DuckDb.release} and {@link DuckDb.reacquire} throw; what the work throws
   */
  withReleased<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the use of the database once its work has ended; the last to do so closes the file. Twice does nothing. */
  close(): Promise<void>;
}
