import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineSql, quoteIdentifier, quoteTable, type SqlType } from "../../../src/store/index.js";
import { caught } from "../../support/caught.js";
import { opened, query } from "./duckdb-file.js";

const rowsOfYear = defineSql({
  name: "rows of a year",
  text: "SELECT {column} FROM {table} WHERE year = $year AND id IN (SELECT unnest($ids)) -- {not} $one",
  parameters: { year: "INTEGER", ids: "VARCHAR[]" },
  identifiers: ["column", "table"],
});

describe("a template", () => {
  test("keeps its values beside its text, and quotes names into it", () => {
    const names = { column: 'odd "name"', table: { schema: "s", table: "t" } };
    const statement = rowsOfYear.bind({ year: 2025, ids: ["a", null] }, names);
    expect(statement).toEqual({
      name: "rows of a year",
      text: 'SELECT "odd ""name""" FROM "s"."t" WHERE year = $year AND id IN (SELECT unnest($ids)) -- {not} $one',
      values: { year: 2025, ids: ["a", null] },
      types: { year: "INTEGER", ids: "VARCHAR[]" },
    });
    expect(Object.isFrozen(statement)).toBe(true);
    expect(Object.isFrozen(statement.values)).toBe(true);
    expect(Object.isFrozen(statement.values?.["ids"])).toBe(true);
  });

  test("is frozen, and says what it is made of", () => {
    expect(rowsOfYear).toMatchObject({
      name: "rows of a year",
      parameters: { year: "INTEGER", ids: "VARCHAR[]" },
      identifiers: ["column", "table"],
    });
    expect(Object.isFrozen(rowsOfYear) && Object.isFrozen(rowsOfYear.parameters)).toBe(true);
  });

  test("without parameters is bound without values", () => {
    expect(defineSql({ name: "one", text: "SELECT 1" }).bind()).toEqual({
      name: "one",
      text: "SELECT 1",
      values: {},
      types: {},
    });
  });

  test.each([
    ["a text", "SELECT '$a {b} -- ''' || x"],
    ["an escaped text", String.raw`SELECT E'it\'s $a {b}'`],
    ["a quoted name", 'SELECT "$a {b} """ FROM t'],
    ["a comment to the end of the line", "SELECT 1 -- it's $a {b}\n, 2"],
    ["a comment in between", "SELECT /* it's $a\n{b} */ 1"],
    ["a text in dollars", "SELECT $$ $a {b} ' $$, $tag$ $a $$ {b} $tag$"],
    ["a struct", "SELECT {'a': 1, b : 2}"],
    ["a parameter by number", "SELECT $1"],
  ])("leaves %s alone", (_, text) => {
    expect(defineSql({ name: "literal", text }).bind().text).toBe(text);
  });

  const wrong: readonly (readonly [parts: unknown, message: string])[] = [
    [{ name: " ", text: "SELECT 1" }, 'A template of SQL needs a name, but has " ".'],
    [{ name: "t", text: 1 }, 'The template of SQL "t" needs a text, but has 1.'],
    [{ name: "t", text: "SELECT $year" }, "uses the parameter $year, which is not declared."],
    [
      { name: "t", text: "SELECT $yaer", parameters: { year: "INTEGER" } },
      'uses the parameter $yaer, which is not declared (did you mean "year"?).',
    ],
    [{ name: "t", text: "FROM {table}" }, "uses the placeholder {table}, which is not declared."],
    [
      { name: "t", text: "SELECT 1", parameters: { year: "INTEGER" } },
      "declares the parameter $year, which its text does not use.",
    ],
    [
      { name: "t", text: "FROM {tabel}", identifiers: ["tabel", "table"] },
      'declares the placeholder {table}, which its text does not use (did you mean "tabel"?).',
    ],
    [
      { name: "t", text: "SELECT 1", identifiers: ["a b"] },
      'declares "a b", which is not the name of a placeholder.',
    ],
    ...["int", "DECIMAL(0,0)", "DECIMAL(39,1)", "DECIMAL(2,3)", "VARCHAR[][]", 7].map(
      (type) =>
        [
          { name: "t", text: "SELECT $year", parameters: { year: type } },
          `gives the parameter $year the type ${JSON.stringify(type)}, which is unknown.`,
        ] as const,
    ),
  ];
  test.each(wrong)("is refused at its definition: %j", (parts, message) => {
    const error = caught(() => defineSql(parts as Parameters<typeof defineSql>[0]));
    expect(error.code).toBe("SQL_TEMPLATE_INVALID");
    expect(error.message).toContain(message);
  });
});

describe("a value", () => {
  const refused: readonly (readonly [SqlType, unknown])[] = [
    ["INTEGER", "2025"],
    ["INTEGER", "2025; DROP TABLE events"],
    ["INTEGER", Number.NaN],
    ["INTEGER", 2025.5],
    ["INTEGER", 2 ** 31],
    ["INTEGER", 1n],
    ["INTEGER", undefined],
    ["BIGINT", 2 ** 53],
    ["BIGINT", 2n ** 63n],
    ["DOUBLE", Number.NaN],
    ["DOUBLE", Number.POSITIVE_INFINITY],
    ["BOOLEAN", 1],
    ["VARCHAR", 1],
    ["VARCHAR", "half \ud800"],
    ["DATE", "2025-02-29"],
    ["DATE", "2025-1-1"],
    ["DATE", "0000-01-01"],
    ["DATE", new Date(0)],
    ["TIMESTAMP", "2025-01-01"],
    ["TIMESTAMP", "2025-13-01T00:00:00"],
    ["TIMESTAMP", "2025-01-01T24:00:00"],
    ["TIMESTAMP", "2025-01-01T00:00:00Z"],
    ["DECIMAL(4,2)", "123.4"],
    ["DECIMAL(4,2)", 1.234],
    ["DECIMAL(4,2)", "one"],
    ["DECIMAL(4,2)", true],
    ["VARCHAR[]", "a"],
    ["VARCHAR[]", ["a", 1]],
    ["INTEGER[]", [1, undefined]],
  ];
  test.each(refused)("of the type %s is not %s", (type, value) => {
    const template = defineSql({ name: "typed", text: "SELECT $value", parameters: { value: type } });
    const error = caught(() => template.bind({ value } as never));
    expect(error.code).toBe("SQL_VALUE_INVALID");
    expect(error.message).toMatch(/^The parameter \$value of "typed"(?:, at 1,)? must be /u);
  });

  test("that is not declared is refused, and so is one that is no object", () => {
    const template = defineSql({ name: "typed", text: "SELECT $year", parameters: { year: "INTEGER" } });
    expect(caught(() => template.bind({ year: 1, yaer: 2 } as never)).message).toContain(
      'The values of "typed" must be of "year" (did you mean "year"?), but is "yaer".',
    );
    expect(caught(() => template.bind(null as never)).code).toBe("SQL_VALUE_INVALID");
    const bare = defineSql({ name: "bare", text: "SELECT 1" });
    expect(caught(() => (bare.bind as (values: unknown) => unknown)({ year: 1 })).message).toContain(
      "left out",
    );
  });
});

describe("a name", () => {
  test.each(["", "a\0b", undefined, 7])("is not %j", (name) => {
    expect(caught(() => quoteIdentifier(name as string)).code).toBe("SQL_VALUE_INVALID");
  });

  test("that is not given is refused", () => {
    const template = defineSql({ name: "from", text: "FROM {table}", identifiers: ["table"] });
    expect(caught(() => template.bind({}, {} as never)).code).toBe("SQL_VALUE_INVALID");
  });

  test("of a table has its schema", () => {
    expect(quoteTable({ table: "t" })).toBe('"main"."t"');
    expect(quoteTable({ schema: "s.x", table: 't"' })).toBe('"s.x"."t"""');
  });

  test("is itself in DuckDB, whatever it is", async () => {
    const database = await opened();
    const names = fc.string({ minLength: 1, unit: "grapheme" }).filter((name) => !name.includes("\0"));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const [row] = await query(database, `SELECT 1 AS ${quoteIdentifier(name)}`);
        expect(Object.keys(row ?? {})).toEqual([name]);
      }),
      { numRuns: 60 },
    );
  });
});
