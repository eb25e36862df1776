import type { NumberConstraints, TextConstraints } from "./constraints.js";

/** What every rule says. */
export interface ValidationRuleFacts<Of extends "text" | "number", T, Constraints> {
  /** What kind of value this is, in one sentence. */
  readonly description: string;
  readonly category: string;
  /** What the rule reads. */
  readonly of: Of;
  /** What is enforced before and after the validator, and told in JSON Schema. */
  readonly constraints: Constraints;
  /** Values that the rule accepts. */
  readonly examples: readonly [T, ...T[]];
  /** Values that it refuses: at least one that only the validator refuses, where there is a validator. */
  readonly counterexamples: readonly [T, ...T[]];
}

type Without<Constraints> = { readonly [K in keyof Constraints]?: never };

/** What is known about a kind of value. */
export type ValidationRule =
  | (ValidationRuleFacts<"text", string, TextConstraints & Without<NumberConstraints>> & {
      /** Whether the empty text is accepted; by default it is not. */
      readonly acceptsBlank?: boolean;
    })
  | (ValidationRuleFacts<"number", number, NumberConstraints & Without<TextConstraints>> & {
      readonly acceptsBlank?: never;
    });

/**
 * What reads a value of a rule: it returns the value, brought into form, or refuses it with `throw invalid("must …")`. It
 * is given only what the constraints allow.
 */
export type ValidatorFunction<E> = E extends { readonly id: infer I; readonly of: "text" | "number" }
  ? (
      value: E["of"] extends "number" ? number : string,
      context: { readonly id: I; readonly entry: E },
    ) => E["of"] extends "number" ? number : string
  : never;
