import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { QualityReport } from "../../../src/quality/index.js";
import {
  MultiYearReporter,
  type MultiYearReportOptions,
  type RunSummary,
} from "../../../src/simulation/index.js";
import { summarise } from "../../../src/simulation/reports/multi-year-reporter.js";
import { anyFacts } from "./any-report.js";
import { change, emptySimulation, scope, simulatedYears } from "./simulated-years.js";

const quality = (year: number, disposition: QualityReport["disposition"] = "passed"): QualityReport => ({
  year,
  disposition,
  results: [],
});

const run: RunSummary = {
  runId: "run-1",
  engine: "embedded",
  startedAt: "2026-01-31T08:00:00.000Z",
  durationMs: 1500,
  stages: [{ year: 2025, stage: "foundation", durationMs: 300 }],
};

/** A database in which so many are active at the end of each year, and nothing has happened. */
async function headcounts(byYear: Readonly<Record<number, number>>) {
  const database = await emptySimulation();
  for (const [year, active] of Object.entries(byYear)) {
    await change(
      database,
      `INSERT INTO fct_workforce_snapshot SELECT 'E' || i, 'baseline', 'standard_match', ${year},
        if(i = 0, 'terminated', 'active'), 'continuous_active', 1, 0, 'participating', 'any', 0, 0 FROM range(${active} + 1) AS r(i)`,
    );
  }
  return database;
}

describe("the report of several years", () => {
  test("has the years, their trends, and growth", async () => {
    const report = await new MultiYearReporter(await simulatedYears({ years: 3 }), scope).report();
    expect(report).toMatchObject({ schemaVersion: 1, ...scope, quality: [] });
    expect(report.years.map(({ year }) => year)).toEqual([2025, 2026, 2027]);
    expect(report.years.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.workforceProgression.map(({ activeEmployees }) => activeEmployees)).toEqual(
      report.years.map(({ workforce }) => workforce.activeEmployees),
    );
    expect(report.eventTrends.slice(0, 2).map(({ eventType }) => eventType)).toEqual(["hire", "termination"]);
    expect("run" in report).toBe(false);
    expect(Object.isFrozen(report.years[0]?.events.byType)).toBe(true);
  });

  test("is enough with one year", async () => {
    const report = await new MultiYearReporter(await simulatedYears({ years: 3 }), scope).report([2026]);
    expect(report.growth).toMatchObject({
      startYear: 2026,
      endYear: 2026,
      netGrowth: 0,
      totalGrowthRate: null,
      compoundAnnualGrowthRate: null,
    });
    expect(report.years[0]?.growth.comparedWith).toBe("snapshot");
  });

  test("sorts years that are in no order, and takes each once", async () => {
    const reporter = new MultiYearReporter(await simulatedYears({ years: 3 }), scope);
    const asked = [2027, 2025, 2027, 2026];
    const report = await reporter.report(asked);
    expect(report).toEqual(await reporter.report([2025, 2026, 2027]));
    expect(report.eventTrends[0]?.counts.map(({ year }) => year)).toEqual([2025, 2026, 2027]);
    expect(asked).toEqual([2027, 2025, 2027, 2026]);
  });

  test("is of no year in particular: another first year shifts the years and nothing else", async () => {
    const reports = await Promise.all(
      [1999, 2025, 2063].map(async (first) => {
        const database = await simulatedYears({ first, years: 2, leaving: 0, hired: 10 });
        const { years } = await new MultiYearReporter(database, scope).report();
        return years.map(({ workforce, events, growth }) => ({ workforce, hires: events.hires, growth }));
      }),
    );
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[2]).toEqual(reports[1]);
  });

  test("sees its scenario and plan design only", async () => {
    const database = await simulatedYears({ years: 2 });
    const before = await new MultiYearReporter(database, scope).report();
    for (const table of ["fct_workforce_snapshot", "fct_yearly_events", "int_baseline_workforce"]) {
      await change(
        database,
        `INSERT INTO ${table} SELECT * REPLACE ('other' AS scenario_id) FROM ${table}`,
        `INSERT INTO ${table} SELECT * REPLACE ('other' AS plan_design_id) FROM ${table}`,
      );
    }
    expect(await new MultiYearReporter(database, scope).report()).toEqual(before);
  });
});

describe("growth", () => {
  test.each([
    [{ 2025: 100, 2026: 110 }, 0.1, 0.1],
    [{ 2025: 100, 2026: 500, 2027: 121 }, 0.21, 0.1],
    [{ 2025: 100, 2027: 121 }, 0.21, 0.1],
    [{ 2025: 1000, 2029: 1464 }, 0.464, 0.099981],
    [{ 2025: 100, 2026: 50 }, -0.5, -0.5],
    [{ 2025: 100, 2027: 0 }, -1, -1],
    [{ 2025: 0, 2026: 10 }, null, null],
    [{ 2025: 0, 2026: 0 }, null, null],
  ])("of %o goes by the dates and not by the count of years", async (byYear, total, compound) => {
    const { growth } = await new MultiYearReporter(await headcounts(byYear), scope).report();
    expect(growth).toMatchObject({ totalGrowthRate: total, compoundAnnualGrowthRate: compound });
  });
});

test("totals add up, and every number is finite, whatever the tables hold", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const report = summarise(facts, facts.years);
      const sum = (counts: Readonly<Record<string, number>>): number =>
        Object.values(counts).reduce((total, count) => total + count, 0);
      for (const { workforce, events, participation, contributions } of report.years) {
        expect(sum(workforce.byStatus)).toBe(workforce.totalEmployees);
        expect(sum(participation.byDetail)).toBe(workforce.activeEmployees);
        expect(sum(events.byType)).toBe(events.totalEvents);
        expect(events.hires).toBe(events.byType["hire"]);
        const { employeeContributions, employerMatch, total } = contributions;
        expect(Math.round((employeeContributions + employerMatch) * 100)).toBe(Math.round(total * 100));
      }
      for (const { counts, total } of report.eventTrends) {
        expect(counts.map(({ year }) => year)).toEqual(facts.years);
        expect(counts.reduce((all, { count }) => all + count, 0)).toBe(total);
      }
      const all = report.years.reduce((total, { events }) => total + events.totalEvents, 0);
      expect(report.eventTrends.reduce((total, trend) => total + trend.total, 0)).toBe(all);
      expect(JSON.stringify(report)).toBe(
        JSON.stringify(report, (_, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? "!" : value,
        ),
      );
    }),
  );
});

describe("what goes with a report", () => {
  const reporting = async (options: MultiYearReportOptions) =>
    new MultiYearReporter(await simulatedYears({ years: 2, employees: 20 }), scope).report(
      undefined,
      options,
    );

  test("is the quality by year, and the run", async () => {
    const report = await reporting({ quality: [quality(2026, "failed"), quality(2025)], run });
    expect(report.quality.map(({ year }) => year)).toEqual([2025, 2026]);
    expect(report.run).toEqual(run);
    expect(report.run).not.toBe(run);
  });

  test("is made plain: what JSON cannot say is said otherwise", async () => {
    const circle: Record<string, unknown> = { name: "circle" };
    circle["self"] = circle;
    const result = {
      rule: "own",
      severity: "info",
      status: "failed",
      passed: false,
      message: "m",
      durationMs: 1,
      measured: Number.POSITIVE_INFINITY,
      threshold: undefined,
      samples: [{ big: 2n ** 60n, at: new Date(0), none: Number.NaN, bad: new Date(Number.NaN) }],
      query: { text: "SELECT 1", values: { list: [1n] } },
      error: circle,
    };
    const report = await reporting({
      quality: [{ year: 2025, disposition: "passed", results: [result as never] }],
    });
    expect(report.quality[0]?.results[0]).toEqual({
      rule: "own",
      severity: "info",
      status: "failed",
      passed: false,
      message: "m",
      durationMs: 1,
      measured: null,
      samples: [{ big: "1152921504606846976", at: "1970-01-01T00:00:00.000Z", none: null, bad: "a Date" }],
      query: { text: "SELECT 1", values: { list: ["1"] } },
      error: { name: "circle", self: "an object" },
    });
  });

  test.each<[string, unknown]>([
    ["quality that is no list", { quality: quality(2025) }],
    ["quality that is no report", { quality: [{ year: 2025 }] }],
    ["quality of a year that is not reported", { quality: [quality(2031)] }],
    ["quality of a year twice", { quality: [quality(2025), quality(2025)] }],
    ["a run that is none", { run: "run-1" }],
    ["a run with more", { run: { ...run, user: "x" } }],
    ["a run without its id", { run: { ...run, runId: "" } }],
    ["a run of another engine", { run: { ...run, engine: "polars" } }],
    ["a run from no time", { run: { ...run, startedAt: "yesterday" } }],
    ["a run from a day that is none", { run: { ...run, startedAt: "2025-13-45T00:00:00Z" } }],
    ["a run of no length", { run: { ...run, durationMs: Number.NaN } }],
    ["a run without stages", { run: { ...run, stages: undefined } }],
    ["a stage without a name", { run: { ...run, stages: [{ year: 2025, stage: "", durationMs: 1 }] } }],
    ["a stage of no year", { run: { ...run, stages: [{ year: 1, stage: "a", durationMs: 1 }] } }],
    [
      "a stage that runs backwards",
      { run: { ...run, stages: [{ year: 2025, stage: "a", durationMs: -1 }] } },
    ],
    ["an unknown option", { qualities: [] }],
    ["a signal that is none", { signal: {} }],
  ])("is refused: %s", async (_, options) => {
    await expect(reporting(options as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});

describe("years that cannot be reported", () => {
  test.each<[unknown]>([
    [[]],
    [2025],
    ["2025"],
    [null],
    [[2025, "2026"]],
    [[2025.5]],
    [Array.from({ length: 2 })],
    [new Set([2025])],
  ])("%o is no list of years", async (years) => {
    const reporter = new MultiYearReporter(await emptySimulation(), scope);
    await expect(reporter.report(years as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  test("are all named, with those that there are", async () => {
    const reporter = new MultiYearReporter(await simulatedYears({ years: 2 }), scope);
    await expect(reporter.report([2031, 2025, 2030])).rejects.toThrow(
      "no workforce snapshot of 2030, 2031; there are",
    );
  });

  test("are all years of an empty database", async () => {
    const reporter = new MultiYearReporter(await emptySimulation(), scope);
    await expect(reporter.report()).rejects.toMatchObject({ code: "REPORT_YEAR_MISSING" });
  });
});

test("what is reported is of one moment, whatever is written meanwhile", async () => {
  const database = await simulatedYears({ years: 2 });
  const reporter = new MultiYearReporter(database, scope);
  const before = await reporter.report();
  const [during] = await Promise.all([
    reporter.report(),
    change(
      database,
      "DELETE FROM fct_yearly_events WHERE simulation_year = 2026",
      "DELETE FROM fct_workforce_snapshot WHERE simulation_year = 2026",
    ),
  ]);
  const after = await reporter.report();
  expect([JSON.stringify(before), JSON.stringify(after)]).toContain(JSON.stringify(during));
});
