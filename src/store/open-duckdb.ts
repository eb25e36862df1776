import { argumentInvalid, optionInvalid, refuseUnknownOptions, requireSignal } from "../kernel/index.js";
import type { DuckDb } from "./duckdb/duckdb.js";

/** How a DuckDB database is opened. What is left out is as it is in this process, if the path is open already. */
export interface DuckDbOptions {
  /** Only looks: nothing is written, and the file has to be there. @defaultValue false */
  readonly readOnly?: boolean;
  /** How many threads DuckDB uses at most; a whole number from 1 to 1024. @defaultValue one for each core */
  readonly threads?: number;
  /** How much memory DuckDB uses at most, like `"512MB"` or `"2GiB"`. @defaultValue 80 % of the machine's */
  readonly memoryLimit?: string;
  /**
   * Whether a checkpoint merges row groups that are not full, which rewrites them. Without it a checkpoint writes only what is
   * new, and each bulk insert leaves a row group that is not full. @defaultValue true
   */
  readonly compacts?: boolean;
  /**
   * How long, in milliseconds, opening waits while another process has the file; a whole number. Holds for
   * {@link DuckDb.reacquire} too. @defaultValue 0
   */
  readonly lockTimeoutMs?: number;
  /** Ends the waiting for another process. */
  readonly signal?: AbortSignal;
}

const owner = "openDuckDb()";
const optionNames = ["readOnly", "threads", "memoryLimit", "compacts", "lockTimeoutMs", "signal"];
const mostThreads = 1024;
const longestTimeoutMs = 2 ** 31 - 1;
const sizePattern = /^\d+(?:\.\d+)? ?(?:[KMGT]i?B)$/u;

/**
 * Opens a DuckDB database, and makes it if it is not there; the folder has to be. While this process has a file open, no other
 * process can write it, and none can read it either unless all of them open it with `readOnly: true`. Every database of one
 * path in this process is the same instance: the file is closed when the last of them is.
 *
 * @param path of the file; `":memory:"` for a database that is gone when it is closed
 * @throws BailiwickError `STORE_LOCKED` if another process has the file, naming it; `STORE_UNREADABLE` if there is no such
 * folder, or if the file is damaged or something else; `STORE_NEWER` if a later DuckDB has written it; `STORE_READ_ONLY` if
 * it is not to be written, unless `readOnly` says that nothing will be; `OPTION_INVALID`, also for options other than those
 * with which the path is open in this process; `OPERATION_ABORTED`
 *
 * @example
 * ```ts
 * import { openDuckDb } from "bailiwick/state";
 *
 * const database = await openDuckDb(":memory:");
 * const rows = await database.read((connection) =>
 *   connection.rows({ text: "SELECT $year + 1 AS next", values: { year: 2025 } }),
 * );
 * console.log(rows[0]?.next); // => 2026
 * await database.close();
 * ```
 */
export async function openDuckDb(path: string, options: DuckDbOptions = {}): Promise<DuckDb> {
  refuseUnknownOptions(options, optionNames, owner);
  const { readOnly = false, threads, memoryLimit, compacts, lockTimeoutMs = 0, signal } = options;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw argumentInvalid("path", owner, "the path of a file", path);
  }
  if (typeof readOnly !== "boolean") throw optionInvalid("readOnly", owner, "true or false", readOnly);
  if (readOnly && path === ":memory:") {
    throw optionInvalid(
      "readOnly",
      owner,
      "false for a database in memory, which would stay empty",
      readOnly,
    );
  }
  if (threads !== undefined && !isWholeUpTo(threads, 1, mostThreads)) {
    throw optionInvalid("threads", owner, `a whole number from 1 to ${mostThreads}`, threads);
  }
  if (memoryLimit !== undefined && !(typeof memoryLimit === "string" && sizePattern.test(memoryLimit))) {
    throw optionInvalid("memoryLimit", owner, 'a size like "512MB" or "2GiB"', memoryLimit);
  }
  if (compacts !== undefined && typeof compacts !== "boolean") {
    throw optionInvalid("compacts", owner, "true or false", compacts);
  }
  if (!isWholeUpTo(lockTimeoutMs, 0, longestTimeoutMs)) {
    throw optionInvalid("lockTimeoutMs", owner, "a whole number of milliseconds from 0 up", lockTimeoutMs);
  }
  requireSignal(signal, owner);
  const { openDuckDbDatabase } = await import("./duckdb/duckdb-database.js");
  return openDuckDbDatabase(path, { readOnly, threads, memoryLimit, compacts, lockTimeoutMs }, signal);
}

function isWholeUpTo(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}
