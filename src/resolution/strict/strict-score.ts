import type { DependencySpecification } from "../../specification/index.js";
import { isRelatedDataType, mostSimilar, offerName, type Offer, type Rating } from "../rating.js";
import { sourceMatcher } from "../step-type-names.js";
import type { StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";

/** An offer, scored for one dependency, with what the choice among offers looks at. */
export interface StrictRating extends Rating {
  /** The name of the output, for telling equals apart. */
  readonly offerName: string;
  /** Whether score and name alone are enough for a wire. */
  readonly isConvincing: boolean;
  /** Whether the dependency lists the provider among its compatible sources. */
  readonly isExpected: boolean;
  /** How well the job types suit, from 0 to 1; `undefined` if neither step has one, or they weigh nothing. */
  readonly affinity: number | undefined;
}

/** Scores an offer for one dependency. */
export type StrictRater = (offer: Offer) => StrictRating;

/** How well the job of a provider suits; the words are those of the dependency's keywords. */
export type AffinityTo = (provider: string, keywords: ReadonlySet<string>) => number | undefined;

/** Whether type and data type of an offer pass. */
export function passes(
  { dependencyType, dataType }: DependencySpecification,
  { output }: Offer,
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
  const { weights, threshold, nameFloor } = profile;
  const { logicalName, compatibleSources, semanticKeywords } = dependency;
  const isSource = sourceMatcher(compatibleSources);
  const keywords = semanticKeywords
    .map((keyword) => names.reader.wordsOf(keyword))
    .filter(({ length }) => length > 0);
  const keywordWords = new Set(keywords.flat());
  return (offer) => {
    const { matchedName, similarity } = mostSimilar(offer.names, (name) =>
      names.similarity(logicalName, name),
    );
    const isExpected = compatibleSources.length > 0 && isSource(offer.sourceNames);
    const affinity = affinityTo(offer.provider, keywordWords);
    const { score, parts } = weigh(weights, {
      name: similarity,
      source: compatibleSources.length === 0 ? undefined : Number(isExpected),
      keywords: shareFound(keywords, offer.names, names),
      jobType: affinity,
    });
    return {
      dependency,
      offer,
      score,
      parts,
      matchedName,
      offerName: offerName(offer),
      isConvincing: score > threshold && similarity >= nameFloor,
      isExpected,
      affinity: weights.jobType === 0 ? undefined : affinity,
    };
  };
}

type Evidence = Readonly<Record<keyof StrictProfile["weights"], number | undefined>>;

/** The weighted mean of the evidence that there is. */
function weigh(
  weights: StrictProfile["weights"],
  evidence: Evidence,
): { readonly score: number; readonly parts: Record<keyof Evidence, number> } {
  const kinds = ["name", "source", "keywords", "jobType"] as const;
  const whole = kinds.reduce((sum, kind) => sum + (evidence[kind] === undefined ? 0 : weights[kind]), 0);
  const part = (kind: keyof Evidence): number =>
    whole === 0 ? 0 : (weights[kind] * (evidence[kind] ?? 0)) / whole;
  const parts = {
    name: part("name"),
    source: part("source"),
    keywords: part("keywords"),
    jobType: part("jobType"),
  };
  return { score: Math.min(1, parts.name + parts.source + parts.keywords + parts.jobType), parts };
}

/** The share of the keywords all of whose words stand in the names of an output; `undefined` without keywords. */
function shareFound(
  keywords: readonly (readonly string[])[],
  outputNames: readonly string[],
  { reader }: StrictNames,
): number | undefined {
  if (keywords.length === 0) return undefined;
  const words = new Set(outputNames.flatMap((name) => reader.wordsOf(name)));
  return keywords.filter((keyword) => keyword.every((word) => words.has(word))).length / keywords.length;
}

/** Best first, equal ones by the name of the output. */
export function byScoreAndName(a: StrictRating, b: StrictRating): number {
  return b.score - a.score || compareTexts(a.offerName, b.offerName);
}

/** The order of texts by their code units, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
