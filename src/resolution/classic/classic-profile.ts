import { deepFreeze } from "../../kernel/index.js";
import { acceptedTypes, relatedDataTypes, variantSuffixes, type AcceptedTypes } from "../accepted-types.js";

/** How names are read and compared in the classic profile. */
export interface ClassicNameRules {
  /** What each view of a similarity weighs. */
  readonly weights: {
    readonly string: number;
    readonly token: number;
    readonly semantic: number;
    readonly substring: number;
  };
  /** What two words are worth that share a group of synonyms; equal ones are worth 1. */
  readonly synonymWorth: number;
  /** Shorter words are not looked for inside other words, in letters. */
  readonly shortestContainedWord: number;
  readonly synonyms: readonly (readonly string[])[];
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly stopWords: readonly string[];
}

/** The classic profile as data. */
export interface ClassicProfile {
  /** A candidate is wired only if it scores more than this. */
  readonly threshold: number;
  /** No score is higher. */
  readonly ceiling: number;
  readonly weights: {
    readonly sameType: number;
    readonly acceptedType: number;
    readonly sameDataType: number;
    readonly relatedDataType: number;
    readonly name: number;
    readonly exactName: number;
    readonly expectedSource: number;
    /** Taken off where compatible sources are listed and the provider is none of them. */
    readonly otherSourcePenalty: number;
    readonly keywords: number;
  };
  /** For each type of dependency the types of outputs that pass. */
  readonly acceptedTypes: AcceptedTypes;
  /** Groups of data types that stand in for each other. */
  readonly relatedDataTypes: readonly (readonly string[])[];
  /** Endings of a step type that name a variant of it and not another type. */
  readonly variantSuffixes: readonly string[];
  readonly names: ClassicNameRules;
}

/**
 * The scoring of the original system, as data: weights, limits and vocabulary.
 *
 * The weights of a perfect match sum to 1.05, so the best matches are cut to 1 and may tie there. An output of
 * the very type and data type of a dependency is always above the threshold: 0.4 + 0.2 − 0.1 is
 * 0.5000000000000001 in binary.
 */
export const classicProfile: ClassicProfile = deepFreeze({
  threshold: 0.5,
  ceiling: 1,
  weights: {
    sameType: 0.4,
    acceptedType: 0.2,
    sameDataType: 0.2,
    relatedDataType: 0.1,
    name: 0.25,
    exactName: 0.05,
    expectedSource: 0.1,
    otherSourcePenalty: 0.1,
    keywords: 0.05,
  },
  acceptedTypes,
  relatedDataTypes,
  variantSuffixes,
  names: {
    weights: { string: 0.3, token: 0.25, semantic: 0.25, substring: 0.2 },
    synonymWorth: 0.8,
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
