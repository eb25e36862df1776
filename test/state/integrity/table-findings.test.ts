import { describe, expect, test } from "vitest";
import { validateRegistry } from "../../../src/state/integrity.js";
import { ownTableShapes } from "../../../src/state/integrity/own-table-shapes.js";
import { readTableShapes } from "../../../src/state/live-table.js";
import { repairRegistry } from "../../../src/state/repair.js";
import { AppliedWorkforce } from "../applied-workforce.js";
import { documentedTables, rows, run } from "../small-workforce.js";

test("the own tables are as the newest migration leaves them, and none is left out", async () => {
  const { database } = await AppliedWorkforce.of("enrollment");
  const names = await rows(
    database,
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'bailiwick' AND table_name <> 'migrations'
      ORDER BY table_name`,
  );
  expect(names.map(({ table_name }) => table_name)).toEqual(Object.keys(ownTableShapes).toSorted());
  const tables = Object.keys(ownTableShapes).map((table) => ({ schema: "bailiwick", table }));
  const live = await database.read((connection) => readTableShapes(connection, tables));
  expect(live).toEqual(Object.values(ownTableShapes));
});

test("a shape has the columns in their order and the primary key, and a table that is not there has none", async () => {
  const { database } = await AppliedWorkforce.of("deferral");
  await run(database, "CREATE TABLE keyed (b INTEGER UNIQUE, a DECIMAL(9, 6), PRIMARY KEY (a, b))");
  await database.read(async (connection) => {
    const keyed = { columns: { b: "INTEGER", a: "DECIMAL(9,6)" }, key: ["a", "b"] };
    const asked = [{ table: "KEYED" }, { table: "unknown" }, { table: "keyed" }];
    expect(await readTableShapes(connection, asked)).toEqual([keyed, undefined, keyed]);
    expect(await readTableShapes(connection, [])).toEqual([]);
  });
});

interface Drift {
  readonly title: string;
  readonly statements: readonly string[];
  readonly message: RegExp;
  readonly sample: Readonly<Record<string, unknown>>;
}

const all = ["duplicate-employee", "null-employee", "orphan", "foreign-scope", "missing-row", "wrong-state"];

describe("a table that cannot be worked with is found, with what could not be looked for, and made anew:", () => {
  test.each<Drift>([
    {
      title: "a column is missing",
      statements: ["ALTER TABLE enrollment_registry DROP COLUMN enrollment_source"],
      message:
        /^The table main\.enrollment_registry lacks the column enrollment_source \(VARCHAR\)\. Because of it nothing looked for "duplicate-employee", /,
      sample: { kind: "missing-column", column: "enrollment_source", expected: "VARCHAR" },
    },
    {
      title: "a column has a type that cannot hold its values",
      statements: ["ALTER TABLE enrollment_registry ALTER first_enrollment_date TYPE INTEGER USING 1"],
      message: /has first_enrollment_date as INTEGER where DATE is declared/,
      sample: { kind: "other-type", column: "first_enrollment_date", expected: "DATE", found: "INTEGER" },
    },
    {
      title: "the id is missing",
      statements: [
        "DROP TABLE enrollment_registry",
        "CREATE TABLE enrollment_registry (id VARCHAR, is_enrolled BOOLEAN)",
        "INSERT INTO enrollment_registry VALUES ('x', true)",
      ],
      message: /lacks the column employee_id \(VARCHAR\); lacks the column first_enrollment_date/,
      sample: { kind: "missing-column", column: "employee_id", expected: "VARCHAR" },
    },
    {
      title: "it is gone",
      statements: ["DROP TABLE enrollment_registry"],
      message: /^The table main\.enrollment_registry is not there\./,
      sample: { kind: "missing-table" },
    },
  ])("$title", async ({ statements, message, sample }) => {
    const workforce = await AppliedWorkforce.of("enrollment");
    const { access, database } = workforce;
    const columns =
      "employee_id, first_enrollment_date, first_enrollment_year, enrollment_source, is_enrolled, last_updated";
    const before = await rows(database, "FROM enrollment_registry ORDER BY ALL");
    await run(database, ...statements);

    const { isValid, errors } = await validateRegistry(access, {});
    expect(isValid).toBe(false);
    expect(errors).toEqual([
      expect.objectContaining({
        rule: "table-drift",
        severity: "error",
        message: expect.stringMatching(message) as unknown,
      }),
    ]);
    expect(errors[0]?.samples[0]).toEqual({ table: "main.enrollment_registry", ...sample });
    for (const rule of all) expect(errors[0]?.message).toContain(`"${rule}"`);

    const report = await repairRegistry(access, {});
    expect(report.before.errors).toEqual(errors);
    expect(await rows(database, `SELECT ${columns} FROM enrollment_registry ORDER BY ALL`)).toEqual(before);
    expect((await validateRegistry(access, {})).isValid).toBe(true);
  });

  test("history", async () => {
    const workforce = await AppliedWorkforce.of("deferral");
    const before = await rows(
      workforce.database,
      "SELECT year, employee_id, escalations FROM bailiwick.escalation_history ORDER BY ALL",
    );
    await run(
      workforce.database,
      "INSERT INTO bailiwick.scopes VALUES (2, 'other', 'standard', 'other')",
      "INSERT INTO bailiwick.escalation_history VALUES (2, 2025, 'X1', 1, '2025-03-01', '2025-03-01', true)",
      "ALTER TABLE bailiwick.escalation_history DROP COLUMN last_escalated_on",
    );
    expect((await workforce.findings()).map(({ message }) => message)).toEqual([
      'The table bailiwick.escalation_history lacks the column last_escalated_on (DATE). Because of it nothing looked for "history-mismatch", "foreign-year" or "foreign-scope".',
    ]);
    expect(await repairRegistry(workforce.access, {})).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(await workforce.findings()).toEqual([]);
    const after = "SELECT year, employee_id, escalations FROM bailiwick.escalation_history WHERE scope_id =";
    expect(await rows(workforce.database, `${after} 1 ORDER BY ALL`)).toEqual(before);
    expect(await rows(workforce.database, `${after} 2`)).toHaveLength(1);
  });
});

test("the additional columns of a table that is made anew stay, with what is in them", async () => {
  const workforce = await AppliedWorkforce.of("enrollment");
  for (const statement of [
    'ALTER TABLE enrollment_registry ADD COLUMN "Team ""A""" DECIMAL(9, 6)',
    `UPDATE enrollment_registry SET "Team ""A""" = 1.5 WHERE employee_id = 'E1'`,
    "ALTER TABLE enrollment_registry DROP COLUMN is_enrolled",
  ]) {
    await run(workforce.database, statement);
  }
  const { errors, warnings } = await validateRegistry(workforce.access, {});
  expect(errors).toHaveLength(1);
  expect(warnings.map(({ message }) => message)).toEqual([
    'The table main.enrollment_registry has the additional column Team "A" (DECIMAL(9,6)).',
  ]);
  expect(await repairRegistry(workforce.access, {})).toMatchObject({ added: 0, changed: 4, removed: 0 });
  const teams = `SELECT employee_id, "Team ""A""" AS team FROM enrollment_registry WHERE is_enrolled IS NOT NULL ORDER BY ALL`;
  expect(await rows(workforce.database, teams)).toEqual([
    { employee_id: "B1", team: null },
    { employee_id: "B2", team: null },
    { employee_id: "E1", team: 1.5 },
    { employee_id: "E2", team: null },
  ]);
});

test("a table that serves all the same is a warning, and repair leaves it as it is", async () => {
  const table = documentedTables.deferral
    .replace(" PRIMARY KEY", "")
    .replace("last_updated", "team VARCHAR, last_updated")
    .replace("escalation_count INTEGER", "escalation_count BIGINT");
  const workforce = await AppliedWorkforce.of("deferral", table);
  const { isValid, warnings } = await validateRegistry(workforce.access, {});
  expect(isValid).toBe(true);
  expect(warnings.map(({ rule, message, count }) => [rule, message, count])).toEqual([
    [
      "table-drift",
      "The table main.deferral_escalation_registry has escalation_count as BIGINT where INTEGER is declared; " +
        "has the additional column team (VARCHAR); has no key over employee_id.",
      3,
    ],
  ]);
  expect(await repairRegistry(workforce.access, {})).toMatchObject({ added: 0, changed: 0, removed: 0 });
  expect(await validateRegistry(workforce.access, {})).toMatchObject({
    isValid: true,
    warnings: [{ count: 3 }],
  });
});

describe("what a registry is rebuilt from", () => {
  test.each([
    ["fct_yearly_events", "DROP TABLE fct_yearly_events"],
    ["fct_yearly_events", "ALTER TABLE fct_yearly_events DROP COLUMN event_details"],
    ["int_baseline_workforce", "DROP TABLE int_baseline_workforce"],
    ["ledger", "ALTER TABLE bailiwick.ledger DROP COLUMN source"],
  ])("%s is missed if it is not there, and repair changes nothing: %s", async (table, statement) => {
    const workforce = await AppliedWorkforce.of("enrollment");
    await run(workforce.database, statement, "DELETE FROM enrollment_registry");
    const { errors } = await validateRegistry(workforce.access, {});
    expect(errors).toEqual([expect.objectContaining({ rule: "table-drift", severity: "error" })]);
    expect(errors[0]?.message).toContain('"missing-row"');
    await expect(repairRegistry(workforce.access, {})).rejects.toMatchObject({
      code: "STATE_TABLE_DRIFT",
      message: expect.stringContaining(table) as unknown,
    });
    expect(await rows(workforce.database, "FROM enrollment_registry")).toEqual([]);
  });

  test("that is broken keeps nobody from looking for what the table alone says", async () => {
    const table = documentedTables.enrollment.replace(" PRIMARY KEY", "");
    const workforce = await AppliedWorkforce.of("enrollment", table);
    await run(
      workforce.database,
      "DROP TABLE fct_yearly_events",
      "INSERT INTO enrollment_registry FROM enrollment_registry WHERE employee_id = 'B1'",
    );
    const { errors } = await validateRegistry(workforce.access, {});
    expect(errors.map(({ rule }) => rule)).toEqual(["table-drift", "duplicate-employee"]);
  });

  test("does not take the baseline in for a registry that has none", async () => {
    const workforce = await AppliedWorkforce.of("deferral");
    await run(workforce.database, "DROP TABLE int_baseline_workforce");
    expect(await workforce.findings()).toEqual([]);
  });
});
