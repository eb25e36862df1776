import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  openRunStore,
  type RunStore,
  type RunStoreOptions,
  type SessionStart,
} from "../../src/store/index.js";

/** A folder that is gone after the test. */
export async function storeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-store-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a file that is not there yet, in a folder of its own. */
export async function storePath(): Promise<string> {
  return join(await storeFolder(), "runs.db");
}

/** Opens a store that is closed after the test. */
export async function opened(path: string, options: RunStoreOptions = {}): Promise<RunStore> {
  const store = await openRunStore(path, options);
  onTestFinished(() => store.close());
  return store;
}

/** The pipeline of {@link session}. */
export const pipeline = { contextName: "weather", pipelineName: "forecast" };

/** How the first session of a run begins. */
export function session(runId: string, changes: Partial<SessionStart> = {}): SessionStart {
  return {
    ...pipeline,
    runId,
    planFingerprint: "9f3c000000000000",
    partitions: [],
    seed: 7,
    startedAt: 1000.25,
    isResumed: false,
    ...changes,
  };
}

/** What the fingerprints of the tests are made of. */
export const parts = {
  specification: "aaaa000000000000",
  code: "v1",
  options: "bbbb000000000000",
  inputs: { raw: "cccc000000000000" },
  after: {},
};
