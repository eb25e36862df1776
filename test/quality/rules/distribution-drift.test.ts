import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distributionDrift, type DistributionDriftOptions } from "../../../src/quality/index.js";
import { chiSquaredP, kolmogorovSmirnovP } from "../../../src/quality/p-values.js";
import { caught } from "../../support/caught.js";
import { tries } from "../../support/tries.js";
import { change, check, databaseWith } from "../quality-database.js";

/** A table with the values of 2026 and of the year before. */
async function valuesOf(type: string, now: string, before: string) {
  return databaseWith(
    `CREATE TABLE t (v ${type}, simulation_year INTEGER)`,
    `INSERT INTO t SELECT v, 2026 FROM (${now}) AS now (v)`,
    `INSERT INTO t SELECT v, 2025 FROM (${before}) AS before (v)`,
  );
}

const drift = (more: Partial<DistributionDriftOptions> = {}) =>
  distributionDrift({ table: "t", column: "v", ...more });
const chi = { test: "chi-squared" } as const;

describe("p-values are those of SciPy 1.x", () => {
  test.each([
    [0.3, 0.9999906941986655],
    [0.5, 0.9639452436648751],
    [0.8, 0.5441424115741981],
    [1.0, 0.26999967167735456],
    [1.36, 0.049485876755377876],
    [2.0, 0.0006709252557796953],
    [3.0, 3.045995948942526e-8],
  ])("of Kolmogorov's %d", async (statistic, p) => {
    // With samples of two each, the difference and the statistic are the same.
    expect(await kolmogorovSmirnovP(statistic, [2, 2])).toBeCloseTo(p, 12);
  });

  test.each([
    [1, 3.84, 0.05004352124870519],
    [3, 10, 0.01856613546304325],
    [4, 0.5, 0.9735009788392561],
    [9, 40, 7.598525229464264e-6],
  ])("of chi-squared with %i degrees, %d", async (degrees, statistic, p) => {
    expect(await chiSquaredP(statistic, degrees)).toBeCloseTo(p, 12);
  });

  test("at the edges they are 1 and 0", async () => {
    expect(await kolmogorovSmirnovP(0, [100, 100])).toBe(1);
    expect(await kolmogorovSmirnovP(0.001, [100, 100])).toBe(1);
    expect(await kolmogorovSmirnovP(1, [1e6, 1e6])).toBe(0);
    expect(await chiSquaredP(0, 3)).toBe(1);
    expect(await chiSquaredP(5, 0)).toBe(1);
    expect(await chiSquaredP(1e6, 3)).toBe(0);
  });
});

describe("the statistic is that of SciPy", () => {
  test("Kolmogorov-Smirnov", async () => {
    const database = await valuesOf(
      "INTEGER",
      "SELECT i FROM range(40) r(i)",
      "SELECT i + 8 FROM range(50) r(i)",
    );
    const result = await check(drift(), database);
    expect(result).toMatchObject({ status: "failed", severity: "warning", threshold: 0.01 });
    expect(result.samples).toMatchObject([{ statistic: 0.36, values: 40, compared_with: 50 }]);
    expect(result.measured).toBeCloseTo(0.006302222999, 10);
    expect(result.message).toBe(
      "v of t is distributed otherwise than in 2025 (kolmogorov-smirnov: p = 0.00630222, effect 0.36).",
    );
  });

  test("Kolmogorov-Smirnov, with values that are the same", async () => {
    const database = await valuesOf(
      "DOUBLE",
      "SELECT i % 7 FROM range(100) r(i)",
      "SELECT i % 5 FROM range(80) r(i)",
    );
    const result = await check(drift(), database);
    expect(result.samples?.[0]?.["statistic"]).toBeCloseTo(0.28, 12);
    expect(result.measured).toBeCloseTo(0.001881395088, 10);
  });

  const kinds = (...counts: readonly number[]): string =>
    counts.map((count, kind) => `SELECT 'k${kind}' FROM range(${count})`).join(" UNION ALL ");

  test("chi-squared", async () => {
    const database = await valuesOf("VARCHAR", kinds(30, 20, 50), kinds(45, 25, 30));
    const result = await check(drift(chi), database);
    expect(result.samples?.[0]?.["statistic"]).toBeCloseTo(8.555555555555555, 10);
    expect(result.measured).toBeCloseTo(0.013873457762527509, 10);
    expect(result.status).toBe("passed");
    expect(await check(drift({ ...chi, alpha: 0.05 }), database)).toMatchObject({ status: "failed" });
    expect(await check(drift({ ...chi, alpha: 0.05, minimumEffect: 0.25 }), database)).toMatchObject({
      status: "passed",
    });
  });

  test("chi-squared, with rare kinds taken together and NULL as a kind", async () => {
    const now = `${kinds(30, 50, 19)} UNION ALL SELECT NULL FROM range(2) UNION ALL SELECT 'rare'`;
    const before = `${kinds(45, 30, 25)} UNION ALL SELECT NULL FROM range(2)`;
    const result = await check(drift(chi), await valuesOf("VARCHAR", now, before));
    // SciPy, of [[30, 50, 19, 3], [45, 30, 25, 2]].
    expect(result.samples?.[0]).toMatchObject({ values: 102, compared_with: 102 });
    expect(result.samples?.[0]?.["statistic"]).toBeCloseTo(3 + 5 + 36 / 44 + 0.2, 10);
  });

  test("chi-squared of one kind is no drift", async () => {
    const result = await check(drift(chi), await valuesOf("VARCHAR", kinds(50), kinds(70)));
    expect(result).toMatchObject({ status: "passed", measured: 1 });
  });
});

describe("nothing is measured", () => {
  test("in the first year", async () => {
    const result = await check(drift(), await valuesOf("INTEGER", "SELECT 1", "SELECT 1"), { year: 2025 });
    expect(result).toMatchObject({
      status: "passed",
      measured: null,
      message: "2025 is the first year: nothing to compare with.",
    });
  });

  test.each([
    ["SELECT i FROM range(29) r(i)", "SELECT i FROM range(30) r(i)"],
    ["SELECT i FROM range(30) r(i)", "SELECT NULL FROM range(30) r(i)"],
    ["SELECT i FROM range(30) r(i)", "SELECT 1 WHERE false"],
    ["SELECT 1 WHERE false", "SELECT 1 WHERE false"],
  ])("of too few values: %s and %s", async (now, before) => {
    const result = await check(drift(), await valuesOf("INTEGER", now, before));
    expect(result).toMatchObject({ status: "passed", measured: null });
    expect(result.message).toMatch(/too few to measure\.$/u);
  });
});

test("dates have an order too", async () => {
  const dates = "SELECT DATE '2026-01-01' + i::INTEGER FROM range(100) r(i)";
  const database = await valuesOf("DATE", dates, dates.replace("2026-01-01", "2026-03-01"));
  expect(await check(drift(), database)).toMatchObject({
    status: "failed",
    samples: [{ statistic: expect.closeTo(0.59, 12) as number }],
  });
});

test("another table is compared with, all of its rows, also in the first year", async () => {
  const database = await valuesOf(
    "INTEGER",
    "SELECT i FROM range(100) r(i)",
    "SELECT i FROM range(100) r(i)",
  );
  await change(database, "CREATE TABLE census AS SELECT 1000 + i AS pay FROM range(100) r(i)");
  const rule = drift({ against: { table: "census", column: "pay" } });
  expect(await check(rule, database, { year: 2025 })).toMatchObject({
    status: "failed",
    measured: expect.closeTo(0, 10) as number,
    message: expect.stringContaining("otherwise than in census") as string,
  });
  expect(await check(drift({ against: { table: "t" } }), database)).toMatchObject({
    status: "passed",
    measured: 1,
  });
  expect(await check(drift({ against: { table: "t" }, yearColumn: null }), database)).toMatchObject({
    status: "passed",
  });
});

test("samples of one distribution drift as rarely as alpha says, and of shifted ones nearly always", async () => {
  const rounds = tries(40);
  const database = await databaseWith("CREATE TABLE t (v DOUBLE, simulation_year INTEGER)");
  const seen: { same: number; shifted: number }[] = [];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 30 }), async (seed) => {
      const draw = (purpose: string): string =>
        `(SELECT md5_number_lower('${seed}-${purpose}-' || i) / 18446744073709551616 AS v FROM range(400) r(i))`;
      const measure = async (shift: number): Promise<number> => {
        await change(
          database,
          "DELETE FROM t",
          `INSERT INTO t SELECT v + ${shift}, 2026 FROM ${draw("now")}`,
          `INSERT INTO t SELECT v, 2025 FROM ${draw("before")}`,
        );
        return (await check(drift(), database)).measured ?? Number.NaN;
      };
      seen.push({ same: await measure(0), shifted: await measure(0.2) });
    }),
    { numRuns: rounds, seed: 7 },
  );
  const below = (least: number): number => seen.filter(({ same }) => same < least).length / seen.length;
  expect(below(0.01)).toBeLessThanOrEqual(0.1);
  expect(below(0.5)).toBeGreaterThan(0.2);
  expect(below(0.5)).toBeLessThan(0.8);
  expect(seen.filter(({ shifted }) => shifted < 0.01)).toHaveLength(seen.length);
});

test.each<[string, object]>([
  ["an unknown test", { test: "t" }],
  ["an alpha above 1", { alpha: 2 }],
  ["an effect below 0", { minimumEffect: -1 }],
  ["no rows", { minimumRows: 0 }],
  ["no year before", { yearColumn: null }],
  ["a year to compare with", { against: "2025" }],
  ["no table to compare with", { against: {} }],
  ["an unknown part of it", { against: { table: "t", year: 2025 } }],
  ["no column", { column: "" }],
])("refuses %s", (_, parts) => {
  expect(caught(() => drift(parts as Partial<DistributionDriftOptions>)).code).toBe("OPTION_INVALID");
});
