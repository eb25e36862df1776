import { defineSql } from "../store/index.js";
import { inspect } from "./integrity/inspect.js";
import type { RegistryAccess, StateWork } from "./registry-definition.js";
import type { RegistryValidationResult } from "./reports.js";

const begin = defineSql({ name: "begin to look", text: "BEGIN TRANSACTION READ ONLY" });
const end = defineSql({ name: "end looking", text: "ROLLBACK" });

/** Compares a registry with its baseline and its events, all as of one moment. Nothing that others can see is written. */
export async function validateRegistry(
  access: RegistryAccess,
  work: StateWork,
): Promise<RegistryValidationResult> {
  return access.database.read(async (connection) => {
    await connection.run(begin.bind());
    try {
      return (await inspect(connection, access)).result;
    } finally {
      await connection.run(end.bind());
    }
  }, work);
}
