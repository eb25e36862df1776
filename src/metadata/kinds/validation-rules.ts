import { defineKind, slot, type TypeFunction } from "../kind.js";
import type { ValidationRule, ValidatorFunction } from "../validation/validation-rule.js";
import { validationRuleChecks } from "../validation/validation-rule-checks.js";

/** What the slot `validate` takes. */
export interface ValidatorSlot extends TypeFunction {
  readonly out: ValidatorFunction<this["in"]>;
}

/**
 * Validation rules: what a kind of value is like, with examples and counterexamples that are run. What the constraints say
 * is enforced; where they say everything, the rule `requires: { validate: false }`.
 *
 * @example
 * ```ts
 * import { createValidators, defineRegistry, invalid, validationRules, wire } from "bailiwick/metadata";
 *
 * const rules = defineRegistry(validationRules, {
 *   email: {
 *     description: "An email address, in lower case",
 *     category: "authentication",
 *     of: "text",
 *     constraints: { minLength: 5, maxLength: 255 },
 *     examples: ["user@example.com", "Test.User@example.org"],
 *     counterexamples: ["no-at-sign.example.com", "a@b"],
 *   },
 * });
 * const wiring = wire(rules, {
 *   validate: {
 *     email: (value) => {
 *       if (!/^[^@\s]+@[^@\s]+$/.test(value)) throw invalid("must have one @ between name and host");
 *       return value.toLowerCase();
 *     },
 *   },
 * });
 * const { email } = createValidators(wiring);
 * console.log(email.parse("User@Example.com")); // => user@example.com
 * console.log(email.check("user.example.com")); // => { ok: false, faults: [ 'must have one @ between name and host' ] }
 * ```
 */
export const validationRules = defineKind<ValidationRule>()({
  name: "validation-rules",
  description: "What kinds of values are like, and how they are read.",
  slots: {
    validate: slot<ValidatorSlot>()({
      default: true,
      strict: "always",
      description: "Reads a value that the constraints allow, and brings it into form.",
    }),
  },
  rules: validationRuleChecks,
});
