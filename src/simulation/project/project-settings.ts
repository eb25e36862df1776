import { isPlainObject } from "../../kernel/index.js";
import type { RawConfig } from "./dbt-project.js";
import type { VariableValue } from "./model-engine.js";
import { configFault, noteUnknownSections, usedConfig } from "./unsupported.js";
import type { YamlSection } from "./yaml-section.js";

/** What `dbt_project.yml` says. */
export interface ProjectSettings {
  readonly name: string;
  readonly modelPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly docsPaths: readonly string[];
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** The settings of a model, by its folders below the model path and its name; those nearer to it go over the others. */
  modelConfig(place: readonly string[]): RawConfig;
  testConfig(place: readonly string[]): RawConfig;
}

const knownKeys = [
  "name",
  "version",
  "config-version",
  "profile",
  "require-dbt-version",
  "flags",
  "query-comment",
  "model-paths",
  "macro-paths",
  "test-paths",
  "seed-paths",
  "snapshot-paths",
  "analysis-paths",
  "docs-paths",
  "asset-paths",
  "target-path",
  "log-path",
  "packages-install-path",
  "clean-targets",
  "function-paths",
  "vars",
  "models",
  "tests",
  "data_tests",
  "seeds",
  "snapshots",
  "sources",
  "exposures",
  "metrics",
  "dispatch",
  "quoting",
  "on-run-start",
  "on-run-end",
  "dbt-cloud",
  "restrict-access",
  "unit_tests",
  "functions",
  "semantic-models",
  "saved-queries",
];
const unsupportedKeys = [
  "on-run-start",
  "on-run-end",
  "dispatch",
  "seeds",
  "snapshots",
  "quoting",
  "functions",
];

/** @returns nothing if there is no name, which is noted as a fault like everything else that is wrong */
export function readProjectSettings(section: YamlSection): ProjectSettings | undefined {
  section.refuseUnknown(knownKeys, "dbt_project.yml");
  noteUnknownSections(section, unsupportedKeys);
  const name = section.text("name");
  if (name === undefined) {
    if (!section.has("name")) section.fault([], "name is missing");
    return undefined;
  }
  const paths = (key: string, ...byDefault: readonly string[]): readonly string[] =>
    section.texts(key) ?? byDefault;
  const modelPaths = paths("model-paths", "models");
  const models = configTree(section.section("models"), name);
  const tests = configTree(section.section("data_tests") ?? section.section("tests"), name, false);
  return {
    name,
    modelPaths,
    macroPaths: paths("macro-paths", "macros"),
    testPaths: paths("test-paths", "tests"),
    seedPaths: paths("seed-paths", "seeds"),
    snapshotPaths: paths("snapshot-paths", "snapshots"),
    docsPaths: paths("docs-paths", ...modelPaths),
    variables: readVariables(section.section("vars"), name),
    modelConfig: (place) => configAt(models, place),
    testConfig: (place) => configAt(tests, place),
  };
}

function readVariables(vars: YamlSection | undefined, project: string): Record<string, VariableValue> {
  if (vars === undefined) return {};
  const { [project]: own, ...common } = vars.value as Record<string, VariableValue>;
  if (isPlainObject(own)) return { ...common, ...(own as Record<string, VariableValue>) };
  return own === undefined ? common : { ...common, [project]: own };
}

interface ConfigTree {
  readonly config: RawConfig;
  readonly below: ReadonlyMap<string, ConfigTree>;
}

function configTree(section: YamlSection | undefined, project: string, isOfModels = true): ConfigTree {
  if (section === undefined) return { config: {}, below: new Map() };
  const root = readTree(section, isOfModels);
  const own = root.below.get(project);
  return {
    config: own === undefined ? root.config : mergeConfigs([root.config, own.config]),
    below: own?.below ?? new Map(),
  };
}

function readTree(section: YamlSection, isOfModels: boolean): ConfigTree {
  const config: Record<string, unknown> = {};
  const below = new Map<string, ConfigTree>();
  for (const key of section.keys) {
    const setting = settingName(key);
    const value = section.value[key];
    const isFolder =
      isPlainObject(value) && !key.startsWith("+") && !(usedConfig as readonly string[]).includes(setting);
    if (isFolder) {
      const folder = section.section(key);
      if (folder !== undefined) below.set(key, readTree(folder, isOfModels));
      continue;
    }
    const fault = isOfModels ? configFault(setting, value) : undefined;
    if (fault !== undefined) section.fault([key], fault.message, fault);
    config[setting] = value;
  }
  return { config, below };
}

function configAt(root: ConfigTree, place: readonly string[]): RawConfig {
  const configs = [root.config];
  let tree: ConfigTree | undefined = root;
  for (const folder of place) {
    tree = tree.below.get(folder);
    if (tree === undefined) break;
    configs.push(tree.config);
  }
  return mergeConfigs(configs);
}

/** `+pre-hook` is `pre_hook`. */
export function settingName(key: string): string {
  const name = key.startsWith("+") ? key.slice(1) : key;
  return name === "pre-hook" || name === "post-hook" ? name.replace("-", "_") : name;
}

const added = new Set(["tags", "pre_hook", "post_hook"]);

/** Settings of several places, the later ones over the earlier ones; tags and hooks are added, as dbt does. */
export function mergeConfigs(configs: readonly RawConfig[]): RawConfig {
  const merged: Record<string, unknown> = {};
  for (const config of configs) {
    for (const [key, value] of Object.entries(config)) {
      if (value === null || value === undefined) continue;
      if (added.has(key)) merged[key] = [...asList(merged[key]), ...asList(value)];
      else merged[key] = value;
    }
  }
  return merged;
}

/** A value or a list of values, as a list. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
