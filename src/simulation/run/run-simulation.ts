import { BailiwickError, messageOf, steadyClock, throwIfAborted } from "../../kernel/index.js";
import { years as yearPartitions, type RunEvent, type RunReport } from "../../pipeline/index.js";
import type { QualityReport } from "../../quality/index.js";
import { openRunStore, type RunStore } from "../../store/index.js";
import { MultiYearReporter } from "../reports/multi-year-reporter.js";
import type { MultiYearReport, RunSummary, YearAuditReport } from "../reports/report-types.js";
import { openPublished, readPublished, requireYearsBefore } from "../stages/published.js";
import { SimulationSession } from "../stages/session.js";
import { isFile, makeDatabaseFolder } from "../stages/simulation-files.js";
import type { PublishedOutcome } from "../stages/stage-handlers.js";
import { planSimulation, type SimulationPlan } from "./plan-simulation.js";
import { ProgressTeller } from "./progress.js";
import { continueRun } from "./resume-run.js";
import { simulationFailure } from "./run-errors.js";
import { RunLog } from "./run-log.js";
import { SimulationBuilder } from "./simulation-builder.js";
import { contextOf } from "./simulation-context.js";
import { checkSimulationOptions, requireWholeYear, type SimulationOptions } from "./simulation-options.js";

/** What one simulated year has come to, with what was found in it and the run that has made it. */
export interface YearRunReport extends YearAuditReport {
  readonly quality?: QualityReport;
  readonly run: RunSummary;
}

/** How long, in milliseconds, a stage may take to end after an abort. */
const graceMs = 30_000;

/**
 * Simulates one year, and publishes it in the database of the configuration. The years before it have to be published; the
 * first year is made from the census. A year that is there already is replaced, and later years stay only if it comes to
 * the same as before.
 *
 * @param configPath of the configuration, a YAML or JSON file
 * @param year one of the years of the configuration
 * @throws BailiwickError as {@link runMultiYear}
 */
export function runYear(
  configPath: string | URL,
  year: number,
  options: SimulationOptions & { readonly dryRun: true },
): Promise<SimulationPlan>;
export function runYear(
  configPath: string | URL,
  year: number,
  options?: SimulationOptions & { readonly dryRun?: false },
): Promise<YearRunReport>;
export async function runYear(
  configPath: string | URL,
  year: number,
  options: SimulationOptions = {},
): Promise<YearRunReport | SimulationPlan> {
  const owner = "runYear()";
  requireWholeYear(year, "year", owner);
  const report = await simulate(configPath, [year, year], options, owner);
  if (!("schemaVersion" in report)) return report;
  const { years, quality, run } = report;
  const [audit] = years;
  const [found] = quality;
  if (audit === undefined || run === undefined)
    throw new TypeError("unreachable: a report has its year and its run");
  return Object.freeze({ ...audit, ...(found === undefined ? {} : { quality: found }), run });
}

/**
 * Simulates years one after the other, and publishes each when its tests and rules have passed: whoever opens the database
 * finds whole years only, whenever the run fails or is killed. Runs are recorded beside the database, so that one which
 * ended early goes on with the first stage that is not done, by `resume`.
 *
 * @param configPath of the configuration, a YAML or JSON file
 * @param startYear the first year to simulate; the years before it have to be published, or it is the first of the
 * configuration
 * @param endYear the last one
 * @throws BailiwickError `SIMULATION_STAGE_FAILED` with what has failed as cause; before anything is written
 * `SIMULATION_YEARS_INVALID`, `SIMULATION_YEAR_MISSING`, `SIMULATION_CENSUS_INVALID`, `SIMULATION_DATABASE_FOREIGN`,
 * `SIMULATION_RESUME_REFUSED`, `OPTION_INVALID`, and what is wrong with the configuration; `LOCK_HELD` for a database
 * that another run works on, `STORE_LOCKED` for one that another program writes; `SIMULATION_FILE_FAILED`;
 * `OPERATION_ABORTED`
 *
 * @example
 * ```ts no-run
 * import { runMultiYear } from "bailiwick/simulation";
 *
 * const report = await runMultiYear("simulation.yaml", 2025, 2029, {
 *   onProgress: ({ year, stage, remainingMs }) => console.log(year, stage, remainingMs),
 * });
 * console.log(report.growth.compoundAnnualGrowthRate);
 * ```
 */
export function runMultiYear(
  configPath: string | URL,
  startYear: number,
  endYear: number,
  options: SimulationOptions & { readonly dryRun: true },
): Promise<SimulationPlan>;
export function runMultiYear(
  configPath: string | URL,
  startYear: number,
  endYear: number,
  options?: SimulationOptions & { readonly dryRun?: false },
): Promise<MultiYearReport>;
export async function runMultiYear(
  configPath: string | URL,
  startYear: number,
  endYear: number,
  options: SimulationOptions = {},
): Promise<MultiYearReport | SimulationPlan> {
  const owner = "runMultiYear()";
  requireWholeYear(startYear, "startYear", owner);
  requireWholeYear(endYear, "endYear", owner);
  return simulate(configPath, [startYear, endYear], options, owner);
}

async function simulate(
  configPath: string | URL,
  [first, last]: readonly [number, number],
  given: SimulationOptions,
  owner: string,
): Promise<MultiYearReport | SimulationPlan> {
  const options = checkSimulationOptions(given, owner);
  const { resume = false, signal } = options;
  if (last < first)
    throw yearsInvalid(`the last year, ${last}, lies before the first, ${first}`, { first, last });
  const context = await contextOf(configPath, options);
  const { config, files } = context;
  const { start, end } = config.years;
  if (first < start || last > end) {
    const asked = first === last ? `${first} is` : `${first} to ${last} are`;
    throw yearsInvalid(`${asked} not within the years of the configuration, ${start} to ${end}`, {
      first,
      last,
      start,
      end,
    });
  }
  const years = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (options.dryRun === true) return planSimulation(context, years);
  throwIfAborted(signal, "the simulation");
  requireYearsBefore(context, await readPublished(context, signal), first);
  await using session = new SimulationSession(context);
  if (first === start && (resume === false || !(await isFile(files.runs))))
    await session.requireCensus(signal);
  await makeDatabaseFolder(files);
  await using store = await openRunStore(files.runs);
  const log =
    options.logger === undefined
      ? undefined
      : await RunLog.open(options.logger, options.logLevel ?? "info", context.scope);
  try {
    return await runYears(session, store, years, options, log);
  } finally {
    log?.close();
  }
}

async function runYears(
  session: SimulationSession,
  store: RunStore,
  years: readonly number[],
  { resume = false, force = false, signal, onProgress }: SimulationOptions,
  log: RunLog | undefined,
): Promise<MultiYearReport> {
  const { context } = session;
  const pipeline = new SimulationBuilder(context.scope).build(session);
  const next = await continueRun(context, pipeline, store, { resume, force, years });
  for (const warning of next.warnings) session.warn(warning);
  const teller =
    onProgress &&
    new ProgressTeller(onProgress, next.years, store.pastDurations(pipeline.plan), () => steadyClock.now());
  const listeners = [teller, log].filter((one) => one !== undefined);
  // What a listener throws is no fault of the simulation.
  const tell = (each: (listener: ProgressTeller | RunLog) => unknown): void => {
    for (const listener of listeners) {
      try {
        each(listener);
      } catch (error) {
        session.warn(`A listener has thrown: ${messageOf(error)}.`);
      }
    }
  };
  session.onModelEvent = (event) => tell((listener) => listener.hearModel(event));
  const [first = 0] = next.years;
  session.finalYear = next.years.at(-1);
  const report = await pipeline.run({
    store,
    graceMs,
    over: yearPartitions(first, next.years.at(-1) ?? first),
    lock: context.config.locks.enable_mutex ? context.files.database : false,
    onEvent: (event: RunEvent) => {
      if (event.type === "run-started") session.runId = event.runId;
      tell((listener) => listener.hear(event));
    },
    ...(next.resume === undefined ? {} : { resume: next.resume }),
    ...(signal === undefined ? {} : { signal }),
  });
  for (const warning of session.warnings) tell((listener) => "warn" in listener && listener.warn(warning));
  if (report.status !== "succeeded") throw simulationFailure(report, session);
  return reportOf(session, report, years, signal);
}

async function reportOf(
  session: SimulationSession,
  report: RunReport,
  years: readonly number[],
  signal: AbortSignal | undefined,
): Promise<MultiYearReport> {
  const { context } = session;
  const quality = report.partitions.flatMap(
    ({ outputs }) => (outputs["validation"]?.["quality_report"] ?? []) as QualityReport,
  );
  const run: RunSummary = {
    runId: report.runId,
    engine: context.engine,
    startedAt: new Date(report.startedAt).toISOString(),
    durationMs: report.durationMs,
    stages: report.steps.flatMap((step) =>
      step.status === "succeeded"
        ? [{ year: Number(step.partition), stage: step.stepName, durationMs: step.durationMs }]
        : [],
    ),
    removedYears: removedBy(report),
    warnings: session.warnings,
  };
  await using database = await openPublished(context.files);
  return new MultiYearReporter(database, context.scope).report(years, { quality, run, signal });
}

/** Years that were published and are no more; those that the run has made again are. */
function removedBy({ partitions }: RunReport): readonly number[] {
  const removed = partitions.flatMap(
    ({ outputs }) =>
      (outputs["reporting"]?.["published_year"] as PublishedOutcome | undefined)?.removedYears ?? [],
  );
  const made = new Set(partitions.map(({ partition }) => Number(partition)));
  return [...new Set(removed)].filter((year) => !made.has(year)).toSorted((a, b) => a - b);
}

function yearsInvalid(fault: string, details: Readonly<Record<string, number>>): BailiwickError {
  return new BailiwickError("SIMULATION_YEARS_INVALID", {
    message: `These years cannot be simulated: ${fault}.`,
    hint: 'give years in order, from years.start to years.end of the configuration; those can be set by { set: ["years.end=2031"] }.',
    details,
  });
}
