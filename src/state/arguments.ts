import {
  argumentInvalid,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  requireSignal,
} from "../kernel/index.js";
import type { DuckDb } from "../store/index.js";
import type { RegistryOptions, StateWork } from "./registry-definition.js";
import type { StateScope } from "./scope.js";

const firstYear = 1900;
const lastYear = 9999;

/** Refuses what is no year. @throws BailiwickError `OPTION_INVALID` */
export function requireYear(year: unknown, owner: string): asserts year is number {
  if (Number.isInteger(year) && (year as number) >= firstYear && (year as number) <= lastYear) return;
  throw argumentInvalid("year", owner, `a year from ${firstYear} to ${lastYear}, as a whole number`, year);
}

/** Refuses what is no id. @throws BailiwickError `OPTION_INVALID` */
export function requireEmployeeId(id: unknown, owner: string): asserts id is string {
  if (typeof id === "string" && id !== "") return;
  throw argumentInvalid("employeeId", owner, "the id of an employee, a text that is not empty", id);
}

/** Ids as a list, each once, in the order given. @throws BailiwickError `OPTION_INVALID` */
export function readEmployeeIds(ids: unknown, owner: string): readonly string[] {
  if (typeof ids !== "object" || ids === null || !(Symbol.iterator in ids)) {
    throw argumentInvalid("employeeIds", owner, "a list of the ids of employees", ids);
  }
  const unique = new Set<string>();
  for (const id of ids as Iterable<unknown>) {
    requireEmployeeId(id, owner);
    unique.add(id);
  }
  return [...unique];
}

/** What goes with a call. @throws BailiwickError `OPTION_INVALID` */
export function readWork<Work extends StateWork>(
  work: Work,
  owner: string,
  others: readonly string[] = [],
): Work & { readonly signal: AbortSignal | undefined } {
  refuseUnknownOptions(work, ["signal", ...others], owner);
  const { signal } = work;
  requireSignal(signal, owner);
  return { ...work, signal };
}

/** A scope of its own, frozen. @throws BailiwickError `OPTION_INVALID` */
export function readScope(scope: unknown, owner: string): StateScope {
  if (typeof scope !== "object" || scope === null) {
    throw argumentInvalid("scope", owner, "a scope like { scenarioId, planDesignId }", scope);
  }
  refuseUnknownOptions(scope, ["scenarioId", "planDesignId"], `the scope of ${owner}`);
  const { scenarioId, planDesignId } = scope as StateScope;
  for (const [name, value] of Object.entries({ scenarioId, planDesignId })) {
    if (typeof value !== "string" || value.trim() === "") {
      throw optionInvalid(name, `the scope of ${owner}`, "a text that is not blank", value);
    }
  }
  return Object.freeze({ scenarioId, planDesignId });
}

/** Refuses options that a registry does not have. @throws BailiwickError `OPTION_INVALID` */
export function requireRegistryOptions(options: unknown, owner: string): asserts options is RegistryOptions {
  refuseUnknownOptions(options, ["missingDates", "clock"], owner);
  const { missingDates, clock } = options as RegistryOptions;
  if (missingDates !== undefined && missingDates !== "refuse" && missingDates !== "start-of-year") {
    throw optionInvalid("missingDates", owner, '"refuse" or "start-of-year"', missingDates);
  }
  requireClock(clock, owner);
}

/** Refuses what is no database. @throws BailiwickError `OPTION_INVALID` */
export function requireDatabase(database: unknown, owner: string): asserts database is DuckDb {
  const { read, transaction } = (database ?? {}) as Partial<DuckDb>;
  if (typeof read === "function" && typeof transaction === "function") return;
  throw argumentInvalid("database", owner, "a database that openDuckDb() has opened (await it)", database);
}
