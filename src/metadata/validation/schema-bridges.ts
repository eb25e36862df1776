import { argumentInvalid } from "../../kernel/index.js";
import type { IdOf } from "../registry.js";
import type { JsonSchema } from "../routes/json-schemas.js";
import type { StandardSchema } from "../type-token.js";
import type { Wiring } from "../wire.js";
import type { NumberConstraints, TextConstraints } from "./constraints.js";
import { validatorAt, type RawOf, type ValidationRegistry, type ValidOf } from "./create-validators.js";
import { invalid } from "./run-validation.js";
import type { ValidationRule } from "./validation-rule.js";

/** The versions of JSON Schema that rules can be told in: what they use is the same in both. */
const targets: readonly string[] = Object.freeze(["draft-2020-12", "draft-07"]);

/**
 * A validator that a schema of another library is: what the schema finds wrong is what the rule refuses.
 *
 * @param schema of any library with the Standard Schema interface, such as zod or valibot; one that has to be awaited is
 * refused when it is first used, with `VALIDATION_RULE_FAILED`
 * @throws BailiwickError `OPTION_INVALID` for anything else
 */
export function fromSchema<In, Out>(schema: StandardSchema<In, Out>): (value: In) => Out {
  const standard = (schema as StandardSchema<In, Out> | undefined | null)?.["~standard"];
  if (typeof standard?.validate !== "function")
    throw argumentInvalid("schema", "fromSchema()", "a schema with the Standard Schema interface", schema);
  return (value) => {
    const result = standard.validate(value);
    // Whoever runs the rule sees the promise, and says that validation does not wait.
    if (isPromise(result)) return result as never;
    if (result.issues === undefined) return result.value;
    throw invalid(...result.issues.map(({ message }) => `is refused: ${message}`));
  };
}

/** A rule as a Standard Schema, which also tells its JSON Schema to libraries that ask for it. */
export interface RuleSchema<In, Out> extends StandardSchema<In, Out> {
  readonly "~standard": StandardSchema<In, Out>["~standard"] & {
    readonly jsonSchema: {
      /** What is accepted. */
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      /** What comes of reading it. */
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

/**
 * A rule as a Standard Schema, for every library that takes one; for types of this package wrap it with `schema()`.
 *
 * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, `VALIDATION_CONSTRAINTS_INVALID`
 */
export function toStandardSchema<R extends ValidationRegistry, I extends IdOf<R>>(
  wiring: Wiring<R>,
  id: I,
): RuleSchema<RawOf<R, I>, ValidOf<R, I>> {
  const { entry, validator } = validatorAt(wiring, id, "toStandardSchema()");
  const json = ({ target }: { readonly target: string }) => {
    if (targets.includes(target)) return { ...jsonSchemaOf(entry) };
    throw argumentInvalid("target", "jsonSchema", `one of the targets ${targets.join(", ")}`, target);
  };
  const standard = {
    version: 1,
    vendor: "bailiwick",
    validate: (value: unknown) => {
      const result = validator.check(value);
      return result.ok ? { value: result.value } : { issues: result.faults.map((message) => ({ message })) };
    },
    jsonSchema: Object.freeze({ input: json, output: json }),
  };
  return Object.freeze({ "~standard": Object.freeze(standard) }) as unknown as RuleSchema<
    RawOf<R, I>,
    ValidOf<R, I>
  >;
}

/** The constraints of a rule by their names in JSON Schema. */
const jsonNames = Object.freeze({
  minLength: "minLength",
  maxLength: "maxLength",
  pattern: "pattern",
  gt: "exclusiveMinimum",
  ge: "minimum",
  lt: "exclusiveMaximum",
  le: "maximum",
  multipleOf: "multipleOf",
} satisfies Record<keyof (TextConstraints & NumberConstraints), string>);

/**
 * What the constraints of a rule say, as JSON Schema (2020-12, and draft 7 alike). What its validator refuses beside, only
 * the validator knows.
 *
 * @example
 * ```ts
 * import { defineRegistry, jsonSchemaOf, validationRules } from "bailiwick/metadata";
 *
 * const rules = defineRegistry(validationRules, {
 *   percentage: {
 *     description: "A share of a hundred",
 *     category: "values",
 *     of: "number",
 *     constraints: { ge: 0, le: 100 },
 *     examples: [0, 99.5],
 *     counterexamples: [101],
 *     requires: { validate: false },
 *   },
 * });
 * const { type, minimum, maximum } = jsonSchemaOf(rules.get("percentage"));
 * console.log(type, minimum, maximum); // => number 0 100
 * ```
 */
export function jsonSchemaOf(rule: ValidationRule): JsonSchema {
  const constraints = Object.entries(rule.constraints).filter(([, value]) => value !== undefined);
  return Object.freeze({
    type: rule.of === "text" ? "string" : "number",
    description: rule.description,
    ...Object.fromEntries(
      constraints.map(([name, value]) => [jsonNames[name as keyof typeof jsonNames], value]),
    ),
    examples: rule.examples,
  });
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === "function";
}
