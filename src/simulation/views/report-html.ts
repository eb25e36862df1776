import { refuseUnknownOptions } from "../../kernel/index.js";
import { paintOf, typeset } from "./chart.js";
import { axisText, numberText } from "./number-text.js";
import { pageStyle, paintPatterns } from "./page-style.js";
import { element, escapeText } from "./svg.js";
import { chartsOf, type ReportChart } from "./report-charts.js";
import { cellText, type Cell, type ReportColumn, type ReportTable } from "./report-table.js";
import { sectionTitles, tablesOf } from "./report-tables.js";
import {
  layoutOptions,
  readSections,
  type ReportLayout,
  type ReportSection,
} from "../reports/report-template.js";
import type { MultiYearReport } from "../reports/report-types.js";

/**
 * A report as one HTML page with its charts in it. It needs no script, no font and no other file, follows the light or dark scheme
 * of the reader's system, and fits phones and paper. Every number of a chart stands in a table too. O(report).
 *
 * @throws BailiwickError `REPORT_TEMPLATE_INVALID`, `OPTION_INVALID`
 */
export function reportHtml(report: MultiYearReport, options: ReportLayout = {}): string {
  refuseUnknownOptions(options, layoutOptions, "reportHtml()");
  const sections = readSections(options, "reportHtml()");
  const title = `Simulation report, ${yearsOf(report)}`;
  const links = sections.map((section) =>
    element("li", {}, element("a", { href: `#${section}` }, escapeText(sectionTitles[section]))),
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(`${title}: ${report.scenarioId}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
${paintPatterns()}
<header>
<h1>${escapeText(title)}</h1>
<p class="about">Scenario <strong><bdi>${escapeText(report.scenarioId)}</bdi></strong>, plan design <strong><bdi>${escapeText(report.planDesignId)}</bdi></strong></p>
${keyFigures(report)}
<nav aria-label="Sections"><ul>${links.join("")}</ul></nav>
</header>
<main>
${sections.map((section) => sectionHtml(report, section)).join("\n")}
</main>
</body>
</html>
`;
}

function yearsOf({ growth: { startYear, endYear } }: MultiYearReport): string {
  return startYear === endYear ? String(startYear) : `${startYear} to ${endYear}`;
}

function keyFigures(report: MultiYearReport): string {
  const { growth, participationTrend, contributionTrend, years } = report;
  const rate = participationTrend.at(-1)?.rate ?? null;
  const yearly = years.at(-1)?.growth.growthRate ?? null;
  const isOneYear = growth.startYear === growth.endYear;
  const sum = (valueOf: (year: (typeof contributionTrend)[number]) => number): string =>
    axisText(
      contributionTrend.reduce((total, year) => total + valueOf(year), 0),
      "money",
    );
  const figures: readonly (readonly [name: string, html: string])[] = [
    [`Active employees, end of ${growth.endYear}`, numberText(growth.endActive, "count")],
    isOneYear
      ? ["Growth in the year", typeset(numberText(yearly, "percent-change"))]
      : ["Growth a year (CAGR)", typeset(numberText(growth.compoundAnnualGrowthRate, "percent-change"))],
    [`Participation, end of ${growth.endYear}`, numberText(rate, "percent")],
    [
      isOneYear ? "Contributions" : "Contributions, all years",
      sum(({ employeeContributions }) => employeeContributions),
    ],
    [isOneYear ? "Match" : "Match, all years", sum(({ employerMatch }) => employerMatch)],
    ["Data quality", qualityText(report)],
  ];
  const items = figures.map(([name, html]) =>
    element("div", {}, element("dt", {}, escapeText(name)), element("dd", {}, html)),
  );
  return element("dl", { class: "figures" }, ...items);
}

function qualityText({ quality, years }: MultiYearReport): string {
  const dispositions = new Set(quality.map(({ disposition }) => disposition));
  if (dispositions.has("failed")) return outcome("failed");
  const isClean = years.every(({ findings }) => findings.length === 0);
  if (!isClean || dispositions.has("passed-with-warnings"))
    return outcome("passed-with-warnings", "warnings");
  return quality.length === 0 ? "not known" : outcome("passed");
}

const outcomes: Readonly<Record<string, { readonly className: string; readonly sign: string }>> = {
  passed: { className: "good", sign: "✓" },
  "passed-with-warnings": { className: "warn", sign: "!" },
  failed: { className: "bad", sign: "✗" },
  error: { className: "bad", sign: "✗" },
};

function outcome(word: string, text = word): string {
  const known = Object.hasOwn(outcomes, word) ? outcomes[word] : undefined;
  if (known === undefined) return escapeText(text);
  return element("span", { class: known.className }, `${known.sign} ${escapeText(text)}`);
}

const mostBeside = 10;

/** The tables that are narrow enough to stand beside the only chart of their section. */
const companions: Partial<Record<ReportSection, string>> = {
  growth: "growth_by_year",
  workforce: "workforce",
  events: "hires_and_terminations",
};

function sectionHtml(report: MultiYearReport, section: ReportSection): string {
  const charts = chartsOf(report, section);
  const [small, large] = [charts.filter((chart) => chart.small), charts.filter((chart) => !chart.small)];
  const tables = tablesOf(report, section);
  const companion = tables.find(
    ({ name, rows }) => name === companions[section] && rows.length <= mostBeside,
  );
  const beside = large.length === 1 && companion !== undefined ? [tableHtml(companion)] : [];
  return element(
    "section",
    { id: section, "aria-labelledby": `${section}-heading` },
    element("h2", { id: `${section}-heading` }, escapeText(sectionTitles[section])),
    ...(large.length === 0 ? [] : [element("div", { class: "charts" }, ...large.map(figure), ...beside)]),
    ...(small.length === 0 ? [] : [element("div", { class: "charts many" }, ...small.map(figure))]),
    ...tables.filter((table) => beside.length === 0 || table !== companion).map(tableHtml),
  );
}

function figure({ title, legend, svg }: ReportChart): string {
  const items = legend.map((name, index) =>
    element(
      "li",
      {},
      element(
        "svg",
        { viewBox: "0 0 14 14", "aria-hidden": "true" },
        element("rect", { class: paintOf(index), width: 14, height: 14 }),
      ),
      element("span", {}, escapeText(name)),
    ),
  );
  return element(
    "figure",
    {},
    element("figcaption", {}, escapeText(title)),
    svg,
    ...(items.length === 0 ? [] : [element("ul", { class: "legend" }, ...items)]),
  );
}

function tableHtml({ name, title, columns, rows, whenEmpty }: ReportTable): string {
  if (rows.length === 0) {
    return whenEmpty === undefined
      ? ""
      : element("p", { class: "note" }, escapeText(`${title}: ${whenEmpty}`));
  }
  const head = columns.map((column) =>
    element("th", { scope: "col", ...classOf(column) }, escapeText(column.title)),
  );
  const body = rows.map((row) =>
    element("tr", {}, ...columns.map((column, index) => cellHtml(row[index] ?? null, column, index))),
  );
  return element(
    "div",
    { class: "scroll", role: "region", "aria-labelledby": `table-${name}`, tabindex: 0 },
    element(
      "table",
      {},
      element("caption", { id: `table-${name}` }, escapeText(title)),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body),
    ),
  );
}

function classOf({ kind, name }: ReportColumn): Readonly<Record<string, string>> {
  if (kind !== "text") return {};
  return { class: name === "message" ? "text long" : "text" };
}

function cellHtml(cell: Cell, column: ReportColumn, index: number): string {
  const text = cellText(cell, column);
  if (index === 0) return element("th", { scope: "row" }, escapeText(text));
  if (column.kind !== "text") return element("td", {}, escapeText(typeset(text)));
  return element("td", classOf(column), outcome(text));
}
