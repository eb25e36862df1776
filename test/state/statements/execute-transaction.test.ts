import { afterEach, beforeEach, expect, it } from "vitest";
import { EnrollmentRegistry } from "../../../src/state/index.js";
import type { DuckDb } from "../../../src/store/index.js";
import { openStateDatabase, rowsOf } from "../state-database.js";

let database: DuckDb;
let registry: EnrollmentRegistry;

beforeEach(async () => {
  database = await openStateDatabase();
  registry = new EnrollmentRegistry(database, { scenarioId: "base", planDesignId: "standard" });
});
afterEach(async () => database.close());

it("runs all statements, and says how many rows they changed", async () => {
  const report = await registry.executeTransaction([
    "CREATE TABLE notes (note VARCHAR); -- the first; COMMIT",
    { text: "INSERT INTO notes VALUES ($note), ('a; ROLLBACK')", values: { note: "x" } },
  ]);
  expect(report).toEqual({ committed: true, statements: 2, rowsChanged: 2 });
  expect(await rowsOf(database, "SELECT * FROM notes ORDER BY 1")).toEqual([
    { note: "a; ROLLBACK" },
    { note: "x" },
  ]);
});

it("runs none of them if one fails, and says which and why", async () => {
  const report = await registry.executeTransaction([
    "CREATE TABLE notes (note VARCHAR)",
    "INSERT INTO nowhere VALUES (1)",
  ]);
  expect(report).toMatchObject({
    committed: false,
    failed: { index: 1, text: "INSERT INTO nowhere VALUES (1)", error: { code: "STORE_TABLE_MISSING" } },
  });
  expect(await rowsOf(database, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'notes'")).toEqual(
    [],
  );
});

it.each(["BEGIN", "start transaction", "/* x */ Commit", "END", "ROLLBACK;", "abort", "SELECT 1; COMMIT"])(
  "refuses %j",
  async (text) => {
    await expect(registry.executeTransaction([text])).rejects.toThrow("begins or ends a transaction");
  },
);

it.each([["SELECT 1; SELECT 2"], [""], [7], [{ sql: "SELECT 1" }]])("refuses %j", async (operation) => {
  await expect(registry.executeTransaction([operation as string])).rejects.toMatchObject({
    code: "OPTION_INVALID",
  });
});

it("refuses what is no list, and ends with its signal", async () => {
  await expect(registry.executeTransaction("SELECT 1" as never)).rejects.toMatchObject({
    code: "OPTION_INVALID",
  });
  await expect(
    registry.executeTransaction(["SELECT 1"], { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
});
