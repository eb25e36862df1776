import { messageOf } from "../../kernel/index.js";
import { implementationOf, type EntryContext, type RuleEntry, type RuleSubject } from "../rule.js";
import { constraintsFaults } from "./constraints.js";
import { compileRule } from "./run-validation.js";
import type { ValidationRule } from "./validation-rule.js";

/** What a rule makes of a value when it is tried. */
export interface Trial {
  readonly outcome: "accepted" | "refused" | "failed";
  /** What it was read as. */
  readonly value?: unknown;
  /** What happened, after the value as its subject. */
  readonly told: string;
}

type AnyValidator = (value: unknown) => unknown;

/**
 * Tries a rule; `undefined` where it cannot be tried: constraints that cannot be read, or a validator that is needed and was
 * not given.
 */
export function tryRule(
  entry: RuleEntry<ValidationRule>,
  context: EntryContext<ValidationRule>,
  value: unknown,
): Trial | undefined {
  if (constraintsFaults(entry.of, entry.constraints).length > 0) return undefined;
  const validator = context.implementation("validate");
  const isNeeded = entry.requires?.["validate"] ?? context.subject.slots["validate"]?.default ?? false;
  if (isNeeded && typeof validator !== "function") return undefined;
  try {
    const result = compileRule(entry, isNeeded ? (validator as AnyValidator) : undefined)(value);
    if (result.ok) return { outcome: "accepted", value: result.value, told: "is accepted" };
    return { outcome: "refused", told: `is refused: it ${result.faults.join("; it ")}` };
  } catch (error) {
    return { outcome: "failed", told: `could not be tried: ${messageOf(error)}` };
  }
}

/** The validators that were given, by id, in the order of the entries. */
export function validatorsOf(subject: RuleSubject<ValidationRule>): readonly (readonly [string, unknown])[] {
  return subject.entries.flatMap(({ id }) => {
    const validator = implementationOf(subject, "validate", id);
    return validator === undefined ? [] : [[id, validator] as const];
  });
}

/** The subject with validators that are broken; `undefined` where none can be. */
export function replaceValidators(
  subject: RuleSubject<ValidationRule>,
  replace: (entry: RuleEntry<ValidationRule>) => AnyValidator | undefined,
): RuleSubject<ValidationRule> | undefined {
  const given = new Set(validatorsOf(subject).map(([id]) => id));
  const broken = subject.entries.flatMap((entry) => {
    const validator = given.has(entry.id) ? replace(entry) : undefined;
    return validator === undefined ? [] : [[entry.id, validator] as const];
  });
  return broken.length === 0 ? undefined : withValidators(subject, Object.fromEntries(broken));
}

/** The subject with the validator of one rule at another one too. */
export function withSharedValidator(
  subject: RuleSubject<ValidationRule>,
): RuleSubject<ValidationRule> | undefined {
  const [first, second] = validatorsOf(subject);
  return first && second && withValidators(subject, { [second[0]]: first[1] });
}

function withValidators(
  subject: RuleSubject<ValidationRule>,
  validators: Readonly<Record<string, unknown>>,
): RuleSubject<ValidationRule> {
  const { implementations = {} } = subject;
  return {
    ...subject,
    implementations: {
      ...implementations,
      validate: { ...implementations["validate"], ...validators },
    },
  };
}
