import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
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
import { readPublished, replacePublished, requireYearsBefore } from "./published.js";
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

/** Who of this process has which work file: DuckDB keeps other processes away only. */
const holders = new Map<string, SimulationSession>();

/**
 * The work file of a run while it is open, and the engine on it. A year that follows one of the same run goes on in the same
 * file: what was published is a copy of it.
 */
export class SimulationSession implements AsyncDisposable {
  readonly context: SimulationContext;
  /** Known once the run has begun. */
  runId = "";
  /** The last year that the run makes: with that its work file goes. */
  finalYear: number | undefined;
  /** Hears what the engine tells, with the year and stage that it works for. */
  onModelEvent: (event: ModelEvent) => void = () => undefined;
  /** The model that has failed last. */
  failedModel: string | undefined;
  #models: readonly ModelNode[] | undefined;
  readonly #warnings = new Set<string>();
  #hasCensus = false;
  #open: { readonly database: DuckDb; readonly engine: ModelEngine } | undefined;
  #record: SimulationRecord | undefined;
  #finished: number | undefined;

  constructor(context: SimulationContext) {
    this.context = context;
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  warn(message: string): void {
    this.#warnings.add(message);
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
    this.#hold();
    const { files } = this.context;
    // One thread for each statement, of which several run at once: whoever waits for a second thread of DuckDB's does so at full
    // speed, and the tables of a year are too small to be shared by two. Every year appends to all of them: merging row groups
    // would write the rows of the years before anew, each time.
    const database = await openDuckDb(files.work, { threads: 1, compacts: false });
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

  /**
   * The last year that the work file may have: of the configuration, or of an earlier one with more years.
   *
   * @throws BailiwickError what reading comes to
   */
  async lastYear(signal: AbortSignal): Promise<number> {
    const record = await this.#readWork(signal);
    return Math.max(this.context.config.years.end, ...(record?.years ?? []).map(({ year }) => year));
  }

  /**
   * Ends a year: what is published is a copy of the work file from now on, unless it stays as it was.
   *
   * @returns the years that were published and are no more, because they stood on what is there no more
   */
  async finish(year: number, isUnchanged: boolean, signal: AbortSignal): Promise<readonly number[]> {
    const record = await this.#readWork(signal);
    // Nobody may be writing what is to be replaced.
    const before = isUnchanged
      ? undefined
      : await replacePublished(this.context, () => this.#publish(year === this.finalYear), signal);
    if (year === this.finalYear) await this.#removeWork();
    this.#record = record;
    this.#finished = year;
    const left = new Set(record?.years.map((one) => one.year));
    return (before?.years ?? []).map((one) => one.year).filter((one) => !left.has(one));
  }

  /** Closes the work file, and leaves it for a run that goes on with it. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    try {
      await open?.engine.close();
      await open?.database.close();
    } finally {
      const { work } = this.context.files;
      if (holders.get(work) === this) holders.delete(work);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The last time, the work file is not opened again. */
  async #publish(isLast: boolean): Promise<void> {
    const { files } = this.context;
    const { database } = await this.work();
    if (!isLast) return database.withReleased(() => publishWorkFile(files));
    await database.release();
    try {
      await publishWorkFile(files);
    } catch (error) {
      await database.reacquire().catch(() => undefined);
      throw error;
    }
  }

  async #makeWorkFile(from: "published" | "nothing"): Promise<void> {
    const { files } = this.context;
    await this.close();
    this.#hold();
    await refuseHeld(files.work);
    await makeWorkFile(files, from);
  }

  /** Everything in it is published; what cannot be removed does no harm. */
  async #removeWork(): Promise<void> {
    await this.close();
    try {
      await removeWorkFile(this.context.files);
    } catch (error) {
      this.warn(`The work file is left, because it could not be removed: ${messageOf(error)}.`);
    }
  }

  async #readWork(signal: AbortSignal): Promise<SimulationRecord | undefined> {
    const { database } = await this.work();
    const { scope, config } = this.context;
    return readSimulation(database, scope, config.years.start, signal);
  }

  /** @throws BailiwickError `STORE_LOCKED` if another run of this process works on the file */
  #hold(): void {
    const { database, work } = this.context.files;
    const holder = holders.get(work) ?? this;
    if (holder === this) {
      holders.set(work, this);
      return;
    }
    throw new BailiwickError("STORE_LOCKED", {
      message: `The database ${describe(database)} cannot be simulated: the run ${holder.runId} of this process is at it.`,
      hint: "let that run end first, or give this one a database of its own with duckdb_path.",
      details: { path: database, pid: process.pid, runId: holder.runId },
    });
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
