import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  argumentInvalid,
  describe,
  didYouMean,
  optionInvalid,
  refuseUnknownOptions,
  requireSignal,
  throwIfAborted,
} from "../../kernel/index.js";
import { fileUnwritable, putFiles } from "../../store/index.js";
import { formatReport } from "../views/format-report.js";
import { reportCsv } from "../views/report-csv.js";
import { reportHtml } from "../views/report-html.js";
import { reportJson } from "./report-json.js";
import { layoutOptions, readSections, type ReportLayout } from "./report-template.js";
import type { MultiYearReport } from "./report-types.js";

/** The formats that a report can be written in. */
export const reportFormats = Object.freeze(["html", "json", "csv", "text"] as const);

/** One of {@link reportFormats}. */
export type ReportFormat = (typeof reportFormats)[number];

/** How reports are written. */
export interface WriteReportsOptions extends ReportLayout {
  /** @defaultValue every format */
  readonly formats?: readonly ReportFormat[];
  /** Ends the writing before the files are put in their places. */
  readonly signal?: AbortSignal | undefined;
}

/** A file that was written. */
export interface WrittenReport {
  readonly format: ReportFormat;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes a report into a folder, which is made if it is not there: `report.html`, `report.json`, `report.txt`, and for each
 * table `report-<table>.csv`. The JSON is whole, whatever the template. Files of these names are replaced.
 *
 * Every file is there whole or not at all: all are written beside their places first, and put there when the last is on the disk.
 * When the disk is full, what was there before stays as it is.
 *
 * @returns the files, in the order of the formats
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`; `REPORT_TEMPLATE_INVALID`, `OPTION_INVALID`, `OPERATION_ABORTED`
 */
export async function writeReports(
  report: MultiYearReport,
  folder: string,
  options: WriteReportsOptions = {},
): Promise<readonly WrittenReport[]> {
  const owner = "writeReports()";
  refuseUnknownOptions(options, [...layoutOptions, "formats", "signal"], owner);
  const { signal } = options;
  requireSignal(signal, owner);
  if (typeof folder !== "string" || folder === "" || folder.includes("\0")) {
    throw argumentInvalid("folder", owner, "the path of a folder", folder);
  }
  const formats = readFormats(options.formats, owner);
  const layout = { sections: readSections(options, owner) };
  const files = formats.flatMap((format) =>
    Object.entries(texts[format](report, layout)).map(([name, text]) => ({
      format,
      path: join(resolve(folder), name),
      bytes: Buffer.from(text),
    })),
  );
  await putAll(resolve(folder), files, signal);
  return Object.freeze(
    files.map(({ format, path, bytes }) => Object.freeze({ format, path, bytes: bytes.length })),
  );
}

const texts: Readonly<
  Record<ReportFormat, (report: MultiYearReport, layout: ReportLayout) => Readonly<Record<string, string>>>
> = {
  html: (report, layout) => ({ "report.html": reportHtml(report, layout) }),
  json: (report) => ({ "report.json": reportJson(report) }),
  csv: (report, layout) =>
    Object.fromEntries(
      Object.entries(reportCsv(report, layout)).map(([table, text]) => [`report-${table}.csv`, text]),
    ),
  text: (report, layout) => ({ "report.txt": formatReport(report, layout) }),
};

function readFormats(formats: unknown, owner: string): readonly ReportFormat[] {
  if (formats === undefined) return reportFormats;
  if (!Array.isArray(formats) || formats.length === 0) {
    throw optionInvalid("formats", owner, `a list of ${reportFormats.join(", ")}`, formats);
  }
  const known = (formats as readonly unknown[]).map((format) => {
    const found = reportFormats.find((name) => name === format);
    if (found !== undefined) return found;
    const guess = typeof format === "string" ? didYouMean(format, reportFormats) : "";
    throw optionInvalid("formats", owner, `a list of ${reportFormats.join(", ")}${guess}`, format);
  });
  return [...new Set(known)];
}

async function putAll(
  folder: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw fileUnwritable(`The folder ${describe(folder)} of the reports`, folder, cause);
  }
  await putFiles(
    files.map(({ path, bytes }) => ({ path, content: bytes })),
    { what: "The report", check: () => throwIfAborted(signal, "writeReports()") },
  );
}
