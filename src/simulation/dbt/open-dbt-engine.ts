import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  argumentInvalid,
  BailiwickError,
  describe,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  steadyClock,
  type Clock,
} from "../../kernel/index.js";
import { retryFaults, retryFaultText, type RetryPolicy } from "../../pipeline/index.js";
import type { DuckDb } from "../../store/index.js";
import type { ModelEngine } from "../project/model-engine.js";
import { DbtEngine } from "./dbt-engine.js";
import { findDbt } from "./find-dbt.js";

/** How an engine that calls dbt is opened. Paths are of the working directory where they are relative. */
export interface DbtEngineOptions {
  /** The folder with `dbt_project.yml`. */
  readonly project: string;
  /** A file: dbt is another process, which cannot see what this one has in memory. It is released while dbt works. */
  readonly database: DuckDb;
  /** @defaultValue what `findDbt()` finds */
  readonly executable?: string | undefined;
  /** How many models are built at the same time; from 1 to 64. @defaultValue 1 */
  readonly threads?: number | undefined;
  /** Which output of the profile. @defaultValue the one that the profile names */
  readonly target?: string | undefined;
  /** The folder with `profiles.yml`. @defaultValue that of the project */
  readonly profilesFolder?: string | undefined;
  /**
   * How often what may be gone the next time is tried again: a lock that another process has, a connection, a want of memory.
   * @defaultValue two retries, after about one second and two
   */
  readonly retry?: Omit<RetryPolicy, "isTransient"> | undefined;
  /** How long one call of dbt may take, in milliseconds. @defaultValue for ever */
  readonly timeoutMs?: number | undefined;
  /** Where dbt keeps its artefacts; not shared with another database. @defaultValue `DATABASE.dbt/target` */
  readonly targetPath?: string | undefined;
  /** Where dbt keeps its logs. @defaultValue `DATABASE.dbt/logs` */
  readonly logPath?: string | undefined;
  /** Says how long the work took. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** Spreads retries: numbers from 0 to below 1. @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined;
}

const owner = "openDbtEngine()";
const pathNames = ["project", "profilesFolder", "targetPath", "logPath", "executable"];
const otherNames = ["database", "threads", "target", "retry", "timeoutMs", "clock", "random"];
const optionNames = [...pathNames, ...otherNames];
const retryNames = ["maxRetries", "delayMs", "factor", "maxDelayMs", "jitter"];
const mostThreads = 64;
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Opens an engine that has the real `dbt` build and test the models of a project. Each call is a process of its own, of a
 * group of its own, which is ended with this process; it takes two seconds and more, of which most is dbt's start.
 *
 * @throws BailiwickError `MODEL_ENGINE_MISSING` if there is no dbt; `MODEL_PROJECT_INVALID` if the folder has no
 * `dbt_project.yml`, or the other no `profiles.yml`; `OPTION_INVALID`
 *
 * @example
 * ```ts no-run
 * import { openDbtEngine } from "bailiwick/simulation";
 * import { openDuckDb } from "bailiwick/state";
 *
 * await using database = await openDuckDb("build/simulation.duckdb");
 * await using engine = await openDbtEngine({ project: "dbt", database, threads: 2 });
 * const report = await engine.run({ select: ["tag:foundation"], variables: { simulation_year: 2025 } });
 * for (const { name, error } of report.results) if (error !== undefined) console.log(name, error.message);
 * ```
 */
export async function openDbtEngine(options: DbtEngineOptions): Promise<ModelEngine> {
  refuseUnknownOptions(options, optionNames, owner);
  const { database, threads = 1, target, timeoutMs, clock = steadyClock, random = Math.random } = options;
  requireDatabase(database);
  const project = folderOf("project", options.project);
  if (project === undefined)
    throw argumentInvalid("project", owner, "the folder of a dbt project", undefined);
  const profilesFolder = folderOf("profilesFolder", options.profilesFolder) ?? project;
  const targetPath = folderOf("targetPath", options.targetPath) ?? `${database.path}.dbt/target`;
  const logPath = folderOf("logPath", options.logPath) ?? `${database.path}.dbt/logs`;
  requireWhole("threads", threads, mostThreads, `a whole number from 1 to ${mostThreads}`);
  if (timeoutMs !== undefined)
    requireWhole("timeoutMs", timeoutMs, longestTimeoutMs, "a whole number of milliseconds from 1 up");
  if (target !== undefined && !isText(target)) throw optionInvalid("target", owner, "a name", target);
  requireClock(clock, owner);
  if (typeof random !== "function") throw optionInvalid("random", owner, "a function", random);
  const retry = checkedRetry(options.retry);
  requireFile(join(project, "dbt_project.yml"), "the option project names the folder that has it.");
  requireFile(
    join(profilesFolder, "profiles.yml"),
    "the option profilesFolder names the folder that has it.",
  );
  const { executable } = findDbt({ executable: options.executable, project });
  const paths = { project, profilesFolder, database: database.path, targetPath, logPath };
  const settings = Object.freeze({ executable, ...paths, threads, target });
  return new DbtEngine({ settings, database, retry, timeoutMs, clock, random });
}

function requireDatabase(database: DuckDb): void {
  const { path, readOnly, withReleased } = (database ?? {}) as Partial<DuckDb>;
  if (typeof withReleased !== "function" || typeof path !== "string") {
    throw argumentInvalid("database", owner, "a database of openDuckDb()", database);
  }
  if (path === ":memory:") {
    throw optionInvalid("database", owner, "a file, as dbt is another process", path);
  }
  if (readOnly === true) {
    throw optionInvalid("database", owner, "opened without readOnly, as dbt writes it", path);
  }
}

function folderOf(option: string, path: unknown): string | undefined {
  if (path === undefined) return undefined;
  if (!isText(path)) throw optionInvalid(option, owner, "the path of a folder", path);
  return resolve(path);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("\0");
}

function requireWhole(option: string, value: unknown, most: number, expected: string): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most) return;
  throw optionInvalid(option, owner, expected, value);
}

function checkedRetry(retry: DbtEngineOptions["retry"]): RetryPolicy & { readonly maxRetries: number } {
  if (retry !== undefined) refuseUnknownOptions(retry, retryNames, `retry of ${owner}`);
  const [fault] = retryFaults(retry ?? {});
  if (fault !== undefined) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `${retryFaultText(fault)}.`,
      details: { owner, option: `retry${fault.path}` },
    });
  }
  return Object.freeze({ ...retry, maxRetries: retry?.maxRetries ?? 2 });
}

function requireFile(path: string, hint: string): void {
  if (existsSync(path) && statSync(path).isFile()) return;
  throw new BailiwickError("MODEL_PROJECT_INVALID", {
    message: `There is no file ${describe(path)}, which dbt needs.`,
    hint,
    details: { path },
  });
}
