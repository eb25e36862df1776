import {
  argumentInvalid,
  deepFreeze,
  describe,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
} from "../../kernel/index.js";
import type { QualityReport } from "../../quality/index.js";
import type { StateScope } from "../../state/index.js";
import type { DuckDb } from "../../store/index.js";
import type { RunSummary, StageTiming } from "./report-types.js";

const [firstYear, lastYear] = [1900, 9999];

/** Refuses what is no database. @throws BailiwickError `OPTION_INVALID` */
export function requireDatabase(database: unknown, owner: string): asserts database is DuckDb {
  if (typeof (database as Partial<DuckDb> | null | undefined)?.snapshot === "function") return;
  throw argumentInvalid("database", owner, "a database, as openDuckDb() opens it", database);
}

/** A scope of its own, frozen. @throws BailiwickError `OPTION_INVALID` */
export function readScope(scope: unknown, owner: string): StateScope {
  if (!isPlainObject(scope)) {
    throw argumentInvalid("scope", owner, "a scope like { scenarioId, planDesignId }", scope);
  }
  refuseUnknownOptions(scope, ["scenarioId", "planDesignId"], `the scope of ${owner}`);
  for (const name of ["scenarioId", "planDesignId"]) {
    const value = scope[name];
    if (typeof value === "string" && value.trim() !== "") continue;
    throw optionInvalid(name, `the scope of ${owner}`, "a text that is not blank", value);
  }
  const { scenarioId, planDesignId } = scope as unknown as StateScope;
  return Object.freeze({ scenarioId, planDesignId });
}

/** Refuses what is no year. @throws BailiwickError `OPTION_INVALID` */
export function requireYear(year: unknown, owner: string): asserts year is number {
  if (isWhole(year) && year >= firstYear && year <= lastYear) return;
  throw argumentInvalid("year", owner, `a year from ${firstYear} to ${lastYear}, as a whole number`, year);
}

/** Years in order, each once. @throws BailiwickError `OPTION_INVALID` */
export function readYears(years: unknown, owner: string): readonly number[] {
  if (!Array.isArray(years) || years.length === 0) {
    throw argumentInvalid("years", owner, "a list of one year or more", years);
  }
  // A hole of a list is no year either, and forEach() would pass over it.
  for (const year of years as readonly unknown[]) requireYear(year, owner);
  return [...new Set(years as readonly number[])].toSorted((one, other) => one - other);
}

/** What was found of the years of a report, as plain JSON and by year. @throws BailiwickError `OPTION_INVALID` */
export function readQuality(
  quality: unknown,
  years: readonly number[],
  owner: string,
): readonly QualityReport[] {
  if (!Array.isArray(quality)) throw optionInvalid("quality", owner, "a list of quality reports", quality);
  const reports = (quality as readonly unknown[]).map((report) => {
    const isReport = isPlainObject(report) && isWhole(report["year"]) && Array.isArray(report["results"]);
    if (!isReport) throw optionInvalid("quality", owner, "a list of quality reports", report);
    return plainJson(report) as unknown as QualityReport;
  });
  const seen = new Set<number>();
  for (const { year } of reports) {
    if (!years.includes(year) || seen.has(year)) {
      throw optionInvalid(
        "quality",
        owner,
        `one quality report at most for each of ${years.join(", ")}`,
        year,
      );
    }
    seen.add(year);
  }
  return reports.toSorted((one, other) => one.year - other.year);
}

const runFields = ["runId", "engine", "startedAt", "durationMs", "stages", "removedYears", "warnings"];
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/u;

/** The run that a report is of. @throws BailiwickError `OPTION_INVALID` */
export function readRun(run: unknown, owner: string): RunSummary {
  const where = `the run of ${owner}`;
  refuseUnknownOptions(run, runFields, where);
  const { runId, engine, startedAt, durationMs, stages, removedYears, warnings } = run as RunSummary;
  if (typeof runId !== "string" || runId === "")
    throw optionInvalid("runId", where, "a text that is not empty", runId);
  if (engine !== "embedded" && engine !== "dbt")
    throw optionInvalid("engine", where, '"embedded" or "dbt"', engine);
  if (typeof startedAt !== "string" || !timePattern.test(startedAt) || Number.isNaN(Date.parse(startedAt)))
    throw optionInvalid("startedAt", where, 'a time like "2025-12-31T23:59:59.000Z"', startedAt);
  requireDuration(durationMs, where);
  if (!Array.isArray(stages)) throw optionInvalid("stages", where, "a list of stages", stages);
  if (removedYears !== undefined && !(Array.isArray(removedYears) && removedYears.every(isWhole)))
    throw optionInvalid("removedYears", where, "a list of years", removedYears);
  if (
    warnings !== undefined &&
    !(Array.isArray(warnings) && warnings.every((one) => typeof one === "string"))
  )
    throw optionInvalid("warnings", where, "a list of texts", warnings);
  return {
    runId,
    engine,
    startedAt,
    durationMs,
    stages: stages.map((stage) => readStage(stage, where)),
    ...(removedYears === undefined ? {} : { removedYears: [...removedYears] }),
    ...(warnings === undefined ? {} : { warnings: [...warnings] }),
  };
}

function readStage(given: unknown, where: string): StageTiming {
  const owner = `a stage of ${where}`;
  refuseUnknownOptions(given, ["year", "stage", "durationMs"], owner);
  const { year, stage, durationMs } = given as StageTiming;
  requireYear(year, owner);
  if (typeof stage !== "string" || stage === "")
    throw optionInvalid("stage", owner, "a text that is not empty", stage);
  requireDuration(durationMs, owner);
  return { year, stage, durationMs };
}

function requireDuration(durationMs: unknown, owner: string): void {
  if (typeof durationMs === "number" && Number.isFinite(durationMs) && durationMs >= 0) return;
  throw optionInvalid("durationMs", owner, "a number of milliseconds from 0 up", durationMs);
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * A value as JSON can say it, frozen: numbers that are not finite become `null`, a bigint its digits, and what is neither data nor
 * a list a few words. Where a value holds itself, that is told in words too.
 */
function plainJson(value: unknown): Json {
  const above = new Set<unknown>();
  const plain = (given: unknown): Json => {
    if (given === null || typeof given === "boolean" || typeof given === "string") return given;
    if (typeof given === "number") return Number.isFinite(given) ? given + 0 : null;
    if (typeof given === "bigint") return String(given);
    if (given instanceof Date && !Number.isNaN(given.getTime())) return given.toISOString();
    if (above.has(given) || !(Array.isArray(given) || isPlainObject(given))) return describe(given);
    above.add(given);
    const json = Array.isArray(given)
      ? given.map(plain)
      : Object.fromEntries(
          Object.entries(given).flatMap(([name, member]) =>
            member === undefined ? [] : [[name, plain(member)]],
          ),
        );
    above.delete(given);
    return json;
  };
  return deepFreeze(plain(value));
}
