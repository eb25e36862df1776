import { dropExpected, inspect } from "./integrity/inspect.js";
import type { RegistryAccess, StateWork } from "./registry-definition.js";
import type { RegistryValidationResult } from "./reports.js";

/**
 * Compares a registry with its baseline and its events, all as of one moment. Nothing is written but temporary tables, which only
 * a transaction may have; a database that was opened to be read computes what they hold for each rule.
 */
export async function validateRegistry(
  access: RegistryAccess,
  work: StateWork,
): Promise<RegistryValidationResult> {
  const { database } = access;
  if (database.readOnly) {
    return database.read(async (connection) => (await inspect(connection, access, "each")).result, work);
  }
  return database.transaction(async (connection) => {
    const { result } = await inspect(connection, access, "once");
    await dropExpected(connection);
    return result;
  }, work);
}
