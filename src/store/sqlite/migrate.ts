import { BailiwickError, describe } from "../../kernel/index.js";
import type { SqliteDatabase } from "./database.js";
import type { Migration } from "./migrations.js";
import { readOnlyError, unreadable } from "./sqlite-errors.js";

/** Stands in the header of every run store: "Bilw" in ASCII. */
const applicationId = 0x42_69_6c_77;

/** What a file was found to be. */
type Found = { readonly kind: "new" } | { readonly kind: "current" } | { readonly kind: "older" };

/**
 * Brings a file to the newest version of the schema, all of it or nothing. Nothing is written to a file that is up to date,
 * nor to one that is refused.
 *
 * @throws BailiwickError `STORE_NEWER` for a file of a later version of this package; `STORE_UNREADABLE` for a database of
 * something else; `STORE_READ_ONLY` if there is something to do that may not be done.
 */
export function migrate(database: SqliteDatabase, migrations: readonly Migration[], now: () => number): void {
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
export function inspect(database: SqliteDatabase, migrations: readonly Migration[]): Found {
  const { path } = database;
  const found = database.pragma("application_id");
  if (found !== applicationId) {
    const [tables] = database.statement<[number]>("SELECT count(*) FROM sqlite_master").only();
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
