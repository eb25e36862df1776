import { BailiwickError, describe, didYouMean, messageOf, quoteList } from "../../kernel/index.js";
import { quoteTable } from "../../store/index.js";
import type { DataTest, DbtProject, RawConfig } from "../project/dbt-project.js";
import { faultError, ProjectFaults } from "../project/project-faults.js";
import { asList, mergeConfigs } from "../project/project-settings.js";
import { checkTestConfig } from "../project/unsupported.js";
import type { CompiledModels, RenderSetting } from "./compiled-models.js";
import { builtInTests } from "./generic-tests.js";
import type { Jinja } from "./jinja.js";
import type { CompiledSql } from "./sql-lines.js";

/** A data test that was read with the variables of a request. */
export interface CompiledTest {
  readonly kind: "test";
  readonly uniqueId: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly config: RawConfig;
  /** Names of the models that it looks at. */
  readonly refs: readonly string[];
  readonly test: { readonly type: "generic" | "singular"; readonly name: string };
  /** The name under which its text was added. */
  readonly template: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The name under which the text of a test is known to Jinja: of its file, or of its own if it is a line of one. */
function templateOf(test: DataTest): string {
  return test.body.type === "singular" ? test.file : test.uniqueId;
}

/** Adds the texts of all data tests. @throws BailiwickError `MODEL_PROJECT_INVALID` for one of no known kind */
export function addTests(project: DbtProject, jinja: Jinja): void {
  const faults = new ProjectFaults(project.folder);
  const known = [...builtInTests.map(({ name }) => name), ...project.macros.keys()]
    .filter((name) => name.startsWith("test_"))
    .map((name) => name.slice("test_".length));
  for (const test of project.tests) {
    const { body, file, line } = test;
    if (body.type === "singular") {
      jinja.add(file, body.text);
      continue;
    }
    if (!known.includes(body.test)) {
      const message = `there is no test ${describe(body.test)}${didYouMean(body.test, known)}`;
      faults.add({
        code: "MODEL_PROJECT_INVALID",
        file,
        line,
        message,
        hint: `there are ${quoteList(known)}.`,
      });
      continue;
    }
    const bad = Object.keys(body.parameters).find((key) => !/^[A-Za-z_]\w*$/u.test(key));
    if (bad !== undefined) {
      faults.add({
        code: "MODEL_PROJECT_INVALID",
        file,
        line,
        message: `${describe(bad)} cannot be an argument`,
      });
      continue;
    }
    const names = [
      "model",
      ...(body.column === undefined ? [] : ["column_name"]),
      ...Object.keys(body.parameters),
    ];
    const list = names.map((name) => `${name}=__test.${name}`).join(", ");
    jinja.add(templateOf(test), `{{ test_${body.test}(${list}) }}`);
  }
  faults.throwIfAny();
}

/** Reads the data tests of a project, without those that are disabled. */
export function readTests(project: DbtProject, models: CompiledModels): readonly CompiledTest[] {
  return project.tests
    .map((test) => atTest(test, () => readTest(project, models, test)))
    .filter(({ config }) => config["enabled"] !== false);
}

function readTest(project: DbtProject, models: CompiledModels, test: DataTest): CompiledTest {
  const { uniqueId, name, file, line, fqn, body } = test;
  const base = { kind: "test", uniqueId, name, file, line, fqn, template: templateOf(test) } as const;
  if (body.type === "singular") {
    const calls = models.read(file);
    const config = mergeConfigs([test.config, calls.config]);
    checkConfig(config, test);
    return {
      ...base,
      config,
      tags: asList(config["tags"]).map(String),
      refs: [...calls.refs],
      test: { type: "singular", name },
      values: {},
    };
  }
  checkConfig(test.config, test);
  const { relation, refs } = tested(project, models, test);
  const values: Record<string, unknown> = { model: filtered(relation, test.config["where"]) };
  if (body.column !== undefined) values["column_name"] = body.column;
  for (const [key, written] of Object.entries(body.parameters)) {
    const argument = models.argument(written, file);
    values[key] = argument.value;
    refs.push(...argument.refs);
  }
  return {
    ...base,
    config: test.config,
    tags: asList(test.config["tags"]).map(String),
    refs: [...new Set(refs)],
    test: { type: "generic", name: body.test },
    values: { __test: values },
  };
}

function tested(
  project: DbtProject,
  models: CompiledModels,
  { body, file, line }: DataTest,
): { readonly relation: string; readonly refs: string[] } {
  if (body.type === "singular") throw new TypeError("a singular test has no table of its own");
  const { target } = body;
  if ("source" in target) {
    const found = project.sources.get(`${target.source}.${target.table}`);
    const relation = quoteTable({
      schema: found?.schema ?? target.source,
      table: found?.identifier ?? target.table,
    });
    return { relation, refs: [] };
  }
  if (models.byName.has(target.model))
    return { relation: models.referTo(target.model), refs: [target.model] };
  throw faultError({
    code: "MODEL_REF_UNKNOWN",
    file,
    line,
    message: `tests ${describe(target.model)}, which has enabled: false`,
  });
}

function filtered(relation: string, where: unknown): string {
  if (where === undefined || where === null) return relation;
  return `(select * from ${relation} where ${textOf(where)}) as tested_rows`;
}

function checkConfig(config: RawConfig, { file, line }: DataTest): void {
  const fail = (code: "MODEL_PROJECT_INVALID" | "MODEL_UNSUPPORTED", message: string): never => {
    throw faultError({ code, file, line, message });
  };
  checkTestConfig(config, (_key, { code, message }) => fail(code, message));
  const severity = config["severity"] ?? "error";
  if (typeof severity !== "string" || !/^(?:warn|error)$/iu.test(severity)) {
    fail("MODEL_PROJECT_INVALID", `severity must be "warn" or "error", but is ${describe(severity)}`);
  }
  const { limit } = config;
  if (limit !== undefined && !Number.isInteger(limit)) {
    fail("MODEL_PROJECT_INVALID", `limit must be a whole number, but is ${describe(limit)}`);
  }
}

/** The statement that gives the rows that fail. */
export function compileTest(test: CompiledTest, models: CompiledModels, setting: RenderSetting): CompiledSql {
  return atTest(test, () => {
    const { text, parts } = models.compileText(test.template, setting, test.values, test.refs);
    const shown = parts.map((part) => ({
      ...part,
      file: part.file === test.template ? test.file : part.file,
    }));
    return { text, parts: shown };
  });
}

const countSettings = ["fail_calc", "warn_if", "error_if", "limit"];

/** Whether the rows that fail are only counted, and any is too many: such counts have the same types. */
export function isCountedPlainly({ config }: CompiledTest): boolean {
  return countSettings.every((setting) => config[setting] === undefined);
}

/** Around the rows that fail, the statement that counts them and says what the count means. */
export function countStatement(test: CompiledTest): { readonly before: string; readonly after: string } {
  const {
    fail_calc: calc = "count(*)",
    warn_if: warnIf = "!= 0",
    error_if: errorIf = "!= 0",
    limit,
  } = test.config;
  const number = textOf(calc);
  return {
    before:
      `SELECT CAST(${number} AS DOUBLE) AS failures, ${number} ${textOf(warnIf)} AS should_warn, ` +
      `${number} ${textOf(errorIf)} AS should_error FROM (`,
    after: `${limit === undefined ? "" : `LIMIT ${textOf(limit)}`}) AS failing_rows`,
  };
}

/** Errors of a text that is no file name the line of the test instead. */
function atTest<T>(test: DataTest | CompiledTest, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof BailiwickError)) throw error;
    const { file } = error.details;
    if (file !== test.uniqueId && (file !== test.file || "line" in error.details)) throw error;
    const { fault } = error.details;
    throw faultError(
      {
        code: error.code,
        file: test.file,
        line: test.line,
        message: typeof fault === "string" ? fault : messageOf(error),
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
      error,
    );
  }
}

function textOf(setting: unknown): string {
  return typeof setting === "string" ? setting : JSON.stringify(setting);
}
