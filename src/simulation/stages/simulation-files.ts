import { constants } from "node:fs";
import { copyFile, mkdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { pathWithoutLinks, replaceFile } from "../../store/index.js";

/** What is where on the disk. */
export interface SimulationFiles {
  /** The database of what is published: `duckdb_path`. It is only ever replaced as a whole. */
  readonly database: string;
  /** The folder of the work file, beside it. It is there only while a year is unfinished. */
  readonly workFolder: string;
  /** The work file. Its name is that of the database, because views that dbt makes hold the name of the catalogue. */
  readonly work: string;
  /** Where the runs are recorded. */
  readonly runs: string;
}

/** The files of the simulation of a database: beside the file itself, where a link leads to it. */
export function simulationFiles(path: string): SimulationFiles {
  // A link would be replaced by the file that is published.
  const database = pathWithoutLinks(path);
  const workFolder = `${database}.work`;
  return Object.freeze({
    database,
    workFolder,
    work: join(workFolder, basename(database)),
    runs: `${database}.runs.db`,
  });
}

/** Whether there is a file; an empty one is none yet. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}

/** Makes the folder of the database. */
export async function makeDatabaseFolder({ database }: SimulationFiles): Promise<void> {
  const folder = dirname(database);
  await onDisk(`make the folder ${describe(folder)}`, async () => {
    await mkdir(folder, { recursive: true });
  });
}

/** Makes an empty folder for the work file, and copies the published database into it if there is one. */
export async function makeWorkFile(
  { database, workFolder, work }: SimulationFiles,
  from: "published" | "nothing",
): Promise<void> {
  await onDisk(`make the work file ${describe(work)}`, async () => {
    await rm(workFolder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true });
    if (from === "published") await copyFile(database, work, constants.COPYFILE_FICLONE);
  });
}

/**
 * Puts a copy of the closed work file in the place of the database: copied and on the disk first, then renamed, so that
 * whoever opens the database finds the old or the new one, whenever the power fails.
 */
export async function publishWorkFile({ database, workFolder, work }: SimulationFiles): Promise<void> {
  const draft = join(workFolder, "publishing");
  await onDisk(`publish ${describe(database)}`, async () => {
    await copyFile(work, draft, constants.COPYFILE_FICLONE);
    // The log of a database that is there no more would be taken for one of this.
    if (!(await isFile(database))) await rm(`${database}.wal`, { force: true });
    await replaceFile(draft, database);
  });
}

/** Removes the work file with everything that belongs to it. */
export async function removeWorkFile({ workFolder }: SimulationFiles): Promise<void> {
  await rm(workFolder, { recursive: true, force: true });
}

async function onDisk(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as { code?: unknown };
    const fault = code === "ENOSPC" ? "the disk is full" : messageOf(error);
    throw new BailiwickError("SIMULATION_FILE_FAILED", {
      message: `Could not ${what}: ${fault}. What was published before is as it was.`,
      hint:
        code === "ENOSPC"
          ? "make room for a copy of the database, and resume the run."
          : "see that the folder of the database can be written, and resume the run.",
      details: { code: typeof code === "string" ? code : null },
      cause: error,
    });
  }
}
