import { BailiwickError, describe, quoteList } from "../../kernel/index.js";
import type { QualityRule } from "../../quality/index.js";
import { openDuckDb, type DuckDb } from "../../store/index.js";
import type { SimulationConfig } from "../config/simulation-config.js";
import type { ModelEngine, ModelEvent, ModelNode } from "../project/model-engine.js";
import { checkCensus } from "./census.js";
import { changedParts, type Provenance, type ProvenanceFingerprints } from "./provenance.js";
import {
  isFile,
  makeWorkFile,
  publishWorkFile,
  removeWorkFile,
  type SimulationFiles,
} from "./simulation-files.js";
import {
  prepareSimulation,
  readSimulation,
  type SimulationRecord,
  type SimulationScope,
} from "./simulation-tables.js";

/** What all stages of a simulation work with. */
export interface SimulationContext {
  /** With what the options of the run put over it. */
  readonly config: SimulationConfig;
  readonly scope: SimulationScope;
  readonly files: SimulationFiles;
  readonly provenance: Provenance;
  readonly fingerprints: ProvenanceFingerprints;
  readonly engine: "embedded" | "dbt";
  /** Rules beside those of the configuration. */
  readonly rules: readonly QualityRule[];
  readonly openEngine: (database: DuckDb, kind?: "embedded" | "dbt") => Promise<ModelEngine>;
}

/** How a year begins in its work file. */
export interface YearBeginning {
  readonly database: DuckDb;
  /** Published years after it that may stay, if it comes to the same as before. */
  readonly laterYears: readonly number[];
  /** Published years that were made from something else, and do not stay. */
  readonly removedYears: readonly number[];
  /** What somebody should know: years before it that were made from something else. */
  readonly warnings: readonly string[];
}

/**
 * What is published.
 *
 * @returns `undefined` if nothing is
 * @throws BailiwickError `SIMULATION_DATABASE_FOREIGN`; `STORE_LOCKED` if another process writes the database
 */
export async function readPublished(
  { config, scope, files }: Pick<SimulationContext, "config" | "scope" | "files">,
  signal?: AbortSignal,
): Promise<SimulationRecord | undefined> {
  if (!(await isFile(files.database))) return undefined;
  // What another program has left beside the file comes into it when it is opened and closed.
  const readOnly = !(await isFile(`${files.database}.wal`));
  await using database = await openDuckDb(files.database, { readOnly });
  return readSimulation(database, scope, config.years.start, signal);
}

/** @throws BailiwickError `SIMULATION_YEAR_MISSING` unless all years before a year are published */
export function requireYearsBefore(
  { config, files }: Pick<SimulationContext, "config" | "files">,
  published: SimulationRecord | undefined,
  year: number,
): void {
  const { start } = config.years;
  const known = new Set(published?.years.map((one) => one.year));
  const missing = Array.from({ length: year - start }, (_, at) => start + at).filter(
    (one) => !known.has(one),
  );
  if (missing.length === 0) return;
  const names = quoteList(missing.map(String)).replaceAll('"', "");
  throw new BailiwickError("SIMULATION_YEAR_MISSING", {
    message: `The year ${year} goes on from ${year - 1}, but the database ${describe(files.database)} does not have ${names}.`,
    hint: `run the years in order: from ${missing[0]} on.`,
    details: { year, missing, published: [...known] },
  });
}

/**
 * The work file of a run while it is open, and the engine on it. A year that follows one of the same run goes on in the same
 * file: what was published is a copy of it.
 */
export class SimulationSession implements AsyncDisposable {
  readonly context: SimulationContext;
  /** Known once the run has begun. */
  runId = "";
  /** Hears what the engine tells, with the year and stage that it works for. */
  onModelEvent: (event: ModelEvent) => void = () => undefined;
  /** The model that has failed last. */
  failedModel: string | undefined;
  #models: readonly ModelNode[] | undefined;
  readonly #removed = new Set<number>();
  readonly #warnings = new Set<string>();
  #hasCensus = false;
  #open: { readonly database: DuckDb; readonly engine: ModelEngine } | undefined;
  #record: SimulationRecord | undefined;
  #finished: number | undefined;

  constructor(context: SimulationContext) {
    this.context = context;
  }

  /** Later years that were removed, because they stood on what is there no more. */
  get removedYears(): readonly number[] {
    return [...this.#removed].toSorted((a, b) => a - b);
  }

  /** The last year that the work file may have: of the configuration, or of an earlier one with more years. */
  get lastYear(): number {
    return Math.max(this.context.config.years.end, ...(this.#record?.years ?? []).map(({ year }) => year));
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  warn(message: string): void {
    this.#warnings.add(message);
  }

  /** Notes that later years were removed; those that the run makes again are none. */
  noteRemoved(years: readonly number[]): void {
    for (const year of years) this.#removed.add(year);
  }

  /**
   * Checks the census, once.
   *
   * @throws BailiwickError `SIMULATION_CENSUS_INVALID`
   */
  async requireCensus(signal?: AbortSignal): Promise<void> {
    if (this.#hasCensus) return;
    const { years, simulation } = this.context.config;
    await checkCensus(simulation.census.path, years.start, signal);
    this.#hasCensus = true;
  }

  /** Makes the work file as a year begins with it: a copy of what is published, or what the run has just left. */
  async begin(year: number, signal: AbortSignal): Promise<YearBeginning> {
    const { context } = this;
    const { start } = context.config.years;
    const goesOn = this.#open !== undefined && this.#finished === year - 1;
    const published = goesOn ? this.#record : await readPublished(context, signal);
    requireYearsBefore(context, published, year);
    const known = published?.years ?? [];
    const changed = (one: ProvenanceFingerprints): boolean =>
      changedParts(one, context.fingerprints).length > 0;
    const startsAnew = year === start && (known.length === 0 || known.some(changed));
    if (!goesOn) await this.#makeWorkFile(startsAnew ? "nothing" : "published");
    const { database } = await this.work();
    await prepareSimulation(database, context.scope, start, signal);
    this.#record = published;
    this.#finished = undefined;
    this.#removed.delete(year);
    const later = known.filter((one) => one.year > year);
    const removes = startsAnew || later.some(changed);
    return {
      database,
      laterYears: removes ? [] : later.map((one) => one.year),
      removedYears: removes ? later.map((one) => one.year) : [],
      warnings: known
        .filter((one) => one.year < year && changed(one))
        .map(
          (one) =>
            `The year ${one.year} was made from other parts: ${changedParts(one, context.fingerprints).join(", ")}.`,
        ),
    };
  }

  /** The work file as it is, opened if it is not. */
  async work(): Promise<{ readonly database: DuckDb; readonly engine: ModelEngine }> {
    if (this.#open !== undefined) return this.#open;
    // Every year appends to all tables: merging row groups would write the rows of the years before anew, each time.
    const database = await openDuckDb(this.context.files.work, { compacts: false });
    try {
      const engine = await this.context.openEngine(database);
      return (this.#open = { database, engine });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** All models, read once. */
  async models(signal?: AbortSignal): Promise<readonly ModelNode[]> {
    const { engine } = await this.work();
    return (this.#models ??= await engine.models({ signal }));
  }

  /** Ends a year: what is published is a copy of the work file from now on, unless it stays as it was. */
  async finish(year: number, isUnchanged: boolean, signal: AbortSignal): Promise<void> {
    const { context } = this;
    const { database } = await this.work();
    if (!isUnchanged) {
      // Nobody may be writing what is to be replaced.
      if (await isFile(context.files.database)) await readPublished(context, signal);
      await database.withReleased(() => publishWorkFile(context.files));
    }
    this.#record = await readSimulation(database, context.scope, context.config.years.start, signal);
    this.#finished = year;
  }

  /** Closes the work file, and leaves it for a run that goes on with it. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.engine.close();
    await open?.database.close();
  }

  /** Closes and removes the work file: everything in it is published. */
  async complete(): Promise<void> {
    await this.close();
    await removeWorkFile(this.context.files);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #makeWorkFile(from: "published" | "nothing"): Promise<void> {
    const { files } = this.context;
    await this.close();
    await refuseHeld(files.work);
    await makeWorkFile(files, from);
  }
}

/** Without the lock of runs, another process may be working on the file. Whatever else is wrong with it does not matter. */
async function refuseHeld(work: string): Promise<void> {
  if (!(await isFile(work))) return;
  try {
    await (await openDuckDb(work, { readOnly: true })).close();
  } catch (error) {
    if (error instanceof BailiwickError && error.code === "STORE_LOCKED") throw error;
  }
}
