import { deepFreeze } from "../kernel/index.js";
import type { DependencyType } from "../specification/index.js";

/** For each type of dependency the types of outputs that it accepts. */
export type AcceptedTypes = Readonly<Record<DependencyType, readonly DependencyType[]>>;

/** The table of the original system, which both profiles start from. */
export const acceptedTypes: AcceptedTypes = deepFreeze({
  model_artifacts: ["model_artifacts"],
  training_data: ["training_data", "processing_output"],
  processing_output: ["processing_output", "training_data"],
  hyperparameters: ["hyperparameters", "custom_property"],
  payload_samples: ["payload_samples", "processing_output"],
  custom_property: ["custom_property"],
});

/** Data types that stand in for each other; any other data type is related to itself only. */
export const relatedDataTypes: readonly (readonly string[])[] = deepFreeze([
  ["S3Uri", "String"],
  ["Integer", "Float"],
]);

/** Endings of a step type that name a variant of it and not another type. */
export const variantSuffixes: readonly string[] = deepFreeze([
  "_Training",
  "_Testing",
  "_Validation",
  "_Calibration",
]);
