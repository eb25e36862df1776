import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { Mutex } from "async-mutex";
import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, inTurn, optionInvalid, throwIfAborted } from "../../kernel/index.js";
import { openingError } from "./opening-errors.js";
import { WorkGate } from "../work-gate.js";

/** How a database is opened, as far as its options were found to be right. */
export interface DuckDbSettings {
  readonly readOnly: boolean;
  readonly threads: number | undefined;
  readonly memoryLimit: string | undefined;
  readonly compacts: boolean | undefined;
  readonly lockTimeoutMs: number;
}

/** How many connections wait for the next work; to connect costs a tenth of a millisecond. */
const idleConnections = 4;

const shared = new Map<string, SharedDatabase>();

/** The instance of a path, which all that have the path open in this process share. */
export class SharedDatabase {
  readonly path: string;
  readonly settings: DuckDbSettings;
  /** One transaction at a time. */
  readonly writers = new Mutex();
  readonly gate = new WorkGate();
  readonly #opening = new Mutex();
  readonly #idle: DuckDBConnection[] = [];
  readonly #instances = new WeakMap<DuckDBConnection, DuckDBInstance>();
  #instance: DuckDBInstance | undefined;
  #references = 0;
  #releases = 0;

  private constructor(path: string, settings: DuckDbSettings) {
    this.path = path;
    this.settings = settings;
  }

  /**
   * The one of a path, which counts one use more; opened by the first.
   *
   * @throws BailiwickError `OPTION_INVALID` if it is open with other options; what opening comes to
   */
  static async of(
    path: string,
    settings: DuckDbSettings,
    signal: AbortSignal | undefined,
  ): Promise<SharedDatabase> {
    const known = path === ":memory:" ? undefined : (shared.get(path) ?? linkedTo(path));
    known?.requireSame(settings);
    const database = known ?? new SharedDatabase(path, settings);
    if (path !== ":memory:") shared.set(database.path, database);
    database.#references++;
    try {
      if (database.#releases === 0) await database.open(signal);
    } catch (error) {
      await database.leave();
      throw error;
    }
    return database;
  }

  /** Counts one use less; the last closes the file. */
  async leave(): Promise<void> {
    this.#references--;
    if (this.#references > 0) return;
    await this.#opening.runExclusive(() => {
      // Somebody may have come while this waited.
      if (this.#references > 0) return;
      if (shared.get(this.path) === this) shared.delete(this.path);
      this.#close();
    });
  }

  /** Opens the file if it is not open, or is of no more use. */
  async open(signal?: AbortSignal): Promise<DuckDBInstance> {
    return (
      this.#instance ??
      inTurn(
        this.#opening,
        signal,
        opening(this.path),
        async () => (this.#instance ??= await this.#tryOpen(signal)),
      )
    );
  }

  async release(): Promise<void> {
    this.#releases++;
    await this.gate.shut();
    await this.#opening.runExclusive(() => {
      if (this.#releases > 0) this.#close();
    });
  }

  /** Counts one release less; after the last the next work opens the file. */
  endRelease(): void {
    this.#releases--;
    if (this.#releases === 0) this.gate.open();
  }

  async reacquire(): Promise<void> {
    this.endRelease();
    if (this.#releases === 0) await this.open();
  }

  async lease(): Promise<DuckDBConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const instance = await this.open();
    const connection = await instance.connect();
    this.#instances.set(connection, instance);
    return connection;
  }

  /** Takes a connection back, which is used again if it is as it was. */
  giveBack(connection: DuckDBConnection, isSound: boolean): void {
    const isCurrent = this.#instance !== undefined && this.#instances.get(connection) === this.#instance;
    if (isSound && isCurrent && this.#idle.length < idleConnections) this.#idle.push(connection);
    else connection.closeSync();
  }

  /** Closes the instance after a fatal error; the next work opens a new one. */
  abandon(): void {
    this.#close();
  }

  #close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance?.closeSync();
    this.#instance = undefined;
  }

  /** Another process may have the file for a while. */
  async #tryOpen(signal: AbortSignal | undefined): Promise<DuckDBInstance> {
    const { path, settings } = this;
    const deadline = performance.now() + settings.lockTimeoutMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 200)) {
      throwIfAborted(signal, opening(path));
      try {
        const config = configOf(settings);
        // The driver's cache shares the instance with what else has opened the path in this process, through it.
        const instance = await (path === ":memory:"
          ? DuckDBInstance.create(path, config)
          : DuckDBInstance.fromCache(path, config));
        await useUtc(instance);
        return instance;
      } catch (error) {
        const failure = openingError(error, path);
        const remainingMs = deadline - performance.now();
        if (failure.code !== "STORE_LOCKED" || remainingMs <= 0) throw failure;
        const jitterMs = Math.min(remainingMs, pauseMs * (0.5 + Math.random()));
        await sleep(jitterMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  }

  /** @throws BailiwickError `OPTION_INVALID` */
  requireSame(settings: DuckDbSettings): void {
    for (const option of ["readOnly", "threads", "memoryLimit", "compacts"] as const) {
      const [here, asked] = [this.settings[option], settings[option]];
      if (asked === undefined || asked === here) continue;
      const is = here === undefined ? "left out" : String(here);
      const expected = `${is}, as the database is open in this process already with it`;
      throw optionInvalid(option, "openDuckDb()", expected, asked);
    }
  }
}

/** The one whose file has a second name: a system's lock does not keep a process from its own file. */
function linkedTo(path: string): SharedDatabase | undefined {
  const file = fileOf(path);
  return file === undefined ? undefined : [...shared.values()].find((known) => fileOf(known.path) === file);
}

function fileOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

function opening(path: string): string {
  return `opening the database ${describe(path)}`;
}

/** A time with a zone would be cast to the day that it is where the process runs. */
async function useUtc(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'").finally(() => connection.closeSync());
}

function configOf({ readOnly, threads, memoryLimit, compacts }: DuckDbSettings): Record<string, string> {
  return {
    // Offline both would only cost time; online they would fetch code.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    access_mode: readOnly ? "READ_ONLY" : "READ_WRITE",
    ...(threads === undefined ? {} : { threads: String(threads) }),
    ...(compacts === false ? { max_vacuum_tasks: "0" } : {}),
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
  };
}
