import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The path of a database that is not there yet, in a folder that is gone after the test. */
export async function databasePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-state-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "state.duckdb");
}
