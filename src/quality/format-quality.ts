import type { QualityReport, QualityResult } from "./quality-report.js";
import type { SqlRow } from "../store/index.js";

const marks = { passed: "ok", failed: "FAILED", error: "ERROR" } as const;
const gravity = { error: 0, warning: 1, info: 2 } as const;
const shownSamples = 5;

/**
 * A report as lines of text: a summary, then each rule, the failed ones first and the gravest of them before all, with what was
 * measured and the first rows that break it. O(results).
 */
export function formatQuality(report: QualityReport): readonly string[] {
  const { year, disposition, results } = report;
  const failed = results.filter(({ passed }) => !passed).toSorted((a, b) => rank(a) - rank(b));
  const passed = results.filter((result) => result.passed);
  const summary = `Quality of ${year}: ${disposition} (${passed.length} of ${results.length} rules passed)`;
  return Object.freeze([summary, ...failed.flatMap(linesOf), ...passed.map(headOf)]);
}

function rank({ severity }: QualityResult): number {
  return gravity[severity];
}

function headOf({ status, severity, rule, message }: QualityResult): string {
  const mark = status === "passed" ? marks.passed : `${marks[status]} ${severity}`;
  return `  ${mark}  ${rule}: ${message}`;
}

function linesOf(result: QualityResult): readonly string[] {
  const { measured, threshold, samples = [], count = samples.length } = result;
  const numbers = [
    ...(measured === undefined ? [] : [`measured ${measured ?? "nothing"}`]),
    ...(threshold === undefined ? [] : [`threshold ${threshold}`]),
  ].join(", ");
  const more = count - shownSamples;
  return [
    headOf(result),
    ...(numbers === "" ? [] : [`      ${numbers}`]),
    ...samples.slice(0, shownSamples).map((row) => `      ${rowText(row)}`),
    ...(samples.length > shownSamples && more > 0 ? [`      … ${more.toLocaleString("en-US")} more`] : []),
  ];
}

/** The values that are there. */
function rowText(row: SqlRow): string {
  const values = Object.entries(row).filter(([, value]) => value !== null);
  return values.map(([name, value]) => `${name}=${String(value)}`).join(" ");
}
