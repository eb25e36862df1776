import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { Mutex } from "async-mutex";
import { inTurn } from "../../kernel/index.js";
import type { DuckDb, DuckDbConnection, DuckDbWork } from "./duckdb.js";
import { closedError, duckDbError } from "./duckdb-errors.js";
import { LeasedConnection } from "./leased-connection.js";

/** How a database is opened. */
export interface DuckDbSettings {
  readonly readOnly: boolean;
}

/** Opens a database, or shares the one that is open in this process. */
export async function openDuckDbDatabase(path: string, { readOnly }: DuckDbSettings): Promise<DuckDb> {
  const settings = {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    access_mode: readOnly ? "READ_ONLY" : "READ_WRITE",
  };
  try {
    const instance =
      path === ":memory:"
        ? await DuckDBInstance.create(path, settings)
        : await DuckDBInstance.fromCache(path, settings);
    return new DuckDbDatabase(path, readOnly, instance);
  } catch (error) {
    throw duckDbError(error, { path });
  }
}

class DuckDbDatabase implements DuckDb {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #mutex = new Mutex();
  #instance: DuckDBInstance | undefined;

  constructor(path: string, readOnly: boolean, instance: DuckDBInstance) {
    this.path = path;
    this.readOnly = readOnly;
    this.#instance = instance;
  }

  async read<T>(work: (connection: DuckDbConnection) => Promise<T>, options: DuckDbWork = {}): Promise<T> {
    return this.#lease((connection) => work(new LeasedConnection(this.path, connection, options.signal)));
  }

  async transaction<T>(
    work: (connection: DuckDbConnection) => Promise<T>,
    options: DuckDbWork = {},
  ): Promise<T> {
    const { signal } = options;
    return inTurn(this.#mutex, signal, "a transaction", () =>
      this.#lease(async (connection) => {
        await connection.run("BEGIN TRANSACTION");
        try {
          const result = await work(new LeasedConnection(this.path, connection, signal));
          await connection.run("COMMIT");
          return result;
        } catch (error) {
          await connection.run("ROLLBACK").catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  async release(): Promise<void> {
    return undefined;
  }

  async reacquire(): Promise<void> {
    return undefined;
  }

  async close(): Promise<void> {
    this.#instance?.closeSync();
    this.#instance = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #lease<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#instance === undefined) throw closedError(this.path);
    const connection = await this.#instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }
}
