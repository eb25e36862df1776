import { resolve } from "node:path";
import {
  formatReport,
  runMultiYear,
  writeReports,
  type MultiYearReport,
  type ReportTemplateName,
  type SimulationOptions,
  type SimulationPlan,
  type WrittenReport,
} from "../../simulation/index.js";
import { counted } from "../../kernel/index.js";
import { invalidCommand } from "../command-error.js";
import { hasColors } from "../has-colors.js";
import { exitCodes, pathFrom, type ExitCode, type Interrupt, type Io } from "../io.js";
import { openSimulationView } from "../simulations/open-simulation-view.js";
import { parseYears } from "../simulations/parse-years.js";
import { planText } from "../simulations/plan-text.js";
import { readConfig, type ConfigOptions } from "../simulations/read-config.js";
import { styleOf } from "../style.js";
import { durationText, jsonText } from "../texts.js";

/** What `bailiwick simulate` takes. */
export interface SimulateOptions extends ConfigOptions {
  readonly years?: string;
  readonly engine?: "embedded" | "dbt";
  readonly resume?: string | true;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly select?: readonly string[];
  readonly report?: string;
  readonly template?: ReportTemplateName;
  readonly log?: string;
  readonly threads?: string;
  readonly json?: boolean;
}

/** A simulation that the command line asks for. */
interface Call {
  readonly config: string;
  readonly options: SimulateOptions;
  readonly start: number;
  readonly end: number;
  /** Where the reports go. */
  readonly reports: string;
  readonly database: string;
  readonly simulation: SimulationOptions;
}

/** Simulates years, publishes them, and writes the reports. It is a finding if a rule of data quality has failed. */
export async function simulate(config: string, options: SimulateOptions, io: Io): Promise<ExitCode> {
  const call = await readCall(config, options, io);
  if (options.dryRun === true) return dryRun(call, io);
  const report = await runHeard(call, io);
  const written = await writeReports(report, call.reports, templateOf(options));
  if (options.json === true) {
    const files = written.map(({ format, path }) => ({ format, path }));
    io.stdout.write(jsonText({ database: call.database, reports: files, report }));
  } else io.stdout.write(summaryText(report, written, call, io));
  const hasFailed = report.quality.some(({ disposition }) => disposition === "failed");
  return hasFailed ? exitCodes.findings : exitCodes.ok;
}

async function readCall(config: string, options: SimulateOptions, io: Io): Promise<Call> {
  const simulation = simulationOptions(options, io);
  const asked = options.years === undefined ? undefined : parseYears(options.years);
  const loaded = await readConfig(config, options, io);
  const { duckdb_path: database, years } = loaded.config;
  const { start, end } = asked ?? years;
  const reports = options.report === undefined ? `${database}.reports` : resolve(io.cwd, options.report);
  return { config, options, start, end, reports, database, simulation };
}

function simulationOptions(options: SimulateOptions, io: Io): SimulationOptions {
  const { engine, resume, force, select, set, log, threads } = options;
  if (force === true && resume === undefined) {
    throw invalidCommand(
      "--force is for a run that is gone on with",
      "write it with --resume; without it every year is simulated anyway.",
    );
  }
  const selectors = select?.flatMap((text) => text.split(/\s+/u).filter((word) => word !== ""));
  return {
    env: io.env,
    ...(set === undefined ? {} : { set }),
    ...(engine === undefined ? {} : { engine }),
    ...(resume === undefined ? {} : { resume }),
    ...(force === undefined ? {} : { force }),
    ...(selectors === undefined ? {} : { select: selectors }),
    ...(log === undefined ? {} : { logger: resolve(io.cwd, log) }),
    ...(threads === undefined ? {} : { threads: threadsIn(threads) }),
  };
}

function threadsIn(text: string): number {
  const count = Number(text);
  if (/^\d{1,2}$/u.test(text) && count >= 1 && count <= 64) return count;
  throw invalidCommand(
    `--threads takes a whole number from 1 to 64, but was given "${text}"`,
    "write it as in --threads 4.",
  );
}

async function runHeard(call: Call, io: Io): Promise<MultiYearReport> {
  const view = await openSimulationView(io);
  const controller = new AbortController();
  let runId: string | undefined;
  const release = io.onInterrupt((signal) => {
    view.say(interruptText(signal, runId, call));
    controller.abort(new Error(`the process was asked to end (${signal})`));
  });
  try {
    return await runMultiYear(pathFrom(io.cwd, call.config), call.start, call.end, {
      ...call.simulation,
      dryRun: false,
      signal: controller.signal,
      onProgress: (progress) => {
        ({ runId } = progress);
        view.hear(progress);
      },
    });
  } finally {
    release();
    view.close();
  }
}

function interruptText(signal: Interrupt, runId: string | undefined, { config }: Call): string {
  const resume =
    runId === undefined ? "" : `\ngo on with it   bailiwick simulate ${config} --resume ${runId}`;
  return `${signal}: the stage that runs is asked to end; once more ends it at once. What was published stays.${resume}`;
}

async function dryRun({ config, start, end, simulation, options }: Call, io: Io): Promise<ExitCode> {
  const plan: SimulationPlan = await runMultiYear(pathFrom(io.cwd, config), start, end, {
    ...simulation,
    dryRun: true,
  });
  io.stdout.write(options.json === true ? jsonText(plan) : planText(plan, styleOf(io.stdout, io.env)));
  return exitCodes.ok;
}

function templateOf({ template }: SimulateOptions): { readonly template?: ReportTemplateName } {
  return template === undefined ? {} : { template };
}

function summaryText(
  report: MultiYearReport,
  written: readonly WrittenReport[],
  { options, database, reports }: Call,
  io: Io,
): string {
  const color = hasColors(io.stdout, io.env);
  const { template = "executive" } = options;
  const { run, years } = report;
  const html = written.find(({ format }) => format === "html");
  return `${[
    formatReport(report, { template, color }),
    ...(run === undefined
      ? []
      : [`${counted(years.length, "year")} in ${durationText(run.durationMs)}, by the ${run.engine} engine`]),
    `run            ${run?.runId ?? ""}`,
    `database       ${database}`,
    `reports        ${reports}`,
    ...(html === undefined ? [] : [`to be read     ${html.path}`]),
  ].join("\n")}\n`;
}
