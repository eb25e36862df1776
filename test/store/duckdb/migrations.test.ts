import { describe, expect, test } from "vitest";
import {
  applyMigrations,
  openDuckDb,
  type DuckDbMigration,
  type MigrationOptions,
} from "../../../src/store/index.js";
import { databasePath, execute, opened, query } from "./duckdb-file.js";

const first: DuckDbMigration = {
  version: 1,
  name: "items",
  statements: [
    { text: "CREATE TABLE bailiwick.items (id INTEGER)" },
    { text: "INSERT INTO bailiwick.items VALUES (1)" },
  ],
};
const second: DuckDbMigration = {
  version: 3,
  name: "names",
  statements: [{ text: "ALTER TABLE bailiwick.items ADD COLUMN name VARCHAR" }],
};
const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };

describe("migrations", () => {
  test("are applied once, in their order, and noted", async () => {
    const database = await opened();
    expect(await applyMigrations(database, "items", [first], { clock })).toEqual({
      component: "items",
      from: 0,
      to: 1,
      applied: ["items"],
    });
    const report = await applyMigrations(database, "items", [first, second], { clock });
    expect(report).toEqual({ component: "items", from: 1, to: 3, applied: ["names"] });
    expect(Object.isFrozen(report)).toBe(true);
    expect(await applyMigrations(database, "items", [first, second])).toMatchObject({
      from: 3,
      to: 3,
      applied: [],
    });
    const applied_at = "2026-01-02T03:04:05.006000";
    expect(await query(database, "FROM bailiwick.migrations ORDER BY version")).toEqual([
      { component: "items", version: 1, name: "items", applied_at },
      { component: "items", version: 3, name: "names", applied_at },
    ]);
    expect(await query(database, "FROM bailiwick.items")).toEqual([{ id: 1, name: null }]);
  });

  test("of components are apart", async () => {
    const database = await opened();
    await applyMigrations(database, "items", [first]);
    const other = { version: 1, name: "other", statements: [{ text: "CREATE TABLE other (i INTEGER)" }] };
    expect(await applyMigrations(database, "other", [other])).toMatchObject({ from: 0, applied: ["other"] });
  });

  test("are all applied, or none", async () => {
    const database = await opened();
    const wrong = { version: 4, name: "wrong", statements: [{ text: "INSERT INTO nowhere VALUES (1)" }] };
    await expect(applyMigrations(database, "items", [first, second, wrong])).rejects.toMatchObject({
      code: "STORE_TABLE_MISSING",
    });
    await expect(query(database, "FROM bailiwick.items")).rejects.toMatchObject({
      code: "STORE_TABLE_MISSING",
    });
    expect(await applyMigrations(database, "items", [first, second])).toMatchObject({ from: 0, to: 3 });
  });

  test("are applied by one of those that ask at the same time", async () => {
    const path = await databasePath();
    const databases = [await opened(path), await opened(path), await opened(path)];
    const reports = await Promise.all(
      databases.map((database) => applyMigrations(database, "items", [first, second])),
    );
    expect(reports.flatMap(({ applied }) => applied)).toEqual(["items", "names"]);
    expect(await query(databases[0]!, "FROM bailiwick.items")).toHaveLength(1);
  });

  test("of a later version are left as they are", async () => {
    const database = await opened();
    await applyMigrations(database, "items", [first, second]);
    await expect(applyMigrations(database, "items", [first])).rejects.toMatchObject({
      code: "STORE_NEWER",
      details: { path: ":memory:", component: "items", version: 3, known: 1 },
    });
    expect(await query(database, "FROM bailiwick.migrations")).toHaveLength(2);
  });

  test("write nothing where they may not", async () => {
    const path = await databasePath();
    const writable = await openDuckDb(path);
    await applyMigrations(writable, "items", [first]);
    await writable.close();
    const database = await opened(path, { readOnly: true });
    expect(await applyMigrations(database, "items", [first])).toMatchObject({ applied: [] });
    await expect(applyMigrations(database, "items", [first, second])).rejects.toMatchObject({
      code: "STORE_READ_ONLY",
    });
  });

  test.each([
    ["", [first], {}],
    [1, [first], {}],
    ["items", "none", {}],
    ["items", [second, first], {}],
    ["items", [{ ...first, version: 0 }], {}],
    ["items", [{ ...first, version: 1.5 }], {}],
    ["items", [first], { clok: clock }],
    ["items", [first], { clock: 1 }],
    ["items", [first], { signal: 1 }],
  ])("of %j, %j with %j are refused", async (component, migrations, options) => {
    const database = await opened();
    await expect(
      applyMigrations(
        database,
        component as string,
        migrations as DuckDbMigration[],
        options as MigrationOptions,
      ),
    ).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  test("of no component change nothing", async () => {
    const database = await opened();
    expect(await applyMigrations(database, "nothing", [])).toEqual({
      component: "nothing",
      from: 0,
      to: 0,
      applied: [],
    });
    await execute(database, "CREATE SCHEMA bailiwick");
  });
});
