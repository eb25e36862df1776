import { describe, quoteList } from "../../kernel/index.js";
import { quoteTable } from "../../store/index.js";
import type { DbtProject, ModelFile, RawConfig } from "../project/dbt-project.js";
import type { ModelEvent, ModelNode, VariableValue } from "../project/model-engine.js";
import { modelGraph } from "../project/model-graph.js";
import { faultError, ProjectFaults } from "../project/project-faults.js";
import { asList, mergeConfigs } from "../project/project-settings.js";
import { configFault } from "../project/unsupported.js";
import { CallFault, type Jinja } from "./jinja.js";
import { ProjectCalls } from "./project-calls.js";
import { assembleSql, markLines, type CompiledSql } from "./sql-lines.js";

/** A model that was read with the variables of a request. */
export interface CompiledModel extends ModelNode {
  readonly kind: "model";
  readonly fqn: readonly string[];
  readonly config: RawConfig;
  readonly source: ModelFile;
  /** What it came to while it was read, if it comes to the same when it is built. */
  readonly text?: string;
}

/** What a rendering is for. */
export interface RenderSetting {
  readonly isIncremental: boolean;
  readonly isFullRefresh: boolean;
  readonly tell: (event: ModelEvent) => void;
}

/** What a text can know of its place. */
interface Rendered {
  readonly text: string;
  readonly calls: ProjectCalls;
}

const stateWords = /\b(?:execute|is_incremental|flags)\b/u;

/** The models of a project as the variables of a request make them, in the order of their references. */
export class CompiledModels {
  readonly byName: ReadonlyMap<string, CompiledModel>;
  /** In the order of their references. */
  readonly list: readonly CompiledModel[];
  readonly #project: DbtProject;
  readonly #jinja: Jinja;
  readonly #schema: string;
  readonly #variables: Readonly<Record<string, VariableValue>>;
  readonly #disabled = new Set<string>();

  /** @param variables of the project and the request */
  constructor(
    project: DbtProject,
    jinja: Jinja,
    schema: string,
    variables: Readonly<Record<string, VariableValue>>,
  ) {
    this.#project = project;
    this.#jinja = jinja;
    this.#schema = schema;
    this.#variables = variables;
    const faults = new ProjectFaults(project.folder);
    const macrosKnowState = project.macroFiles.some(({ text }) => stateWords.test(text));
    const models: CompiledModel[] = [];
    for (const source of project.models.values()) {
      const model = this.#read(source, macrosKnowState, faults);
      if (model.config["enabled"] === false) this.#disabled.add(model.name);
      else models.push(model);
    }
    faults.throwIfAny();
    this.#refuseDisabled(models);
    const { order } = modelGraph(models);
    this.byName = new Map(models.map((model) => [model.name, model]));
    this.list = order.flatMap((name) => this.byName.get(name) ?? []);
  }

  /** The statement of a model as it is when it is built, with what it needs of ephemeral ones before it. */
  compile(model: CompiledModel, setting: RenderSetting): CompiledSql {
    return this.#assemble(model.file, this.#bodyOf(model, setting), model.refs, setting);
  }

  /** Any other text of the project, as that of a data test; `refs` are models that it refers to by its values. */
  compileText(
    file: string,
    setting: RenderSetting,
    values: Readonly<Record<string, unknown>>,
    refs: readonly string[],
  ): CompiledSql {
    const { text, calls } = this.#render(file, setting, values);
    return this.#assemble(file, text, [...refs, ...calls.refs], setting);
  }

  /** The value of an argument of a data test: a text like `ref('x')`, or with Jinja in it, stands for what it gives. */
  argument(value: unknown, file: string): { readonly value: unknown; readonly refs: readonly string[] } {
    if (typeof value !== "string") return { value, refs: [] };
    const isCall = /^\s*(?:env_var|ref|var|source)\s*\(.+\)\s*$/su.test(value);
    const expression = isCall ? value : /^\s*\{\{(?<inner>[^]*)\}\}\s*$/u.exec(value)?.groups?.["inner"];
    if (expression === undefined) return { value, refs: [] };
    const calls = this.#calls(this.#reading(), false, undefined);
    const values = this.#values(this.#reading(), true);
    const given = this.#jinja.evaluate(expression, { file, calls: calls.functions, values });
    return { value: given, refs: [...calls.refs] };
  }

  /** What a text refers to and says of itself, as dbt reads it: before anything is built. */
  read(file: string, values: Readonly<Record<string, unknown>> = {}): ProjectCalls {
    return this.#render(file, this.#reading(), values, true).calls;
  }

  /** What refers to a model in SQL. */
  referTo(name: string): string {
    return this.#isEphemeral(name) ? ephemeralName(name) : this.tableOf(name);
  }

  /** The statements of `pre_hook` or `post_hook`. */
  hooks(model: CompiledModel, key: "pre_hook" | "post_hook", setting: RenderSetting): readonly string[] {
    return asList(model.config[key]).map((hook, index) => {
      const template = `${model.file} (${key} ${index + 1})`;
      this.#jinja.add(template, hookText(hook, model, key));
      return this.#render(template, setting, { this: this.tableOf(model.name) }).text;
    });
  }

  /** What a text with marks of its lines is rendered to; it is added under a name of its own. */
  renderMarked(
    file: string,
    source: string,
    setting: RenderSetting,
    values: Readonly<Record<string, unknown>>,
  ): string {
    const marked = `${file} (marked)`;
    this.#jinja.add(marked, markLines(source));
    return this.#render(marked, setting, values).text;
  }

  #read(source: ModelFile, macrosKnowState: boolean, faults: ProjectFaults): CompiledModel {
    const { file, name, uniqueId, fqn } = source;
    const { text, calls } = this.#render(file, this.#reading(), { this: this.tableOf(name) }, true);
    for (const [key, value] of Object.entries(calls.config)) {
      const fault = configFault(key, value);
      if (fault !== undefined) faults.add({ file, ...fault, line: lineOfSetting(source.text, key) });
    }
    const config = mergeConfigs([source.config, calls.config]);
    const isSteady = !macrosKnowState && !stateWords.test(source.text) && text !== undefined;
    return Object.freeze({
      kind: "model",
      uniqueId,
      name,
      file,
      fqn,
      config,
      source,
      materialized: (config["materialized"] ?? "view") as ModelNode["materialized"],
      tags: Object.freeze([...new Set(asList(config["tags"]).map(String))]),
      refs: Object.freeze([...calls.refs]),
      ...(source.description === undefined ? {} : { description: source.description }),
      ...(isSteady ? { text } : {}),
    } as const);
  }

  /** The quoted name of a model's table. */
  tableOf(name: string): string {
    return quoteTable({ schema: this.#schema, table: name });
  }

  #bodyOf(model: CompiledModel, setting: RenderSetting): string {
    const needsEphemeral = model.refs.some((ref) => this.#isEphemeral(ref));
    if (model.text !== undefined && !needsEphemeral) return model.text;
    return this.#render(model.file, setting, { this: this.tableOf(model.name) }, false, model).text;
  }

  #assemble(file: string, text: string, refs: readonly string[], setting: RenderSetting): CompiledSql {
    const before = new Map<string, { readonly file: string; readonly text: string }>();
    const visit = (names: readonly string[]): void => {
      for (const name of names) {
        const model = this.byName.get(name);
        if (model === undefined || !this.#isEphemeral(name) || before.has(name)) continue;
        visit(model.refs);
        before.set(name, {
          file: model.file,
          text: this.#bodyOf(model, { ...setting, isIncremental: false }),
        });
      }
    };
    visit(refs);
    return assembleSql(
      [...before].map(([name, body]) => ({ name: ephemeralName(name), ...body })),
      { file, text },
    );
  }

  #render(
    file: string,
    setting: RenderSetting,
    values: Readonly<Record<string, unknown>>,
    isReading = false,
    owner?: CompiledModel,
  ): Rendered {
    const calls = this.#calls(setting, isReading, owner);
    const all = { ...this.#values(setting, !isReading), ...values };
    const text = this.#jinja.render({ file, calls: calls.functions, values: all });
    return { text, calls };
  }

  #values(setting: RenderSetting, execute: boolean): Readonly<Record<string, unknown>> {
    return {
      execute,
      flags: { FULL_REFRESH: setting.isFullRefresh },
      target: { name: "embedded", schema: this.#schema, type: "duckdb" },
    };
  }

  #calls(setting: RenderSetting, isReading: boolean, owner: CompiledModel | undefined): ProjectCalls {
    return new ProjectCalls({
      project: this.#project,
      variables: this.#variables,
      isReading,
      isIncremental: setting.isIncremental,
      refer: (name) => {
        if (owner !== undefined && !owner.refs.includes(name)) throw lateReference(name);
        return this.referTo(name);
      },
      tell: setting.tell,
    });
  }

  #reading(): RenderSetting {
    return { isIncremental: false, isFullRefresh: false, tell: () => undefined };
  }

  /** While models are read, none is known to be ephemeral; those that refer to one are rendered again. */
  #isEphemeral(name: string): boolean {
    return (this.byName as typeof this.byName | undefined)?.get(name)?.materialized === "ephemeral";
  }

  #refuseDisabled(models: readonly CompiledModel[]): void {
    const faults = new ProjectFaults(this.#project.folder);
    for (const { file, refs } of models) {
      const disabled = refs.filter((ref) => this.#disabled.has(ref));
      if (disabled.length === 0) continue;
      const message = `refers to ${quoteList(disabled)}, which has enabled: false`;
      faults.add({ code: "MODEL_REF_UNKNOWN", file, message });
    }
    faults.throwIfAny();
  }
}

/** dbt names it so too. */
function ephemeralName(model: string): string {
  return `__dbt__cte__${model}`;
}

function lateReference(name: string): CallFault {
  return new CallFault(
    "MODEL_REF_UNKNOWN",
    `refers to ${describe(name)} only when it is built, so that its place in the order was not known`,
    ["ref", name],
    `write -- depends_on: {{ ref('${name}') }} where it is always rendered.`,
  );
}

function lineOfSetting(text: string, key: string): number | undefined {
  const [before, after] = text.split(new RegExp(String.raw`\b${key.replace("_hook", "[-_]hook")}\b`, "u"), 2);
  return after === undefined ? undefined : (before ?? "").split("\n").length;
}

function hookText(hook: unknown, { file }: CompiledModel, key: string): string {
  if (typeof hook === "string") return hook;
  const { sql, transaction = true } = (hook ?? {}) as {
    readonly sql?: unknown;
    readonly transaction?: unknown;
  };
  if (typeof sql === "string" && transaction === true) return sql;
  throw faultError({
    code: "MODEL_UNSUPPORTED",
    file,
    message: `a ${key} must be a statement that runs in the transaction of its model`,
    hint: "write it as a text.",
  });
}
