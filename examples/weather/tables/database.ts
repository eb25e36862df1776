import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from "@duckdb/node-api";

/** What SQL statements are given: bound parameters by name, never text within the statement. */
export type SqlParameters = Readonly<Record<string, DuckDBValue>>;

/** The work of one connection. */
export interface Session {
  run(sql: string, parameters?: SqlParameters): Promise<void>;
  /** The rows as plain objects; counts must be cast to INTEGER and dates to VARCHAR in the SQL. */
  query<Row extends object>(sql: string, parameters?: SqlParameters): Promise<Row[]>;
  /** Adds rows to a table whose columns are texts and doubles. */
  append(table: string, rows: Iterable<readonly (string | number)[]>): Promise<void>;
}

/** A DuckDB database, which belongs to one pipeline. Every piece of work has a connection of its own. */
export class Database {
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** Opens the database of a file, or one in memory, which is gone when it is closed. */
  static async open(file = ":memory:"): Promise<Database> {
    // Without these, a missing extension is looked for on the network.
    const options = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };
    return new Database(await DuckDBInstance.create(file, options));
  }

  /** Runs the work in one transaction; aborting interrupts the running statement and rolls everything back. */
  async transaction<Result>(
    signal: AbortSignal,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const connection = await this.#instance.connect();
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      await connection.run("BEGIN");
      const result = await work(sessionOn(connection));
      signal.throwIfAborted();
      await connection.run("COMMIT");
      return result;
    } catch (error) {
      // "INTERRUPT Error: Interrupted!" says less than why it was interrupted.
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", interrupt);
      // Closing rolls back what was not committed.
      connection.closeSync();
    }
  }

  [Symbol.dispose](): void {
    this.#instance.closeSync();
  }
}

function sessionOn(connection: DuckDBConnection): Session {
  return {
    run: async (sql, parameters) => void (await connection.run(sql, { ...parameters })),
    query: async <Row extends object>(sql: string, parameters?: SqlParameters) => {
      const reader = await connection.runAndReadAll(sql, { ...parameters });
      return reader.getRowObjectsJS() as Row[];
    },
    append: async (table, rows) => {
      const appender = await connection.createAppender(table);
      for (const row of rows) {
        for (const value of row) {
          if (typeof value === "number") appender.appendDouble(value);
          else appender.appendVarchar(value);
        }
        appender.endRow();
      }
      appender.closeSync();
    },
  };
}

/** The name of a table for use in a statement. */
export function quoted(table: string): string {
  return `"${table.replaceAll('"', '""')}"`;
}
