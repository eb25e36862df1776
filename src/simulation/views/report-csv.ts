import { refuseUnknownOptions } from "../../kernel/index.js";
import type { Cell, ReportColumn, ReportTable } from "./report-table.js";
import { tablesOf } from "./report-tables.js";
import { layoutOptions, readSections, type ReportLayout } from "../reports/report-template.js";
import type { MultiYearReport } from "../reports/report-types.js";

/**
 * A report as CSV of RFC 4180, a text for each table by its name: `{ growth: "…", workforce: "…" }`. Every row begins with the
 * scenario and the plan design, so that files of several reports can be put together. Numbers are as they are in the report, and
 * nothing stands where there is none; an empty text is `""`.
 *
 * A text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, has
 * an apostrophe in front. O(report).
 *
 * @throws BailiwickError `REPORT_TEMPLATE_INVALID`, `OPTION_INVALID`
 */
export function reportCsv(
  report: MultiYearReport,
  options: ReportLayout = {},
): Readonly<Record<string, string>> {
  refuseUnknownOptions(options, layoutOptions, "reportCsv()");
  const tables = readSections(options, "reportCsv()").flatMap((section) => tablesOf(report, section));
  const scope = [report.scenarioId, report.planDesignId];
  return Object.freeze(Object.fromEntries(tables.map((table) => [table.name, tableCsv(table, scope)])));
}

const scopeColumns = ["scenario_id", "plan_design_id"];

function tableCsv({ data, ...table }: ReportTable, scope: readonly string[]): string {
  const { columns, rows }: { columns: readonly ReportColumn[]; rows: ReportTable["rows"] } = data ?? table;
  const head = [...scopeColumns, ...columns.map(({ name }) => name)];
  return [head, ...rows.map((row) => [...scope, ...row])]
    .map((row) => `${row.map(field).join(",")}\r\n`)
    .join("");
}

/** What a reader of CSV would take for the end of the file, or cannot be written as UTF-8. */
const unfit = /\0|\p{Cs}/gu;

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell.replaceAll(unfit, "\uFFFD");
  const guarded = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /^[\w.:/()](?:[\w.:/() -]*[\w.:/()])?$/u.test(guarded)
    ? guarded
    : `"${guarded.replaceAll('"', '""')}"`;
}
