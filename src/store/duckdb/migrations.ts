import {
  argumentInvalid,
  BailiwickError,
  deepFreeze,
  describe,
  refuseUnknownOptions,
  requireClock,
  requireSignal,
  systemClock,
  type Clock,
} from "../../kernel/index.js";
import type { DuckDb, DuckDbConnection, SqlStatement } from "./duckdb.js";
import { defineSql } from "./sql-template.js";

/** One step in the history of a component's tables. What was released is never changed, only followed by another. */
export interface DuckDbMigration {
  /** Whole numbers from 1 up, each greater than the one before. */
  readonly version: number;
  readonly name: string;
  /** Executed in this order. */
  readonly statements: readonly SqlStatement[];
}

/** How migrations are applied. */
export interface MigrationOptions {
  readonly signal?: AbortSignal | undefined;
  /** Says when a migration was applied. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** What the tables of a component have come to. */
export interface MigrationReport {
  readonly component: string;
  /** The version that was found; 0 if there was none. */
  readonly from: number;
  readonly to: number;
  /** The names of the migrations that were applied now. */
  readonly applied: readonly string[];
}

const owner = "applyMigrations()";

const createSchema = defineSql({
  name: "create the schema bailiwick",
  text: "CREATE SCHEMA IF NOT EXISTS bailiwick",
});
const createTable = defineSql({
  name: "create the table of migrations",
  text: `CREATE TABLE IF NOT EXISTS bailiwick.migrations (
    component VARCHAR NOT NULL, version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL,
    PRIMARY KEY (component, version))`,
});
const findTable = defineSql({
  name: "find the table of migrations",
  text: `SELECT count(*) AS tables FROM duckdb_tables()
    WHERE database_name = current_database() AND lower(schema_name) = 'bailiwick' AND lower(table_name) = 'migrations'`,
});
const readVersion = defineSql({
  name: "read the version of a component",
  text: "SELECT coalesce(max(version), 0) AS version FROM bailiwick.migrations WHERE component = $component",
  parameters: { component: "VARCHAR" },
});
const noteVersion = defineSql({
  name: "note a migration",
  text: "INSERT INTO bailiwick.migrations VALUES ($component, $version, $name, $applied_at)",
  parameters: { component: "VARCHAR", version: "INTEGER", name: "VARCHAR", applied_at: "TIMESTAMP" },
});

/**
 * Brings the tables of a component to their newest version: all of it, or nothing. Nothing is written to a database that
 * is up to date. Calls at the same time apply each migration once.
 *
 * @param component whose tables they are; `bailiwick.migrations` keeps the versions of each apart
 * @throws BailiwickError `STORE_NEWER` if a later version of this package has been here; `STORE_READ_ONLY` if there is
 * something to do that may not be done; `OPTION_INVALID`; what a statement comes to
 */
export async function applyMigrations(
  database: DuckDb,
  component: string,
  migrations: readonly DuckDbMigration[],
  options: MigrationOptions = {},
): Promise<MigrationReport> {
  if (typeof component !== "string" || component === "") {
    throw argumentInvalid("component", owner, "the name of a component", component);
  }
  requireAscending(migrations);
  refuseUnknownOptions(options, ["signal", "clock"], owner);
  const { signal, clock = systemClock } = options;
  requireSignal(signal, owner);
  requireClock(clock, owner);
  const newest = migrations.at(-1)?.version ?? 0;
  const found = await database.read((connection) => versionOf(connection, component), { signal });
  refuseNewer(database, component, found, newest);
  if (found === newest) return deepFreeze({ component, from: found, to: newest, applied: [] });
  return database.transaction(
    async (connection) => {
      await connection.run(createSchema.bind());
      await connection.run(createTable.bind());
      // Another call may have come first.
      const from = await versionOf(connection, component);
      refuseNewer(database, component, from, newest);
      const due = migrations.filter(({ version }) => version > from);
      for (const { version, name, statements } of due) {
        for (const statement of statements) await connection.run(statement);
        const applied_at = new Date(clock.now()).toISOString().slice(0, -1);
        await connection.run(noteVersion.bind({ component, version, name, applied_at }));
      }
      return deepFreeze({ component, from, to: newest, applied: due.map(({ name }) => name) });
    },
    { signal },
  );
}

async function versionOf(connection: DuckDbConnection, component: string): Promise<number> {
  const [found] = await connection.rows<{ tables: number }>(findTable.bind());
  if (found?.tables !== 1) return 0;
  const [row] = await connection.rows<{ version: number }>(readVersion.bind({ component }));
  return row?.version ?? 0;
}

function requireAscending(migrations: readonly DuckDbMigration[]): void {
  if (!Array.isArray(migrations)) {
    throw argumentInvalid("migrations", owner, "a list of migrations", migrations);
  }
  let last = 0;
  for (const { version } of migrations as readonly DuckDbMigration[]) {
    if (!Number.isSafeInteger(version) || version <= last) {
      throw argumentInvalid("migrations", owner, `a version above ${last} next`, version);
    }
    last = version;
  }
}

function refuseNewer(database: DuckDb, component: string, version: number, known: number): void {
  if (version <= known) return;
  throw new BailiwickError("STORE_NEWER", {
    message:
      `The tables of ${describe(component)} in the database ${describe(database.path)} have version ${version}, ` +
      `but this version of the package knows ${known} at most.`,
    hint: "update the package; nothing was changed.",
    details: { path: database.path, component, version, known },
  });
}
