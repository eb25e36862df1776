import { describe, isPlainObject, quoteList } from "../../kernel/index.js";
import { readDocuments, SourceText } from "../../specification/index.js";
import { nodeAt, type ConfigCatalogue, type Setting } from "./config-json-schema.js";
import type { ConfigOrigin } from "./config-origin.js";
import type { ConfigProblem } from "./config-error.js";
import { unknownSetting } from "./setting-faults.js";

/** A setting with the value that an environment variable or `--set` gives it. */
export interface Override {
  readonly setting: Setting;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
}

/** The overrides in the order in which they are applied, and what is wrong with them. */
export interface Overrides {
  readonly overrides: readonly Override[];
  readonly problems: readonly ConfigProblem[];
}

/** What is to be set, before it is known whether that can be done. */
interface Assignment {
  readonly path: string;
  readonly text: string;
  readonly origin: ConfigOrigin;
}

const prefix = "BAILIWICK_";

/** Names the dbt executable, and is no setting although a section has its name. */
const executableVariable = "BAILIWICK_DBT";

/** The overrides of the environment, then those of `--set`, which win; of two for one setting the later. */
export async function readOverrides(
  catalogue: ConfigCatalogue,
  env: Readonly<Record<string, string | undefined>>,
  set: readonly string[],
): Promise<Overrides> {
  const problems: ConfigProblem[] = [];
  const overrides: Override[] = [];
  const apply = async ({ path, text, origin }: Assignment): Promise<void> => {
    const setting = catalogue.settings.get(path);
    if (setting === undefined) {
      problems.push({ path, message: whyNoSetting(catalogue, path), origin });
      return;
    }
    const { value, fault } = await valueOf(setting, text);
    if (fault === undefined) overrides.push({ setting, value, origin });
    else problems.push({ path, message: fault, origin });
  };
  for (const assignment of assignmentsOfEnvironment(catalogue, env, problems)) await apply(assignment);
  for (const assignment of assignmentsOfSet(set, problems)) await apply(assignment);
  return { overrides, problems };
}

/**
 * A variable counts if its name, without the prefix, has two underscores in a row or is that of something at the top. One
 * that has the name of a setting but for the number of underscores is a slip, and not passed over.
 */
function assignmentsOfEnvironment(
  { root, settings }: ConfigCatalogue,
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigProblem[],
): readonly Assignment[] {
  const meant = new Map([...settings.keys()].map((path) => [path.replaceAll(".", "_"), path]));
  const found = new Map<string, Assignment>();
  for (const [variable, text] of Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const upper = variable.toUpperCase();
    if (text === undefined || !upper.startsWith(prefix) || upper === executableVariable) continue;
    const origin = { kind: "environment", variable } as const;
    const name = variable.slice(prefix.length).toLowerCase();
    const isOurs = name.includes("__") || nodeAt(root, [name]) !== undefined;
    const path = name.split("__").join(".");
    const slip = settings.has(path) ? undefined : meant.get(name.replaceAll(/_+/gu, "_"));
    if (slip !== undefined) {
      const message = `is set by ${variableOf(slip)}, with two underscores for every dot`;
      problems.push({ path: slip, message, origin });
    } else if (isOurs) {
      const other = found.get(path);
      if (other === undefined) found.set(path, { path, text, origin });
      else if (other.text !== text) {
        const first = (other.origin as typeof origin).variable;
        problems.push({
          path,
          message: `is ${describe(text)} here, but ${describe(other.text)} in ${first}`,
          origin,
        });
      }
    }
  }
  return [...found.values()];
}

/** The environment variable of a setting. */
export function variableOf(path: string): string {
  return prefix + path.replaceAll(".", "__").toUpperCase();
}

function assignmentsOfSet(set: readonly string[], problems: ConfigProblem[]): readonly Assignment[] {
  return set.flatMap((argument): Assignment[] => {
    const origin = { kind: "set", argument } as const;
    const at = argument.indexOf("=");
    if (at > 0) return [{ path: argument.slice(0, at).trim(), text: argument.slice(at + 1), origin }];
    const message = "must be SETTING=VALUE, as in simulation.growth.target_rate=0.05";
    problems.push({ path: "", message, origin });
    return [];
  });
}

function whyNoSetting({ root, settings }: ConfigCatalogue, path: string): string {
  const names = path.split(".");
  const node = nodeAt(root, names);
  if (node?.properties !== undefined) {
    return `is a section; set one of ${quoteList(Object.keys(node.properties), "or")} in it`;
  }
  const depth = Math.max(
    0,
    names.findIndex((_, index) => nodeAt(root, names.slice(0, index + 1)) === undefined),
  );
  const holder = names.slice(0, depth);
  if (settings.has(holder.join("."))) return `is within ${holder.join(".")}, which is set as a whole`;
  return unknownSetting({ root, settings }, holder, names[depth]!);
}

/** Reads a text as the setting takes it: for a text as it is, else as YAML. */
async function valueOf(
  { node }: Setting,
  text: string,
): Promise<{ readonly value?: unknown; readonly fault?: string }> {
  if (node.type === "string") return { value: text };
  const { documents, problems } = await readDocuments(new SourceText(text, undefined), "yaml");
  const [problem] = problems;
  const [document] = documents;
  if (problem !== undefined || document === undefined || documents.length > 1) {
    const why = problem === undefined ? "holds several documents" : problem.problem.message;
    return { fault: `cannot be ${describe(text)}: ${why}` };
  }
  if (node.type === "array" && !Array.isArray(document.value) && !isPlainObject(document.value)) {
    return { fault: `must be a list, but is ${describe(document.value)} (a list is in brackets: [${text}])` };
  }
  return { value: document.value };
}
