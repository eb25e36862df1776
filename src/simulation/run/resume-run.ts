import { BailiwickError, describe } from "../../kernel/index.js";
import type { Pipeline } from "../../pipeline/index.js";
import { openDuckDb, type RunRecord, type RunStore } from "../../store/index.js";
import { provenanceChanges, type Provenance } from "../stages/provenance.js";
import { readPublished } from "../stages/published.js";
import type { SimulationContext } from "../stages/session.js";
import { isFile } from "../stages/simulation-files.js";
import { recordedStages } from "../stages/simulation-tables.js";
import { stageNames } from "../stages/stages.js";

/** How a run goes on. */
export interface Continuation {
  /** The run that goes on; absent where a new one does the rest. */
  readonly resume?: string;
  /** The years that are done, or left to be done again. */
  readonly years: readonly number[];
  /** What somebody should know: why stages are done again. */
  readonly warnings: readonly string[];
}

/** What is asked for. */
export interface ResumeRequest {
  readonly resume: boolean | string;
  readonly force: boolean;
  readonly years: readonly number[];
}

/**
 * Decides how a run goes on: under its id, if it is made from the same as it was and what it has left is there; else with a
 * new run over the years that are not published.
 *
 * @throws BailiwickError `SIMULATION_RESUME_REFUSED` if settings, models or census have changed; `RUN_UNKNOWN`
 */
export async function continueRun(
  context: SimulationContext,
  pipeline: Pipeline,
  store: RunStore,
  { resume, force, years }: ResumeRequest,
): Promise<Continuation> {
  const anew: Continuation = { years, warnings: [] };
  const run = findRun(pipeline, store, resume);
  if (run === undefined) return anew;
  const before = recordedProvenance(store, run);
  const changes = before === undefined ? [] : provenanceChanges(before, context.provenance);
  const open = years.filter((year) => !isDone(store, run, year));
  const [unfinished] = open;
  if (unfinished === undefined) return { resume: run.runId, years, warnings: [] };
  const rest: Continuation = { years: open, warnings: [] };
  if (changes.length > 0) {
    if (!force) throw refused(run, changes);
    return {
      ...rest,
      warnings: [`The run ${run.runId} was not gone on with, because ${changes.join("; ")} changed.`],
    };
  }
  const lost = await whatIsLost(context, store, run, unfinished);
  if (lost === undefined) return { resume: run.runId, years, warnings: [] };
  return { ...rest, warnings: [`The year ${unfinished} begins anew, because ${lost}.`] };
}

function findRun(pipeline: Pipeline, store: RunStore, resume: boolean | string): RunRecord | undefined {
  const { contextName, pipelineName } = pipeline.plan;
  if (resume === false) return undefined;
  if (resume === true) {
    const [latest] = store.runs({ contextName, pipelineName, limit: 1 });
    return latest?.status === "succeeded" || latest?.status === "rolled-back" ? undefined : latest;
  }
  const known = store.run(resume);
  if (known !== undefined) return known;
  throw new BailiwickError("RUN_UNKNOWN", {
    message: `There is no run ${describe(resume)} in ${describe(store.path)}.`,
    hint: "go on with the newest run by resume: true, or leave it out.",
    details: { runId: resume },
  });
}

/** What the run was made from: its first stage has noted it, for each year the same. */
function recordedProvenance(store: RunStore, { runId, partitions }: RunRecord): Provenance | undefined {
  for (const partition of partitions) {
    const text = store.outputs(runId, { partition, stepName: "initialization" })?.["made_from"];
    if (text !== undefined) return JSON.parse(text) as Provenance;
  }
  return undefined;
}

function stagesDone(store: RunStore, { runId }: RunRecord, year: number): readonly string[] {
  return store
    .steps(runId)
    .filter(({ partition, status }) => partition === String(year) && status === "succeeded")
    .map(({ stepName }) => stepName);
}

function isDone(store: RunStore, run: RunRecord, year: number): boolean {
  return stagesDone(store, run, year).length === stageNames.length;
}

/** What the run has recorded and the disk does not have, in words; `undefined` if all of it is there. */
async function whatIsLost(
  context: SimulationContext,
  store: RunStore,
  run: RunRecord,
  year: number,
): Promise<string | undefined> {
  const published = new Set((await readPublished(context))?.years.map((one) => one.year));
  const first = Number(run.partitions[0]);
  for (let one = first; one < year; one++) if (!published.has(one)) return `the year ${one} is not published`;
  const done = stagesDone(store, run, year);
  if (done.length === 0) return undefined;
  const { work } = context.files;
  if (!(await isFile(work))) return "its work file is gone";
  await using database = await openDuckDb(work);
  const left = await database
    .read((connection) => recordedStages(connection, year, run.runId))
    .catch((error: unknown): readonly string[] => {
      if (error instanceof BailiwickError && error.code === "STORE_TABLE_MISSING") return [];
      throw error;
    });
  return done.every((stage) => left.includes(stage)) ? undefined : "another run has used its work file";
}

function refused({ runId }: RunRecord, changes: readonly string[]): BailiwickError {
  return new BailiwickError("SIMULATION_RESUME_REFUSED", {
    message: [
      `The run ${describe(runId)} cannot go on, because it was begun with something else:`,
      ...changes.map((change) => `  - ${change}`),
    ].join("\n"),
    hint: "take the change back, begin its unfinished year anew with force: true, or start a new run without resume.",
    details: { runId, changes },
  });
}
