import { stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe } from "../../kernel/index.js";
import { dbtVersion, findDbt, type SimulationConfig } from "../../simulation/index.js";
import { openDuckDb } from "../../state/index.js";
import type { Io } from "../io.js";
import { readConfig } from "../simulations/read-config.js";
import type { Check } from "./check.js";
import { problemOf } from "./checks-text.js";

/** What of a simulation is looked at. */
export interface SimulationCheckOptions {
  /** A configuration: what it says, and what it leads to. */
  readonly config?: string;
  /** A DuckDB file, in place of that of the configuration. */
  readonly database?: string;
}

/** Checks what a simulation needs: its configuration, its database and who holds it, room on the disk, and dbt. */
export async function checkSimulation(
  { config, database }: SimulationCheckOptions,
  io: Io,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const settings = config === undefined ? undefined : await checkConfig(config, io, checks);
  if (settings !== undefined) {
    checks.push(await checkFile("census", settings.simulation.census.path, "simulation.census.path"));
    checks.push(await checkFile("models", join(settings.dbt.project, "dbt_project.yml"), "dbt.project"));
  }
  const path = database === undefined ? settings?.duckdb_path : resolve(io.cwd, database);
  if (path !== undefined) {
    checks.push(await checkDatabase(path, { isMade: database === undefined }));
    checks.push(await checkDisk(path));
  }
  if (settings !== undefined) checks.push(await checkDbt(settings, io));
  return checks;
}

async function checkConfig(path: string, io: Io, checks: Check[]): Promise<SimulationConfig | undefined> {
  const check = "config";
  try {
    const { config, file } = await readConfig(path, {}, io);
    const { scenario_id, plan_design_id, years } = config;
    const what = `${scenario_id}/${plan_design_id}, ${years.start} to ${years.end}`;
    checks.push({ check, level: "ok", message: `The configuration ${describe(file)} is sound: ${what}.` });
    return config;
  } catch (error) {
    checks.push(problemOf(check, error, "mend the lines; bailiwick config schema tells what they may be."));
    return undefined;
  }
}

async function checkFile(check: string, path: string, setting: string): Promise<Check> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return { check, level: "ok", message: `${describe(path)} is there.` };
  return {
    check,
    level: "problem",
    message: `${describe(path)}, to which ${setting} leads, ${found === undefined ? "is not there" : "is no file"}.`,
    fix: "put it there, or mend the setting; a path is relative to the folder of the configuration.",
  };
}

async function checkDatabase(path: string, { isMade }: { readonly isMade: boolean }): Promise<Check> {
  const check = "database";
  const found = await stat(path).catch(() => undefined);
  if (found === undefined && isMade) {
    return { check, level: "ok", message: `The database ${describe(path)} is made by the first run.` };
  }
  try {
    await using database = await openDuckDb(path, { readOnly: true });
    const size = sizeText(found?.size ?? 0);
    return { check, level: "ok", message: `The database ${describe(database.path)} can be opened: ${size}.` };
  } catch (error) {
    return problemOf(check, error, "name a DuckDB file that can be read.");
  }
}

const [scarce, little] = [100e6, 1e9];

/** Each year is worked on in a copy of the database, and published by another one. */
async function checkDisk(path: string): Promise<Check> {
  const check = "disk";
  const folder = await nearestFolder(dirname(path));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const used = (await stat(path).catch(() => undefined))?.size ?? 0;
  const message = `${sizeText(free)} are free where the database lies.`;
  if (free > 2 * used + little) return { check, level: "ok", message };
  const level = free > 2 * used + scarce ? "note" : "problem";
  const fix = `make room: a year needs two copies of the database${used === 0 ? "" : `, now ${sizeText(2 * used)}`}, and what it adds.`;
  return { check, level, message, fix };
}

async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

/** The default engine needs no dbt, so one that is missing is worth a note only. */
async function checkDbt({ dbt }: SimulationConfig, { env }: Io): Promise<Check> {
  const check = "dbt";
  try {
    const { executable } = findDbt({ project: dbt.project, env });
    const { core, adapter, problem } = await dbtVersion(executable);
    if (problem !== undefined) throw problem;
    return {
      check,
      level: "ok",
      message: `dbt is ${core} with dbt-duckdb ${adapter ?? "unknown"}: ${executable}.`,
    };
  } catch (error) {
    return { ...problemOf(check, error, "check that dbt runs by itself."), level: "note" };
  }
}

function sizeText(bytes: number): string {
  const [value, unit] = bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value.toFixed(1)} ${unit}`;
}
