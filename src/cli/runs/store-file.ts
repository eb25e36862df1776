import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BailiwickError, describe, didYouMean } from "../../kernel/index.js";
import { fileUnwritable, openRunStore, type RunRecord, type RunStore } from "../../store/index.js";
import type { Io } from "../io.js";

/** Where runs are kept unless `--store` says otherwise, from where the command is called. */
const usualStore = ".bailiwick/runs.db";

/** Opens the run store to write; the usual one is made where it is not there yet, with its folder. */
export async function openToRun(path: string | undefined, { cwd }: Io): Promise<RunStore> {
  const file = resolve(cwd, path ?? usualStore);
  if (path === undefined) await makeFolder(dirname(file));
  return openRunStore(file);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw fileUnwritable(
      `The folder ${describe(folder)} for the run store`,
      folder,
      cause,
      "name a file elsewhere with --store.",
    );
  }
}

/** Opens a run store to go on with what is in it. */
export async function openToContinue(path: string | undefined, io: Io): Promise<RunStore> {
  return openRunStore(existing(path, io));
}

/** Opens a run store to look at it. */
export async function openToRead(path: string | undefined, io: Io): Promise<RunStore> {
  return openRunStore(existing(path, io), { readOnly: true });
}

/** The same, or `undefined` where there is none yet. */
export async function openIfThere(path: string | undefined, io: Io): Promise<RunStore | undefined> {
  return existsSync(resolve(io.cwd, path ?? usualStore)) ? openToRead(path, io) : undefined;
}

function existing(path: string | undefined, { cwd }: Io): string {
  const file = resolve(cwd, path ?? usualStore);
  if (existsSync(file)) return file;
  throw new BailiwickError("STORE_UNREADABLE", {
    message: `The run store ${describe(file)} cannot be used: the file is not there.`,
    hint: "name the store of the run with --store; bailiwick run makes one.",
    details: { path: file, fault: "the file is not there" },
  });
}

/**
 * A run of a store by its id, or its newest one for `latest`.
 *
 * @throws BailiwickError `RUN_UNKNOWN`
 */
export function findRun(store: RunStore, id: string): RunRecord {
  const found = id === "latest" ? store.runs({ limit: 1 })[0] : store.run(id);
  if (found !== undefined) return found;
  const known = store.runs({ limit: 1000 }).map(({ runId }) => runId);
  throw new BailiwickError("RUN_UNKNOWN", {
    message: `The run store ${describe(store.path)} has no run ${describe(id)}${didYouMean(id, known)}.`,
    hint: known.length === 0 ? "it has no run at all yet." : "bailiwick runs list shows what there is.",
    details: { path: store.path, runId: id, newest: known.slice(0, 5) },
  });
}
