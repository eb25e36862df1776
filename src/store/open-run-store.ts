import { resolve } from "node:path";
import {
  argumentInvalid,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  requireSignal,
  type Clock,
} from "../kernel/index.js";
import type { RunStore } from "./run-store.js";

/** How a run store is opened. */
export interface RunStoreOptions {
  /**
   * What a commit waits for. However it is set, the end of the process, by `kill -9` too, loses nothing that was committed.
   *
   * - `"full"`: the disk has it. Everything that was committed survives a power failure or a crash of the system.
   * - `"normal"`: the system has it. After a power failure or a crash of the system the file is whole, but the last commits
   *   may be missing, as if the run had been interrupted earlier.
   * - `"off"`: the system has it, and is never told to write in an order. A power failure or a crash of the system may
   *   tear the file, so that it is no longer a database.
   *
   * All of it holds as far as the disk keeps what it says it has. @defaultValue "full"
   */
  readonly synchronous?: "full" | "normal" | "off";
  /**
   * How long, in milliseconds, a write waits while another process is writing; a whole number. @defaultValue 5000
   */
  readonly busyTimeoutMs?: number;
  /** Only looks: nothing is written, and the file has to be there. @defaultValue false */
  readonly readOnly?: boolean;
  /** Ends the waiting for processes that are opening the same file. */
  readonly signal?: AbortSignal;
  /** Says when a lock was taken and last heard of. @defaultValue the machine's */
  readonly clock?: Clock;
}

const owner = "openRunStore()";
const optionNames = ["synchronous", "busyTimeoutMs", "readOnly", "signal", "clock"];
const levels = new Set(["full", "normal", "off"]);
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Opens the file in which runs are recorded, and makes it if it is not there; the folder has to be. Many stores, in one
 * process or several, may be open on one file: they see what the others have committed, and write one after the other.
 * The file has to be on a disk of this machine: network file systems do not keep the locks that this needs.
 *
 * While it is open there are two files beside it, with `-wal` and `-shm` after its name, which belong to it.
 *
 * @param path of the file; `":memory:"` for a store that is gone when it is closed
 * @throws BailiwickError `STORE_UNREADABLE` if there is no such folder, or if the file is damaged or something else;
 * `STORE_NEWER` if a later version of this package has written it; `STORE_READ_ONLY` if it is not to be written, unless
 * `readOnly` says that nothing will be; `STORE_WRITE_FAILED`; `OPTION_INVALID`; `OPERATION_ABORTED`
 *
 * @example
 * ```ts
 * import { openRunStore } from "bailiwick";
 *
 * const store = await openRunStore(":memory:");
 * console.log(store.runs().length); // => 0
 * store.close();
 * ```
 */
export async function openRunStore(path: string, options: RunStoreOptions = {}): Promise<RunStore> {
  refuseUnknownOptions(options, optionNames, owner);
  const { synchronous = "full", busyTimeoutMs = 5000, readOnly = false, signal, clock } = options;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw argumentInvalid("path", owner, "the path of a file", path);
  }
  if (!levels.has(synchronous)) {
    throw optionInvalid("synchronous", owner, '"full", "normal" or "off"', synchronous);
  }
  if (!(Number.isInteger(busyTimeoutMs) && busyTimeoutMs >= 0 && busyTimeoutMs <= longestTimeoutMs)) {
    throw optionInvalid("busyTimeoutMs", owner, "a whole number of milliseconds from 0 up", busyTimeoutMs);
  }
  if (typeof readOnly !== "boolean") throw optionInvalid("readOnly", owner, "true or false", readOnly);
  requireSignal(signal, owner);
  requireClock(clock, owner);
  const { openSqliteRunStore } = await import("./sqlite/sqlite-run-store.js");
  const place = path === ":memory:" ? path : resolve(path);
  return openSqliteRunStore(place, { synchronous, busyTimeoutMs, readOnly, signal, clock });
}
