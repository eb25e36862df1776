import { BailiwickError, describe, didYouMean, quoteList } from "../../kernel/index.js";

/** How far a selection reaches from a node: so many references, or all. */
export type Reach = number | "all";

/** One criterion, as in `2+tag:nightly+1`. */
export interface Criterion {
  /** As written. */
  readonly text: string;
  readonly method: "fqn" | "tag" | "path" | "file" | "config" | "resource_type" | "test_type" | "test_name";
  /** What follows the method: `materialized` of `config.materialized`. */
  readonly member: readonly string[];
  readonly value: string;
  /** What is before the chosen nodes. */
  readonly parents: Reach;
  /** What is behind them. */
  readonly children: Reach;
  /** `@`: what is behind them, with everything that is before that. */
  readonly isBuildable: boolean;
}

/** A union of intersections. */
export type Selection = readonly (readonly Criterion[])[];

const methods = ["fqn", "tag", "path", "file", "config", "resource_type", "test_type", "test_name"] as const;
const dbtMethods = new Set([
  "access",
  "exposure",
  "function",
  "group",
  "metric",
  "package",
  "result",
  "saved_query",
  "selector",
  "semantic_model",
  "source",
  "source_status",
  "state",
  "unit_test",
  "version",
]);
const pattern =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/su;

/**
 * Reads what to select in dbt's words: space unites, comma intersects, `+` takes what is before or behind with it.
 *
 * @throws BailiwickError `MODEL_SELECTION_INVALID`, also for what only dbt knows, as `state:modified`
 */
export function parseSelection(texts: readonly string[]): Selection {
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) {
    throw invalid(describe(texts), "must be a list of texts", 'write ["tag:nightly", "orders+"].');
  }
  return texts
    .flatMap((text) => text.split(/\s+/u))
    .filter((text) => text !== "")
    .map((text) => text.split(",").map((part) => parseCriterion(part, text)));
}

function parseCriterion(part: string, whole: string): Criterion {
  const groups = pattern.exec(part)?.groups ?? {};
  const { at, parents, method: written, value = "", children } = groups;
  if (value === "") {
    throw invalid(whole, "names nothing", 'write a name, or a method and its value as in "tag:nightly".');
  }
  if (at !== undefined && children !== undefined) {
    throw invalid(whole, "has both @ and a + behind it", "@ takes what is behind with it; leave the + out.");
  }
  const [name, ...member] = (written ?? methodOf(value)).split(".");
  return {
    text: part,
    method: requireMethod(name ?? "", whole, member),
    member,
    value,
    parents: reach(parents),
    children: reach(children),
    isBuildable: at !== undefined,
  };
}

/** As dbt does: what looks like a path is one. */
function methodOf(value: string): string {
  if (value.includes("/")) return "path";
  return /\.(?:sql|ya?ml)$/u.test(value) ? "file" : "fqn";
}

function reach(digits: string | undefined): Reach {
  if (digits === undefined) return 0;
  return digits === "" ? "all" : Number(digits);
}

function requireMethod(name: string, whole: string, member: readonly string[]): Criterion["method"] {
  const method = methods.find((known) => known === name);
  if (method === undefined) {
    if (dbtMethods.has(name)) {
      throw invalid(
        whole,
        `selects by ${name}, which the embedded engine does not know`,
        `the dbt engine does; here are known ${quoteList(methods)}.`,
      );
    }
    const fault = `selects by ${describe(name)}, which is not a method of dbt's${didYouMean(name, methods)}`;
    throw invalid(whole, fault, `known are ${quoteList(methods)}.`);
  }
  if ((method === "config") === member.length > 0) return method;
  throw method === "config"
    ? invalid(whole, "does not say which setting it looks at", 'write "config.materialized:table".')
    : invalid(whole, `looks at a member of ${method}, which has none`, `write "${method}:value".`);
}

/** A selection that means nothing. */
export function invalid(text: string, fault: string, hint: string): BailiwickError {
  return new BailiwickError("MODEL_SELECTION_INVALID", {
    message: `The selection ${describe(text)} ${fault}.`,
    hint,
    details: { selection: text, fault },
  });
}
