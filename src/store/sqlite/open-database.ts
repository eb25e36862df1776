import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { BailiwickError, describe, systemClock, throwIfAborted, type Clock } from "../../kernel/index.js";
import { SqliteDatabase } from "./database.js";
import type { Migration } from "./migrations.js";
import { isBusy, readOnlyError, unreadable } from "./sqlite-errors.js";

/** How a database is opened. */
export interface DatabaseOptions {
  readonly migrations: readonly Migration[];
  readonly synchronous: "full" | "normal" | "off";
  readonly busyTimeoutMs: number;
  readonly readOnly: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/** Stands in the header of every run store: "Bilw" in ASCII. */
const applicationId = 0x42_69_6c_77;

const opening = "opening a run store";
const retryMs = 5;

/**
 * Opens a file, makes it if it is not there, and brings its schema up to date.
 *
 * @param path absolute, or `:memory:`
 * @throws BailiwickError `STORE_UNREADABLE`, `STORE_NEWER`, `STORE_READ_ONLY`, `STORE_WRITE_FAILED`, `OPERATION_ABORTED`
 */
export async function openDatabase(path: string, options: DatabaseOptions): Promise<SqliteDatabase> {
  const { busyTimeoutMs, signal } = options;
  const location = await locate(path, options.readOnly);
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    throwIfAborted(signal, opening);
    try {
      return tryOpen(path, location, options);
    } catch (error) {
      // The switch to WAL does not wait for a process that is just switching too.
      if (!(error instanceof BailiwickError && isBusy(error.cause)) || performance.now() >= deadline)
        throw error;
      await sleep(retryMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

function tryOpen(path: string, location: string, options: DatabaseOptions): SqliteDatabase {
  const { migrations, synchronous, readOnly, busyTimeoutMs, clock = systemClock } = options;
  const database = new SqliteDatabase(path, location, readOnly, busyTimeoutMs);
  try {
    database.pragma("foreign_keys = ON");
    // In KiB. By default the pages of a few thousand steps no longer fit, and are read and written again and again.
    database.pragma("cache_size = -32768");
    inspect(database, migrations);
    if (!readOnly) {
      database.pragma("journal_mode = WAL");
      database.pragma(`synchronous = ${synchronous}`);
    }
    migrate(database, migrations, () => clock.now());
    return database;
  } catch (error) {
    database.abandon();
    throw error;
  }
}

/** What SQLite is to open, after the system had its say: its own messages do not tell the cases apart. */
async function locate(path: string, readOnly: boolean): Promise<string> {
  if (path === ":memory:") return path;
  const folder = dirname(path);
  const folderStat = await stat(folder).catch((cause: unknown) => {
    throw unreadable(path, `the folder ${describe(folder)} is not there`, cause);
  });
  if (!folderStat.isDirectory()) throw unreadable(path, `${describe(folder)} is not a folder`);
  const file = await stat(path).catch(() => undefined);
  if (file !== undefined && !file.isFile()) throw unreadable(path, "it is not a file");
  if (!readOnly) {
    await access(folder, constants.W_OK).catch((cause: unknown) => {
      throw readOnlyError(path, cause);
    });
    if (file !== undefined) {
      await access(path, constants.W_OK).catch((cause: unknown) => {
        throw readOnlyError(path, cause);
      });
    }
    return path;
  }
  if (file === undefined) throw unreadable(path, "the file is not there");
  const { href } = pathToFileURL(path);
  const [frozen, log] = await Promise.all([
    access(folder, constants.W_OK).then(
      () => false,
      () => true,
    ),
    stat(`${path}-wal`).catch(() => undefined),
  ]);
  // Where nothing can be written, SQLite cannot make the files that readers of a log share; without a log it needs none.
  return `${href}?${frozen && (log?.size ?? 0) === 0 ? "immutable=1" : "mode=ro"}`;
}

/** What a file was found to be. */
type Found = { readonly kind: "new" } | { readonly kind: "current" } | { readonly kind: "older" };

/**
 * Brings a file to the newest version of the schema, all of it or nothing. Nothing is written to a file that is up to date,
 * nor to one that is refused.
 *
 * @throws BailiwickError `STORE_NEWER` for a file of a later version of this package; `STORE_UNREADABLE` for a database of
 * something else; `STORE_READ_ONLY` if there is something to do that may not be done.
 */
function migrate(database: SqliteDatabase, migrations: readonly Migration[], now: () => number): void {
  if (inspect(database, migrations).kind === "current") return;
  if (database.isReadOnly) throw readOnlyError(database.path);
  database.transaction(() => {
    // Another process may have come first.
    const found = inspect(database, migrations);
    if (found.kind === "current") return;
    if (found.kind === "new") {
      database.pragma(`application_id = ${applicationId}`);
      database.execute(
        "CREATE TABLE bailiwick_schema (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at REAL NOT NULL) STRICT",
      );
    }
    const from = versionOf(database);
    const note = database.statement(
      "INSERT INTO bailiwick_schema (version, name, applied_at) VALUES (?, ?, ?)",
    );
    for (const { version, name, sql } of migrations) {
      if (version <= from) continue;
      database.execute(sql);
      note.run(version, name, now());
    }
  });
}

/** Whether this is a run store, and of which version; reads only. */
function inspect(database: SqliteDatabase, migrations: readonly Migration[]): Found {
  const { path } = database;
  // In this order: another process may be making the tables, and with them, in one commit, gives the file its id.
  const [tables] = database.statement<[number]>("SELECT count(*) FROM sqlite_master").only();
  const found = database.pragma("application_id");
  if (found !== applicationId) {
    if (found === 0 && tables === 0) {
      if (database.isReadOnly) throw unreadable(path, "the file is empty");
      return { kind: "new" };
    }
    throw unreadable(path, "it is a SQLite database of something else");
  }
  const version = versionOf(database);
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new BailiwickError("STORE_NEWER", {
      message:
        `The run store ${describe(path)} has version ${version} of the schema, ` +
        `but this version of the package knows ${newest} at most.`,
      hint: "update the package; nothing was changed.",
      details: { path, version, known: newest },
    });
  }
  return { kind: version === newest ? "current" : "older" };
}

function versionOf(database: SqliteDatabase): number {
  const [version] = database.statement<[number | null]>("SELECT max(version) FROM bailiwick_schema").only();
  return version ?? 0;
}
