import { access } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import {
  formatSnapshot,
  parseSnapshot,
  type MetadataDiff,
  type MetadataSnapshot,
} from "../../metadata/index.js";
import { invalidInput, readInput, type InputFile } from "../input-file.js";
import { pathFrom, type Io } from "../io.js";
import { writeFileAtomically } from "../write-file.js";

/** The reviewed snapshots of registries, by the names of these. */
export type Baseline = ReadonlyMap<string, MetadataSnapshot>;

/** How the registries of a module stand to the file of their reviewed snapshots. */
export interface BaselineUse {
  readonly file: string;
  readonly action: "compared" | "written" | "missing";
  /** What was changed in the file, by registry; those that are the same are left out. */
  readonly changes: readonly RegistryChange[];
}

/** What has changed of one registry. */
export interface RegistryChange extends MetadataDiff {
  readonly registry: string;
}

/** The file beside a module in which its snapshots are kept: `registries.metadata.json` for `registries.js`. */
export function baselinePathOf(module: string): string {
  const name = basename(module, extname(module)).replace(/\.metadata$/u, "");
  return join(dirname(module), `${name}.metadata.json`);
}

/** Whether a file is there. */
export async function isThere(path: string, { cwd }: Io): Promise<boolean> {
  return access(pathFrom(cwd, path)).then(
    () => true,
    () => false,
  );
}

/**
 * Reads the snapshots of a file.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE`; `INPUT_FILE_INVALID` with all faults
 */
export async function readBaseline(path: string, io: Io): Promise<Baseline> {
  const file = { option: "--baseline", path };
  const value = parsed(file, await readInput(file, io));
  if (!Array.isArray(value)) {
    throw invalidInput(file, [`it must hold a list of snapshots, but holds ${describe(value)}`]);
  }
  const baseline = new Map<string, MetadataSnapshot>();
  const faults: string[] = [];
  for (const [index, item] of value.entries()) {
    const read = snapshotOf(item);
    if (!("registry" in read)) faults.push(...read.map((fault) => `snapshot ${index + 1}: ${fault}`));
    else if (baseline.has(read.registry)) faults.push(`it has two snapshots of ${describe(read.registry)}`);
    else baseline.set(read.registry, read);
  }
  if (faults.length > 0) throw invalidInput(file, faults);
  return baseline;
}

function parsed(file: InputFile, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const isConflict = /^(?:<{7}|={7}|>{7})/mu.test(text);
    throw invalidInput(file, [
      isConflict
        ? "it holds a merge conflict: settle it, or delete the file and write it anew with --update"
        : `it is no JSON: ${messageOf(cause)}`,
    ]);
  }
}

/** A snapshot, or what is wrong with it. */
function snapshotOf(item: unknown): MetadataSnapshot | readonly string[] {
  try {
    return parseSnapshot(JSON.stringify(item));
  } catch (error) {
    if (!(error instanceof BailiwickError) || error.code !== "METADATA_SNAPSHOT_INVALID") throw error;
    return error.details["faults"] as readonly string[];
  }
}

/**
 * Writes snapshots into a file, in the order of their names: the same ones give the same text.
 *
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`
 */
export async function writeBaseline(path: string, baseline: Baseline, { cwd }: Io): Promise<void> {
  const names = [...baseline.keys()].toSorted();
  const texts = names.map((name) => indented(formatSnapshot(baseline.get(name)!).trimEnd()));
  await writeFileAtomically(path, `[\n${texts.join(",\n")}\n]\n`, cwd);
}

/** No text of JSON goes over a line. */
function indented(text: string): string {
  return text.replaceAll(/^/gmu, "  ");
}
