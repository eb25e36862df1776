import { deepFreeze } from "../kernel/index.js";
import type { DependencyType } from "../specification/index.js";

/** For each type of dependency the types of outputs that it accepts. */
const acceptedTypes: Record<DependencyType, readonly DependencyType[]> = {
  model_artifacts: ["model_artifacts"],
  training_data: ["training_data", "processing_output"],
  processing_output: ["processing_output", "training_data"],
  hyperparameters: ["hyperparameters", "custom_property"],
  payload_samples: ["payload_samples", "processing_output"],
  custom_property: ["custom_property"],
};

/**
 * The scoring of the original system, as data: weights, limits and vocabulary.
 *
 * The weights of a perfect match sum to 1.05, so the best matches are cut to 1 and may tie there. An output of
 * the very type and data type of a dependency is always above the threshold: 0.4 + 0.2 − 0.1 is
 * 0.5000000000000001 in binary.
 */
export const classicProfile = deepFreeze({
  /** A candidate is wired only if it scores more than this. */
  threshold: 0.5,
  /** No score is higher. */
  ceiling: 1,
  weights: {
    sameType: 0.4,
    acceptedType: 0.2,
    sameDataType: 0.2,
    relatedDataType: 0.1,
    name: 0.25,
    exactName: 0.05,
    expectedSource: 0.1,
    otherSource: -0.1,
    keywords: 0.05,
  },
  acceptedTypes,
  /** Data types that stand in for each other; any other data type is related to itself only. */
  relatedDataTypes: [
    ["S3Uri", "String"],
    ["Integer", "Float"],
  ],
  /** Endings of a step type that name a variant of it and not another type. */
  variantSuffixes: ["_Training", "_Testing", "_Validation", "_Calibration"],
  names: {
    weights: { string: 0.3, token: 0.25, semantic: 0.25, substring: 0.2 },
    /** What two words are worth that share a group of synonyms; equal ones are worth 1. */
    synonymWorth: 0.8,
    /** Shorter words are not looked for inside other words. */
    shortestContainedWord: 3,
    synonyms: [
      ["model", "artifact", "trained", "output"],
      ["data", "dataset", "input", "processed", "training"],
      ["config", "configuration", "params", "parameters", "hyperparameters", "settings"],
      ["payload", "sample", "test", "inference", "example"],
      ["output", "result", "artifact", "generated", "produced"],
      ["training", "train", "fit", "learn"],
      ["preprocessing", "preprocess", "processed", "clean", "transform"],
    ],
    abbreviations: {
      config: "configuration",
      eval: "evaluation",
      hyperparams: "hyperparameters",
      packaged: "package",
      params: "parameters",
      pkg: "package",
      preprocess: "preprocessing",
      reg: "registration",
    },
    stopWords: ["a", "an", "and", "at", "but", "by", "for", "in", "of", "on", "or", "the", "to", "with"],
  },
});
