import fc from "fast-check";
import { expect, test } from "vitest";
import { tableChecksums, type TableChecksum } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { rejected } from "../../support/rejected.js";

/** The sums of a table that these statements make. */
async function sums(...texts: readonly string[]): Promise<readonly TableChecksum[]> {
  await using database = await openDuckDb(":memory:");
  await database.transaction(async (connection) => {
    for (const text of texts) await connection.run({ text });
  });
  return tableChecksums(database, ["t"]);
}

const select = (query: string): Promise<readonly TableChecksum[]> => sums(`CREATE TABLE t AS ${query}`);

test("counts and sums the rows of each year", async () => {
  const found = await select("SELECT 2025 + i % 2 AS simulation_year, i AS id FROM range(5) r(i)");
  expect(found.map(({ table, simulationYear, rows }) => [table, simulationYear, rows])).toEqual([
    ["t", 2025, 3],
    ["t", 2026, 2],
  ]);
  expect(found[0]?.checksum).toMatch(/^[\da-f]{32}$/u);
  expect(found[0]?.checksum).not.toBe(found[1]?.checksum);
  expect(Object.isFrozen(found) && Object.isFrozen(found[0])).toBe(true);
});

test("rows and columns may come in any order", async () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: -9, max: 9 }), fc.string({ unit: "grapheme", maxLength: 5 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const tableOf = (
    list: readonly (readonly [number, string])[],
    columns: string,
  ): Promise<readonly TableChecksum[]> =>
    select(
      `SELECT ${columns} FROM (VALUES ${list.map(([a, b]) => `(${a}, '${b.replaceAll("'", "''").replaceAll("\0", "")}')`).join(", ")}) v(a, b)`,
    );
  await fc.assert(
    fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), async (list, noise) => {
      const shuffled = list.map((row) => ({ row, at: noise.next().value as number }));
      const other = shuffled.toSorted((one, two) => one.at - two.at).map(({ row }) => row);
      expect(await tableOf(other, "b, a")).toEqual(await tableOf(list, "a, b"));
    }),
    { numRuns: 25 },
  );
});

test.each([
  ["a value", "SELECT 1 AS a", "SELECT 2 AS a"],
  ["a row that is there twice", "SELECT 1 AS a", "SELECT 1 AS a FROM range(2)"],
  ["NULL and an empty text", "SELECT NULL::VARCHAR AS a", "SELECT '' AS a"],
  ["NULL and what stands for it", "SELECT NULL::VARCHAR AS a", "SELECT '-' AS a"],
  ["where one value ends and the next begins", "SELECT 'ab' AS a, 'c' AS b", "SELECT 'a' AS a, 'bc' AS b"],
  ["the last digit of a float", "SELECT 0.1::DOUBLE + 0.2::DOUBLE AS a", "SELECT 0.3::DOUBLE AS a"],
  ["the name of a column", "SELECT 1 AS a", "SELECT 1 AS b"],
  ["a type", "SELECT 1::INTEGER AS a", "SELECT 1::BIGINT AS a"],
  ["the digits of a decimal", "SELECT 1::DECIMAL(9,2) AS a", "SELECT 1::DECIMAL(9,3) AS a"],
  ["a pair of values that is swapped", "SELECT 1 AS a, 2 AS b", "SELECT 2 AS a, 1 AS b"],
  ["the type of an empty table", "SELECT 1 AS a LIMIT 0", "SELECT 'x' AS a LIMIT 0"],
])("%s is seen", async (_, one, other) => {
  expect(await select(one)).not.toEqual(await select(other));
});

test("a table without years, and one without rows, has one sum", async () => {
  expect(await select("SELECT 1 AS a")).toMatchObject([{ simulationYear: null, rows: 1 }]);
  expect(await select("SELECT 1 AS simulation_year LIMIT 0")).toMatchObject([
    { simulationYear: null, rows: 0 },
  ]);
});

test("a name may be anything that DuckDB takes", async () => {
  await using database = await openDuckDb(":memory:");
  await database.transaction((connection) =>
    connection.run({ text: `CREATE TABLE "a""b c" AS SELECT 1 AS "x""y"` }),
  );
  expect(await tableChecksums(database, ['a"b c'])).toMatchObject([{ rows: 1 }]);
});

test("a table that is not there, and a list that is none, are errors", async () => {
  await using database = await openDuckDb(":memory:");
  const missing = await rejected(tableChecksums(database, ["events"]));
  expect(missing.code).toBe("STORE_TABLE_MISSING");
  expect(missing.message).toContain('has no table "events"');
  expect((await rejected(tableChecksums(database, "t" as never))).code).toBe("OPTION_INVALID");
});

test("the sum of one year is that among all", async () => {
  await using database = await openDuckDb(":memory:");
  await database.transaction(async (connection) => {
    await connection.run({
      text: "CREATE TABLE t AS SELECT 2025 + i % 2 AS simulation_year, i AS id FROM range(5) r(i)",
    });
    await connection.run({ text: "CREATE TABLE timeless AS SELECT 1 AS id" });
  });
  const all = await tableChecksums(database, ["t"]);
  for (const sum of all) {
    expect(await tableChecksums(database, ["t", "timeless"], { year: sum.simulationYear ?? 0 })).toEqual([
      sum,
    ]);
  }
  expect(await tableChecksums(database, ["t"], { year: 1999 })).toMatchObject([
    { simulationYear: null, rows: 0 },
  ]);
});

test.each([{ year: 2025.5 }, { year: "2025" }, { years: 2025 }])(
  "%j is no choice of rows",
  async (options) => {
    await using database = await openDuckDb(":memory:");
    const error = await rejected(tableChecksums(database, [], options as { year: number }));
    expect(error).toMatchObject({ code: "OPTION_INVALID" });
  },
);
