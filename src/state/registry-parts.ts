import { BailiwickError } from "../kernel/index.js";
import type { DuckDb } from "../store/index.js";
import { readScope, requireDatabase, requireRegistryOptions } from "./arguments.js";
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

/**
 * Reads what a class is made with.
 *
 * @throws BailiwickError `OPTION_INVALID`; `STATE_NOT_PROVIDED` if there is nothing at all
 */
export function readParts(className: string, parts: RegistryParts): Required<RegistryParts> {
  if ((parts as readonly unknown[]).length === 0) throw notProvided(className);
  const [database, scope, options = {}] = parts;
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
  options: RegistryOptions,
  owner: string,
): Required<RegistryParts> {
  requireDatabase(database, owner);
  requireRegistryOptions(options, owner);
  return [database, readScope(scope, owner), Object.freeze({ ...options })];
}

function notProvided(className: string): BailiwickError {
  return new BailiwickError("STATE_NOT_PROVIDED", {
    message: `${className} was made without a database and a scope.`,
    hint: "for the container of a context, call provideStateRegistries(container, { database }) first.",
    details: { className },
  });
}
