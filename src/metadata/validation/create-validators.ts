import { argumentInvalid, BailiwickError, describe } from "../../kernel/index.js";
import type { Kind } from "../kind.js";
import { entryUnknown, isMetadataRegistry, type AnyRegistry, type EntryOf, type IdOf } from "../registry.js";
import type { Wiring } from "../wire.js";
import { constraintsFaults } from "./constraints.js";
import { compileRule, valueInvalid, type RunnableRule, type ValidationResult } from "./run-validation.js";
import type { ValidationRule } from "./validation-rule.js";

declare const brand: unique symbol;

/** A value that a rule has read, which nothing else makes: `Brand<string, "email">` is an email. */
export type Brand<T, Id extends string> = T & { readonly [brand]: Id };

/** A registry of validation rules. */
export type ValidationRegistry = AnyRegistry & { readonly kind: Kind<string, ValidationRule> };

/** What a rule reads: texts or numbers. */
export type RawOf<R extends ValidationRegistry, I extends IdOf<R>> =
  EntryOf<R, I> extends { readonly of: "number" } ? number : string;

/** What a rule makes of it. */
export type ValidOf<R extends ValidationRegistry, I extends IdOf<R>> = Brand<RawOf<R, I>, I>;

/** Reads values as one rule says. */
export interface Validator<Out> {
  readonly id: string;
  /**
   * The value, as the rule brings it into form.
   *
   * @throws BailiwickError `VALIDATION_VALUE_INVALID`, naming everything that is wrong but not the value, which may be
   * secret; `VALIDATION_RULE_FAILED` if the validator itself is at fault
   */
  parse(raw: unknown): Out;
  /** The same as a report. */
  check(raw: unknown): ValidationResult<Out>;
}

/** Validators by id. */
export type Validators<R extends ValidationRegistry> = {
  readonly [I in IdOf<R>]: Validator<ValidOf<R, I>>;
};

/**
 * What reads values, by rule. Constraints are enforced as the entries say, before and after the validators. O(rules).
 *
 * @throws BailiwickError `VALIDATION_CONSTRAINTS_INVALID`, naming every entry whose constraints cannot be enforced
 */
export function createValidators<R extends ValidationRegistry>(wiring: Wiring<R>): Validators<R> {
  const checked = requireWiring(wiring, "createValidators()");
  const validators: Record<string, Validator<unknown>> = Object.create(null);
  for (const entry of runnableRules(checked.registry)) validators[entry.id] = validatorOf(checked, entry);
  return Object.freeze(validators) as unknown as Validators<R>;
}

/** The validator of one rule, with its entry. */
export function validatorAt(
  wiring: unknown,
  id: string,
  owner: string,
): { readonly entry: ValidationRule & RunnableRule; readonly validator: Validator<unknown> } {
  const checked = requireWiring(wiring, owner);
  const entry = runnableRules(checked.registry).find((rule) => rule.id === id);
  if (entry === undefined) throw entryUnknown(checked.registry, id);
  return { entry, validator: validatorOf(checked, entry) };
}

/** A wiring of whatever registry: ids and slots are known at run time. */
interface AnyWiring {
  readonly registry: AnyRegistry;
  readonly get: (id: string, slot: string) => unknown;
}

function validatorOf({ registry, get }: AnyWiring, entry: RunnableRule): Validator<unknown> {
  const { id } = entry;
  const validate = registry.needs(id, "validate") ? get(id, "validate") : undefined;
  const check = compileRule(entry, validate as ((value: never, context: never) => unknown) | undefined);
  return Object.freeze({
    id,
    check,
    parse: (raw: unknown) => {
      const result = check(raw);
      if (result.ok) return result.value;
      throw valueInvalid(`The value of ${describe(id)}`, result.faults);
    },
  });
}

function runnableRules(registry: AnyRegistry): readonly (ValidationRule & RunnableRule)[] {
  const rules = registry.entries() as readonly (ValidationRule & RunnableRule)[];
  const faults = rules.flatMap(({ id, of, constraints }) =>
    constraintsFaults(of, constraints).map((fault) => `${id}: ${fault}`),
  );
  if (faults.length === 0) return rules;
  throw new BailiwickError("VALIDATION_CONSTRAINTS_INVALID", {
    message: `The constraints of ${describe(registry.name)} cannot be enforced:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { registry: registry.name, faults },
  });
}

function requireWiring(wiring: unknown, owner: string): AnyWiring {
  const { registry, get } = (wiring ?? {}) as Partial<AnyWiring>;
  const isOne = isMetadataRegistry(registry) && Object.hasOwn(registry.kind.slots, "validate");
  if (isOne && typeof get === "function") return { registry, get };
  throw argumentInvalid("wiring", owner, "a wiring of validation rules, as wire() gives it", wiring);
}
