import { deepFreeze } from "../../kernel/index.js";
import { acceptedTypes, relatedDataTypes, variantSuffixes, type AcceptedTypes } from "../accepted-types.js";

/** How names are read and compared in the strict profile. */
export interface StrictNameRules {
  /** What equal words in another order are worth; equal words in the same order are worth 1. */
  readonly reordered: number;
  /** What two words are worth that share a group of synonyms. */
  readonly synonymWorth: number;
  /** What a word is worth that another one begins with, times the share of the longer one that it covers. */
  readonly stemWorth: number;
  /** Shorter words are not looked for at the beginning of others, in letters. */
  readonly shortestStem: number;
  /** How much a filler counts in a name, from 0 to 1, where any other word counts 1. */
  readonly fillerWeight: number;
  /** Words that say that there is something, and not what. */
  readonly fillers: readonly string[];
  readonly synonyms: readonly (readonly string[])[];
  /** Short and inflected forms, in the singular, by what they stand for. */
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly stopWords: readonly string[];
}

/** The strict profile as data. */
export interface StrictProfile {
  /** Without an edge that speaks for it, a candidate is wired only if it scores more than this, from 0 to 1. */
  readonly threshold: number;
  /** Without an edge that speaks for it, a candidate is wired only if its name is as similar as this, from 0 to 1. */
  readonly nameFloor: number;
  /** Candidates whose scores differ by no more than this, from 0 to 1, are as good as each other. */
  readonly margin: number;
  /** In a known graph, what a direct predecessor is worth over one that is far away, from 0 to 1. */
  readonly nearness: number;
  /** What each kind of evidence weighs, with a finite sum. What a specification does not say counts neither for nor against. */
  readonly weights: {
    readonly name: number;
    readonly source: number;
    readonly keywords: number;
    readonly jobType: number;
  };
  /** What the job type of a provider is worth to a consumer, where not both have one. */
  readonly jobTypeWorth: {
    /** The consumer has none, but its name or the keywords of the dependency hold the provider's. */
    readonly mentioned: number;
    /** The consumer has none, and nothing of it holds the provider's. */
    readonly notMentioned: number;
    /** The provider has none. */
    readonly providerWithout: number;
  };
  /** For each type of dependency the types of outputs that pass. */
  readonly acceptedTypes: AcceptedTypes;
  /** Groups of data types that stand in for each other. */
  readonly relatedDataTypes: readonly (readonly string[])[];
  /** Endings of a step type that name a variant of it and not another type. */
  readonly variantSuffixes: readonly string[];
  /** Words that are a job type wherever they end the name of a step, after a `_`. */
  readonly jobTypes: readonly string[];
  readonly names: StrictNameRules;
}

/** The default scoring: types are gates, names have a floor, and only what is said counts. */
export const strictProfile: StrictProfile = deepFreeze({
  threshold: 0.65,
  nameFloor: 0.25,
  margin: 0.02,
  nearness: 0.05,
  weights: { name: 0.5, source: 0.25, keywords: 0.1, jobType: 0.1 },
  jobTypeWorth: { mentioned: 0.8, notMentioned: 0.4, providerWithout: 0.5 },
  acceptedTypes,
  relatedDataTypes,
  variantSuffixes,
  jobTypes: [
    "training",
    "validation",
    "testing",
    "calibration",
    "evaluation",
    "inference",
    "baseline",
    "production",
    "staging",
  ],
  names: {
    reordered: 0.97,
    synonymWorth: 0.8,
    stemWorth: 0.9,
    shortestStem: 4,
    fillerWeight: 0.5,
    fillers: [
      "artifact",
      "data",
      "directory",
      "file",
      "folder",
      "input",
      "location",
      "output",
      "path",
      "processed",
      "result",
      "uri",
    ],
    synonyms: [
      ["data", "dataset"],
      ["example", "sample"],
      ["configuration", "parameter", "setting"],
      ["output", "result"],
      ["inference", "prediction", "score"],
    ],
    abbreviations: {
      artefact: "artifact",
      calib: "calibration",
      cfg: "configuration",
      config: "configuration",
      dir: "directory",
      eval: "evaluation",
      hyperparam: "hyperparameter",
      packaged: "package",
      param: "parameter",
      pkg: "package",
      preproc: "preprocessing",
      preprocess: "preprocessing",
      preprocessed: "preprocessing",
      reg: "registration",
      test: "testing",
      train: "training",
      val: "validation",
    },
    stopWords: ["a", "an", "and", "at", "but", "by", "for", "in", "of", "on", "or", "the", "to", "with"],
  },
});
