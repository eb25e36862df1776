import {
  isPlainObject,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
  requireSignal,
} from "../../kernel/index.js";
import type { QualityRule } from "../../quality/index.js";
import type { ProgressListener } from "./progress.js";
import type { LogDestination, LogLevel } from "./run-log.js";

/** How a simulation is run. */
export interface SimulationOptions {
  /**
   * What builds the models: `"embedded"` in this process, or `"dbt"`, the real one. Both come to the same tables.
   *
   * @defaultValue "embedded"
   */
  readonly engine?: "embedded" | "dbt";
  /** Builds these models only, in dbt's words. @defaultValue what `dbt.selectors` says */
  readonly select?: readonly string[];
  /** Settings over those of the file, as in `simulation.growth.target_rate=0.05`. */
  readonly set?: readonly string[];
  /** Where settings like `BAILIWICK_YEARS__END` are looked for. @defaultValue the environment of the process */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Goes on with a run that has not ended well: with the one of this id, or with `true` the newest one; if that one has succeeded,
   * a new run begins. Stages that are done are not done again.
   */
  readonly resume?: boolean | string;
  /** With `resume`: begins the unfinished year anew where settings, models or census have changed, instead of refusing. */
  readonly force?: boolean;
  /** Only says what would run. Nothing is written. */
  readonly dryRun?: boolean;
  /** Rules of data quality beside those of the package. */
  readonly rules?: readonly QualityRule[];
  /** Ends the run; it can be resumed. */
  readonly signal?: AbortSignal;
  /** Hears how far the run is; called synchronously and not waited for. What it throws is kept for the warnings. */
  readonly onProgress?: ProgressListener;
  /** Where structured logs go, a line of JSON for each record: a file, or what has a method `write`. @defaultValue nowhere */
  readonly logger?: LogDestination;
  /** From which level on records are written. @defaultValue "info" */
  readonly logLevel?: LogLevel;
  /** How many threads the engine has: dbt builds as many models at a time, the embedded one runs as many data tests. Changes no result. @defaultValue what `dbt.threads` says */
  readonly threads?: number;
}

const names =
  "engine select set env resume force dryRun rules signal onProgress logger logLevel threads".split(" ");
const engines = ["embedded", "dbt"];
const levels = ["debug", "info", "warn", "error"];
const mostThreads = 64;

type Expectation = readonly [expected: string, isMet: (value: unknown) => boolean];

const expectations: Readonly<Record<string, Expectation>> = {
  engine: [quoteList(engines, "or"), (value) => engines.includes(value as string)],
  select: ["a list of selectors", isTexts],
  set: ['a list of texts like "dbt.threads=2"', isTexts],
  env: ["an object of texts by name", (value) => value === process.env || isPlainObject(value)],
  resume: ["true, false or the id of a run", (value) => isFlag(value) || isText(value)],
  force: ["true or false", isFlag],
  dryRun: ["true or false", isFlag],
  rules: ["a list of rules of data quality", (value) => Array.isArray(value) && value.every(isRule)],
  onProgress: ["a function", (value) => typeof value === "function"],
  logger: ["the path of a file, or a stream", (value) => isText(value) || isStream(value)],
  logLevel: [quoteList(levels, "or"), (value) => levels.includes(value as string)],
  threads: [
    `a whole number from 1 to ${mostThreads}`,
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostThreads,
  ],
};

/** @throws BailiwickError `OPTION_INVALID` */
export function checkSimulationOptions(options: SimulationOptions, owner: string): SimulationOptions {
  refuseUnknownOptions(options, names, owner);
  // Read once: what a getter gives the next time may be something else.
  const read = { ...options };
  requireSignal(read.signal, owner);
  for (const [option, value] of Object.entries(read)) {
    const [expected, isMet] = expectations[option] ?? [];
    if (value !== undefined && isMet?.(value) === false)
      throw optionInvalid(option, owner, expected ?? "", value);
  }
  if (read.force === true && (read.resume === undefined || read.resume === false))
    throw optionInvalid("force", owner, "left out without resume", read.force);
  return read;
}

/** @throws BailiwickError `OPTION_INVALID` */
export function requireWholeYear(year: unknown, name: string, owner: string): asserts year is number {
  if (Number.isInteger(year)) return;
  throw optionInvalid(name, owner, "a whole number", year);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && !value.includes("\0");
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

function isRule(value: unknown): boolean {
  const { name, check } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isText(name) && typeof check === "function";
}

function isStream(value: unknown): boolean {
  return typeof (value as { write?: unknown } | null)?.write === "function";
}
