import type { DuckDBConnection } from "@duckdb/node-api";
import { setTimeout as sleep } from "node:timers/promises";
import {
  argumentInvalid,
  BailiwickError,
  describe,
  inTurn,
  refuseUnknownOptions,
  requireSignal,
} from "../../kernel/index.js";
import type { DuckDb, DuckDbConnection, DuckDbWork } from "./duckdb.js";
import { closedError, duckDbError, isFatal, readOnlyError, withinWorkError } from "./duckdb-errors.js";
import { LeasedConnection } from "./leased-connection.js";
import { locateDatabase } from "./locate-database.js";
import { SharedDatabase, type DuckDbSettings } from "./shared-database.js";

/** Opens a database, or shares the one that is open in this process. */
export async function openDuckDbDatabase(
  path: string,
  settings: DuckDbSettings,
  signal: AbortSignal | undefined,
): Promise<DuckDb> {
  const real = path === ":memory:" ? path : await locateDatabase(path, settings.readOnly);
  return new DuckDbDatabase(await SharedDatabase.of(real, settings, signal));
}

type Work<T> = (connection: DuckDbConnection) => Promise<T>;

/** How often a transaction is tried again that another writer was in the way of. */
const retries = 5;
const firstPauseMs = 10;

const onlySelects = { leavesNothing: true } as const;
/** Temporary tables and settings would outlive their transaction: a table of that kind hides the one of its name. */
const anyStatement = { leavesNothing: false } as const;

class DuckDbDatabase implements DuckDb {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #shared: SharedDatabase;
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing: Promise<void>;
  #beginClosing: () => void = () => undefined;
  #closed: Promise<void> | undefined;
  #releases = 0;

  constructor(shared: SharedDatabase) {
    this.path = shared.path;
    this.readOnly = shared.settings.readOnly;
    this.#shared = shared;
    this.#closing = new Promise((resolve) => {
      this.#beginClosing = resolve;
    });
  }

  async read<T>(work: Work<T>, options: DuckDbWork = {}): Promise<T> {
    this.#requireWork(work, options, "read()");
    const { signal } = options;
    return this.#enter("read", signal, () =>
      this.#lease(async (connection) => {
        const lease = new LeasedConnection(connection, { path: this.path, kind: "read", signal });
        try {
          return await work(lease);
        } finally {
          await lease.end();
        }
      }, onlySelects),
    );
  }

  async snapshot<T>(work: Work<T>, options: DuckDbWork = {}): Promise<T> {
    this.#requireWork(work, options, "snapshot()");
    const { signal } = options;
    return this.#enter("read", signal, () =>
      this.#lease(async (connection) => {
        await this.#command(connection, "BEGIN TRANSACTION READ ONLY");
        const lease = new LeasedConnection(connection, { path: this.path, kind: "snapshot", signal });
        try {
          return await work(lease);
        } finally {
          await lease.end();
          // With it go its temporary tables; after some errors DuckDB has rolled back already.
          await connection.run("ROLLBACK").catch(() => undefined);
        }
      }, onlySelects),
    );
  }

  async transaction<T>(work: Work<T>, options: DuckDbWork = {}): Promise<T> {
    this.#requireWork(work, options, "transaction()");
    if (this.readOnly) {
      throw readOnlyError(this.path, "it was opened with readOnly: true", "open it without, to write.");
    }
    if (this.#shared.gate.isWithin("transaction")) throw withinWorkError(this.path, "transaction()");
    const { signal } = options;
    const what = `a transaction of the database ${describe(this.path)}`;
    // In this order: who waits for a turn and is inside is waited for, and does not wait for the gate.
    return this.#enter("transaction", signal, () =>
      inTurn(this.#shared.writers, signal, what, () => this.#retrying(work, signal)),
    );
  }

  async release(): Promise<void> {
    this.#requireReleasable("release()");
    this.#releases++;
    await this.#shared.release();
  }

  async reacquire(): Promise<void> {
    this.#assertOpen();
    if (this.#releases === 0) return;
    this.#releases--;
    await this.#shared.reacquire();
  }

  async withReleased<T>(work: () => Promise<T>): Promise<T> {
    if (typeof work !== "function") throw argumentInvalid("work", "withReleased()", "a function", work);
    await this.release();
    const reacquire = async (): Promise<void> => {
      if (this.#closed === undefined) await this.reacquire();
    };
    let result: T;
    try {
      result = await this.#shared.gate.visit("released", work);
    } catch (error) {
      // What the work has thrown comes first; the next work on the database says what opening it comes to.
      await reacquire().catch(() => undefined);
      throw error;
    }
    await reacquire();
    return result;
  }

  async close(): Promise<void> {
    if (this.#closed === undefined && this.#shared.gate.isWithin())
      throw withinWorkError(this.path, "close()");
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#beginClosing();
    await Promise.allSettled(this.#running);
    for (; this.#releases > 0; this.#releases--) this.#shared.endRelease();
    await this.#shared.leave();
  }

  async #retrying<T>(work: Work<T>, signal: AbortSignal | undefined): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#lease((connection) => this.#transact(connection, work, signal), anyStatement);
      } catch (error) {
        const isConflict = error instanceof BailiwickError && error.code === "STORE_CONFLICT";
        if (!isConflict || attempt > retries) throw error;
        const pauseMs = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
        await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  }

  async #transact<T>(
    connection: DuckDBConnection,
    work: Work<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    await this.#command(connection, "BEGIN TRANSACTION");
    const lease = new LeasedConnection(connection, { path: this.path, kind: "transaction", signal });
    try {
      const result = await work(lease);
      await lease.settle();
      await this.#command(connection, "COMMIT");
      return result;
    } catch (error) {
      await lease.end();
      // After some errors, that of a commit among them, DuckDB has rolled back already.
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async #command(connection: DuckDBConnection, text: string): Promise<void> {
    try {
      await connection.run(text);
    } catch (error) {
      throw duckDbError(error, { path: this.path, statement: { text } });
    }
  }

  /** @param leavesNothing whether the work can leave nothing behind that the next one would find on its connection */
  async #lease<T>(
    work: (connection: DuckDBConnection) => Promise<T>,
    { leavesNothing }: { readonly leavesNothing: boolean },
  ): Promise<T> {
    const connection = await this.#shared.lease();
    let isSound = false;
    try {
      const result = await work(connection);
      isSound = leavesNothing;
      return result;
    } catch (error) {
      if (isFatal(error) || (error instanceof Error && isFatal(error.cause))) this.#shared.abandon();
      throw error;
    } finally {
      this.#shared.giveBack(connection, isSound);
    }
  }

  async #enter<T>(
    kind: "read" | "transaction",
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const what = `work on the database ${describe(this.path)}`;
    const waiting = { closing: this.#closing, signal, what, check: () => this.#assertOpen() };
    const running = this.#shared.gate.enter(kind, work, waiting);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #requireWork(work: unknown, options: DuckDbWork, owner: string): void {
    if (typeof work !== "function") throw argumentInvalid("work", owner, "a function", work);
    refuseUnknownOptions(options, ["signal"], owner);
    requireSignal(options.signal, owner);
    this.#assertOpen();
    if (!this.#shared.gate.isWithin("released")) return;
    throw new BailiwickError("STORE_RELEASED", {
      message: `The database ${describe(this.path)} is released by the work that asks for it.`,
      hint: "ask for it when withReleased() has ended.",
      details: { path: this.path },
    });
  }

  #requireReleasable(what: string): void {
    this.#assertOpen();
    if (this.path === ":memory:") {
      throw argumentInvalid("path", what, "a database in a file, as one in memory would be lost", this.path);
    }
    if (this.#shared.gate.isWithin()) throw withinWorkError(this.path, what);
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw closedError(this.path);
  }
}
