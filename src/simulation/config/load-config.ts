import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  argumentInvalid,
  deepFreeze,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
  requireSignal,
  suggest,
  throwIfAborted,
} from "../../kernel/index.js";
import { readText } from "../../specification/index.js";
import { checkSettings } from "./check-settings.js";
import { configInvalid, configUnreadable } from "./config-error.js";
import { configCatalogue } from "./config-json-schema.js";
import type { ConfigOrigin } from "./config-origin.js";
import type { SimulationConfig } from "./simulation-config.js";

/** What goes over the values of a configuration file. */
export interface LoadConfigOptions {
  /** As in `simulation.growth.target_rate=0.05`; the value is YAML, or the text itself where a text is wanted. */
  readonly set?: readonly string[];
  /** The environment, by default that of the process; `{}` is an empty one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** A configuration with where it comes from. */
export interface LoadedConfig {
  readonly config: SimulationConfig;
  /** The absolute path of its file. */
  readonly file: string;
  /** Where each value comes from, by its dotted path. A list is one value. */
  readonly origins: Readonly<Record<string, ConfigOrigin>>;
}

const owner = "loadSimulationConfig()";
const operation = "loading the configuration";

/**
 * Reads the configuration of a simulation from a YAML or JSON file, a path or a `file:` URL.
 *
 * What is not in the file has its default; everything but `scenario_id`, `plan_design_id` and `years` has one. Environment
 * variables go over the file (`BAILIWICK_SIMULATION__GROWTH__TARGET_RATE`, two underscores for every dot, in any case), and
 * `set` over both. Paths are relative to the folder of the file, wherever they come from, and absolute in the result.
 * Nothing that the paths lead to is looked at. Loads the schema library.
 *
 * @throws BailiwickError `CONFIG_INVALID` with all faults at once, each with its place; `CONFIG_UNREADABLE` if the file is
 * missing, a folder, not UTF-8 or larger than 5 MB; `OPTION_INVALID`; `OPERATION_ABORTED`.
 */
export async function loadSimulationConfig(
  path: string | URL,
  options: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  const { set, env, signal } = checkOptions(options);
  const named = pathOf(path);
  throwIfAborted(signal, operation);
  const file = resolve(named);
  const text = await readText(file).catch(async (cause: unknown) => {
    throw configUnreadable(named, cause, await configsNear(file, cause));
  });
  throwIfAborted(signal, operation);
  const catalogue = await configCatalogue();
  const { config, origins, problems } = await checkSettings(catalogue, { text, file: named, env, set });
  if (config === undefined || problems.length > 0) throw configInvalid(named, problems);
  throwIfAborted(signal, operation);
  return deepFreeze({ config: withPaths(config, dirname(file)), file, origins });
}

function checkOptions(options: LoadConfigOptions): Required<LoadConfigOptions> {
  refuseUnknownOptions(options, ["set", "env", "signal"], owner);
  const { set = [], env = process.env, signal } = options;
  requireSignal(signal, owner);
  const texts: unknown = set;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) {
    throw optionInvalid("set", owner, 'a list of strings like "dbt.threads=2"', set);
  }
  if (env !== process.env && !isPlainObject(env)) {
    throw optionInvalid("env", owner, "an object of strings by name", env);
  }
  const odd = Object.entries(env).find(([, value]) => value !== undefined && typeof value !== "string");
  if (odd !== undefined) throw optionInvalid(`env.${odd[0]}`, owner, "a string", odd[1]);
  return { set, env, signal };
}

function pathOf(path: unknown): string {
  if (typeof path === "string" && path !== "") return path;
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  throw argumentInvalid("path", owner, "a path or a file: URL", path instanceof URL ? path.href : path);
}

/** Files that may have been meant by one that cannot be read: those in the folder that it is, or one named like it. */
async function configsNear(file: string, cause: unknown): Promise<readonly string[]> {
  const { readdir } = await import("node:fs/promises");
  const within = await readdir(file).catch(() => undefined);
  const inFolder = within?.filter((name) => /\.(?:ya?ml|json)$/iu.test(name)).toSorted();
  if (inFolder !== undefined) return inFolder.slice(0, 3).map((name) => join(file, name));
  if (!isMissing(cause)) return [];
  const beside = await readdir(dirname(file)).catch(() => []);
  const near = suggest(basename(file), beside);
  return near === undefined ? [] : [join(dirname(file), near)];
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

/** The configuration with its paths made absolute, and without what is in the file for editors only. */
function withPaths(checked: SimulationConfig, folder: string): SimulationConfig {
  const { scenario_id, plan_design_id, years, duckdb_path, dbt, validation, locks, simulation } = checked;
  const { census } = simulation;
  return {
    scenario_id,
    plan_design_id,
    years,
    duckdb_path: resolve(folder, duckdb_path),
    dbt: { ...dbt, project: resolve(folder, dbt.project) },
    validation,
    locks,
    simulation: { ...simulation, census: { ...census, path: resolve(folder, census.path) } },
  };
}
