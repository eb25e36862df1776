import { resolve } from "node:path";
import { argumentInvalid, optionInvalid, refuseUnknownOptions } from "../kernel/index.js";
import type { DuckDb } from "./duckdb/duckdb.js";

/** How a DuckDB database is opened. */
export interface DuckDbOptions {
  /** Only looks: nothing is written, and the file has to be there. @defaultValue false */
  readonly readOnly?: boolean;
}

const owner = "openDuckDb()";
const optionNames = ["readOnly"];

/**
 * Opens a DuckDB database, and makes it if it is not there; the folder has to be.
 *
 * @param path of the file; `":memory:"` for a database that is gone when it is closed
 */
export async function openDuckDb(path: string, options: DuckDbOptions = {}): Promise<DuckDb> {
  refuseUnknownOptions(options, optionNames, owner);
  const { readOnly = false } = options;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw argumentInvalid("path", owner, "the path of a file", path);
  }
  if (typeof readOnly !== "boolean") throw optionInvalid("readOnly", owner, "true or false", readOnly);
  const { openDuckDbDatabase } = await import("./duckdb/duckdb-database.js");
  return openDuckDbDatabase(path === ":memory:" ? path : resolve(path), { readOnly });
}
