import { describe, isPlainObject, textFingerprint } from "../../kernel/index.js";
import type { DataTest, GenericTest, RawConfig, SourceTable } from "./dbt-project.js";
import { mergeConfigs, settingName } from "./project-settings.js";
import { checkTestConfig, configFault, noteUnknownSections, testConfig } from "./unsupported.js";
import type { YamlSection } from "./yaml-section.js";

/** What a properties file says of a model. */
export interface ModelProperties {
  readonly name: string;
  readonly config: RawConfig;
  readonly description?: string;
  readonly section: YamlSection;
}

/** What the properties files of a project say. */
export interface Properties {
  readonly models: ModelProperties[];
  readonly tests: DataTest[];
  readonly sources: SourceTable[];
}

const harmlessSections = [
  "version",
  "macros",
  "analyses",
  "exposures",
  "metrics",
  "groups",
  "semantic_models",
];
const unsupportedSections = ["seeds", "snapshots", "unit_tests", "saved_queries", "functions"];
const modelKeys = ["name", "description", "columns", "tests", "data_tests", "config", "meta", "docs"];
const otherModelKeys = [
  "access",
  "group",
  "constraints",
  "time_spine",
  "tags",
  "latest_version",
  "deprecation_date",
];
const columnKeys = [
  "name",
  "description",
  "tests",
  "data_tests",
  "data_type",
  "meta",
  "quote",
  "tags",
  "config",
];
const otherColumnKeys = ["constraints", "policy_tags", "granularity", "docs"];
const sourceKeys = ["name", "schema", "tables", "description", "meta", "tags", "config", "loader", "quoting"];
const sourceTableKeys = [
  ...modelKeys,
  "identifier",
  "tags",
  "loaded_at_field",
  "freshness",
  "quoting",
  "loader",
];

/** Reads a properties file; what it says is added. */
export function readProperties(section: YamlSection, project: string, properties: Properties): void {
  section.refuseUnknown(
    [...harmlessSections, ...unsupportedSections, "models", "sources", "data_tests", "tests"],
    "a properties file",
  );
  noteUnknownSections(section, [...unsupportedSections, "data_tests", "tests"]);
  for (const model of section.sections("models")) readModel(model, project, properties);
  for (const source of section.sections("sources")) readSource(source, project, properties);
}

function readModel(model: YamlSection, project: string, { models, tests }: Properties): void {
  model.refuseUnknown([...modelKeys, ...otherModelKeys, "versions"], "a model");
  noteUnknownSections(model, ["versions"]);
  const name = nameOf(model, "a model");
  if (name === undefined) return;
  const config = mergeConfigs([
    model.has("tags") ? { tags: model.texts("tags") } : {},
    readConfig(model.section("config")),
  ]);
  const written = model.value["description"];
  const description = typeof written === "string" && written !== "" ? written : undefined;
  models.push({ name, config, section: model, ...(description === undefined ? {} : { description }) });
  tests.push(...readTests(model, project, { model: name }, name));
}

function readConfig(config: YamlSection | undefined): RawConfig {
  if (config === undefined) return {};
  for (const key of config.keys) {
    const fault = configFault(settingName(key), config.value[key]);
    if (fault !== undefined) config.fault([key], fault.message, fault);
  }
  return Object.fromEntries(Object.entries(config.value).map(([key, value]) => [settingName(key), value]));
}

function readSource(source: YamlSection, project: string, { sources, tests }: Properties): void {
  source.refuseUnknown([...sourceKeys, "database", "overrides", "freshness", "loaded_at_field"], "a source");
  noteUnknownSections(source, ["database", "overrides"]);
  const name = nameOf(source, "a source");
  if (name === undefined) return;
  for (const table of source.sections("tables")) {
    table.refuseUnknown([...sourceTableKeys, "external"], "a table of a source");
    noteUnknownSections(table, ["external"]);
    const tableName = nameOf(table, "a table of a source");
    if (tableName === undefined) continue;
    const identifier = table.text("identifier") ?? tableName;
    sources.push({ source: name, name: tableName, schema: source.text("schema") ?? name, identifier });
    const target = { source: name, table: tableName };
    tests.push(...readTests(table, project, target, `${name}_${tableName}`));
  }
}

function nameOf(section: YamlSection, what: string): string | undefined {
  if (!section.has("name")) section.fault([], `${what} has no name`);
  return section.text("name");
}

function readTests(
  table: YamlSection,
  project: string,
  target: GenericTest["target"],
  name: string,
): readonly DataTest[] {
  const tests = testsOf(table, project, target, name, undefined);
  for (const column of table.sections("columns")) {
    column.refuseUnknown([...columnKeys, ...otherColumnKeys], "a column");
    const columnName = nameOf(column, "a column");
    if (columnName === undefined) continue;
    const quoted = column.value["quote"] === true ? `"${columnName.replaceAll('"', '""')}"` : columnName;
    tests.push(...testsOf(column, project, target, name, quoted));
  }
  return tests;
}

function testsOf(
  owner: YamlSection,
  project: string,
  target: GenericTest["target"],
  name: string,
  column: string | undefined,
): DataTest[] {
  const tests: DataTest[] = [];
  for (const key of ["tests", "data_tests"]) {
    const list = owner.value[key];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) {
      owner.fault([key], `${key} must be a list, but is ${describe(list)}`);
      continue;
    }
    list.forEach((item: unknown, index) => {
      const read = readTest(owner, [key, index], item);
      if (read === undefined) return;
      const prefix = "source" in target ? "source_" : "";
      const parameters = column === undefined ? read.parameters : { ...read.parameters, column_name: column };
      const testName = read.name ?? testNameOf(`${prefix}${read.test}`, name, parameters);
      const id = textFingerprint(JSON.stringify([testName, target, parameters, read.config])).slice(0, 10);
      tests.push({
        kind: "test",
        uniqueId: `test.${project}.${testName}.${id}`,
        name: testName,
        file: owner.file,
        line: owner.lineOf(key, index),
        fqn: [project, ...owner.file.split("/").slice(1, -1), testName],
        config: read.config,
        body: {
          type: "generic",
          test: read.test,
          target,
          parameters: read.parameters,
          ...(column === undefined ? {} : { column }),
        },
      });
    });
  }
  return tests;
}

interface ReadTest {
  readonly test: string;
  readonly name?: string;
  readonly parameters: RawConfig;
  readonly config: RawConfig;
}

/** A name, or a map of a name to its arguments; `test_name` may name it among them. */
function readTest(
  owner: YamlSection,
  path: readonly (string | number)[],
  item: unknown,
): ReadTest | undefined {
  const written = typeof item === "string" ? { [item]: null } : item;
  const fault = (message: string): undefined => {
    owner.fault(path, message);
    return undefined;
  };
  if (!isPlainObject(written)) return fault(`a test must be a name or a map, but is ${describe(item)}`);
  const { test_name: namedTest, ...others } = written;
  const [only, ...more] = typeof namedTest === "string" ? [] : Object.entries(written);
  if (only === undefined && typeof namedTest !== "string") return fault("a test has no name");
  if (more.length > 0) return fault("a test must have one name; indent what belongs to it deeper");
  const [test, own] = only ?? [namedTest as string, others];
  if (test.includes(".")) {
    owner.fault(path, `the test ${describe(test)} is of a package`, {
      code: "MODEL_UNSUPPORTED",
      hint: "write a {% test %} of the project's own, or use the dbt engine.",
    });
    return undefined;
  }
  if (own !== null && !isPlainObject(own)) {
    return fault(`the arguments of ${describe(test)} must be a map, but are ${describe(own)}`);
  }
  const { config = {}, arguments: inner = {}, name, description: _, ...rest } = own ?? {};
  if (!isPlainObject(config) || !isPlainObject(inner)) return fault("config and arguments must be maps");
  const settings = {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => testConfig.includes(key))),
    ...config,
  };
  checkTestConfig(settings, (_key, { message, ...kind }) => owner.fault(path, message, kind));
  const parameters = Object.fromEntries(Object.entries(rest).filter(([key]) => !testConfig.includes(key)));
  return {
    test,
    ...(typeof name === "string" ? { name } : {}),
    parameters: { ...parameters, ...inner },
    config: settings,
  };
}

/** As dbt names a test: by its table and its arguments, in the order of their names. */
function testNameOf(test: string, table: string, parameters: RawConfig): string {
  const parts = Object.keys(parameters)
    .toSorted()
    .flatMap((key) => {
      const value = parameters[key];
      if (Array.isArray(value)) return value.map(asPython);
      return isPlainObject(value) ? Object.values(value).map(asPython) : [asPython(value)];
    });
  const unique = parts.map((part) => part.replaceAll(/[^0-9a-zA-Z_]+/gu, "_")).join("__");
  return `${test}_${table}_${unique}`;
}

function asPython(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null || value === undefined) return "None";
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
