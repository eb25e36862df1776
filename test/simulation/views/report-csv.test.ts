import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { MultiYearReporter, reportCsv } from "../../../src/simulation/index.js";
import { tablesOf } from "../../../src/simulation/views/report-tables.js";
import { reportSections } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { tries } from "../../support/tries.js";
import { anyReport } from "../reports/any-report.js";
import { scope, simulatedYears } from "../reports/simulated-years.js";

test("has a text for each table of the sections, rows ending as RFC 4180 wants", async () => {
  const report = await new MultiYearReporter(
    await simulatedYears({ years: 2, employees: 20 }),
    scope,
  ).report();
  const files = reportCsv(report, { sections: ["growth"] });
  expect(Object.keys(files)).toEqual(["growth", "growth_by_year"]);
  const [head, row, end] = files["growth"]!.split("\r\n");
  expect(head).toBe(
    "scenario_id,plan_design_id,start_year,end_year,start_active,end_active,net_growth,total_growth_rate,compound_annual_growth_rate",
  );
  expect(row).toMatch(/^baseline,standard_match,2025,2026,\d+,\d+,-?\d+,-?[\d.]+,-?[\d.]+$/u);
  expect(end).toBe("");
  expect(reportCsv(report)["events_by_type"]).toContain("baseline,standard_match,2025,promotion,");
  expect(Object.isFrozen(files)).toBe(true);
  expect(() => reportCsv(report, { section: [] } as never)).toThrow('did you mean "sections"?');
});

test("guards texts that a spreadsheet would take for formulas, and leaves numbers alone", async () => {
  const formula = `=HYPERLINK("http://x","y")`;
  const database = await simulatedYears({
    years: 1,
    employees: 20,
    scenarioId: formula,
    planDesignId: "@plan",
    leaving: 50,
  });
  const report = await new MultiYearReporter(database, {
    scenarioId: formula,
    planDesignId: "@plan",
  }).report();
  const row = reportCsv(report)["growth_by_year"]!.split("\r\n")[1];
  expect(row).toMatch(/^"'=HYPERLINK\(""http:\/\/x"",""y""\)","'@plan",2025,20,\d+,-\d+,-[\d.]+,baseline$/u);
});

test("is read back by DuckDB as it was written, whatever the texts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-csv-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await openDuckDb(":memory:");
  const path = join(folder, "table.csv");
  const guarded = (text: string): string => {
    const sound = text.replaceAll(/\0|\p{Cs}/gu, "\uFFFD");
    return /^[=+\-@\t\r]/u.test(sound) ? `'${sound}` : sound;
  };
  await fc.assert(
    fc.asyncProperty(
      anyReport,
      fc.constantFrom("events_by_type", "quality_results", "growth"),
      async (report, name) => {
        await writeFile(path, reportCsv(report)[name]!);
        const read = await database.read((connection) =>
          connection.rows({
            text: `SELECT columns(*) FROM read_csv('${path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"',
            allow_quoted_nulls = false, parallel = false, auto_detect = false, strict_mode = true,
            columns = {${columnsOf(reportCsv(report)[name]!)}})`,
          }),
        );
        const table = reportSections
          .flatMap((section) => tablesOf(report, section))
          .find((each) => each.name === name)!;
        const { rows } = table.data ?? table;
        const expected = rows.map((row) =>
          [report.scenarioId, report.planDesignId, ...row].map((cell) =>
            typeof cell === "string" ? guarded(cell) : cell === null ? null : String(cell),
          ),
        );
        expect(read.map((row) => Object.values(row))).toEqual(expected);
      },
    ),
    { numRuns: tries(60) },
  );
});

function columnsOf(csv: string): string {
  return csv
    .split("\r\n")[0]!
    .split(",")
    .map((name) => `'${name}': 'VARCHAR'`)
    .join(", ");
}
