import { describe, didYouMean, quoteList } from "../../kernel/index.js";
import { lineAt, readJinja } from "./jinja-tokens.js";
import type { ProjectFaults } from "./project-faults.js";
import type { YamlSection } from "./yaml-section.js";

/** What to do about anything that only real dbt knows. */
export const useDbtHint = "write it without, or use the dbt engine.";

/** Names of dbt's that the embedded engine has nothing for: they ask the database, or need packages. */
const unknownNames = [
  "adapter",
  "api",
  "builtins",
  "context",
  "dbt",
  "dbt_utils",
  "dbt_expectations",
  "dbt_date",
  "fromjson",
  "fromyaml",
  "toyaml",
  "graph",
  "invocation_id",
  "load_relation",
  "load_result",
  "local_md5",
  "metrics",
  "modules",
  "run_query",
  "run_started_at",
  "selected_resources",
  "set_strict",
  "statement",
  "store_result",
  "submit_python_job",
  "thread_id",
  "zip_strict",
];
const unknownName = new RegExp(String.raw`(?<![.\w'"])(?:${unknownNames.join("|")})(?=\s*[.(])`, "u");
const configMethod = /(?<![.\w])(?:config|var|ref|source)\s*\.\s*\w+/u;
const unknownValue = /(?<![.\w'"])(?:run_started_at|invocation_id|thread_id|selected_resources)\b(?!\s*=)/u;
const unknownBlock = /^\{%[-+]?\s*(?<block>snapshot|materialization)\b/u;
const strings = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/gu;

/** Notes what a file with Jinja uses of dbt that the embedded engine does not know, where it stands. O(text). */
export function noteUnknownConstructs(file: string, text: string, faults: ProjectFaults): void {
  for (const { kind, start, end } of readJinja(text)) {
    if (kind !== "expression" && kind !== "statement") continue;
    const tag = text.slice(start, end).replace(strings, (found) => "_".repeat(found.length));
    const block = unknownBlock.exec(tag)?.groups?.["block"];
    const found = unknownName.exec(tag) ?? unknownValue.exec(tag) ?? configMethod.exec(tag);
    if (block === undefined && found === null) continue;
    const what = block === undefined ? found?.[0].replaceAll(/\s/gu, "") : `a block ${block}`;
    faults.add({
      code: "MODEL_UNSUPPORTED",
      file,
      line: lineAt(text, block === undefined ? start + (found?.index ?? 0) : start),
      message: `${what} is not known to the embedded engine`,
      hint: useDbtHint,
    });
  }
}

/** Settings that a model may have and that are used. */
export const usedConfig = [
  "materialized",
  "tags",
  "enabled",
  "unique_key",
  "incremental_strategy",
  "on_schema_change",
  "full_refresh",
  "pre_hook",
  "post_hook",
] as const;

/** Settings of dbt's that change no table. */
const harmlessConfig = new Set([
  "meta",
  "docs",
  "persist_docs",
  "quoting",
  "group",
  "access",
  "grants",
  "contract",
  "description",
  "static_analysis",
  "freshness",
]);

/** Settings of dbt's that would change a table. */
const unknownConfig = new Set([
  "schema",
  "database",
  "alias",
  "indexes",
  "sql_header",
  "options",
  "location",
  "format",
  "plugin",
  "overwrite",
  "partitioned_by",
  "sorted_by",
  "predicates",
  "incremental_predicates",
  "merge_update_columns",
  "merge_exclude_columns",
  "event_time",
  "batch_size",
  "begin",
  "lookback",
  "concurrent_batches",
  "python_model",
  "packages",
]);

/** Settings of a data test that are used, and those that change no count of its rows. */
export const testConfig = [
  "severity",
  "where",
  "limit",
  "error_if",
  "warn_if",
  "fail_calc",
  "tags",
  "enabled",
];
const harmlessTestConfig = new Set(["meta", "description", "group", "store_failures_as"]);

/** Notes settings of a data test that nobody reads. */
export function checkTestConfig(
  config: Readonly<Record<string, unknown>>,
  note: (key: string, fault: ConfigFault) => void,
): void {
  for (const [key, value] of Object.entries(config)) {
    if (testConfig.includes(key) || harmlessTestConfig.has(key)) continue;
    if (key === "store_failures" && value !== true) continue;
    const known = [...testConfig, "store_failures"];
    note(key, key === "store_failures" ? unsupportedSetting(key) : unknownSetting(key, known));
  }
}

/** What is wrong with a setting. */
export interface ConfigFault {
  readonly code: "MODEL_UNSUPPORTED" | "MODEL_PROJECT_INVALID";
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with the name or the value of a setting of a model, if anything is. */
export function configFault(key: string, value: unknown): ConfigFault | undefined {
  if ((usedConfig as readonly string[]).includes(key)) return valueFault(key, value);
  if (key === "contract") {
    const isEnforced = (value as { readonly enforced?: unknown } | null)?.enforced === true;
    return isEnforced ? unsupportedSetting("contract") : undefined;
  }
  if (harmlessConfig.has(key)) return undefined;
  if (unknownConfig.has(key)) return unsupportedSetting(key);
  return unknownSetting(key, usedConfig);
}

const choices: Readonly<
  Record<string, { readonly known: readonly string[]; readonly dbt: readonly string[] }>
> = {
  materialized: {
    known: ["table", "view", "incremental", "ephemeral"],
    dbt: ["external", "materialized_view", "table_function", "snapshot", "seed"],
  },
  incremental_strategy: {
    known: ["delete+insert", "append", "default"],
    dbt: ["merge", "microbatch", "insert_overwrite"],
  },
  on_schema_change: { known: ["ignore", "fail", "append_new_columns"], dbt: ["sync_all_columns"] },
};

function valueFault(key: string, value: unknown): ConfigFault | undefined {
  if (value === null || value === undefined) return undefined;
  if (key === "enabled" || key === "full_refresh") {
    return typeof value === "boolean" ? undefined : mustBe(key, "true or false", value);
  }
  if (key === "tags" || key === "unique_key") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isText = items.every((item) => typeof item === "string" && item.trim() !== "");
    return isText ? undefined : mustBe(key, "a text or a list of texts", value);
  }
  const choice = choices[key];
  if (choice === undefined) return undefined;
  if (typeof value !== "string") return mustBe(key, quoteList(choice.known, "or"), value);
  if (choice.known.includes(value)) return undefined;
  return {
    code: "MODEL_UNSUPPORTED",
    message: `${key} ${describe(value)} is not known to the embedded engine${didYouMean(value, choice.known)}`,
    hint: `known are ${quoteList(choice.known)}${choice.dbt.includes(value) ? "; the dbt engine knows more" : ""}.`,
  };
}

function mustBe(key: string, expected: string, value: unknown): ConfigFault {
  return {
    code: "MODEL_PROJECT_INVALID",
    message: `${key} must be ${expected}, but is ${describe(value)}`,
    hint: "see docs/models.md.",
  };
}

function unsupportedSetting(key: string): ConfigFault {
  return {
    code: "MODEL_UNSUPPORTED",
    message: `the setting ${describe(key)} is not known to the embedded engine`,
    hint: useDbtHint,
  };
}

function unknownSetting(key: string, known: readonly string[]): ConfigFault {
  return {
    code: "MODEL_PROJECT_INVALID",
    message: `${describe(key)} is not a setting of dbt's${didYouMean(key, known)}`,
    hint: `settings that are used are ${quoteList(known)}; others of yours belong in meta.`,
  };
}

/** Notes sections of a file whose contents the embedded engine would leave out in silence. */
export function noteUnknownSections(section: YamlSection, keys: readonly string[]): void {
  for (const key of keys) {
    const value = section.value[key];
    const isEmpty =
      value === undefined ||
      value === null ||
      (Array.isArray(value) && value.length === 0) ||
      (typeof value === "object" && Object.keys(value).length === 0);
    if (isEmpty) continue;
    section.fault([key], `${key} is not known to the embedded engine`, {
      code: "MODEL_UNSUPPORTED",
      hint: useDbtHint,
    });
  }
}
