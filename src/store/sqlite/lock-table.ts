import type { ExecutionLock, LockOwner } from "../execution-lock.js";
import { lockLost } from "../lock-errors.js";
import { lockKey, type LockKey } from "../lock-key.js";
import type { SqliteDatabase } from "./database.js";
import { fromColumn, toColumn } from "./text.js";

/** A row of the table `locks`. It stays when the lock is released, so that no token is given twice. */
export interface LockRow {
  readonly name: string;
  readonly token: number;
  /** Absent for one that nobody holds. */
  readonly owner?: LockOwner;
  /** How long the owner said it may be silent. */
  readonly limitMs: number;
}

type Columns = [
  name: string,
  token: number,
  pid: number | null,
  host: string,
  processStartedAt: string,
  acquiredAt: number,
  heartbeatAt: number,
  limitMs: number,
];

/** The row of a lock that was ever taken, by the `id` of its key. */
export function readLock(database: SqliteDatabase, id: string): LockRow | undefined {
  const row = database
    .statement<Columns>(
      `SELECT name, token, pid, host, process_started_at, acquired_at, heartbeat_at, heartbeat_limit_ms
       FROM locks WHERE key = ?`,
    )
    .first(id);
  if (row === undefined) return undefined;
  const [nameColumn, token, pid, host, processStartedAt, acquiredAt, heartbeatAt, limitMs] = row;
  const name = fromColumn(nameColumn);
  if (pid === null) return { name, token, limitMs: 0 };
  const owner = Object.freeze({ pid, host, processStartedAt, acquiredAt, heartbeatAt });
  return { name, token, owner, limitMs };
}

/** Writes down who holds a lock from now on. */
export function writeLock(
  database: SqliteDatabase,
  { id, name }: LockKey,
  { token, owner, limitMs }: { readonly token: number; readonly owner: LockOwner; readonly limitMs: number },
): void {
  const { pid, host, processStartedAt, acquiredAt, heartbeatAt } = owner;
  database
    .statement(
      `INSERT OR REPLACE INTO locks
       (key, name, token, pid, host, process_started_at, acquired_at, heartbeat_at, heartbeat_limit_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, toColumn(name), token, pid, host, processStartedAt, acquiredAt, heartbeatAt, limitMs);
}

/*
 * What follows is one statement each, and a transaction nevertheless: the driver leaves a statement that was refused
 * open, because another process is writing, until it is executed again, and no commit passes it. A rollback ends it.
 */

/** Notes that the owner lives. @returns whether the lock is still its own */
export function beatLock(database: SqliteDatabase, id: string, token: number, heartbeatAt: number): boolean {
  return database.transaction(
    () =>
      database
        .statement("UPDATE locks SET heartbeat_at = ? WHERE key = ? AND token = ? AND pid IS NOT NULL")
        .run(heartbeatAt, id, token) > 0,
  );
}

/** Gives a lock back; one that is another's by now stays so. */
export function clearLock(database: SqliteDatabase, id: string, token: number): void {
  database.transaction(() =>
    database
      .statement(
        `UPDATE locks SET pid = NULL, host = NULL, process_started_at = NULL, acquired_at = NULL,
         heartbeat_at = NULL, heartbeat_limit_ms = NULL WHERE key = ? AND token = ?`,
      )
      .run(id, token),
  );
}

/** Who holds the lock of a key; whether that process still lives is not looked at. */
export function readLockOwner(database: SqliteDatabase, key: string): LockOwner | undefined {
  return readLock(database, lockKey(key).id)?.owner;
}

/**
 * Makes sure, within a transaction that writes on behalf of a lock, that it is still held: a process that was stopped and
 * wakes up after another one has taken over writes nothing more.
 *
 * @throws BailiwickError `LOCK_LOST`
 */
export function assertHeld(
  database: SqliteDatabase,
  { key, token }: Pick<ExecutionLock, "key" | "token">,
): void {
  const row = readLock(database, key);
  if (row?.token !== token || row.owner === undefined) throw lockLost(row?.name ?? key, token, row);
}
