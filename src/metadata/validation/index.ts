export type { NumberConstraints, TextConstraints } from "./constraints.js";
export {
  type Brand,
  createValidators,
  type RawOf,
  type ValidationRegistry,
  type Validator,
  type Validators,
  type ValidOf,
} from "./create-validators.js";
export { invalid, type ValidationResult } from "./run-validation.js";
export { fromSchema, jsonSchemaOf, type RuleSchema, toStandardSchema } from "./schema-bridges.js";
export type { ValidationRule, ValidationRuleFacts, ValidatorFunction } from "./validation-rule.js";
