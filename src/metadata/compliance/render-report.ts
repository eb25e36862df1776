import { argumentInvalid, counted, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { ComplianceReport, Finding, WaivedFinding } from "./compliance-report.js";
import { escapeMarkdown, markdownTable, statisticsInMarkdown } from "./render-docs.js";

/** What {@link renderReport} writes. */
export type ReportFormat = "text" | "json" | "markdown" | "sarif";

/** What a report cannot know. */
export interface ReportOptions {
  /** The file in which the registries are written down, as a path with `/`: what SARIF says the results are in. */
  readonly file?: string;
}

type Write = (reports: readonly ComplianceReport[], options: ReportOptions) => string;

const writers: Readonly<Record<ReportFormat, Write>> = {
  text: (reports) => reports.map((report) => `${textOf(report).join("\n")}\n`).join("\n"),
  json: (reports) => `${JSON.stringify({ ok: reports.every(({ ok }) => ok), reports }, null, 2)}\n`,
  markdown: (reports) => `${reports.flatMap(markdownOf).join("\n\n")}\n`,
  sarif: (reports, options) => `${JSON.stringify(sarifOf(reports, options), null, 2)}\n`,
};

/**
 * Reports for people (`text`, for a terminal without colour; `markdown`), for programs (`json`: `{ ok, reports }`) and for
 * code scanning (`sarif`: SARIF 2.1.0, one run for each report). Waived findings are told with their reasons.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function renderReport(
  reports: ComplianceReport | readonly ComplianceReport[],
  format: ReportFormat,
  options: ReportOptions = {},
): string {
  const all = (Array.isArray(reports) ? reports : [reports]) as readonly ComplianceReport[];
  if (!all.every((report) => Array.isArray(report?.findings) && Array.isArray(report.checked)))
    throw argumentInvalid("reports", "renderReport()", "what checkCompliance() gives", reports);
  if (!Object.hasOwn(writers, format))
    throw argumentInvalid("format", "renderReport()", '"text", "json", "markdown" or "sarif"', format);
  refuseUnknownOptions(options, ["file"], "renderReport()");
  const { file } = options;
  if (file !== undefined && typeof file !== "string")
    throw optionInvalid("file", "renderReport()", "a text", file);
  return writers[format](all, options);
}

function summaryOf({ findings, waived, checked, statistics: { total } }: ComplianceReport): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const found = [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(findings.length === errors ? [] : [counted(findings.length - errors, "warning")]),
  ];
  const rules = counted(checked.length, "rule");
  const entries = total === 1 ? "1 entry" : `${total} entries`;
  const excused = waived.length === 0 ? "" : `, ${waived.length} waived`;
  return `${found.length === 0 ? "nothing found" : found.join(", ")}${excused} (${rules}, ${entries})`;
}

function textOf(report: ComplianceReport): readonly string[] {
  const { registry, findings, waived } = report;
  return [
    `${registry}: ${summaryOf(report)}`,
    ...findings.flatMap((finding) => [
      `  ${finding.severity.padEnd(8)}${sentenceOf(finding)}  [${finding.rule}]`,
      ...(finding.fix === undefined ? [] : [`          ${inOneLine(finding.fix)}`]),
    ]),
    ...waived.flatMap((finding) => [
      `  waived  ${sentenceOf(finding)}  [${finding.rule}]`,
      `          ${reasonOf(finding)}`,
    ]),
  ];
}

/** The message, with the entry it is about where it does not say so itself. */
function sentenceOf({ id, message }: Finding): string {
  return inOneLine(id === undefined || message.includes(id) ? message : `${id}: ${message}`);
}

function reasonOf({ reason, until }: WaivedFinding): string {
  return inOneLine(until === undefined ? reason : `${reason} (until ${until})`);
}

/** Rules write what they like; a line break would look like another finding, and a terminal obeys control characters. */
function inOneLine(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/\p{Cc}/gu, "\uFFFD");
}

function markdownOf(report: ComplianceReport): readonly string[] {
  const { registry, findings, waived, checked, statistics } = report;
  const row = (finding: Finding, last: string) => [
    finding.severity,
    escapeMarkdown(finding.rule),
    escapeMarkdown(sentenceOf(finding)),
    escapeMarkdown(inOneLine(last)),
  ];
  const rules = checked.map(({ rule, group, subjects, skipped, findings: found }) => [
    escapeMarkdown(rule),
    group,
    ...[subjects, skipped, found].map(String),
  ]);
  return [
    `## ${escapeMarkdown(registry)}`,
    `${report.ok ? "Complies" : "Does not comply"}: ${summaryOf(report)}.`,
    ...(findings.length === 0
      ? []
      : [
          markdownTable(
            ["severity", "rule", "finding", "what to do"],
            findings.map((finding) => row(finding, finding.fix ?? "")),
          ),
        ]),
    ...(waived.length === 0
      ? []
      : [
          "### Waived",
          markdownTable(
            ["severity", "rule", "finding", "reason"],
            waived.map((finding) => row(finding, reasonOf(finding))),
          ),
        ]),
    "### Rules",
    markdownTable(["rule", "group", "subjects", "left out", "findings"], rules),
    "### Statistics",
    statisticsInMarkdown(statistics).join("\n"),
  ];
}

function sarifOf(reports: readonly ComplianceReport[], { file }: ReportOptions): object {
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: reports.map((report) => ({
      tool: {
        driver: {
          name: "bailiwick",
          rules: report.checked.map(({ rule, group, severity, description }) => ({
            id: rule,
            shortDescription: { text: description },
            defaultConfiguration: { level: severity },
            properties: { tags: [group] },
          })),
        },
      },
      automationDetails: { id: `bailiwick/${report.registry}/` },
      columnKind: "utf16CodeUnits",
      results: [
        ...report.findings.map((finding) => resultOf(report, finding, file)),
        ...report.waived.map((finding) => ({
          ...resultOf(report, finding, file),
          suppressions: [{ kind: "external", justification: reasonOf(finding) }],
        })),
      ],
    })),
  };
}

/** Code hosts show no result without a line. */
const wholeFile = Object.freeze({ startLine: 1 });

/** A path as a relative URL: also what would end the path in one is escaped. */
function urlOf(file: string): string {
  return encodeURI(file.replaceAll(/\p{Cs}/gu, "\uFFFD"))
    .replaceAll("#", "%23")
    .replaceAll("?", "%3F");
}

function resultOf({ checked }: ComplianceReport, finding: Finding, file: string | undefined): object {
  const { rule, severity, registry, id, slot, about, fix } = finding;
  const message = sentenceOf(finding);
  const name = [registry, id, slot].filter((part) => part !== undefined).join("/");
  return {
    ruleId: rule,
    ruleIndex: checked.findIndex((one) => one.rule === rule),
    level: severity,
    message: { text: fix === undefined ? message : `${message} (${inOneLine(fix)})` },
    locations: [
      {
        ...(file === undefined
          ? {}
          : { physicalLocation: { artifactLocation: { uri: urlOf(file) }, region: wholeFile } }),
        logicalLocations: [{ fullyQualifiedName: name, kind: id === undefined ? "module" : "member" }],
      },
    ],
    // What stays the same when the wording changes.
    partialFingerprints: {
      "finding/v1": [rule, registry, id, slot, about].map((part) => part ?? "").join("/"),
    },
  };
}
