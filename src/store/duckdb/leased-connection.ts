import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from "@duckdb/node-api";
import { throwIfAborted } from "../../kernel/index.js";
import { appendColumns } from "./append.js";
import type { DuckDbConnection, SqlRow, SqlStatement, SqlValue, TableName } from "./duckdb.js";
import { duckDbError } from "./duckdb-errors.js";
import { bindValues } from "./duckdb-values.js";
import { columnsOf, rowsOf } from "./result-values.js";

/** A connection while one piece of work has it. */
export class LeasedConnection implements DuckDbConnection {
  readonly #path: string;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;

  constructor(path: string, connection: DuckDBConnection, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#connection = connection;
    this.#signal = signal;
  }

  async run(statement: SqlStatement): Promise<number> {
    return this.#execute(statement, async (prepared) => (await prepared.run()).rowsChanged);
  }

  async rows<Row extends SqlRow = SqlRow>(statement: SqlStatement): Promise<readonly Row[]> {
    return this.#execute(statement, async (prepared) => {
      const rows: Row[] = [];
      for await (const batch of rowsOf<Row>(await prepared.run())) rows.push(...batch);
      return Object.freeze(rows);
    });
  }

  async *stream<Row extends SqlRow = SqlRow>(statement: SqlStatement): AsyncGenerator<readonly Row[]> {
    const result: DuckDBResult = await this.#execute(statement, (prepared) => prepared.stream());
    yield* rowsOf<Row>(result);
  }

  async columns(statement: SqlStatement): Promise<Readonly<Record<string, readonly SqlValue[]>>> {
    return this.#execute(statement, async (prepared) => columnsOf(await prepared.run()));
  }

  async append(table: TableName, columns: Readonly<Record<string, readonly SqlValue[]>>): Promise<number> {
    try {
      return await appendColumns(this.#connection, table, columns, () =>
        throwIfAborted(this.#signal, "append()"),
      );
    } catch (error) {
      throw duckDbError(error, { path: this.#path });
    }
  }

  async #execute<T>(
    statement: SqlStatement,
    use: (prepared: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    throwIfAborted(this.#signal, "work on a database");
    try {
      const prepared = await this.#connection.prepare(statement.text);
      try {
        bindValues(prepared, statement);
        return await use(prepared);
      } finally {
        prepared.destroySync();
      }
    } catch (error) {
      throw duckDbError(error, { path: this.#path, statement });
    }
  }
}
