import { inOrder, knownEventTypes, knownStatuses } from "../reports/audit-year.js";
import { qualityTables, runTables } from "./quality-tables.js";
import { column, yearColumn, type ReportTable } from "./report-table.js";
import type { Counts, MultiYearReport, YearAuditReport } from "../reports/report-types.js";
import type { ReportSection } from "../reports/report-template.js";

/** A section's title for people. */
export const sectionTitles: Readonly<Record<ReportSection, string>> = {
  growth: "Growth",
  workforce: "Workforce",
  events: "Events",
  participation: "Participation",
  contributions: "Contributions and match",
  quality: "Data quality",
  run: "Run",
};

/** The tables of a section. */
export function tablesOf(report: MultiYearReport, section: ReportSection): readonly ReportTable[] {
  return tables[section](report);
}

const tables: Readonly<Record<ReportSection, (report: MultiYearReport) => readonly ReportTable[]>> = {
  growth: ({ growth, years }) => [
    {
      name: "growth",
      title: "Growth over all years",
      columns: [
        column("start_year", "year", "From the end of"),
        column("end_year", "year", "To the end of"),
        column("start_active", "count", "Active at start"),
        column("end_active", "count", "Active at end"),
        column("net_growth", "change", "Change"),
        column("total_growth_rate", "percent-change", "Total growth"),
        column("compound_annual_growth_rate", "percent-change", "Growth a year (CAGR)"),
      ],
      rows: [
        [
          growth.startYear,
          growth.endYear,
          growth.startActive,
          growth.endActive,
          growth.netGrowth,
          growth.totalGrowthRate,
          growth.compoundAnnualGrowthRate,
        ],
      ],
    },
    {
      name: "growth_by_year",
      title: "Growth by year",
      columns: [
        yearColumn,
        column("previous_active", "count", "Active at start"),
        column("current_active", "count", "Active at end"),
        column("net_growth", "change", "Change"),
        column("growth_rate", "percent-change", "Growth"),
        column("compared_with", "text", "Start taken from"),
      ],
      rows: years.map(({ year: of, growth: { previousActive, currentActive, ...grown } }) => [
        of,
        previousActive,
        currentActive,
        grown.netGrowth,
        grown.growthRate,
        grown.comparedWith,
      ]),
    },
  ],
  workforce: ({ years }) => [
    {
      name: "workforce",
      title: "Employees",
      columns: [
        yearColumn,
        column("total_employees", "count"),
        column("active_employees", "count"),
        column("average_compensation", "money", "Average compensation of the active"),
      ],
      rows: years.map(({ year: of, workforce: { totalEmployees, activeEmployees, averageCompensation } }) => [
        of,
        totalEmployees,
        activeEmployees,
        averageCompensation,
      ]),
    },
    countsTable(years, ({ workforce }) => workforce.byStatus, knownStatuses, {
      name: "employees_by_status",
      title: "Employees by status",
      item: "status",
      value: "employees",
    }),
  ],
  events: ({ years }) => [
    countsTable(years, ({ events }) => events.byType, knownEventTypes, {
      name: "events_by_type",
      title: "Events by type",
      item: "event_type",
      value: "events",
    }),
    {
      name: "hires_and_terminations",
      title: "Hires and terminations",
      columns: [
        yearColumn,
        column("hires", "count"),
        column("terminations", "count"),
        column("net", "change", "Difference"),
        column("hire_termination_ratio", "number", "Hires for each termination"),
      ],
      rows: years.map(({ year: of, events: { hires, terminations, hireTerminationRatio } }) => [
        of,
        hires,
        terminations,
        hires - terminations,
        hireTerminationRatio,
      ]),
    },
  ],
  participation: ({ years }) => [
    {
      name: "participation",
      title: "Participation of active employees",
      columns: [
        yearColumn,
        column("active_employees", "count"),
        column("participating", "count"),
        column("participation_rate", "percent"),
        column("average_deferral_rate", "percent", "Average deferral rate"),
      ],
      rows: years.map(
        ({ year: of, workforce, participation: { participating, rate, averageDeferralRate } }) => [
          of,
          workforce.activeEmployees,
          participating,
          rate,
          averageDeferralRate,
        ],
      ),
    },
    countsTable(years, ({ participation }) => participation.byDetail, [], {
      name: "participation_details",
      title: "Participation in detail",
      item: "participation_status_detail",
      value: "employees",
    }),
  ],
  contributions: ({ years }) => [
    {
      name: "contributions",
      title: "Contributions and match, in the currency of the census",
      columns: [
        yearColumn,
        column("contributors", "count"),
        column("employee_contributions", "money"),
        column("employer_match", "money"),
        column("total", "money"),
        column("average_contribution", "money"),
        column("match_rate", "percent", "Match of contributions"),
      ],
      rows: years.map(({ year: of, contributions: paid }) => [
        of,
        paid.contributors,
        paid.employeeContributions,
        paid.employerMatch,
        paid.total,
        paid.averageContribution,
        paid.matchRate,
      ]),
    },
  ],
  quality: ({ years, quality }) => qualityTables(years, quality),
  run: ({ run }) => runTables(run),
};

function countsTable(
  years: readonly YearAuditReport[],
  countsOf: (report: YearAuditReport) => Counts,
  known: readonly string[],
  { name, title, item, value }: Readonly<Record<"name" | "title" | "item" | "value", string>>,
): ReportTable {
  const items = inOrder(
    years.flatMap((report) => Object.keys(countsOf(report))),
    known,
  );
  const rows = years.map((report) => {
    const counts = new Map(Object.entries(countsOf(report)));
    return { of: report.year, counts: items.map((each) => counts.get(each) ?? 0) };
  });
  return {
    name,
    title,
    columns: [yearColumn, ...items.map((each) => column(each, "count")), column("total", "count")],
    rows: rows.map(({ of, counts }) => [of, ...counts, counts.reduce((sum, count) => sum + count, 0)]),
    data: {
      columns: [yearColumn, column(item, "text"), column(value, "count")],
      rows: rows.flatMap(({ of, counts }) => items.map((each, index) => [of, each, counts[index] ?? 0])),
    },
  };
}
