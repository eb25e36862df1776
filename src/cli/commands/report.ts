import { resolve } from "node:path";
import {
  formatReport,
  MultiYearReporter,
  reportHtml,
  reportJson,
  writeReports,
  type MultiYearReport,
  type ReportFormat,
  type ReportTemplateName,
} from "../../simulation/index.js";
import { invalidCommand } from "../command-error.js";
import { hasColors } from "../has-colors.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { chooseScope, type ScopeOptions } from "../simulations/choose-scopes.js";
import { openDatabase } from "../simulations/open-database.js";
import { parseYears } from "../simulations/parse-years.js";
import { readConfig, type ConfigOptions } from "../simulations/read-config.js";

/** What `bailiwick report` takes. */
export interface ReportCommandOptions extends ConfigOptions, ScopeOptions {
  readonly years?: string;
  readonly format?: ReportFormat;
  readonly template?: ReportTemplateName;
  readonly out?: string;
}

/** Reports what the years of a simulation have come to, from its tables: on standard output, or as files in a folder. */
export async function report(source: string, options: ReportCommandOptions, io: Io): Promise<ExitCode> {
  const { format, template, out } = options;
  if (format === "csv" && out === undefined) {
    throw invalidCommand("a report as csv is one file for each table", "name a folder for them with --out.");
  }
  const years = options.years === undefined ? undefined : yearsIn(options.years);
  const found = await reportOf(source, years, options, io);
  const layout = template === undefined ? {} : { template };
  if (out === undefined) {
    io.stdout.write(textOf(found, format ?? "text", layout, io));
    return exitCodes.ok;
  }
  const written = await writeReports(found, resolve(io.cwd, out), {
    ...layout,
    ...(format === undefined ? {} : { formats: [format] }),
  });
  io.stdout.write(written.map(({ path }) => `written ${path}\n`).join(""));
  return exitCodes.ok;
}

function yearsIn(text: string): readonly number[] {
  const { start, end } = parseYears(text);
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

async function reportOf(
  source: string,
  years: readonly number[] | undefined,
  options: ReportCommandOptions,
  io: Io,
): Promise<MultiYearReport> {
  if (/\.(?:ya?ml|json)$/iu.test(source)) {
    const { config } = await readConfig(source, options, io);
    const scope = { scenarioId: config.scenario_id, planDesignId: config.plan_design_id };
    await using database = await openDatabase(config.duckdb_path, io, { readOnly: true });
    return await new MultiYearReporter(database, scope).report(years);
  }
  if (options.set !== undefined) {
    throw invalidCommand("--set is for a configuration, and not for a database", "leave it out.");
  }
  await using database = await openDatabase(source, io, { readOnly: true });
  const reporter = new MultiYearReporter(database, await chooseScope(database, source, options));
  return await reporter.report(years);
}

function textOf(
  found: MultiYearReport,
  format: ReportFormat,
  layout: { readonly template?: ReportTemplateName },
  { stdout, env }: Io,
): string {
  if (format === "json") return reportJson(found);
  if (format === "html") return reportHtml(found, layout);
  return formatReport(found, { ...layout, color: hasColors(stdout, env) });
}
