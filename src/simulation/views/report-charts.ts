import { barChart } from "./bar-chart.js";
import type { ChartData, Series } from "./chart.js";
import { lineChart } from "./line-chart.js";
import { inOrder, knownStatuses } from "../reports/audit-year.js";
import { titleOf } from "./report-table.js";
import type { MultiYearReport } from "../reports/report-types.js";
import type { ReportSection } from "../reports/report-template.js";

/** A picture with the names of what it shows. */
export interface ReportChart {
  readonly title: string;
  /** Empty where the title says it all. */
  readonly legend: readonly string[];
  readonly svg: string;
  readonly small: boolean;
}

/** What is to be drawn, and how. */
interface Plan extends Omit<ChartData, "id"> {
  readonly draw?: (data: ChartData) => string;
}

/** The charts of a section; the numbers in them stand in its tables too. */
export function chartsOf(report: MultiYearReport, section: ReportSection): readonly ReportChart[] {
  const planned = plans[section]?.(report) ?? [];
  return planned.map(({ draw = barChart, ...data }, index) => ({
    title: data.title,
    legend: data.series.length > 1 ? data.series.map(({ name }) => name) : [],
    svg: draw({ ...data, id: `${section}-${index + 1}` }),
    small: data.small === true,
  }));
}

const plans: Partial<Record<ReportSection, (report: MultiYearReport) => readonly Plan[]>> = {
  growth: ({ years }) => [
    {
      title: "Growth of active employees",
      years: years.map(({ year }) => year),
      kind: "percent-change",
      series: [{ name: "Growth", values: years.map(({ growth }) => growth.growthRate) }],
    },
  ],
  workforce: ({ years }) => [
    {
      title: "Employees by status",
      years: years.map(({ year }) => year),
      kind: "count",
      series: seriesOf(
        years.map(({ workforce }) => workforce.byStatus),
        knownStatuses,
      ),
    },
  ],
  events: ({ years, eventTrends }) => [
    {
      title: "Hires above, terminations below",
      years: years.map(({ year }) => year),
      kind: "count",
      series: [
        { name: "Hires", values: years.map(({ events }) => events.hires) },
        { name: "Terminations", values: years.map(({ events }) => 0 - events.terminations) },
      ],
    },
    ...eventTrends.map(({ eventType, counts }): Plan => ({
      title: titleOf(eventType),
      years: counts.map(({ year }) => year),
      kind: "count",
      small: true,
      series: [{ name: titleOf(eventType), values: counts.map(({ count }) => count) }],
    })),
  ],
  participation: ({ years, participationTrend }) => [
    {
      title: "Participation rate",
      years: participationTrend.map(({ year }) => year),
      kind: "percent",
      series: [{ name: "Participation", values: participationTrend.map(({ rate }) => rate) }],
      draw: (data) => lineChart(data, { most: 1 }),
    },
    {
      title: "Active employees by participation",
      years: years.map(({ year }) => year),
      kind: "count",
      series: seriesOf(
        years.map(({ participation }) => participation.byDetail),
        [],
      ),
    },
  ],
  contributions: ({ years, contributionTrend }) => [
    {
      title: "Contributions and match by year",
      years: contributionTrend.map(({ year }) => year),
      kind: "money",
      series: [
        {
          name: "Employee contributions",
          values: contributionTrend.map(({ employeeContributions }) => employeeContributions),
        },
        { name: "Employer match", values: contributionTrend.map(({ employerMatch }) => employerMatch) },
      ],
    },
    {
      title: "Average contribution",
      years: years.map(({ year }) => year),
      kind: "money",
      series: [
        {
          name: "Average contribution",
          values: years.map(({ contributions }) => contributions.averageContribution),
        },
      ],
    },
  ],
  run: ({ run }) => {
    const stages = run?.stages ?? [];
    if (stages.length === 0) return [];
    const years = [...new Set(stages.map(({ year }) => year))].toSorted((one, other) => one - other);
    const names = [...new Set(stages.map(({ stage }) => stage))];
    const durations = (name: string) =>
      years.map((year) =>
        stages
          .filter((stage) => stage.year === year && stage.stage === name)
          .reduce((sum, { durationMs }) => sum + durationMs, 0),
      );
    return [
      {
        title: "Duration by stage",
        years,
        kind: "duration",
        series: names.map((name) => ({ name: titleOf(name), values: durations(name) })),
      },
    ];
  },
};

function seriesOf(
  years: readonly Readonly<Record<string, number>>[],
  known: readonly string[],
): readonly Series[] {
  const counts = years.map((year) => new Map(Object.entries(year)));
  const names = inOrder(
    counts.flatMap((year) => [...year.keys()]),
    known,
  );
  return names.map((name) => ({ name: titleOf(name), values: counts.map((year) => year.get(name) ?? 0) }));
}
