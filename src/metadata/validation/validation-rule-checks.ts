import { counted } from "../../kernel/index.js";
import { eachEntry, wholeRegistry, type EntryContext, type RuleEntry, type Verdict } from "../rule.js";
import { constraintsFaults, compileConstraints } from "./constraints.js";
import type { ValidationRule } from "./validation-rule.js";
import { withSharedValidator, replaceValidators, tryRule, validatorsOf } from "./validation-rule-trials.js";

type Rule = RuleEntry<ValidationRule>;
type Context = EntryContext<ValidationRule>;

const described = eachEntry<ValidationRule>("rule-is-described", "completeness", {
  description: "Every rule has a description and a category.",
  check: (entry) =>
    (["description", "category"] as const)
      .filter((field) => typeof entry[field] !== "string" || entry[field].trim() === "")
      .map((field) => `its ${field} is blank`),
  breaks: (entry) => ({ ...entry, description: " " }),
});

const exemplified = eachEntry<ValidationRule>("rule-has-examples", "completeness", {
  description: "Every rule has examples and counterexamples, of the type that it reads.",
  check: ({ of, examples, counterexamples }) => {
    const type = of === "text" ? "string" : "number";
    const lists: Readonly<Record<string, unknown>> = { examples, counterexamples };
    return Object.entries(lists).flatMap(([name, values]) => {
      if (!Array.isArray(values) || values.length === 0) return [`it has no ${name}`];
      const wrong = values.filter((value) => typeof value !== type).length;
      return wrong === 0 ? [] : [`${counted(wrong, "value")} among its ${name} should be of type ${type}`];
    });
  },
  breaks: (entry) => ({ ...entry, counterexamples: [] }),
});

const exampleOnce = eachEntry<ValidationRule>("example-is-given-once", "counts", {
  description: "No value stands twice among the examples and counterexamples of a rule.",
  check: (entry) => {
    const all = [...examplesOf(entry), ...counterexamplesOf(entry)];
    const twice = all.length - new Set(all).size;
    return (
      twice === 0 || `${counted(twice, "value")} among its examples and counterexamples stands there before`
    );
  },
  breaks: (entry) => {
    const [first] = examplesOf(entry);
    return first === undefined
      ? undefined
      : { ...entry, counterexamples: [...counterexamplesOf(entry), first] };
  },
});

const enforceable = eachEntry<ValidationRule>("constraints-can-be-met", "consistency", {
  description: "The constraints are known, can be read, and leave something that meets them.",
  check: ({ of, constraints }) => {
    const faults = constraintsFaults(of, constraints);
    return faults.length === 0 || faults;
  },
  breaks: (entry) => ({
    ...entry,
    constraints: entry.of === "text" ? { minLength: 2, maxLength: 1 } : { ge: 1, le: 0 },
  }),
});

const fitting = eachEntry<ValidationRule>("examples-meet-constraints", "consistency", {
  description: "Every example meets the constraints of its rule.",
  fix: "mend the example or the constraints.",
  check: (entry) => {
    if (!isEnforceable(entry)) return "skip";
    const check = compileConstraints(entry.of, entry.constraints);
    return examplesOf(entry).flatMap((example) =>
      check(example).map((fault) => `the example ${JSON.stringify(example)} ${fault}`),
    );
  },
  breaks: (entry) =>
    entry.of === "text"
      ? { ...entry, constraints: { maxLength: 0 }, examples: ["x"] }
      : { ...entry, constraints: { gt: 0 }, examples: [0] },
});

const passing = eachEntry<ValidationRule>("examples-pass", "consistency", {
  description: "Every example is accepted by the rule that it belongs to.",
  fix: "mend the example or the validator.",
  check: (entry, context) =>
    eachTrial(entry, context, examplesOf(entry), ({ outcome, told }) =>
      outcome === "accepted" ? undefined : `is an example, but ${told}`,
    ),
  breaks: (entry) => ({ ...entry, examples: entry.counterexamples }),
});

const failing = eachEntry<ValidationRule>("counterexamples-fail", "consistency", {
  description: "Every counterexample is refused by the rule that it belongs to.",
  fix: "mend the counterexample or the validator.",
  check: (entry, context) =>
    eachTrial(entry, context, counterexamplesOf(entry), ({ outcome, told }) =>
      outcome === "refused" ? undefined : `is a counterexample, but ${told}`,
    ),
  breaks: (entry) => ({ ...entry, counterexamples: entry.examples }),
});

const refusing = eachEntry<ValidationRule>("validator-refuses-something", "consistency", {
  description:
    "Every validator refuses a counterexample that the constraints allow: one that refuses nothing is not needed, or is hollow.",
  fix: "add a counterexample that only the validator refuses, or write requires: { validate: false }.",
  check: (entry, context) => {
    if (!isEnforceable(entry) || context.implementation("validate") === undefined) return "skip";
    const meetsConstraints = compileConstraints(entry.of, entry.constraints);
    const left = counterexamplesOf(entry).filter((value) => meetsConstraints(value).length === 0);
    return (
      left.some((value) => tryRule(entry, context, value)?.outcome === "refused") ||
      (left.length === 0
        ? "the constraints refuse every counterexample, so that nothing shows what the validator is for"
        : "the validator refuses none of the counterexamples that the constraints allow")
    );
  },
  breaksSubject: (subject) => replaceValidators(subject, () => (value) => value),
});

const decided = eachEntry<ValidationRule>("blank-is-decided", "consistency", {
  description: "The empty text is refused, or the rule says that it is accepted.",
  fix: "refuse the empty text, or write acceptsBlank: true.",
  check: (entry, context) => {
    if (entry.of !== "text") return "skip";
    const trial = tryRule(entry, context, "");
    if (trial === undefined) return "skip";
    const isSaid = entry.acceptsBlank ?? false;
    if (trial.outcome === "failed") return `the empty text: ${trial.told}`;
    if ((trial.outcome === "accepted") === isSaid) return true;
    return isSaid
      ? `acceptsBlank is true, but the empty text ${trial.told}`
      : "the empty text is accepted, but acceptsBlank is not true";
  },
  breaks: (entry) =>
    entry.of === "text" ? { ...entry, acceptsBlank: !(entry.acceptsBlank ?? false) } : undefined,
});

const stable = eachEntry<ValidationRule>("result-is-stable", "consistency", {
  description:
    "What a rule makes of an example is what it makes of that again: a value in form stays as it is.",
  fix: "bring values into one form, which is left alone.",
  check: (entry, context) => {
    if (!isEnforceable(entry) || context.implementation("validate") === undefined) return "skip";
    return examplesOf(entry).flatMap((example) => {
      const first = tryRule(entry, context, example);
      if (first?.outcome !== "accepted") return [];
      const second = tryRule(entry, context, first.value);
      if (second?.outcome === "accepted" && Object.is(second.value, first.value)) return [];
      return [
        `the example ${JSON.stringify(example)} is read as ${JSON.stringify(first.value)}, and that ${second?.outcome === "accepted" ? `as ${JSON.stringify(second.value)}` : second?.told}`,
      ];
    });
  },
  // Each example is read as the next: what is made of the one is not what is made of that.
  breaksSubject: (subject) =>
    replaceValidators(subject, (entry) => {
      const examples = examplesOf(entry);
      return examples.length < 2
        ? undefined
        : (value) => examples[(examples.indexOf(value) + 1) % examples.length];
    }),
});

const distinct = wholeRegistry<ValidationRule>("validators-are-distinct", "orphans", {
  description: "No two rules share a validator: they would be one rule under two names.",
  check: (subject) => {
    const validators = validatorsOf(subject);
    const seen = new Map<unknown, string>();
    const verdicts: Verdict[] = [];
    for (const [id, validator] of validators) {
      const first = seen.get(validator);
      if (first === undefined) seen.set(validator, id);
      else verdicts.push({ id, slot: "validate", message: `${id} has the validator of ${first}` });
    }
    return { subjects: validators.length, skipped: subject.entries.length - validators.length, verdicts };
  },
  breaks: withSharedValidator,
});

const bounded = eachEntry<ValidationRule>("text-is-bounded", "future-proofing", {
  description: "Texts have a greatest length, so that nobody can send one that takes long to read.",
  severity: "warning",
  fix: "add constraints.maxLength.",
  check: ({ of, constraints }) =>
    of !== "text" ? "skip" : constraints.maxLength !== undefined || "it has no maxLength",
  breaks: (entry) => (entry.of === "text" ? { ...entry, constraints: {} } : undefined),
});

function eachTrial(
  entry: Rule,
  context: Context,
  values: readonly unknown[],
  faultOf: (trial: NonNullable<ReturnType<typeof tryRule>>) => string | undefined,
): readonly string[] | "skip" {
  const faults: string[] = [];
  for (const value of values) {
    const trial = tryRule(entry, context, value);
    if (trial === undefined) return "skip";
    const fault = faultOf(trial);
    if (fault !== undefined) faults.push(`${JSON.stringify(value)} ${fault}`);
  }
  return faults;
}

function isEnforceable({ of, constraints }: Rule): boolean {
  return constraintsFaults(of, constraints).length === 0;
}

/** Metadata of JavaScript callers may lack what the type has. */
function examplesOf({ examples }: Rule): readonly unknown[] {
  return Array.isArray(examples) ? examples : [];
}

function counterexamplesOf({ counterexamples }: Rule): readonly unknown[] {
  return Array.isArray(counterexamples) ? counterexamples : [];
}

/** The rules that registries of validation rules keep. */
export const validationRuleChecks = Object.freeze([
  described,
  exemplified,
  exampleOnce,
  enforceable,
  fitting,
  passing,
  failing,
  refusing,
  decided,
  stable,
  distinct,
  bounded,
]);
