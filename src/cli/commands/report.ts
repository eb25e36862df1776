import { resolve } from "node:path";
import { describe, quoteList } from "../../kernel/index.js";
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
import { listStateScopes, type DuckDb, type StateScope } from "../../state/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { openDatabase } from "../simulations/open-database.js";
import { parseYears } from "../simulations/parse-years.js";
import { readConfig, type ConfigOptions } from "../simulations/read-config.js";
import { jsonText } from "../texts.js";

/** What `bailiwick report` takes. */
export interface ReportCommandOptions extends ConfigOptions {
  readonly years?: string;
  readonly format?: ReportFormat;
  readonly template?: ReportTemplateName;
  readonly out?: string;
  readonly scenario?: string;
  readonly plan?: string;
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
    return new MultiYearReporter(database, scope).report(years);
  }
  if (options.set !== undefined) {
    throw invalidCommand("--set is for a configuration, and not for a database", "leave it out.");
  }
  await using database = await openDatabase(source, io, { readOnly: true });
  const reporter = new MultiYearReporter(database, await scopeOf(database, source, options));
  return await reporter.report(years);
}

/** The scope that the file has state of, or the one that is chosen. */
async function scopeOf(
  database: DuckDb,
  path: string,
  { scenario, plan }: ReportCommandOptions,
): Promise<StateScope> {
  if (scenario !== undefined && plan !== undefined) return { scenarioId: scenario, planDesignId: plan };
  const known = await listStateScopes(database);
  const chosen = known.filter(
    ({ scenarioId, planDesignId }) =>
      (scenario === undefined || scenario === scenarioId) && (plan === undefined || plan === planDesignId),
  );
  const [only, another] = chosen;
  if (only !== undefined && another === undefined) return only;
  const names = known.map(({ scenarioId, planDesignId }) => `${scenarioId}/${planDesignId}`);
  throw invalidCommand(
    names.length === 0
      ? `${describe(path)} does not tell whose simulation it has`
      : `${describe(path)} has simulations of ${quoteList(names)}`,
    "choose one with --scenario and --plan.",
  );
}

function textOf(
  report: MultiYearReport,
  format: ReportFormat,
  layout: { readonly template?: ReportTemplateName },
  _io: Io,
): string {
  if (format === "json") return reportJson(report);
  if (format === "html") return reportHtml(report, layout);
  return formatReport(report, layout);
}
