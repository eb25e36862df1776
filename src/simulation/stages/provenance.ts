import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import {
  BailiwickError,
  canonicalJson,
  describe,
  fingerprint,
  messageOf,
  quoteList,
} from "../../kernel/index.js";
import { fileFingerprint } from "./census-file.js";

/** What the tables of a year are made from. Plain JSON. */
export interface Provenance {
  /** What the models are told, but for the years: as they are in the configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A fingerprint of each file of the dbt project, by path below its folder. */
  readonly models: Readonly<Record<string, string>>;
  /** A fingerprint of the bytes of the census; `null` if the file is not there any more. */
  readonly census: string | null;
}

/** The fingerprints of {@link Provenance}, as they are kept in a database. */
export interface ProvenanceFingerprints {
  readonly config: string;
  readonly models: string;
  readonly census: string | null;
}

/** Say which years are simulated, and change nothing of what one year comes to. */
const yearVariables = new Set(["simulation_year", "end_year"]);
/** What dbt leaves in the folder of a project. */
const leftByDbt = new Set(["target", "logs", "dbt_packages"]);
const endings = /\.(?:sql|ya?ml|csv|py|md)$/iu;

/** How many changed settings or files are named. */
const mostNamed = 10;

/**
 * Reads what a simulation is made from.
 *
 * @param variables those of any year
 */
export async function readProvenance(
  variables: Readonly<Record<string, unknown>>,
  project: string,
  census: string,
): Promise<Provenance> {
  const settings = Object.fromEntries(Object.entries(variables).filter(([name]) => !yearVariables.has(name)));
  return Object.freeze({
    settings: JSON.parse(canonicalJson(settings)) as Record<string, unknown>,
    models: Object.freeze(await readProject(project)),
    census: await fileFingerprint(census).catch(() => null),
  });
}

/** One fingerprint for each part. */
export function fingerprintsOf({ settings, models, census }: Provenance): ProvenanceFingerprints {
  return Object.freeze({ config: fingerprint(settings), models: fingerprint(models), census });
}

/** What differs, in words, one line for each thing; a census that is not there any more is no difference. */
export function provenanceChanges(before: Provenance, now: Provenance): readonly string[] {
  const settings = keysOf(before.settings, now.settings).filter(
    (name) => textOf(before.settings[name]) !== textOf(now.settings[name]),
  );
  const models = keysOf(before.models, now.models).filter((file) => before.models[file] !== now.models[file]);
  return Object.freeze([
    ...settings
      .slice(0, mostNamed)
      .map((name) => `${name}: ${textOf(before.settings[name])} → ${textOf(now.settings[name])}`),
    ...(settings.length > mostNamed ? [`${settings.length - mostNamed} more settings`] : []),
    ...(models.length === 0 ? [] : [`the files ${quoteList(models, "and", mostNamed)} of the models`]),
    ...(before.census === now.census || now.census === null ? [] : ["the census"]),
  ]);
}

/** Which parts differ, in words. A census that is not there any more counts as the same. */
export function changedParts(before: ProvenanceFingerprints, now: ProvenanceFingerprints): readonly string[] {
  return [
    ...(before.config === now.config ? [] : ["the settings"]),
    ...(before.models === now.models ? [] : ["the models"]),
    ...(before.census === now.census || now.census === null ? [] : ["the census"]),
  ];
}

async function readProject(folder: string): Promise<Record<string, string>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && endings.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        const [first = ""] = relative(folder, path).split(sep);
        return !leftByDbt.has(first) && !first.startsWith(".");
      })
      .toSorted();
    const prints = await Promise.all(files.map(fileFingerprint));
    return Object.fromEntries(
      files.map((path, at) => [relative(folder, path).replaceAll(sep, "/"), prints[at]!]),
    );
  } catch (error) {
    throw new BailiwickError("SIMULATION_FILE_FAILED", {
      message: `Could not read the dbt project ${describe(folder)}: ${messageOf(error)}.`,
      hint: "dbt.project says where it is, relative to the folder of the configuration.",
      details: { folder },
      cause: error,
    });
  }
}

function keysOf(one: object, other: object): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
}

function textOf(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}
