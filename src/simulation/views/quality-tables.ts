import type { QualityReport } from "../../quality/index.js";
import { column, yearColumn, type ReportTable } from "./report-table.js";
import type { RunSummary, YearAuditReport } from "../reports/report-types.js";

/** The tables of the section on quality: what does not add up, and what the rules found. */
export function qualityTables(
  years: readonly YearAuditReport[],
  quality: readonly QualityReport[],
): readonly ReportTable[] {
  return [findingsTable(years), checksTable(quality), problemsTable(quality)];
}

function findingsTable(years: readonly YearAuditReport[]): ReportTable {
  return {
    name: "findings",
    title: "Differences between events and snapshots",
    columns: [
      yearColumn,
      column("rule", "text"),
      column("found", "number"),
      column("expected", "number"),
      column("message", "text"),
    ],
    rows: years.flatMap(({ year: of, findings }) =>
      findings.map(({ rule, found, expected, message }) => [of, rule, found, expected, message]),
    ),
    whenEmpty: "none in any year.",
  };
}

function checksTable(quality: readonly QualityReport[]): ReportTable {
  const countOf = ({ results }: QualityReport, status: string): number =>
    results.filter((result) => result.status === status).length;
  return {
    name: "quality_by_year",
    title: "Rules of data quality",
    columns: [
      yearColumn,
      column("disposition", "text", "Outcome"),
      column("passed", "count"),
      column("failed", "count"),
      column("errors", "count"),
    ],
    rows: quality.map((report) => [
      report.year,
      report.disposition,
      countOf(report, "passed"),
      countOf(report, "failed"),
      countOf(report, "error"),
    ]),
    whenEmpty: "their results are not known; the reports that a run writes have them.",
  };
}

function problemsTable(quality: readonly QualityReport[]): ReportTable {
  const columns = [
    yearColumn,
    column("rule", "text"),
    column("severity", "text"),
    column("status", "text"),
    column("measured", "number"),
    column("threshold", "number"),
    column("count", "count", "Rows"),
    column("message", "text"),
  ];
  const results = quality.flatMap((report) =>
    report.results.map(({ rule, severity, status, measured, threshold, count, message }) => ({
      isProblem: status !== "passed",
      row: [report.year, rule, severity, status, measured ?? null, threshold ?? null, count ?? null, message],
    })),
  );
  return {
    name: "quality_results",
    title: "Rules that did not pass",
    columns,
    rows: results.filter(({ isProblem }) => isProblem).map(({ row }) => row),
    ...(quality.length === 0 ? {} : { whenEmpty: "none." }),
    data: { columns, rows: results.map(({ row }) => row) },
  };
}

/** The tables of the section on the run. */
export function runTables(run: RunSummary | undefined): readonly ReportTable[] {
  const stages = run?.stages ?? [];
  const names = [...new Set(stages.map(({ stage }) => stage))];
  const years = [...new Set(stages.map((stage) => stage.year))].toSorted((one, other) => one - other);
  const duration = (of: number, name?: string): number =>
    stages
      .filter((stage) => stage.year === of && (name === undefined || stage.stage === name))
      .reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    {
      name: "run",
      title: "The run",
      columns: [
        column("run_id", "text", "Run"),
        column("engine", "text"),
        column("started_at", "text"),
        column("duration_ms", "duration", "Duration"),
      ],
      rows: run === undefined ? [] : [[run.runId, run.engine, run.startedAt, run.durationMs]],
      whenEmpty: "not known.",
    },
    {
      name: "stages",
      title: "Duration of stages",
      columns: [yearColumn, ...names.map((name) => column(name, "duration")), column("total", "duration")],
      rows: years.map((of) => [of, ...names.map((name) => duration(of, name)), duration(of)]),
      data: {
        columns: [yearColumn, column("stage", "text"), column("duration_ms", "duration")],
        rows: stages.map(({ year: of, stage, durationMs }) => [of, stage, durationMs]),
      },
    },
  ];
}
