import { setTimeout as sleep } from "node:timers/promises";
import {
  describe,
  optionInvalid,
  refuseUnknownOptions,
  requireSignal,
  systemClock,
  throwIfAborted,
  type Clock,
} from "../../kernel/index.js";
import type { ExecutionLock, LockOptions, LockOwner } from "../execution-lock.js";
import { lockKey, type LockKey } from "../lock-key.js";
import { systemProcesses, type ProcessTable } from "../process-liveness.js";
import type { SqliteDatabase } from "./database.js";
import { lockHeld, lockLost, type HeldLock } from "../lock-errors.js";
import { beatLock, clearLock, readLock, writeLock } from "./lock-table.js";

/** What a lock takes its time and its processes from. */
export interface LockSurroundings {
  /** Compared with the clocks of other processes. @defaultValue that of the machine */
  readonly clock?: Clock;
  /** @defaultValue those of this machine */
  readonly processes?: ProcessTable;
}

interface Settings {
  readonly limitMs: number;
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly processes: ProcessTable;
}

interface Taken {
  readonly token: number;
  readonly owner: LockOwner;
}

const caller = "lock()";

/** Those of this process that were to be given back, and could not be yet. */
const unreleased = new Set<SqliteExecutionLock>();
/** Those of this process whose store was closed before they could be given back: nobody has them any more. */
const abandoned = new Set<string>();

/** Heartbeats within the limit, so that one or two may come late. */
const beatsPerLimit = 3;
const pollMs = { least: 50, most: 150 };
const limits = { least: 100, most: 2 ** 31 - 1 };

/**
 * Takes the lock of a key, waiting for it if asked to.
 *
 * One that another process holds is taken over if that process has ended; if it is stopped, or cannot be looked at
 * because it runs on another machine or in another container, once it has been silent for longer than its limit and
 * this one's. A process that lives keeps its lock, however long it is busy.
 *
 * @throws BailiwickError `LOCK_HELD`, `OPERATION_ABORTED`, `OPTION_INVALID`; what writing to the store throws
 */
export async function acquireLock(
  database: SqliteDatabase,
  key: string,
  options: LockOptions = {},
  surroundings: LockSurroundings = {},
): Promise<SqliteExecutionLock> {
  const settings = check(options, surroundings);
  const place = lockKey(key);
  const what = `waiting for the lock ${describe(place.name)}`;
  const deadline = performance.now() + settings.waitMs;
  for (;;) {
    throwIfAborted(settings.signal, what);
    for (const lock of unreleased) lock.releaseAgain();
    const result = database.transaction(() => tryAcquire(database, place, settings));
    if ("token" in result) return new SqliteExecutionLock(database, place, result, settings);
    const left = deadline - performance.now();
    if (left <= 0) throw lockHeld(result, settings.waitMs);
    // Those who wait do not all come at once.
    const pause = pollMs.least + Math.random() * (pollMs.most - pollMs.least);
    await sleep(Math.min(pause, left), undefined, { signal: settings.signal }).catch(() => undefined);
  }
}

/** A lock in the table `locks`. */
export class SqliteExecutionLock implements ExecutionLock {
  readonly key: string;
  readonly token: number;
  readonly #name: string;
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #forgetClosing: () => void;
  #owner: LockOwner;
  #isOver = false;

  constructor(
    database: SqliteDatabase,
    { id, name }: LockKey,
    { token, owner }: Taken,
    { clock, limitMs }: Pick<Settings, "clock" | "limitMs">,
  ) {
    this.key = id;
    this.token = token;
    this.#name = name;
    this.#database = database;
    this.#clock = clock;
    this.#owner = owner;
    this.#heartbeat = setInterval(() => this.#beat(), limitMs / beatsPerLimit).unref();
    this.#forgetClosing = database.beforeClose(() => this.#close());
  }

  get owner(): LockOwner {
    return this.#owner;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async release(): Promise<void> {
    if (this.#isOver) return;
    unreleased.add(this);
    clearLock(this.#database, this.key, this.token);
    this.#end();
  }

  /** Tries once more to give it back, and waits for the next time if that fails. */
  releaseAgain(): void {
    try {
      clearLock(this.#database, this.key, this.token);
      this.#end();
    } catch {
      // Whoever released it has been told.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  #end(): void {
    this.#isOver = true;
    unreleased.delete(this);
    clearInterval(this.#heartbeat);
    this.#forgetClosing();
  }

  /** Later it could not be given back, and would be held for as long as this process lives. */
  #close(): void {
    try {
      clearLock(this.#database, this.key, this.token);
    } catch {
      // A store that cannot be written keeps it, until this process takes it again or ends.
      abandoned.add(abandonedName(this.#database, this.key, this.token));
    }
    this.#end();
  }

  #beat(): void {
    if (unreleased.has(this)) {
      this.releaseAgain();
      return;
    }
    const heartbeatAt = this.#clock.now();
    try {
      const isHeld = beatLock(this.#database, this.key, this.token, heartbeatAt);
      if (isHeld) this.#owner = Object.freeze({ ...this.#owner, heartbeatAt });
      else this.#lose();
    } catch {
      // What keeps the store from being written may pass before the next beat; a commit that it keeps says so itself.
    }
  }

  #lose(): void {
    const error = lockLost(this.#name, this.token, readLock(this.#database, this.key));
    this.#end();
    this.#controller.abort(error);
  }
}

/** Takes the lock, or tells who is in the way; within a transaction. */
function tryAcquire(database: SqliteDatabase, place: LockKey, settings: Settings): Taken | HeldLock {
  const { clock, processes, limitMs } = settings;
  const now = clock.now();
  const row = readLock(database, place.id);
  if (row?.owner !== undefined) {
    const { owner } = row;
    const held: HeldLock = {
      name: place.name,
      owner,
      liveness: processes.livenessOf(owner),
      isOwn: processes.isSelf(owner),
      silentMs: now - owner.heartbeatAt,
      patienceMs: Math.max(limitMs, row.limitMs),
    };
    const isAbandoned = held.isOwn && abandoned.has(abandonedName(database, place.id, row.token));
    if (!isAbandoned && !isGone(held)) return held;
  }
  const owner: LockOwner = Object.freeze({ ...processes.self, acquiredAt: now, heartbeatAt: now });
  const taken = { token: (row?.token ?? 0) + 1, owner };
  writeLock(database, place, { ...taken, limitMs });
  return taken;
}

function abandonedName({ path }: SqliteDatabase, key: string, token: number): string {
  return `${path} ${key} ${token}`;
}

/** A silence proves nothing about a process that is seen to live. */
function isGone({ liveness, silentMs, patienceMs }: HeldLock): boolean {
  return liveness === "gone" || (liveness !== "alive" && silentMs > patienceMs);
}

function check(options: LockOptions, surroundings: LockSurroundings): Settings {
  refuseUnknownOptions(options, ["heartbeatLimitMs", "waitMs", "signal"], caller);
  const { heartbeatLimitMs: limitMs = 30_000, waitMs = 0, signal } = options;
  if (typeof limitMs !== "number" || !(limitMs >= limits.least && limitMs <= limits.most)) {
    const expected = `a number of milliseconds from ${limits.least} to ${limits.most}`;
    throw optionInvalid("heartbeatLimitMs", caller, expected, limitMs);
  }
  if (typeof waitMs !== "number" || !(waitMs >= 0)) {
    throw optionInvalid("waitMs", caller, "a number of milliseconds from 0 up", waitMs);
  }
  requireSignal(signal, caller);
  const { clock = systemClock, processes = systemProcesses() } = surroundings;
  return { limitMs, waitMs, signal, clock, processes };
}
