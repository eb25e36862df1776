import { describe, expect, test } from "vitest";
import { EnrollmentRegistry } from "../../src/state/index.js";
import { documentedTables, rows, run, scope, smallWorkforce } from "./small-workforce.js";

const columns = `first_enrollment_date DATE, first_enrollment_year INTEGER, enrollment_source VARCHAR, is_enrolled BOOLEAN,
  last_updated TIMESTAMP`;

describe("a table that was there before is refused", () => {
  test.each([
    {
      title: "if it is a view",
      statements: [
        documentedTables.enrollment.replace("enrollment_registry", "others"),
        "CREATE VIEW enrollment_registry AS FROM others",
      ],
      message: /main\.enrollment_registry is a view, which cannot be written/,
    },
    {
      title: "if its ids are numbers",
      statements: [`CREATE TABLE enrollment_registry (employee_id INTEGER, ${columns})`],
      message: /has ids of the type INTEGER, where VARCHAR is declared/,
    },
    {
      title: "if it lacks a column",
      statements: ["CREATE TABLE enrollment_registry (employee_id VARCHAR)"],
      message: /lacks the columns "first_enrollment_date"/,
    },
  ])("$title, with what can be done about it", async ({ statements, message }) => {
    const database = await smallWorkforce();
    await run(database, ...statements);
    const registry = new EnrollmentRegistry(database, scope);
    const hint = "nothing was changed; correct the table, or give it another name: createTable() makes one.";
    for (const work of [() => registry.createTable(), () => registry.createForYear(2025)]) {
      await expect(work()).rejects.toMatchObject({ code: "STATE_TABLE_DRIFT", hint });
      await expect(work()).rejects.toThrow(message);
    }
  });
});

test("a table that somebody has emptied between two years is whole after the second", async () => {
  const database = await smallWorkforce();
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createForYear(2025);
  await registry.updatePostYear(2025);
  await run(database, "DELETE FROM enrollment_registry");
  expect(await registry.updatePostYear(2026)).toMatchObject({ outcome: "applied", added: 4 });
  expect((await registry.validateIntegrity()).errors).toEqual([]);
});

test("to remove years of a scope that has none makes nothing, and leaves main to others", async () => {
  const database = await smallWorkforce();
  expect(await new EnrollmentRegistry(database, scope).removeAfter(2025)).toMatchObject({ removedYears: [] });
  expect(await rows(database, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'bailiwick'")).toEqual([]);
  const other = new EnrollmentRegistry(database, { ...scope, scenarioId: "other" });
  expect(await other.createTable()).toMatchObject({ table: "main.enrollment_registry" });
});

test("a table whose registry was never seeded is found to hold rows that nothing stands behind", async () => {
  const database = await smallWorkforce();
  await run(database, "ALTER TABLE int_baseline_workforce DROP COLUMN simulation_year");
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createTable();
  expect((await registry.validateIntegrity()).errors).toEqual([]);
  expect(await registry.repair()).toMatchObject({ years: [], added: 0, changed: 0, removed: 0 });
  await run(database, "INSERT INTO enrollment_registry (employee_id) VALUES ('OLD')");
  expect((await registry.validateIntegrity()).errors).toMatchObject([{ rule: "orphan", count: 1 }]);
});

test("two scopes that share their tables are found", async () => {
  const database = await smallWorkforce();
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createForYear(2025);
  await run(database, "INSERT INTO bailiwick.scopes VALUES (2, 'other', 'standard', 'main')");
  expect((await registry.validateIntegrity()).errors).toMatchObject([
    { rule: "foreign-scope", samples: [{ scope_id: 2, scenario_id: "other" }] },
  ]);
});

test.each(["createTable", "repair"] as const)(
  "a schema that was dropped is made again by %s()",
  async (method) => {
    const database = await smallWorkforce();
    await new EnrollmentRegistry(database, scope).createTable();
    const registry = new EnrollmentRegistry(database, { ...scope, scenarioId: "other" });
    await registry.createForYear(2025);
    const { table } = await registry.stats();
    const before = await rows(database, `SELECT * EXCLUDE last_updated FROM ${table} ORDER BY ALL`);
    await run(database, `DROP SCHEMA ${table.split(".")[0]} CASCADE`);
    await registry[method]();
    expect(await rows(database, `SELECT * EXCLUDE last_updated FROM ${table} ORDER BY ALL`)).toEqual(before);
    expect((await registry.validateIntegrity()).errors).toEqual([]);
  },
);

test("the schema of own tables is found in whatever case somebody has made it", async () => {
  const database = await smallWorkforce();
  await run(database, "CREATE SCHEMA Bailiwick");
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createForYear(2025);
  await registry.updatePostYear(2025);
  expect(await registry.getEnrolledEmployees(2025)).toEqual(["B1", "E1"]);
  expect((await registry.validateIntegrity()).errors).toEqual([]);
});

test("a gap of thousands of years is named in a few words", async () => {
  const database = await smallWorkforce();
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createForYear(1900);
  const failure = registry.updatePostYear(9999);
  await expect(failure).rejects.toMatchObject({
    code: "STATE_YEAR_INVALID",
    hint: "apply 1900 to 9998 first.",
  });
});
