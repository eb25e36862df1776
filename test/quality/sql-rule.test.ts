import { describe, expect, test } from "vitest";
import { sqlRule, type SqlRowsRuleOptions } from "../../src/quality/index.js";
import { caught } from "../support/caught.js";
import { check, databaseWith } from "./quality-database.js";

const table = `CREATE TABLE t AS SELECT i AS id, 2025 + i % 2 AS simulation_year, 'x''y' AS note FROM range(60) r(i)`;

describe("a rule of rows", () => {
  test("counts all and shows twenty, in order", async () => {
    const rule = sqlRule({
      name: "rows",
      severity: "error",
      sql: "SELECT id FROM t WHERE simulation_year = $year",
    });
    const result = await check(rule, await databaseWith(table));
    expect(result).toMatchObject({ status: "failed", count: 30, measured: 30, threshold: 0 });
    expect(result.samples).toEqual(Array.from({ length: 20 }, (_, index) => ({ id: 2 * index + 1 })));
    expect(result.query?.values).toEqual({ year: 2026 });
    expect(result.message).toBe("30 rows found, where none is allowed.");
  });

  test("passes with as many rows as are allowed", async () => {
    const sql = "SELECT id FROM t WHERE id < $most ORDER BY id;\n";
    const common = { name: "rows", severity: "info" as const, sql, values: { most: 3 } };
    const database = await databaseWith(table);
    expect(await check(sqlRule({ ...common, maxRows: 3 }), database)).toMatchObject({
      status: "passed",
      count: 3,
    });
    expect(await check(sqlRule({ ...common, maxRows: 2 }), database)).toMatchObject({
      status: "failed",
      message: "3 rows found, where 2 are allowed.",
    });
  });

  test("binds only what the text has outside of quotes and comments, and splices nothing", async () => {
    const sql = `SELECT $first_year AS first_year, $scenario_id AS scenario, $plan_design_id AS plan, $note AS note,
        '$year' AS quoted, {'$x': 1} AS object -- $unknown`;
    const rule = sqlRule({
      name: "values",
      severity: "error",
      sql,
      values: { note: "'); DROP TABLE t; --" },
      types: { note: "VARCHAR" },
    });
    const result = await check(rule, await databaseWith(table), { scenarioId: "it's" });
    expect(result.samples).toEqual([
      {
        first_year: 2025,
        scenario: "it's",
        plan: "standard",
        note: "'); DROP TABLE t; --",
        quoted: "$year",
        object: "{'$x': 1}",
      },
    ]);
  });

  test.each([
    "SELECT * FROM missing",
    "SELEC 1",
    "SELECT 1; DROP TABLE t",
    "DELETE FROM t RETURNING *",
    "SELECT nothing FROM t",
  ])("that cannot be asked has failed: %s", async (sql) => {
    const database = await databaseWith(table);
    const result = await check(sqlRule({ name: "wrong", severity: "warning", sql }), database);
    expect(result).toMatchObject({ status: "error", severity: "warning" });
    const [row] = await database.read((connection) =>
      connection.rows({ text: "SELECT count(*) AS n FROM t" }),
    );
    expect(row).toEqual({ n: 60 });
  });
});

describe("a measure", () => {
  const measure = (sql: string, bounds: { minimum?: number; maximum?: number }) =>
    sqlRule({ name: "measure", severity: "error", sql, measure: "m", ...bounds });

  test.each<[string, { minimum?: number; maximum?: number }, object]>([
    [
      "SELECT count(*) AS m FROM t",
      { minimum: 60, maximum: 60 },
      { status: "passed", measured: 60, threshold: 60 },
    ],
    ["SELECT count(*) AS m FROM t", { minimum: 61 }, { status: "failed", threshold: 61 }],
    [
      "SELECT 9.5 AS m",
      { minimum: 1, maximum: 9 },
      { message: "m is 9.5, where from 1 to 9 is allowed.", threshold: 9 },
    ],
    ["SELECT 0 AS m", { minimum: 1, maximum: 9 }, { status: "failed", threshold: 1 }],
    [
      "SELECT NULL AS m",
      { maximum: 9 },
      { status: "failed", measured: null, message: "m is not there, where at most 9 is allowed." },
    ],
    ["SELECT 'Infinity'::DOUBLE AS m", { minimum: 9 }, { status: "failed", measured: null }],
    ["SELECT 12345678901234567890::DECIMAL(20,0) AS m", { maximum: 9 }, { status: "failed" }],
    [
      "SELECT 1 AS m WHERE false",
      { maximum: 9 },
      { status: "error", error: { code: "QUALITY_OUTCOME_INVALID" } },
    ],
    [
      "SELECT id AS m FROM t",
      { maximum: 90 },
      { status: "error", error: { code: "QUALITY_OUTCOME_INVALID" } },
    ],
    ["SELECT 1 AS n", { maximum: 9 }, { status: "error", error: { code: "QUALITY_OUTCOME_INVALID" } }],
    ["SELECT 'much' AS m", { maximum: 9 }, { status: "error", error: { code: "QUALITY_OUTCOME_INVALID" } }],
    ["SELECT true AS m", { maximum: 9 }, { status: "error", error: { code: "QUALITY_OUTCOME_INVALID" } }],
  ])("%s within %o", async (sql, bounds, expected) => {
    expect(await check(measure(sql, bounds), await databaseWith(table))).toMatchObject(expected);
  });
});

test.each<[string, object]>([
  ["no sql", { sql: " " }],
  ["an unknown parameter", { sql: "SELECT $yaer" }],
  ["a value that is not used", { values: { most: 1 } }],
  ["a value that every rule has", { sql: "SELECT $year", values: { year: 2030 } }],
  ["values that are no object", { values: [1] }],
  ["types that are no object", { types: [1] }],
  ["a type without a value", { types: { most: "INTEGER" } }],
  ["half a row", { maxRows: 0.5 }],
  ["a bound of rows", { maximum: 3 }],
  ["a measure without bounds", { measure: "m" }],
  ["a measure with bounds that cross", { measure: "m", minimum: 2, maximum: 1 }],
  ["a measure with a number of rows", { measure: "m", maximum: 1, maxRows: 1 }],
  ["a measure without a name", { measure: "", maximum: 1 }],
])("refuses %s", (_, parts) => {
  const options = {
    name: "rule",
    severity: "error",
    sql: "SELECT 1",
    ...parts,
  } as unknown as SqlRowsRuleOptions;
  expect(caught(() => sqlRule(options)).code).toBe("OPTION_INVALID");
});

test("a mistyped parameter is told", () => {
  const error = caught(() => sqlRule({ name: "rule", severity: "error", sql: "SELECT $yaer" }));
  expect(error.message).toContain('no value for $yaer (did you mean \\"year\\"?)');
});

test("a name that is not in kebab-case", () => {
  expect(caught(() => sqlRule({ name: "A B", severity: "error", sql: "SELECT 1" })).code).toBe(
    "QUALITY_RULE_INVALID",
  );
});
