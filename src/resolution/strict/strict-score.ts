import type { DependencySpecification, OutputSpecification } from "../../specification/index.js";
import { compareTexts } from "../listed-step.js";
import { isRelatedDataType, mostSimilar, type Offer, type Rating, type ScoreParts } from "../rating.js";
import { sourceMatcher } from "../step-type-names.js";
import type { StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";

/** A score, with what the choice among offers looks at beside it. */
export interface StrictScore extends Pick<Rating, "score" | "parts" | "matchedName"> {
  /** Whether score and name alone are enough for a wire. */
  readonly isConvincing: boolean;
  /** Whether the dependency lists the provider among its compatible sources. */
  readonly isExpected: boolean;
  /** How well the job types suit, from 0 to 1; `undefined` if neither step has one, or they weigh nothing. */
  readonly affinity: number | undefined;
}

/** An offer, scored for one dependency. */
export interface StrictRating extends Rating, StrictScore {
  /** The name of the output, for telling equals apart. */
  readonly offerName: string;
}

/** Scores an offer for one dependency. */
export type StrictRater = (offer: Offer) => StrictRating;

/** How well the job of a provider suits; the words are those of the dependency's keywords. */
export type AffinityTo = (provider: string, keywords: ReadonlySet<string>) => number | undefined;

/** Whether outputs of a type and data type pass. */
export function passes(
  { dependencyType, dataType }: DependencySpecification,
  output: Pick<OutputSpecification, "outputType" | "dataType">,
  { acceptedTypes, relatedDataTypes }: StrictProfile,
): boolean {
  return (
    acceptedTypes[dependencyType].includes(output.outputType) &&
    isRelatedDataType(dataType, output.dataType, relatedDataTypes)
  );
}

/** Prepares the scoring of offers for one dependency; they must have passed. */
export function strictRater(
  dependency: DependencySpecification,
  profile: StrictProfile,
  names: StrictNames,
  affinityTo: AffinityTo,
): StrictRater {
  const { logicalName, compatibleSources } = dependency;
  const isSource = sourceMatcher(compatibleSources);
  const keywords = new KeywordWords(dependency, names);
  const own = names.read(logicalName);
  return (offer) => {
    const { matchedName, similarity } = mostSimilar(offer.names, (name) =>
      names.similarity(own, names.read(name)),
    );
    const isExpected = compatibleSources.length > 0 && isSource(offer.sourceNames);
    const affinity = affinityTo(offer.provider, keywords.words);
    const evidence = {
      name: similarity,
      source: compatibleSources.length === 0 ? undefined : Number(isExpected),
      keywords: keywords.shareFound(wordsIn(offer.names, names)),
      jobType: affinity,
    };
    const score = weigh(profile.weights, evidence);
    return {
      dependency,
      offer,
      score,
      parts: scoreParts(profile.weights, evidence),
      matchedName,
      offerName: offer.name,
      isConvincing: isConvincing(score, similarity, profile),
      isExpected,
      affinity: tellingAffinity(affinity, profile),
    };
  };
}

/** An affinity, as far as it can tell offers apart. */
export function tellingAffinity(
  affinity: number | undefined,
  { weights }: StrictProfile,
): number | undefined {
  return weights.jobType === 0 ? undefined : affinity;
}

/** Whether a score and a name are enough for a wire where nothing else speaks for it. */
export function isConvincing(
  score: number,
  similarity: number,
  { threshold, nameFloor }: StrictProfile,
): boolean {
  return score > threshold && similarity >= nameFloor;
}

/** How much speaks for an offer, from 0 to 1; what is not known is `undefined`. */
export type Evidence = Readonly<Record<keyof StrictProfile["weights"], number | undefined>>;

/** The weighted mean of the evidence that there is: the sum of its {@link scoreParts}, which add up to 1 at most. */
export function weigh(weights: StrictProfile["weights"], evidence: Evidence): number {
  const whole = wholeWeight(weights, evidence);
  if (whole === 0) return 0;
  const { name = 0, source = 0, keywords = 0, jobType = 0 } = evidence;
  return Math.min(
    1,
    (weights.name * name) / whole +
      (weights.source * source) / whole +
      (weights.keywords * keywords) / whole +
      (weights.jobType * jobType) / whole,
  );
}

/** What each kind of evidence adds to a score. */
export function scoreParts(
  weights: StrictProfile["weights"],
  evidence: Evidence,
): Required<Pick<ScoreParts, keyof Evidence>> {
  const whole = wholeWeight(weights, evidence);
  const part = (kind: keyof Evidence): number =>
    whole === 0 ? 0 : (weights[kind] * (evidence[kind] ?? 0)) / whole;
  return { name: part("name"), source: part("source"), keywords: part("keywords"), jobType: part("jobType") };
}

function wholeWeight(weights: StrictProfile["weights"], evidence: Evidence): number {
  let whole = 0;
  if (evidence.name !== undefined) whole += weights.name;
  if (evidence.source !== undefined) whole += weights.source;
  if (evidence.keywords !== undefined) whole += weights.keywords;
  if (evidence.jobType !== undefined) whole += weights.jobType;
  return whole;
}

/** The keywords of a dependency, as words. */
export class KeywordWords {
  /** All words of all keywords. */
  readonly words: ReadonlySet<string>;
  /** The keywords that have words, each as its words in one text. */
  readonly texts: readonly string[];
  readonly #keywords: readonly (readonly string[])[];

  constructor({ semanticKeywords }: DependencySpecification, names: StrictNames) {
    this.#keywords = semanticKeywords
      .map((keyword) => names.read(keyword).words)
      .filter(({ length }) => length > 0);
    this.words = new Set(this.#keywords.flat());
    this.texts = this.#keywords.map((words) => words.join(" "));
  }

  /** How many keywords hold a word. */
  get count(): number {
    return this.#keywords.length;
  }

  /** How many keywords have all of their words among some words. */
  countFound(words: ReadonlySet<string>): number {
    let found = 0;
    for (const keyword of this.#keywords) if (keyword.every((word) => words.has(word))) found++;
    return found;
  }

  /** The share of the keywords that {@link countFound} counts; `undefined` without keywords. */
  shareFound(words: ReadonlySet<string>): number | undefined {
    return this.count === 0 ? undefined : this.countFound(words) / this.count;
  }
}

/** All words of some names. */
export function wordsIn(outputNames: readonly string[], names: StrictNames): ReadonlySet<string> {
  return new Set(outputNames.flatMap((name) => names.read(name).words));
}

/** Best first, equal ones by the name of the output. */
export function byScoreAndName(a: StrictRating, b: StrictRating): number {
  return b.score - a.score || compareTexts(a.offerName, b.offerName);
}
