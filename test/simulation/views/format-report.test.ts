import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatReport, MultiYearReporter } from "../../../src/simulation/index.js";
import { tries } from "../../support/tries.js";
import { anyReport } from "../reports/any-report.js";
import { emptySimulation, change, scope, simulatedYears } from "../reports/simulated-years.js";

const quality = {
  year: 2025,
  disposition: "passed-with-warnings" as const,
  results: [
    {
      rule: "hire-termination-ratio",
      severity: "warning" as const,
      status: "failed" as const,
      passed: false,
      message: "There are 3.2 hires for each termination, and 3 at most are expected.",
      measured: 3.2,
      threshold: 3,
      durationMs: 1,
    },
  ],
};

async function sample(years: number, options = {}) {
  return new MultiYearReporter(await simulatedYears({ years, employees: 1000 }), scope).report(
    undefined,
    options,
  );
}

describe("a report as text", () => {
  test("has its sections in their order, numbers to the right, thousands with commas", async () => {
    const database = await emptySimulation();
    await change(
      database,
      `INSERT INTO fct_workforce_snapshot SELECT 'E' || i, 'baseline', 'standard_match', 2025, 'active', 'continuous_active', 1234567,
        0.05, 'participating', 'participating - auto enrollment', 1000, 500 FROM range(1200) AS r(i)`,
    );
    const report = await new MultiYearReporter(database, scope).report();
    expect(formatReport(report, { sections: ["contributions", "workforce"] })).toBe(
      `Simulation report, 2025
scenario:    baseline
plan design: standard_match

Contributions and match
=======================

Contributions and match, in the currency of the census
                         Employee  Employer                  Average       Match of
Year  Contributors  contributions     match      Total  contribution  contributions
2025         1,200      1,200,000   600,000  1,800,000         1,000          50.0%

Workforce
=========

Employees
                                  Average
          Total     Active   compensation
Year  employees  employees  of the active
2025      1,200      1,200      1,234,567

Employees by status
      Continuous  New hire  Experienced     New hire
Year      active    active  termination  termination  Total
2025       1,200         0            0            0  1,200
`,
    );
  });

  test("says what there is none of", async () => {
    const text = formatReport(await sample(1), { sections: ["quality", "run"] });
    expect(text).toContain("Differences between events and snapshots: none in any year.");
    expect(text).toContain(
      "Rules of data quality: their results are not known; the reports that a run writes have them.",
    );
    expect(text).toContain("The run: not known.");
    expect(text).not.toContain("Rules that did not pass");
  });

  test("shows rules that did not pass with their messages whole", async () => {
    const text = formatReport(await sample(1, { quality: [quality] }), { sections: ["quality"] });
    const words = text.slice(text.indexOf("Rules that did not pass")).split(/\s+/u);
    for (const word of quality.results[0]!.message.split(" ")) expect(words).toContain(word);
    const passed = { ...quality, disposition: "passed" as const, results: [] };
    expect(formatReport(await sample(1, { quality: [passed] }))).toContain("Rules that did not pass: none.");
  });

  test("has colours only if it is asked to", async () => {
    const report = await sample(1, { quality: [quality] });
    const plain = formatReport(report);
    const colored = formatReport(report, { color: true });
    expect(plain).not.toContain("\u001B");
    expect(colored).toContain("\u001B[31mfailed");
    expect(colored).toContain("\u001B[33mpassed-with-warnings");
    const bare = (text: string): string[] =>
      text
        .replaceAll(/\u001B\[\d+m/gu, "")
        .split("\n")
        .map((line) => line.trimEnd());
    expect(bare(colored)).toEqual(plain.split("\n"));
  });

  test("cuts tables that are too wide, with the year in front of each part", async () => {
    const stages = Array.from({ length: 30 }, (_, index) => ({
      year: 2025,
      stage: `stage_${index}`,
      durationMs: index,
    }));
    const run = {
      runId: "r",
      engine: "dbt" as const,
      startedAt: "2026-01-01T00:00:00Z",
      durationMs: 1,
      stages,
    };
    const text = formatReport(await sample(1, { run }), { sections: ["run"] });
    expect(text.match(/^2025 /gmu)?.length).toBeGreaterThan(2);
    for (const { stage } of stages) expect(text).toContain(stage.replace("stage_", "Stage ").split(" ")[1]!);
  });

  test("is never wider than 100 columns, and has no control characters, whatever the tables hold", () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const line of formatReport(report).split("\n").slice(3)) {
          expect([...line].length).toBeLessThanOrEqual(100);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: tries(40) },
    );
  });

  test.each([{ colour: true }, { color: "yes" }, null])("refuses the options %o", async (options) => {
    const report = await sample(1);
    expect(() => formatReport(report, options as never)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  });
});
