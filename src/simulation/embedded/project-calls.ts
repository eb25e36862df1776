import { describe, didYouMean, quoteList } from "../../kernel/index.js";
import { quoteTable } from "../../store/index.js";
import type { DbtProject, RawConfig } from "../project/dbt-project.js";
import type { ModelEvent, VariableValue } from "../project/model-engine.js";
import { mergeConfigs, settingName } from "../project/project-settings.js";
import { CallFault, NamedValues, type JinjaCalls } from "./jinja.js";

/** The names under which {@link ProjectCalls} are known in a template. */
export const callNames = [
  "config",
  "debug",
  "env_var",
  "exceptions.raise_compiler_error",
  "exceptions.warn",
  "is_incremental",
  "log",
  "print",
  "ref",
  "return",
  "source",
  "tojson",
  "var",
];

/** What calls have to know. */
export interface CallSetting {
  readonly project: DbtProject;
  /** Of the request, over those of the project. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** Before anything is built, a variable that is missing is none, as dbt does it. */
  readonly isReading: boolean;
  readonly isIncremental: boolean;
  /** The SQL for a model. */
  readonly refer: (model: string) => string;
  readonly tell: (event: ModelEvent) => void;
}

/** The functions of dbt's in a template, and what a rendering has called. */
export class ProjectCalls {
  readonly refs = new Set<string>();
  readonly sources = new Set<string>();
  config: RawConfig = {};
  readonly functions: JinjaCalls;
  readonly #setting: CallSetting;

  constructor(setting: CallSetting) {
    this.#setting = setting;
    this.functions = {
      config: (...values) => this.#config(values),
      debug: () => "",
      env_var: (name, byDefault) => this.#environment(name, byDefault),
      "exceptions.raise_compiler_error": (message) => this.#raise(message),
      "exceptions.warn": (message) => this.#log(message, "warn"),
      is_incremental: () => setting.isIncremental,
      log: (message, named) => this.#log(message, isInfo(named) ? "info" : "debug"),
      print: (message) => this.#log(message, "info"),
      ref: (...values) => this.#ref(values),
      return: (value) => returned(value),
      source: (source, table) => this.#source(source, table),
      tojson: (value) => JSON.stringify(value instanceof NamedValues ? value.values : (value ?? null)),
      var: (name, ...more) => this.#variable(name, more),
    };
  }

  #config(values: readonly unknown[]): string {
    for (const value of values) {
      if (!(value instanceof NamedValues)) {
        throw new CallFault(
          "MODEL_RENDER_FAILED",
          `config() takes settings by name or a map, but was given ${describe(value)}`,
          ["config"],
        );
      }
      const settings = Object.entries(value.values).map(([key, setting]) => [settingName(key), setting]);
      this.config = mergeConfigs([this.config, Object.fromEntries(settings) as RawConfig]);
    }
    return "";
  }

  #environment(name: unknown, byDefault: unknown): string {
    const value = process.env[String(name)] ?? (byDefault instanceof NamedValues ? undefined : byDefault);
    if (value !== undefined) return textOf(value);
    const fault = `the environment has no variable ${describe(name)}`;
    throw new CallFault("MODEL_VARIABLE_UNKNOWN", fault, ["env_var", name], "set it, or give a default.");
  }

  #raise(message: unknown): never {
    throw new CallFault("MODEL_RENDER_FAILED", String(message), ["exceptions.raise_compiler_error"]);
  }

  #log(message: unknown, level: "debug" | "info" | "warn"): string {
    if (!this.#setting.isReading) this.#setting.tell({ type: "log", level, message: String(message) });
    return "";
  }

  #ref(values: readonly unknown[]): string {
    const { project, refer } = this.#setting;
    const names = values.filter((value) => !(value instanceof NamedValues));
    const call = ["ref", names.at(-1)] as const;
    if (names.length !== values.length) {
      throw new CallFault(
        "MODEL_UNSUPPORTED",
        "versions of models are not known to the embedded engine",
        call,
      );
    }
    const [owner, name] = names.length === 2 ? names : [project.name, names[0]];
    if (names.length > 2 || typeof name !== "string") {
      throw new CallFault("MODEL_RENDER_FAILED", "ref() takes the name of a model", call);
    }
    if (owner !== project.name) {
      const fault = `${describe(owner)} is a package, and the embedded engine knows none`;
      throw new CallFault("MODEL_UNSUPPORTED", fault, call, `this project is ${describe(project.name)}.`);
    }
    if (!project.models.has(name)) {
      const known = [...project.models.keys()];
      throw new CallFault(
        "MODEL_REF_UNKNOWN",
        `there is no model ${describe(name)}${didYouMean(name, known)}`,
        call,
        known.length === 0 ? "there are no models." : `there are ${quoteList(known)}.`,
      );
    }
    this.refs.add(name);
    return refer(name);
  }

  #source(source: unknown, table: unknown): string {
    const { sources } = this.#setting.project;
    const key = `${String(source)}.${String(table)}`;
    const found = sources.get(key);
    if (found === undefined) {
      const known = [...sources.keys()];
      throw new CallFault(
        "MODEL_REF_UNKNOWN",
        `there is no source ${describe(key)}${didYouMean(key, known)}`,
        ["source", table],
        known.length === 0
          ? "describe it under sources in a properties file."
          : `there are ${quoteList(known)}.`,
      );
    }
    this.sources.add(key);
    return quoteTable({ schema: found.schema, table: found.identifier });
  }

  #variable(name: unknown, more: readonly unknown[]): unknown {
    const { variables, isReading } = this.#setting;
    const key = String(name);
    if (Object.hasOwn(variables, key)) return variables[key];
    if (more.length > 0) return defaultOf(more[0]);
    if (isReading) return null;
    const known = Object.keys(variables);
    throw new CallFault(
      "MODEL_VARIABLE_UNKNOWN",
      `there is no variable ${describe(key)}${didYouMean(key, known)}`,
      ["var", name],
      "give it with the request, under vars in dbt_project.yml, or a default as the second argument.",
    );
  }
}

function defaultOf(byDefault: unknown): unknown {
  if (!(byDefault instanceof NamedValues)) return byDefault;
  const { values } = byDefault;
  return Object.keys(values).join() === "default" ? values["default"] : values;
}

function isInfo(named: unknown): boolean {
  return named === true || (named instanceof NamedValues && named.values["info"] === true);
}

/** A macro gives text: what else it would return is lost. */
function returned(value: unknown): unknown {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return value;
  throw new CallFault(
    "MODEL_UNSUPPORTED",
    `a macro can return text here, but returns ${value instanceof NamedValues ? "a map" : describe(value)}`,
    ["return"],
    "keep lists in a variable, or write the macro so that it gives text.",
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
