import { readdir } from "node:fs/promises";
import { describe, didYouMean, quoteList, type BailiwickError } from "../../kernel/index.js";
import { defineCompliance, isCompliance, isMetadataRegistry, type Compliance } from "../../metadata/index.js";
import { importModule, targetOf, type ModuleExports } from "../checks/load-module.js";
import { invalidCommand } from "../command-error.js";
import type { Io } from "../io.js";

/** The registries of a module, each with what it is checked with. */
export interface LoadedCompliance {
  /** The module as it was named, or found. */
  readonly path: string;
  /** Whether one export was chosen, so that the module may have others. */
  readonly isChosen: boolean;
  /** At least one; no two of one name. */
  readonly compliances: readonly Compliance[];
}

/** What is looked for where no module is named. */
const usualModule = /^bailiwick\.metadata\.(?:ts|js|mjs)$/u;

/**
 * The registries that a module exports: those of `defineCompliance()`, and those that are exported bare and by none of
 * these. `module#name` chooses one export.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE` for a module that cannot be run, `COMMAND_INVALID` for one without
 * registries, or where no module is named and none is found
 */
export async function loadCompliance(given: string | undefined, io: Io): Promise<LoadedCompliance> {
  const { path, name } = targetOf(given ?? (await findModule(io)));
  const exported = await importModule(
    path,
    io,
    "name a file that exports registries: bailiwick check registries.js.",
  );
  const chosen = name === undefined ? exported : { [name]: chosenOf(exported, path, name) };
  const compliances = compliancesIn(
    Object.keys(chosen)
      .toSorted()
      .map((key) => chosen[key]),
  );
  if (compliances.length === 0) {
    const names = Object.keys(exported);
    throw noRegistry(
      path,
      name === undefined ? `it exports ${namesText(names)}` : notOne(name, exported[name]),
    );
  }
  refuseTwins(compliances, path);
  return { path, isChosen: name !== undefined, compliances };
}

async function findModule({ cwd }: Io): Promise<string> {
  const names = (await readdir(cwd)).filter((name) => usualModule.test(name));
  const [only, another] = names;
  if (only === undefined) {
    throw invalidCommand(
      "no module is named, and the folder has no bailiwick.metadata.ts, bailiwick.metadata.js or bailiwick.metadata.mjs",
      "name a module that exports registries, or write such a file.",
    );
  }
  if (another === undefined) return only;
  throw invalidCommand(
    `no module is named, and the folder has ${quoteList(names)}`,
    `name one of them: ${only}.`,
  );
}

function chosenOf(exported: ModuleExports, path: string, name: string): unknown {
  const names = Object.keys(exported);
  if (names.includes(name)) return exported[name];
  throw noRegistry(path, `it exports no ${describe(name)}${didYouMean(name, names)}`);
}

/** A registry that is checked with options is not checked without them too. */
function compliancesIn(values: readonly unknown[]): readonly Compliance[] {
  const withOptions = [...new Set(values.filter(isCompliance))];
  const known = new Set<unknown>(withOptions.map(({ registry }) => registry));
  const bare = [...new Set(values.filter(isMetadataRegistry))].filter((registry) => !known.has(registry));
  return [...withOptions, ...bare.map((registry): Compliance => defineCompliance(registry))];
}

/** Reports and snapshots tell registries by their names. */
function refuseTwins(compliances: readonly Compliance[], path: string): void {
  const names = compliances.map(({ registry }) => registry.name);
  const twins = names.filter((name, index) => names.indexOf(name) !== index);
  if (twins.length === 0) return;
  throw invalidCommand(
    `the module ${describe(path)} has several registries that are called ${quoteList([...new Set(twins)])}`,
    "give each a name of its own, by the option name of defineRegistry(), or choose an export: module#name.",
  );
}

function notOne(name: string, value: unknown): string {
  return `its export ${describe(name)} is no registry, but ${describe(value)}`;
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : quoteList(names);
}

function noRegistry(path: string, found: string): BailiwickError {
  return invalidCommand(
    `the module ${describe(path)} has no metadata registry to offer: ${found}`,
    "export what defineRegistry() or defineCompliance() gives.",
  );
}
