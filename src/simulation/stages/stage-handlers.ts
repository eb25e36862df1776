import { BailiwickError, counted, quoteList, type ErrorJson } from "../../kernel/index.js";
import type { StepDefinition, StepIo } from "../../pipeline/index.js";
import type { QualityReport } from "../../quality/index.js";
import { StateRegistryManager, type RegistryFinding, type StateValidation } from "../../state/index.js";
import { modelVariables } from "../config/model-variables.js";
import type { ModelReport, ModelRequest, ModelWork } from "../project/model-engine.js";
import { YearAuditor } from "../reports/year-auditor.js";
import { loadCensus } from "./census.js";
import { checkYear } from "./check-year.js";
import type { Provenance } from "./provenance.js";
import type { SimulationSession } from "./session.js";
import { forgetYear, recordStage, recordYear } from "./simulation-tables.js";
import { modelStages, type ModelStage, type StageName } from "./stages.js";
import { deleteYear, isSameResult, yearResults, yearTables, type YearResult } from "./year-rows.js";

/** What the registries have come to. Plain JSON. */
interface RegistryOutcome {
  readonly enrollment: string;
  readonly deferral: string;
  /** Whether the year is as it was, so that later years stay and nothing is published. */
  readonly isUnchanged: boolean;
  readonly warnings: readonly string[];
}

/** What the first stage of a year gives. */
export interface InitializationOutputs {
  readonly made_from: Provenance;
  readonly previous_results: readonly YearResult[] | null;
}

/** What the last stage of a year gives. Plain JSON. */
export interface PublishedOutcome {
  readonly year: number;
  /** Whether the year was there already, and is as it was. */
  readonly isUnchanged: boolean;
  /** Years that were published and are no more. */
  readonly removedYears: readonly number[];
  /** Where its tables do not agree. */
  readonly findings: readonly string[];
}

const outputOf: Readonly<Record<ModelStage, string>> = {
  foundation: "foundation_tables",
  event_generation: "yearly_events",
  state_accumulation: "workforce_snapshot",
};

/** What the stages of a year do, by name; all of them work with one session. */
export function stageHandlers(session: SimulationSession): Readonly<Record<StageName, StepDefinition>> {
  const { fingerprints } = session.context;
  const definition = (
    handle: StepDefinition["handle"],
    more: Partial<StepDefinition> = {},
  ): StepDefinition => ({
    handle,
    codeTag: "1",
    ...more,
  });
  const models = Object.fromEntries(
    modelStages.map((stage) => [stage, definition((io) => buildModels(session, stage, io))]),
  ) as Record<ModelStage, StepDefinition>;
  return {
    initialization: definition((io) => initialise(session, io), {
      afterPrevious: ["reporting"],
      options: { ...fingerprints },
    }),
    ...models,
    registries: definition((io) => applyRegistries(session, io)),
    validation: definition((io) => validate(session, io)),
    reporting: definition((io) => publish(session, io)),
  };
}

async function initialise(session: SimulationSession, io: StepIo): Promise<Record<string, unknown>> {
  const { config, files, provenance } = session.context;
  const year = yearOf(io);
  const { signal } = io;
  const { database, laterYears, removedYears, warnings } = await session.begin(year, signal);
  for (const warning of warnings) session.warn(warning);
  const tables = await yearTables(database, await session.models(signal), signal);
  const previous = laterYears.length === 0 ? null : await yearResults(database, tables, year);
  await database.transaction(
    async (connection) => {
      await deleteYear(connection, tables, year, "only");
      await forgetYear(connection, year, "only");
      if (removedYears.length === 0) return;
      await deleteYear(connection, tables, year, "later");
      await forgetYear(connection, year, "later");
    },
    { signal },
  );
  if (year === config.years.start) {
    await session.requireCensus(signal);
    await loadCensus(database, config.simulation.census.path, signal);
  }
  await note(session, "initialization", io);
  return {
    work_file: { path: files.work },
    previous_results: previous,
    made_from: provenance,
  };
}

async function buildModels(
  session: SimulationSession,
  stage: ModelStage,
  io: StepIo,
): Promise<Record<string, unknown>> {
  const { engine } = await session.work();
  const select = stageSelection(stage, session.context.config.dbt.selectors);
  const report = await engine.run(requestOf(session, select, io), workOf(session, io));
  refuseFailure(session, report, "model");
  await note(session, stage, io);
  return { [outputOf[stage]]: { models: report.results.map(({ name }) => name) } };
}

async function applyRegistries(session: SimulationSession, io: StepIo): Promise<Record<string, unknown>> {
  const { config, scope } = session.context;
  const year = yearOf(io);
  const { signal } = io;
  const { database } = await session.work();
  const isUnchanged = await settleLaterYears(session, io);
  const registries = new StateRegistryManager(database, scope);
  const [enrollment, deferral] = [registries.getEnrollmentRegistry(), registries.getDeferralRegistry()];
  if (year === config.years.start) {
    await deferral.createTable({ signal });
    await enrollment.createForYear(year, { signal });
  }
  const enrolled = await enrollment.updatePostYear(year, { signal });
  const escalated = await deferral.updatePostYear(year, { signal });
  const found = await registries.validateAllRegistries(year, { signal });
  refuseFindings(found, year);
  await note(session, "registries", io);
  const warnings = [...found.enrollment.warnings, ...found.deferral.warnings].map(({ message }) => message);
  const outcome: RegistryOutcome = {
    enrollment: enrolled.outcome,
    deferral: escalated.outcome,
    isUnchanged,
    warnings,
  };
  return { state_registries: outcome };
}

/** Later years stay if this one has come to the same as before; otherwise what stood on it is removed. */
async function settleLaterYears(session: SimulationSession, io: StepIo): Promise<boolean> {
  const year = yearOf(io);
  const { database } = await session.work();
  const before = io.inputs["previous_results"] as InitializationOutputs["previous_results"];
  if (before === null) return false;
  const tables = await yearTables(database, await session.models(io.signal), io.signal);
  if (isSameResult(before, await yearResults(database, tables, year))) return true;
  await database.transaction(
    async (connection) => {
      await deleteYear(connection, tables, year, "later");
      await forgetYear(connection, year, "later");
    },
    { signal: io.signal },
  );
  return false;
}

async function validate(session: SimulationSession, io: StepIo): Promise<Record<string, unknown>> {
  const { config, rules, scope } = session.context;
  const { database, engine } = await session.work();
  const year = yearOf(io);
  const tests = await engine.test(requestOf(session, config.dbt.selectors, io), workOf(session, io));
  const subject = { database, year, firstYear: config.years.start, ...scope };
  const quality = await checkYear({
    tests,
    config,
    rules,
    subject,
    lastYear: await session.lastYear(io.signal),
    signal: io.signal,
  });
  if (quality.disposition === "failed") {
    if (config.validation.fail_on_error) throw qualityFailed(quality);
    session.warn(qualityText(quality));
  }
  await note(session, "validation", io);
  return { quality_report: quality };
}

async function publish(session: SimulationSession, io: StepIo): Promise<Record<string, unknown>> {
  const { fingerprints, scope } = session.context;
  const year = yearOf(io);
  const { signal } = io;
  const { database } = await session.work();
  const { findings } = await new YearAuditor(database, scope).audit(year, { signal });
  const { isUnchanged } = io.inputs["state_registries"] as RegistryOutcome;
  for (const { message } of findings) session.warn(`In ${year} the tables do not agree: ${message}`);
  await database.transaction(
    async (connection) => {
      await recordYear(connection, { year, runId: session.runId, ...fingerprints });
      await recordStage(connection, year, "reporting", session.runId);
    },
    { signal },
  );
  const removedYears = await session.finish(year, isUnchanged, signal);
  const outcome: PublishedOutcome = {
    year,
    isUnchanged,
    removedYears,
    findings: findings.map(({ message }) => message),
  };
  return { published_year: outcome };
}

function yearOf({ partition }: Pick<StepIo, "partition">): number {
  return Number(partition?.key);
}

/** What a stage builds: the models of its tag, of those that the user has selected. */
export function stageSelection(stage: ModelStage, selected: readonly string[]): readonly string[] {
  const tag = `tag:${stage}`;
  const words = selected.flatMap((text) => text.split(/\s+/u)).filter((word) => word !== "");
  return words.length === 0 ? [tag] : words.map((word) => `${tag},${word}`);
}

function requestOf(session: SimulationSession, select: readonly string[], io: StepIo): ModelRequest {
  const variables = modelVariables(session.context.config, yearOf(io));
  return select.length === 0 ? { variables } : { select, variables };
}

function workOf(session: SimulationSession, { signal }: StepIo): ModelWork {
  return { signal, onEvent: (event) => session.onModelEvent(event) };
}

async function note(session: SimulationSession, stage: StageName, io: StepIo): Promise<void> {
  const { database } = await session.work();
  const year = yearOf(io);
  await database.transaction((connection) => recordStage(connection, year, stage, session.runId));
}

function refuseFailure(session: SimulationSession, report: ModelReport, kind: "model" | "test"): void {
  if (report.succeeded) return;
  const failed = report.results.find(({ status }) => status === "error" || status === "failed");
  session.failedModel = failed?.name;
  if (failed?.error !== undefined) throw failed.error;
  throw new BailiwickError("SIMULATION_STAGE_FAILED", {
    message: `The ${kind} ${failed?.name ?? "run"} has failed, and does not say why.`,
    details: { name: failed?.name ?? null },
  });
}

function refuseFindings({ enrollment, deferral }: StateValidation, year: number): void {
  const errors = [...enrollment.errors, ...deferral.errors];
  if (errors.length === 0) return;
  const line = ({ rule, message }: RegistryFinding): string => `  - ${rule}: ${message}`;
  throw new BailiwickError("SIMULATION_REGISTRIES_INVALID", {
    message: [`The registries do not agree with the events of ${year}:`, ...errors.map(line)].join("\n"),
    hint: "the statement of each finding is in details.findings; see which model has made the rows.",
    details: {
      year,
      findings: errors.map(({ rule, message, count, query }) => ({
        rule,
        message,
        count,
        query: query.text,
      })),
    },
  });
}

function qualityText({ year, results }: QualityReport): string {
  const failed = results.filter(({ severity, status }) => severity === "error" && status !== "passed");
  const named = quoteList(failed.map(({ rule }) => rule));
  return `The year ${year} fails ${counted(failed.length, "rule")} of data quality: ${named}.`;
}

function qualityFailed(quality: QualityReport): BailiwickError {
  const failed = quality.results.filter(
    ({ severity, status }) => severity === "error" && status !== "passed",
  );
  const line = (result: {
    readonly rule: string;
    readonly message: string;
    readonly error?: ErrorJson;
  }): string => `  - ${result.rule}: ${result.message}`;
  return new BailiwickError("SIMULATION_QUALITY_FAILED", {
    message: [`${qualityText(quality)} It is not published.`, ...failed.map(line)].join("\n"),
    hint: "correct what the rules found, or publish all the same with validation.fail_on_error: false.",
    details: { year: quality.year, rules: failed.map(({ rule }) => rule), report: quality },
  });
}
