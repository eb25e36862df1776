import Table from "cli-table3";
import picocolors from "picocolors";
import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { cellText, type ReportColumn, type ReportTable } from "./report-table.js";
import { sectionTitles, tablesOf } from "./report-tables.js";
import { layoutOptions, readSections, type ReportLayout } from "../reports/report-template.js";
import type { MultiYearReport } from "../reports/report-types.js";

/** How a report is written for a terminal. */
export interface FormatReportOptions extends ReportLayout {
  /** Titles are bold, and what failed stands out. @defaultValue false */
  readonly color?: boolean;
}

const mostColumns = 100;
const gap = 2;
/** Longer texts are broken within the cell. */
const widestText = 34;
const narrowestText = 22;
/** A title takes three lines if it would be wider on two. */
const widestTitle = 12;

/**
 * A report as text for a terminal: tables of no more than 100 columns, numbers aligned to the right, thousands with commas between
 * them. A table that is wider is cut into several, each with the year in front. O(report).
 *
 * @throws BailiwickError `REPORT_TEMPLATE_INVALID`, `OPTION_INVALID`
 */
export function formatReport(report: MultiYearReport, options: FormatReportOptions = {}): string {
  refuseUnknownOptions(options, [...layoutOptions, "color"], "formatReport()");
  const sections = readSections(options, "formatReport()");
  const { color = false } = options;
  if (typeof color !== "boolean") throw optionInvalid("color", "formatReport()", "true or false", color);
  const style = picocolors.createColors(color);
  const blocks = sections.flatMap((section) => {
    const title = sectionTitles[section];
    return [
      `${style.bold(title)}\n${"=".repeat(title.length)}`,
      ...tablesOf(report, section).flatMap((table) => tableBlock(table, style)),
    ];
  });
  return `${[headOf(report, style), ...blocks].join("\n\n")}\n`;
}

type Style = ReturnType<typeof picocolors.createColors>;

function headOf({ scenarioId, planDesignId, growth }: MultiYearReport, style: Style): string {
  const years =
    growth.startYear === growth.endYear
      ? String(growth.startYear)
      : `${growth.startYear} to ${growth.endYear}`;
  const title = style.bold(`Simulation report, ${years}`);
  return `${title}\nscenario:    ${visible(scenarioId)}\nplan design: ${visible(planDesignId)}`;
}

/** A terminal obeys control characters; what is data is only shown. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\uFFFD");
}

function tableBlock({ title, columns, rows, whenEmpty }: ReportTable, style: Style): readonly string[] {
  if (rows.length === 0) return whenEmpty === undefined ? [] : [`${title}: ${whenEmpty}`];
  const cells = rows.map((row) =>
    columns.map((column, index) => visible(cellText(row[index] ?? null, column))),
  );
  const widths = columns.map((column, index) =>
    columnWidth(
      column,
      cells.map((row) => row[index] ?? ""),
    ),
  );
  const blocks = slicesOf(columns, widths).map((slice) => draw(columns, cells, slice, style));
  return [`${title}\n${blocks.join("\n\n")}`];
}

/** No less than what the column takes: whatever is not plain may be two columns wide. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character <= "~" ? 1 : 2;
  return width;
}

function columnWidth({ title }: ReportColumn, cells: readonly string[]): number {
  // A dash for nothing is one column wide, and so are all digits.
  return Math.max(titleWidth(visible(title)), ...cells.map((cell) => (cell === "–" ? 1 : textWidth(cell))));
}

/** The least width at which a title fits on a few lines. */
function titleWidth(title: string): number {
  const words = title.split(" ").map(textWidth);
  const [longest, whole] = [Math.max(...words), textWidth(title)];
  const widths = Array.from({ length: whole - longest + 1 }, (_, more) => longest + more);
  const onTwo = widths.find((width) => linesAt(words, width) <= 2) ?? whole;
  return onTwo <= widestTitle ? onTwo : (widths.find((width) => linesAt(words, width) <= 3) ?? whole);
}

function linesAt(words: readonly number[], width: number): number {
  let [lines, used] = [0, Infinity];
  for (const word of words) {
    used += 1 + word;
    if (used <= width) continue;
    lines++;
    used = word;
  }
  return lines;
}

interface Place {
  readonly index: number;
  readonly width: number;
}

/**
 * Which columns stand side by side, and how wide they are; the first one stands in front of all. A text may be broken, the
 * last one of a table to whatever room is left.
 */
function slicesOf(
  columns: readonly ReportColumn[],
  widths: readonly number[],
): readonly (readonly Place[])[] {
  const widest = (index: number): number =>
    columns[index]?.kind === "text" && index < columns.length - 1 ? widestText : mostColumns;
  const first = { index: 0, width: Math.min(widths[0] ?? 0, widest(0)) };
  const slices: Place[][] = [];
  let room = 0;
  for (let index = 1; index < widths.length; index++) {
    const wanted = Math.min(widths[index] ?? 0, widest(index));
    const least = columns[index]?.kind === "text" ? Math.min(wanted, narrowestText) : wanted;
    if (slices.length === 0 || room < gap + least) {
      slices.push([first]);
      room = mostColumns - first.width;
    }
    const width = Math.min(wanted, room - gap);
    slices.at(-1)?.push({ index, width });
    room -= gap + width;
  }
  return slices;
}

const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(gap),
};

function draw(
  columns: readonly ReportColumn[],
  cells: readonly (readonly string[])[],
  slice: readonly Place[],
  style: Style,
): string {
  const table = new Table({
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colWidths: slice.map(({ width }) => width),
    colAligns: slice.map(({ index }) => (columns[index]?.kind === "text" ? "left" : "right")),
    wordWrap: true,
  });
  table.push(
    slice.map(({ index }) => ({
      content: style.dim(visible(columns[index]?.title ?? "")),
      vAlign: "bottom" as const,
    })),
    ...cells.map((row) => slice.map(({ index }) => marked(row[index] ?? "", style))),
  );
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function marked(cell: string, style: Style): string {
  if (cell === "failed" || cell === "error") return style.red(cell);
  return cell === "passed-with-warnings" ? style.yellow(cell) : cell;
}
