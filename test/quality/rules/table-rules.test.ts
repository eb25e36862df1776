import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  acceptedValues,
  compensationRange,
  noForeignRows,
  notNull,
  references,
  rowCountDrift,
  uniqueKey,
  valueRange,
  type QualityRule,
} from "../../../src/quality/index.js";
import { caught } from "../../support/caught.js";
import { tries } from "../../support/tries.js";
import { change, check, databaseWith } from "../quality-database.js";

/** A table of the years 2025, 2026 and none. */
function table(columns: string, ...rows: readonly string[]): readonly string[] {
  return [
    `CREATE TABLE t (${columns}, simulation_year INTEGER)`,
    ...(rows.length === 0 ? [] : [`INSERT INTO t VALUES ${rows.map((row) => `(${row})`).join(", ")}`]),
  ];
}

describe("uniqueKey", () => {
  const rule = uniqueKey({ table: "t", columns: ["a", "b"] });

  test("counts the rows that share a key or lack a part of it, of the year and of none", async () => {
    const rows = [
      "1, 'x', 2026",
      "1, 'x', 2026",
      "1, 'x', NULL",
      "2, NULL, 2026",
      "2, 'y', 2026",
      "3, 'z', 2025",
      "3, 'z', 2025",
    ];
    const database = await databaseWith(...table("a INTEGER, b VARCHAR", ...rows));
    expect(await check(rule, database)).toMatchObject({
      rule: "unique-key-t",
      status: "failed",
      count: 4,
      message: "4 rows of t share their a, b or have none.",
      samples: [
        { a: 1, b: "x", rows: 3 },
        { a: 2, b: null, rows: 1 },
      ],
    });
    expect(await check(rule, database, { year: 2025 })).toMatchObject({ count: 2 });
    const whole = uniqueKey({ table: "t", columns: ["A"], yearColumn: null });
    expect(await check(whole, database)).toMatchObject({ count: 7 });
  });

  test.each([["1, 'x', 2026", "2, 'x', 2026"], []])("passes without duplicates: %s, %s", async (...rows) => {
    const database = await databaseWith(...table("a INTEGER, b VARCHAR", ...rows));
    expect(await check(rule, database)).toMatchObject({
      status: "passed",
      count: 0,
      samples: [],
      measured: 0,
    });
  });

  test("takes any text for a name", async () => {
    const database = await databaseWith(
      'CREATE SCHEMA "s""1"',
      'CREATE TABLE "s""1"."a ""table""" AS SELECT 1 AS "rows", NULL AS "x; DROP", 2026 AS "the year"',
    );
    const odd = uniqueKey({
      table: { schema: 's"1', table: 'a "table"' },
      columns: ["rows", "x; DROP"],
      yearColumn: "the year",
    });
    expect(await check(odd, database)).toMatchObject({
      rule: "unique-key-a-table",
      count: 1,
      samples: [{ rows: 1, "x; DROP": null, rows_: 1 }],
    });
  });

  test("agrees with a plain count", async () => {
    const rowsOf = fc.array(
      fc.record({
        a: fc.option(fc.integer({ min: 0, max: 3 })),
        year: fc.option(fc.constantFrom(2025, 2026)),
      }),
      { maxLength: 12 },
    );
    const database = await databaseWith(...table("a INTEGER"));
    await fc.assert(
      fc.asyncProperty(rowsOf, async (rows) => {
        const values = rows.map(({ a, year }) => `(${a}, ${year})`);
        await change(
          database,
          "DELETE FROM t",
          ...(rows.length === 0 ? [] : [`INSERT INTO t VALUES ${values.join(", ")}`]),
        );
        const seen = rows.filter(({ year }) => year !== 2025);
        const wrong = seen.filter(({ a }) => a === null || seen.filter((other) => other.a === a).length > 1);
        const { count, passed } = await check(uniqueKey({ table: "t", columns: ["a"] }), database);
        expect({ count, passed }).toEqual({ count: wrong.length, passed: wrong.length === 0 });
      }),
      { numRuns: tries(40) },
    );
  });
});

test("notNull counts rows and names the columns that lack values", async () => {
  const rule = notNull({ table: "t", columns: ["A", "b", "c"] });
  const rows = ["1, NULL, 1, 2026", "NULL, NULL, 1, NULL", "1, 1, 1, 2026", "NULL, 1, 1, 2025"];
  const database = await databaseWith(...table("a INTEGER, b INTEGER, c INTEGER", ...rows));
  expect(await check(rule, database)).toMatchObject({
    status: "failed",
    count: 2,
    message: '2 rows of t lack "A" or "b".',
    samples: [
      { a: 1, b: null, c: 1, simulation_year: 2026 },
      { a: null, b: null, c: 1, simulation_year: null },
    ],
  });
  await change(database, "DELETE FROM t WHERE b IS NULL");
  expect(await check(rule, database)).toMatchObject({
    status: "passed",
    message: "All rows of t have A, b, c.",
  });
});

describe("acceptedValues", () => {
  test("tells what was found and what may have been meant; capitals count", async () => {
    const rule = acceptedValues({ table: "t", column: "kind", values: ["hire", "raise"] });
    const rows = ["'hire', 2026", "'Hire', 2026", "'Hire', 2026", "NULL, 2026", "'rise', 2025"];
    const database = await databaseWith(...table("kind VARCHAR", ...rows));
    expect(await check(rule, database)).toMatchObject({
      status: "failed",
      count: 3,
      message: '3 rows of t have in kind what is not accepted: "Hire" (did you mean "hire"?), NULL.',
      samples: [
        { value: "Hire", rows: 2 },
        { value: null, rows: 1 },
      ],
    });
    const withNull = acceptedValues({
      table: "t",
      column: "kind",
      values: ["hire", "Hire"],
      allowNull: true,
    });
    expect(await check(withNull, database)).toMatchObject({ status: "passed", count: 0 });
  });

  test("compares numbers of any type, and texts with what is shown", async () => {
    const database = await databaseWith(
      ...table("level DECIMAL(4,2), flag BOOLEAN", "1.5, true, 2026", "7, false, 2026"),
    );
    const numbers = acceptedValues({ table: "t", column: "level", values: [1.5, 2] });
    expect(await check(numbers, database)).toMatchObject({ count: 1, samples: [{ value: 7, rows: 1 }] });
    const texts = acceptedValues({ table: "t", column: "flag", values: ["true"] });
    expect(await check(texts, database)).toMatchObject({ count: 1, samples: [{ value: false, rows: 1 }] });
  });

  test("shows the first of many values", async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `'v${String(index).padStart(2, "0")}', 2026`);
    const database = await databaseWith(...table("kind VARCHAR", ...rows));
    const result = await check(acceptedValues({ table: "t", column: "kind", values: ["x"] }), database);
    expect(result).toMatchObject({ count: 30 });
    expect(result.samples).toHaveLength(20);
    expect(result.message).toMatch(/: "v00", "v01", "v02", "v03", "v04", among others\.$/u);
  });

  test.each([[[]], [["a", 1]], [[Number.NaN]], ["a"]])("refuses the values %j", (values) => {
    const options = { table: "t", column: "kind", values: values as string[] };
    expect(caught(() => acceptedValues(options)).code).toBe("OPTION_INVALID");
  });
});

describe("references", () => {
  const children = table(
    "id INTEGER, parent VARCHAR",
    "1, 'a', 2026",
    "2, 'x', 2026",
    "3, NULL, 2026",
    "4, 'y', 2025",
  );
  const parents = "CREATE TABLE p AS SELECT 'a' AS id, 2026 AS simulation_year UNION ALL SELECT 'x', 2025";
  const parent = { table: "p", columns: ["id"] };

  test.each<[string, Partial<Parameters<typeof references>[0]>, readonly number[]]>([
    ["NULL is a fault", {}, [3]],
    ["NULL is allowed", { allowNull: true }, []],
    ["to rows of the year", { parent: { ...parent, yearColumn: "simulation_year" } }, [2, 3]],
    ["from all years", { yearColumn: null, allowNull: true }, [4]],
  ])("%s", async (_, more, ids) => {
    const rule = references({ table: "t", columns: ["parent"], parent, ...more });
    const result = await check(rule, await databaseWith(...children, parents));
    expect(result.samples?.map(({ id }) => id)).toEqual(ids);
    expect(result).toMatchObject({ count: ids.length, passed: ids.length === 0 });
  });

  test("over several columns, which have the same names if nothing else is said", async () => {
    const database = await databaseWith(
      ...table("a INTEGER, b INTEGER", "1, 2, 2026", "2, 1, 2026"),
      "CREATE TABLE p AS SELECT 1 AS a, 2 AS b",
    );
    const rule = references({ table: "t", columns: ["a", "b"], parent: { table: "p" } });
    expect(await check(rule, database)).toMatchObject({ count: 1, samples: [{ a: 2, b: 1 }] });
  });

  test("refuses lists of different lengths", () => {
    const options = { table: "t", columns: ["a", "b"], parent };
    expect(caught(() => references(options)).code).toBe("OPTION_INVALID");
  });
});

describe("valueRange", () => {
  const rows = ["-1, 2026", "0, 2026", "5, 2026", "9, NULL", "NULL, 2026", "99, 2025"];
  test.each([
    [{ minimum: 0 }, [-1, null], "from 0"],
    [{ maximum: 5 }, [9, null], "at most 5"],
    [{ minimum: 0, maximum: 5 }, [-1, 9, null], "from 0 to 5"],
    [{ minimum: -1, maximum: 9, allowNull: true }, [], "from -1 to 9"],
  ])("%o", async (bounds, found, text) => {
    const database = await databaseWith(...table("v DOUBLE", ...rows));
    const result = await check(valueRange({ table: "t", column: "v", ...bounds }), database);
    expect(result.samples?.map(({ v }) => v)).toEqual(found);
    expect(result).toMatchObject({ count: found.length, passed: found.length === 0 });
    expect(result.message).toContain(text);
  });

  test("of compensations is a warning", async () => {
    const database = await databaseWith(
      "CREATE TABLE fct_workforce_snapshot AS SELECT unnest([0, 50000, 20000000]) AS current_compensation, 2026 AS simulation_year",
    );
    expect(await check(compensationRange(), database)).toMatchObject({ severity: "warning", count: 2 });
    expect(
      await check(compensationRange({ minimum: 0, maximum: 3e7, severity: "error" }), database),
    ).toMatchObject({
      rule: "compensation-range",
      severity: "error",
      status: "passed",
    });
  });

  test.each([{}, { minimum: 2, maximum: 1 }, { minimum: Number.NaN }, { maximum: "1" as unknown as number }])(
    "refuses %o",
    (bounds) => {
      expect(caught(() => valueRange({ table: "t", column: "v", ...bounds })).code).toBe("OPTION_INVALID");
    },
  );
});

describe("rowCountDrift", () => {
  test.each<[number, number, object]>([
    [1000, 1000, { status: "passed", measured: 0, count: 0 }],
    [1000, 995, { status: "passed", measured: 0.005, count: 5 }],
    [
      1000,
      994,
      {
        status: "failed",
        measured: 0.006,
        count: 6,
        message: "raw has 1,000 rows, and staged 994: a drift of 0.6 %, where 0.5 % are allowed.",
      },
    ],
    [1000, 1006, { status: "failed", measured: 0.006, count: 6 }],
    [0, 1, { status: "failed", measured: null, count: 1, message: "raw has no rows, and staged has 1 row." }],
    [0, 0, { status: "passed", measured: 0, message: "raw and staged have no rows." }],
    [1, 0, { status: "failed", measured: 1, count: 1 }],
  ])("of %i rows to %i", async (raw, staged, expected) => {
    const database = await databaseWith(
      `CREATE TABLE raw AS FROM range(${raw})`,
      `CREATE TABLE staged AS FROM range(${staged})`,
    );
    const rule = rowCountDrift({ source: "raw", target: "staged" });
    expect(await check(rule, database)).toMatchObject({
      rule: "row-count-drift-raw-staged",
      threshold: 0.005,
      ...expected,
    });
  });

  test("of one year, with a tolerance of its own", async () => {
    const database = await databaseWith(
      "CREATE TABLE raw AS SELECT unnest([2025, 2026, 2026]) AS y",
      "CREATE TABLE staged AS SELECT 2026 AS y",
    );
    const rule = rowCountDrift({ source: "raw", target: "staged", yearColumn: "y", tolerance: 0.5 });
    expect(await check(rule, database)).toMatchObject({ status: "passed", measured: 0.5 });
  });
});

describe("noForeignRows", () => {
  const rows = [
    "'base', 'standard', 2025",
    "'base', 'standard', 2026",
    "'base', 'standard', 2030",
    "'base', 'standard', 2024",
    "'base', 'standard', NULL",
    "NULL, 'standard', 2026",
    "'other', 'standard', 2026",
    "'other', 'standard', 2026",
    "'base', 'other', 2026",
  ];
  const columns = "scenario_id VARCHAR, plan_design_id VARCHAR";

  test("finds other scenarios, plan designs and years, and rows that say nothing", async () => {
    const database = await databaseWith(...table(columns, ...rows));
    const result = await check(noForeignRows({ table: "t", lastYear: 2029 }), database);
    expect(result).toMatchObject({
      status: "failed",
      count: 7,
      message: "7 rows of t are of another scenario, plan design or year.",
    });
    expect(result.samples).toContainEqual({
      scenario_id: "other",
      plan_design_id: "standard",
      simulation_year: 2026,
      rows: 2,
    });
    expect(await check(noForeignRows({ table: "t" }), database)).toMatchObject({ count: 6 });
    const years = noForeignRows({ table: "t", columns: { scenario: null, plan: null } });
    expect(await check(years, database)).toMatchObject({ count: 2 });
    const plans = noForeignRows({ table: "t", lastYear: 2029, columns: { scenario: null, year: null } });
    expect(await check(plans, database)).toMatchObject({ count: 1 });
    await change(
      database,
      "DELETE FROM t WHERE scenario_id IS DISTINCT FROM 'base' OR plan_design_id = 'other' OR coalesce(simulation_year, 0) < 2025",
    );
    expect(await check(noForeignRows({ table: "t" }), database)).toMatchObject({ status: "passed" });
  });

  test("refuses a table of which nothing is checked", () => {
    const columnsOf = { scenario: null, plan: null, year: null };
    expect(caught(() => noForeignRows({ table: "t", columns: columnsOf })).code).toBe("OPTION_INVALID");
  });
});

describe("a table that does not fit is an error of the rule:", () => {
  test.each<[string, readonly string[], QualityRule, string]>([
    ["none", [], notNull({ table: "t", columns: ["a"] }), "STORE_TABLE_MISSING"],
    [
      "a column is missing",
      table("b INTEGER"),
      notNull({ table: "t", columns: ["a"] }),
      "STORE_TABLE_MISSING",
    ],
    [
      "a year that is no number",
      ["CREATE TABLE t AS SELECT NULL AS a, 'soon' AS simulation_year"],
      notNull({ table: "t", columns: ["a"] }),
      "STORE_QUERY_FAILED",
    ],
    [
      "texts instead of numbers",
      table("a VARCHAR", "'much', 2026"),
      valueRange({ table: "t", column: "a", minimum: 1 }),
      "STORE_QUERY_FAILED",
    ],
  ])("%s", async (_, statements, rule, code) => {
    const result = await check(rule, await databaseWith(...statements));
    expect(result).toMatchObject({ status: "error", severity: "error", passed: false, error: { code } });
  });
});

test("a year that is a text of digits is one", async () => {
  const database = await databaseWith("CREATE TABLE t AS SELECT NULL AS a, '2026' AS simulation_year");
  expect(await check(notNull({ table: "t", columns: ["a"] }), database)).toMatchObject({ count: 1 });
});

test("name, severity and description are those of the caller", async () => {
  const options = {
    table: "t",
    columns: ["a"],
    name: "mine",
    severity: "info",
    description: "Mine.",
  } as const;
  expect(uniqueKey(options)).toMatchObject({ name: "mine", severity: "info", description: "Mine." });
});

test.each<[string, () => unknown]>([
  ["an unknown option", () => uniqueKey({ table: "t", columns: ["a"], colums: ["a"] } as never)],
  ["no options", () => notNull(undefined as never)],
  ["no columns", () => uniqueKey({ table: "t", columns: [] })],
  ["a column twice", () => uniqueKey({ table: "t", columns: ["a", "A"] })],
  ["a column without a name", () => notNull({ table: "t", columns: [""] })],
  ["a table without a name", () => notNull({ table: "", columns: ["a"] })],
  ["a table that is a number", () => notNull({ table: 1 as never, columns: ["a"] })],
  [
    "a table with more than a name",
    () => notNull({ table: { table: "t", database: "x" } as never, columns: ["a"] }),
  ],
  ["a table of a schema without a name", () => notNull({ table: { schema: "" } as never, columns: ["a"] })],
  ["a NUL", () => notNull({ table: "t", columns: ["a\0"] })],
  ["a year column that is a number", () => notNull({ table: "t", columns: ["a"], yearColumn: 1 as never })],
  ["a tolerance below 0", () => rowCountDrift({ source: "a", target: "b", tolerance: -1 })],
  ["half a last year", () => noForeignRows({ table: "t", lastYear: 2025.5 })],
  [
    "allowNull in words",
    () => references({ table: "t", columns: ["a"], parent: { table: "p" }, allowNull: "yes" as never }),
  ],
  [
    "allowNull in numbers",
    () => acceptedValues({ table: "t", column: "a", values: ["a"], allowNull: 1 as never }),
  ],
  [
    "allowNull of a range",
    () => valueRange({ table: "t", column: "a", minimum: 1, allowNull: null as never }),
  ],
])("refuses %s", (_, make) => {
  expect(caught(make).code).toBe("OPTION_INVALID");
});
