import { StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from "@duckdb/node-api";
import { Mutex } from "async-mutex";
import {
  abortError,
  argumentInvalid,
  BailiwickError,
  describe,
  onAbort,
  throwIfAborted,
} from "../../kernel/index.js";
import { appendColumns } from "./append.js";
import { bindValues } from "./bind-values.js";
import type { DuckDbConnection, SqlRow, SqlStatement, TableName } from "./duckdb.js";
import type { SqlValue } from "./sql-types.js";
import { duckDbError, isInterrupt, isMissing, readOnlyError } from "./duckdb-errors.js";
import { columnsOf, rowsOf } from "./result-values.js";

/** Whose connection it is, and for what. */
export interface Lease {
  readonly path: string;
  readonly kind: "read" | "snapshot" | "transaction";
  readonly signal: AbortSignal | undefined;
}

/** An interrupt that comes just before a statement begins is lost: it is repeated as often until the statement ends. */
const interruptEveryMs = 5;

const reading: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);
/** In a transaction that only reads, DuckDB lets nothing be written but what is temporary. */
const readingAsOf: ReadonlySet<StatementType> = new Set([
  ...reading,
  StatementType.CREATE,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.DROP,
]);

/** A connection while one piece of work has it. */
export class LeasedConnection implements DuckDbConnection {
  readonly #connection: DuckDBConnection;
  readonly #lease: Lease;
  readonly #turns = new Mutex();
  #isStreaming = false;
  #hasEnded = false;
  #failure: BailiwickError | undefined;

  constructor(connection: DuckDBConnection, lease: Lease) {
    this.#connection = connection;
    this.#lease = lease;
  }

  async run(statement: SqlStatement): Promise<number> {
    return this.#execute(statement, async (prepared) => (await prepared.run()).rowsChanged);
  }

  async rows<Row extends SqlRow = SqlRow>(statement: SqlStatement): Promise<readonly Row[]> {
    return this.#execute(statement, async (prepared) => {
      const result = await prepared.run();
      const rows: Row[] = [];
      for await (const batch of rowsOf<Row>(result, () => result.fetchChunk())) {
        for (const row of batch) rows.push(row);
      }
      return Object.freeze(rows);
    });
  }

  async *stream<Row extends SqlRow = SqlRow>(statement: SqlStatement): AsyncGenerator<readonly Row[]> {
    let isBegun = false;
    try {
      const result = await this.#execute(statement, async (prepared) => {
        isBegun = await this.#beginStream();
        return prepared.stream();
      });
      yield* rowsOf<Row>(result, async () => {
        // What DuckDB gives of a stream after its work has ended looks like its end.
        if (this.#hasEnded) throw this.#endedError();
        return this.#guard(statement, () => result.fetchChunk());
      });
      const failure = await this.#endStream();
      if (failure !== undefined) throw this.#cutError(statement, failure);
    } finally {
      if (isBegun) await this.#endStream();
    }
  }

  async columns(statement: SqlStatement): Promise<Readonly<Record<string, readonly SqlValue[]>>> {
    return this.#execute(statement, async (prepared) => {
      const result = await prepared.run();
      return columnsOf(result, () => result.fetchChunk());
    });
  }

  async append(table: TableName, columns: Readonly<Record<string, readonly SqlValue[]>>): Promise<number> {
    const { path, kind, signal } = this.#lease;
    const statement = { name: `append to ${table.table}`, text: "" };
    if (kind !== "transaction") throw this.#notReading(statement);
    return this.#inTurn(() =>
      this.#guard(statement, () =>
        appendColumns(this.#connection, table, columns, () => throwIfAborted(signal, workOn(path))),
      ),
    );
  }

  /** Waits for what the work has left running. @throws what a statement has failed with */
  async settle(): Promise<void> {
    await this.end();
    if (this.#failure !== undefined) throw this.#failure;
    throwIfAborted(this.#lease.signal, workOn(this.#lease.path));
  }

  /** Waits for what the work has left running, whatever it comes to, and takes no more. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#turns.runExclusive(() => this.#endStream());
  }

  /** In a transaction, for only that remembers that a stream has failed. */
  async #beginStream(): Promise<true> {
    if (this.#lease.kind === "read") await this.#connection.run("BEGIN TRANSACTION READ ONLY");
    this.#isStreaming = true;
    return true;
  }

  /**
   * Closes a stream, which holds its transaction open until the next statement. A stream that fails gives its error to
   * nobody, and looks complete; but no statement is executed after it in its transaction.
   *
   * @returns what the next statement failed with
   */
  async #endStream(): Promise<unknown> {
    if (!this.#isStreaming) return undefined;
    this.#isStreaming = false;
    const failure: unknown = await this.#connection.run("SELECT 1").then(
      () => undefined,
      (error: unknown) => error,
    );
    if (this.#lease.kind === "read") await this.#connection.run("ROLLBACK");
    else if (failure !== undefined) this.#failure ??= duckDbError(failure, { path: this.#lease.path });
    return failure;
  }

  async #execute<T>(
    statement: SqlStatement,
    use: (prepared: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    requireStatement(statement);
    return this.#inTurn(() =>
      this.#guard(statement, async () => {
        const prepared = await this.#connection.prepare(statement.text);
        try {
          this.#requireKind(prepared, statement);
          bindValues(prepared, statement);
          return await use(prepared);
        } finally {
          prepared.destroySync();
        }
      }),
    );
  }

  async #inTurn<T>(body: () => Promise<T>): Promise<T> {
    if (this.#hasEnded) throw this.#endedError();
    return this.#turns.runExclusive(async () => {
      // A transaction whose statement has failed would be rolled back, and its commit would say nothing.
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isStreaming) throw this.#streamingError();
      return body();
    });
  }

  /** Does something that its signal may interrupt; the first failure is what a transaction fails with. */
  async #guard<T>(statement: SqlStatement, body: () => Promise<T>): Promise<T> {
    const { path, kind, signal } = this.#lease;
    throwIfAborted(signal, workOn(path));
    let repeating: NodeJS.Timeout | undefined;
    const interrupt = (): void => this.#connection.interrupt();
    const release =
      signal === undefined
        ? undefined
        : onAbort(signal, () => {
            interrupt();
            repeating = setInterval(interrupt, interruptEveryMs);
          });
    try {
      return await body();
    } catch (error) {
      clearInterval(repeating);
      const failure =
        signal?.aborted === true && isInterrupt(error)
          ? abortError(signal, workOn(path), error)
          : await this.#explain(error, statement);
      if (kind !== "read") this.#failure ??= failure;
      throw failure;
    } finally {
      clearInterval(repeating);
      release?.();
    }
  }

  async #explain(error: unknown, statement: SqlStatement): Promise<BailiwickError> {
    const { path } = this.#lease;
    const tables = isMissing(error) ? await this.#tables() : [];
    return duckDbError(error, { path, statement, tables });
  }

  async #tables(): Promise<readonly string[]> {
    const names = `SELECT CASE schema_name WHEN 'main' THEN '' ELSE schema_name || '.' END || table_name AS name
      FROM (SELECT schema_name, table_name, internal FROM duckdb_tables()
        UNION ALL SELECT schema_name, view_name, internal FROM duckdb_views()) WHERE NOT internal ORDER BY name`;
    const result = await this.#connection.run(names).catch(() => undefined);
    const rows = (await result?.getRows()) ?? [];
    return rows.map(([name]) => String(name));
  }

  #requireKind({ statementType }: DuckDBPreparedStatement, statement: SqlStatement): void {
    if (this.#lease.kind !== "transaction") {
      const allowed = this.#lease.kind === "read" ? reading : readingAsOf;
      if (!allowed.has(statementType)) throw this.#notReading(statement);
    } else if (statementType === StatementType.TRANSACTION) {
      throw new BailiwickError("STORE_QUERY_FAILED", {
        message: `The statement ${describe(statement.text)} would begin or end a transaction, within one.`,
        hint: "return from the work to commit, or throw to roll back.",
        details: { path: this.#lease.path, text: statement.text },
      });
    }
  }

  #notReading({ name, text }: SqlStatement): BailiwickError {
    const fault = `${describe(name ?? text)} does more than select, and ${this.#lease.kind}() only reads`;
    return readOnlyError(this.#lease.path, fault, "do it in a transaction().");
  }

  #cutError(statement: SqlStatement, cause: unknown): BailiwickError {
    const { path, signal } = this.#lease;
    if (signal?.aborted === true) return abortError(signal, workOn(path), cause);
    return new BailiwickError("STORE_QUERY_FAILED", {
      message: `The stream of ${describe(statement.name ?? statement.text)} failed on the database ${describe(path)}, before its end.`,
      hint: "DuckDB does not say why; rows() of the same statement does.",
      details: { path, text: statement.text },
      cause,
    });
  }

  #streamingError(): BailiwickError {
    return new BailiwickError("STORE_QUERY_FAILED", {
      message: `A stream of the database ${describe(this.#lease.path)} is not at its end, and holds the connection.`,
      hint: "read it to its end or leave its loop first, or lease another connection with read().",
      details: { path: this.#lease.path },
    });
  }

  #endedError(): BailiwickError {
    return new BailiwickError("TRANSACTION_ENDED", {
      message: `The work that had this connection of the database ${describe(this.#lease.path)} has ended.`,
      hint: "await everything inside the work.",
      details: { path: this.#lease.path },
    });
  }
}

function requireStatement(statement: unknown): asserts statement is SqlStatement {
  if (typeof (statement as Partial<SqlStatement> | null | undefined)?.text === "string") return;
  throw argumentInvalid("statement", "a connection", "a statement like { text, values }", statement);
}

function workOn(path: string): string {
  return `work on the database ${describe(path)}`;
}
