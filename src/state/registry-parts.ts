import {
  BailiwickError,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
} from "../kernel/index.js";
import type { DuckDb } from "../store/index.js";
import type { RegistryOptions } from "./registry-definition.js";
import type { StateScope } from "./scope.js";

/**
 * What a registry, and a manager of them, is made with: the database, whose state it is (two texts that are not blank), and
 * how rows are read and noted.
 *
 * Constructors take it as a rest parameter. A container makes a class that it does not know if that has no parameters, and
 * so lets the class itself say what to do.
 */
export type RegistryParts = [database: DuckDb, scope: StateScope, options?: RegistryOptions];

/** {@link RegistryParts} that were looked at, frozen. */
export interface CheckedParts {
  readonly database: DuckDb;
  readonly scope: StateScope;
  readonly options: RegistryOptions;
}

/** The names of {@link RegistryOptions}. */
export const registryOptionNames: readonly string[] = Object.freeze(["missingDates", "clock"]);

/**
 * Reads what a class is made with.
 *
 * @throws BailiwickError `OPTION_INVALID`; `STATE_NOT_PROVIDED` if there is nothing at all
 */
export function readParts(className: string, parts: RegistryParts): CheckedParts {
  // The type does not say so, but this is how a container makes a class that it does not know.
  if ((parts as readonly unknown[]).length === 0) throw notProvided(className);
  const [database, scope, options = {}] = parts;
  refuseUnknownOptions(options, registryOptionNames, `new ${className}()`);
  return checkParts(database, scope, options, `new ${className}()`);
}

/**
 * Looks at each part.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function checkParts(
  database: DuckDb,
  scope: StateScope,
  { missingDates = "refuse", clock }: RegistryOptions,
  owner: string,
): CheckedParts {
  requireDatabase(database, owner);
  const checkedScope = readScope(scope, owner);
  if (missingDates !== "refuse" && missingDates !== "start-of-year") {
    throw optionInvalid("missingDates", owner, '"refuse" or "start-of-year"', missingDates);
  }
  requireClock(clock, owner);
  const options = Object.freeze({ missingDates, ...(clock === undefined ? {} : { clock }) });
  return Object.freeze({ database, scope: checkedScope, options });
}

function requireDatabase(database: unknown, owner: string): void {
  const { read, transaction } = (database ?? {}) as Partial<DuckDb>;
  if (typeof read === "function" && typeof transaction === "function") return;
  throw optionInvalid("database", owner, "what openDuckDb() gives", database);
}

/** The texts are taken as they are: they are compared with what the tables hold. */
function readScope(scope: StateScope, owner: string): StateScope {
  if (!isPlainObject(scope)) {
    throw optionInvalid("scope", owner, "an object with scenarioId and planDesignId", scope);
  }
  const ofOwner = `the scope of ${owner}`;
  refuseUnknownOptions(scope, ["scenarioId", "planDesignId"], ofOwner);
  const { scenarioId, planDesignId } = scope;
  for (const [option, value] of Object.entries({ scenarioId, planDesignId })) {
    if (typeof value === "string" && value.trim() !== "") continue;
    throw optionInvalid(option, ofOwner, "a text that is not blank", value);
  }
  return Object.freeze({ scenarioId, planDesignId });
}

function notProvided(className: string): BailiwickError {
  return new BailiwickError("STATE_NOT_PROVIDED", {
    message: `${className} was made without a database and a scope.`,
    hint: "for the container of a context, call provideStateRegistries(container, { database }) first.",
    details: { className },
  });
}
