import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defineSql,
  type DuckDb,
  type SqlStatement,
  type SqlType,
  type SqlValue,
} from "../../../src/store/index.js";
import { opened, query } from "./duckdb-file.js";

const whole64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const narrowed = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;
const day = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const time = fc
  .tuple(
    fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micros]) => `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}`);
/** Decimals of a width and scale, as DuckDB shows them. */
const decimalText = (width: number, scale: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: -(10n ** BigInt(width)) + 1n, max: 10n ** BigInt(width) - 1n }).map((unscaled) => {
    const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
    return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });

/** Of each type the values that come out as they went in. */
const kinds: Readonly<Record<string, fc.Arbitrary<SqlValue>>> = {
  BOOLEAN: fc.boolean(),
  INTEGER: fc.integer(),
  BIGINT: whole64.map(narrowed),
  DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }),
  VARCHAR: fc.string({ unit: "grapheme" }),
  DATE: day,
  TIMESTAMP: time,
  "DECIMAL(9,2)": decimalText(9, 2).map(Number),
  "DECIMAL(15,4)": decimalText(15, 4).map(Number),
  "DECIMAL(38,10)": decimalText(38, 10),
};
const types = Object.keys(kinds) as Exclude<SqlType, `${string}[]`>[];
const record = fc.tuple(...types.map((type) => fc.option(kinds[type]!)));

describe("what goes in comes out", () => {
  test("by parameters, alone and in lists", async () => {
    const database = await opened();
    const parameters = Object.fromEntries(
      types.flatMap((type, index) => [
        [`v${index}`, type],
        [`l${index}`, `${type}[]`],
      ]),
    ) as Record<string, SqlType>;
    const text = types.map((_, index) => `$v${index} AS v${index}, $l${index}[1] AS l${index}`).join(", ");
    const echo = defineSql({ name: "echo", text: `SELECT ${text}`, parameters });
    await fc.assert(
      fc.asyncProperty(record, async (values) => {
        const given = Object.fromEntries(
          values.flatMap((value, index) => [
            [`v${index}`, value],
            [`l${index}`, [value]],
          ]),
        );
        const [row] = await query(database, echo.bind(given));
        expect(row).toEqual(
          Object.fromEntries(
            values.flatMap((value, index) => [
              [`v${index}`, value],
              [`l${index}`, value],
            ]),
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("by append(), rows(), columns() and stream(), over more than one chunk", async () => {
    const database = await opened();
    const columns = types.map((type, index) => `c${index} ${type}`).join(", ");
    await database.transaction((connection) => connection.run({ text: `CREATE TABLE kinds (${columns})` }));
    const records = fc.sample(record, { numRuns: 5000, seed: 7 });
    const byColumn = Object.fromEntries(
      types.map((_, index) => [`c${index}`, records.map((row) => row[index]!)]),
    );
    const appended = await database.transaction((connection) =>
      connection.append({ table: "kinds" }, byColumn),
    );
    expect(appended).toBe(5000);
    const expected = records.map((row) =>
      Object.fromEntries(row.map((value, index) => [`c${index}`, value])),
    );
    expect(await query(database, "FROM kinds")).toEqual(expected);
    expect(await database.read((connection) => connection.columns({ text: "FROM kinds" }))).toEqual(byColumn);
    const streamed = await database.read(async (connection) => {
      const rows = [];
      for await (const batch of connection.stream({ text: "FROM kinds" })) rows.push(...batch);
      return rows;
    });
    expect(streamed).toEqual(expected);
  });
});

describe("a cell", () => {
  test.each([
    ["1::HUGEINT", 1],
    ["170141183460469231731687303715884105727", 2n ** 127n - 1n],
    ["9007199254740993::UBIGINT", 9007199254740993n],
    ["1.5::FLOAT", 1.5],
    ["'infinity'::DATE", "infinity"],
    ["'-infinity'::DATE", "-infinity"],
    ["'10000-01-01'::DATE", "10000-01-01"],
    ["'infinity'::TIMESTAMP", "infinity"],
    ["'2025-06-01 12:00:00+02'::TIMESTAMPTZ", "2025-06-01T10:00:00.000000"],
    ["'1969-12-31 23:59:59.999999'::TIMESTAMP", "1969-12-31T23:59:59.999999"],
    ["TIME '12:34:56'", "12:34:56"],
    ["[1, 2]", "[1, 2]"],
    ["'a'::ENUM ('a', 'b')", "a"],
    ["'6fa459ea-ee8a-4ca4-894e-db77e160355e'::UUID", "6fa459ea-ee8a-4ca4-894e-db77e160355e"],
    ["NULL", null],
  ])("%s is %s", async (text, value) => {
    const database = await opened();
    expect(await query(database, `SELECT ${text} AS cell`)).toEqual([{ cell: value }]);
  });

  test("has the name of its column; the second of a name gets another", async () => {
    expect(await query(await opened(), "SELECT 1 AS a, 2 AS a")).toEqual([{ a: 1, "a:1": 2 }]);
  });
});

describe("a value without a declared type", () => {
  const typeOf = async (database: DuckDb, value: unknown): Promise<SqlValue | undefined> => {
    const statement = { text: "SELECT typeof($value) AS type", values: { value } } as unknown as SqlStatement;
    return (await query(database, statement))[0]?.["type"];
  };

  test.each([
    [true, "BOOLEAN"],
    ["x", "VARCHAR"],
    [1, "INTEGER"],
    [2 ** 40, "BIGINT"],
    [1.5, "DOUBLE"],
    [1n, "BIGINT"],
    [2n ** 100n, "HUGEINT"],
    [null, '"NULL"'],
  ])("%s is a %s", async (value, type) => {
    expect(await typeOf(await opened(), value)).toBe(type);
  });

  test.each([[Number.NaN], [2 ** 60], [2n ** 130n], ["\ud800"], [[1]], [new Date(0)], [undefined]])(
    "%s is refused",
    async (value) => {
      await expect(typeOf(await opened(), value)).rejects.toMatchObject({ code: "SQL_VALUE_INVALID" });
    },
  );

  test("that the text does not have is refused, and one that it has must be given", async () => {
    const database = await opened();
    await expect(query(database, { text: "SELECT 1", values: { a: 1 } })).rejects.toMatchObject({
      code: "SQL_VALUE_INVALID",
      message: expect.stringContaining('must be left out, but is "a"') as string,
    });
    await expect(query(database, { text: "SELECT $name", values: { nam: 1 } })).rejects.toMatchObject({
      message: expect.stringContaining('(did you mean "name"?)') as string,
    });
    await expect(query(database, "SELECT $name")).rejects.toMatchObject({
      message: expect.stringContaining("The parameter $name of") as string,
    });
  });

  test("is checked against a type that is declared without a template", async () => {
    const statement = {
      text: "SELECT $year AS year",
      values: { year: "2025" },
      types: { year: "INTEGER" },
    } as const;
    await expect(query(await opened(), statement)).rejects.toMatchObject({ code: "SQL_VALUE_INVALID" });
  });
});

describe("append()", () => {
  const append = async (database: DuckDb, columns: unknown, table = "items"): Promise<number> =>
    database.transaction((connection) => connection.append({ table }, columns as Record<string, SqlValue[]>));

  const items = async (): Promise<DuckDb> => {
    const database = await opened();
    await database.transaction((connection) =>
      connection.run({
        text: "CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR, at_once TIMESTAMPTZ)",
      }),
    );
    return database;
  };

  test.each([
    [{ id: [1] }, "SQL_VALUE_INVALID", 'The column "name" of "items" must be given as a list of values'],
    [
      { id: [1], name: ["a", "b"], at_once: [null] },
      "SQL_VALUE_INVALID",
      "must be a list of 1, as the first column",
    ],
    [{ id: [1], nam: ["a"], at_once: [null] }, "STORE_TABLE_MISSING", '(did you mean "name"?)'],
    [{ id: ["1"], name: ["a"], at_once: [null] }, "SQL_VALUE_INVALID", "a whole number from -2147483648 to"],
    [
      { id: [1], name: ["\udc00"], at_once: [null] },
      "SQL_VALUE_INVALID",
      'The column "name" of "items", in row 0, must be',
    ],
    [{ id: [1], name: [undefined], at_once: [null] }, "SQL_VALUE_INVALID", "but is undefined"],
    [{ id: [1], name: ["a"], at_once: ["today"] }, "SQL_VALUE_INVALID", "a time like"],
    [{ id: [1, 1], name: ["a", "b"], at_once: [null, null] }, "STORE_CONSTRAINT", "uplicate key"],
    [{ id: [null], name: ["a"], at_once: [null] }, "STORE_CONSTRAINT", "NOT NULL"],
    [[], "SQL_VALUE_INVALID", "an object of lists"],
  ])("of %j is refused, and nothing is kept", async (columns, code, message) => {
    const database = await items();
    await expect(append(database, columns)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
    expect(await query(database, "FROM items")).toEqual([]);
    expect(await append(database, { id: [1], name: ["a"], at_once: ["2025-01-01T00:00:00"] })).toBe(1);
  });

  test("of a table that is not there names those that are", async () => {
    await expect(append(await items(), {}, "itmes")).rejects.toMatchObject({
      code: "STORE_TABLE_MISSING",
      message: expect.stringContaining('(did you mean "items"?)') as string,
    });
  });

  test("of a type that it does not write says so", async () => {
    const database = await opened();
    await database.transaction((connection) => connection.run({ text: "CREATE TABLE lists (l INTEGER[])" }));
    await expect(append(database, { l: [null] }, "lists")).rejects.toMatchObject({
      code: "SQL_VALUE_INVALID",
      message: expect.stringContaining("INTEGER[]") as string,
    });
  });

  test.each([
    ["TINYINT", [-128, 127], 128],
    ["SMALLINT", [-32768, 32767], 1.5],
    ["UTINYINT", [0, 255], -1],
    ["USMALLINT", [0, 65535], 65536],
    ["UINTEGER", [0, 2 ** 32 - 1], 2 ** 32],
    ["UBIGINT", [0, 2n ** 64n - 1n], -1n],
    ["HUGEINT", [-1, 2n ** 127n - 1n], 2n ** 127n],
    ["UHUGEINT", [0, 2n ** 128n - 1n], 2 ** 53],
    ["FLOAT", [0.5, -2], Number.NaN],
    ["BOOLEAN", [true, false], 1],
    ["DECIMAL(4,1)", [1.5, -999.9], true],
    ["DATE", ["2025-01-01", "0001-01-01"], 20250101],
  ] as readonly (readonly [string, readonly SqlValue[], SqlValue])[])(
    "to a column of %s takes %s, and refuses %s",
    async (type, values, wrong) => {
      const database = await opened();
      await database.transaction((connection) => connection.run({ text: `CREATE TABLE t (v ${type})` }));
      expect(await append(database, { v: values }, "t")).toBe(2);
      await expect(append(database, { v: [wrong] }, "t")).rejects.toMatchObject({
        code: "SQL_VALUE_INVALID",
      });
      expect(await query(database, "FROM t")).toEqual(values.map((v) => ({ v })));
    },
  );

  test("is not for reading", async () => {
    const database = await items();
    await expect(
      database.read((connection) => connection.append({ table: "items" }, {})),
    ).rejects.toMatchObject({
      code: "STORE_READ_ONLY",
    });
  });
});

test.each([
  [1e-7, "0.0000001000"],
  [-1.5e-7, "-0.0000001500"],
  [1e21, "1000000000000000000000.0000000000"],
  [1.25e21, "1250000000000000000000.0000000000"],
  [0.1, "0.1000000000"],
  [-0, "0.0000000000"],
])("the number %s is an exact decimal, however JavaScript writes it", async (value, text) => {
  const database = await opened();
  const same = defineSql({
    name: "same",
    text: "SELECT $value AS value",
    parameters: { value: "DECIMAL(38,10)" },
  });
  const rows = await database.read((connection) => connection.rows(same.bind({ value })));
  expect(rows).toEqual([{ value: text }]);
});
