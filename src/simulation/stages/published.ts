import { BailiwickError, describe } from "../../kernel/index.js";
import { openDuckDb, type DuckDb } from "../../store/index.js";
import type { SimulationConfig } from "../config/simulation-config.js";
import { isFile, type SimulationFiles } from "./simulation-files.js";
import { readSimulation, type SimulationRecord, type SimulationScope } from "./simulation-tables.js";

/** Where a simulation is published, and whose it has to be. */
interface PublishedPlace {
  readonly config: Pick<SimulationConfig, "years">;
  readonly scope: SimulationScope;
  readonly files: SimulationFiles;
}

/**
 * Opens what is published, to read it: also where this process has it open already, in whichever way.
 *
 * @throws BailiwickError `STORE_LOCKED` if another process writes the database
 */
export async function openPublished({ database }: SimulationFiles): Promise<DuckDb> {
  // What another program has left beside the file comes into it when it is opened and closed.
  const readOnly = !(await isFile(`${database}.wal`));
  try {
    return await openDuckDb(database, { readOnly });
  } catch (error) {
    if (!(error instanceof BailiwickError && error.code === "OPTION_INVALID")) throw error;
    return openDuckDb(database, { readOnly: !readOnly });
  }
}

/**
 * Replaces what is published; those of this process who have it open read the new one from then on.
 *
 * @returns what was published before; `undefined` if nothing was
 * @throws BailiwickError as {@link readPublished}; what the work throws
 */
export async function replacePublished(
  { config, scope, files }: PublishedPlace,
  work: () => Promise<void>,
  signal?: AbortSignal,
): Promise<SimulationRecord | undefined> {
  if (!(await isFile(files.database))) {
    await work();
    return undefined;
  }
  await using database = await openPublished(files);
  const before = await readSimulation(database, scope, config.years.start, signal);
  // Closed as it is: to open what was put in its place is left to whoever reads it next.
  await database.release();
  await work();
  return before;
}

/**
 * What is published.
 *
 * @returns `undefined` if nothing is
 * @throws BailiwickError `SIMULATION_DATABASE_FOREIGN`; `STORE_LOCKED` if another process writes the database
 */
export async function readPublished(
  { config, scope, files }: PublishedPlace,
  signal?: AbortSignal,
): Promise<SimulationRecord | undefined> {
  if (!(await isFile(files.database))) return undefined;
  await using database = await openPublished(files);
  return readSimulation(database, scope, config.years.start, signal);
}

/** @throws BailiwickError `SIMULATION_YEAR_MISSING` unless all years before a year are published */
export function requireYearsBefore(
  { config, files }: Pick<PublishedPlace, "config" | "files">,
  published: SimulationRecord | undefined,
  year: number,
): void {
  const { start } = config.years;
  const known = new Set(published?.years.map((one) => one.year));
  const missing = Array.from({ length: year - start }, (_, at) => start + at).filter(
    (one) => !known.has(one),
  );
  if (missing.length === 0) return;
  const names =
    missing.length === 1 ? `${missing[0]}` : `${missing.slice(0, -1).join(", ")} and ${missing.at(-1)}`;
  throw new BailiwickError("SIMULATION_YEAR_MISSING", {
    message: `The year ${year} goes on from ${year - 1}, but the database ${describe(files.database)} does not have ${names}.`,
    hint: `run the years in order: from ${missing[0]} on.`,
    details: { year, missing, published: [...known] },
  });
}
