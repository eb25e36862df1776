import type { DependencySpecification, DependencyType } from "../../specification/index.js";
import { isRelatedDataType, mostSimilar, type Offer, type Rating, type ScoreParts } from "../rating.js";
import { sourceMatcher } from "../step-type-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import type { SimilarityMemo } from "./similarity-memo.js";

/** What the score of an offer is made of. */
export type ClassicParts = Required<Omit<ScoreParts, "jobType">>;

/** Scores offers for one dependency. They must be of a type that it accepts. */
export type Rater = (offer: Offer) => Rating;

/** Prepares the scoring of offers for one dependency. */
export function classicRater(
  dependency: DependencySpecification,
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Rater {
  const similarityTo = memo.similarityTo(dependency.logicalName);
  const isSource = sourceMatcher(dependency.compatibleSources);
  return (offer) => {
    const { output, names, sourceNames } = offer;
    const { matchedName, similarity } = mostSimilar(names, similarityTo);
    const { outputType, dataType } = output;
    const isExpected = isSource(sourceNames);
    const keywordShare = shareContained(dependency.semanticKeywords, output.logicalName);
    const merits = { outputType, dataType, names, similarity, isExpected, keywordShare };
    const parts = classicParts(dependency, merits, profile);
    return { dependency, offer, score: scoreOf(parts, profile), parts, matchedName };
  };
}

/** What the classic profile looks at. */
export interface ClassicMerits {
  readonly outputType: DependencyType;
  readonly dataType: string;
  /** The name of the output and its aliases. */
  readonly names: readonly string[];
  /** How similar the most similar of the names is. */
  readonly similarity: number;
  /** Whether the step type is listed among the compatible sources, if any are. */
  readonly isExpected: boolean;
  /** The share of the semantic keywords that stand in the name of the output. */
  readonly keywordShare: number;
}

/** The terms of a score. */
export function classicParts(
  dependency: DependencySpecification,
  merits: ClassicMerits,
  profile: ClassicProfile,
): ClassicParts {
  const { dependencyType, dataType, compatibleSources, semanticKeywords } = dependency;
  const { weights } = profile;
  return {
    type: typePointsOf(dependencyType, merits.outputType, profile),
    dataType: dataTypePoints(dataType, merits.dataType, profile),
    name: weights.name * merits.similarity,
    exactName: exactNamePoints(dependency, merits.names, merits.similarity, profile),
    source: sourcePoints(compatibleSources, merits.isExpected, profile),
    keywords: semanticKeywords.length === 0 ? 0 : weights.keywords * merits.keywordShare,
  };
}

function scoreOf(
  { type, dataType, name, exactName, source, keywords }: ClassicParts,
  profile: ClassicProfile,
): number {
  return sumUp(type + dataType, name, exactName, source, keywords, profile);
}

/** The order of the additions decides on which side of the threshold a sum falls; `types` is that of both types. */
export function sumUp(
  types: number,
  name: number,
  exactName: number,
  source: number,
  keywords: number,
  { ceiling }: ClassicProfile,
): number {
  return Math.min(types + name + exactName + source + keywords, ceiling);
}

/** The points for the very same name, which is always as similar as can be. */
export function exactNamePoints(
  { logicalName }: DependencySpecification,
  outputNames: readonly string[],
  similarity: number,
  { weights }: ClassicProfile,
): number {
  return similarity >= 1 && outputNames.includes(logicalName) ? weights.exactName : 0;
}

/** The points for the type, one that is accepted. */
export function typePointsOf(
  wanted: DependencyType,
  given: DependencyType,
  { weights }: ClassicProfile,
): number {
  return wanted === given ? weights.sameType : weights.acceptedType;
}

/** The points for the data type. */
export function dataTypePoints(
  wanted: string,
  given: string,
  { weights, relatedDataTypes }: ClassicProfile,
): number {
  if (wanted === given) return weights.sameDataType;
  return isRelatedDataType(wanted, given, relatedDataTypes) ? weights.relatedDataType : 0;
}

/** The points for the step type, for or against. */
export function sourcePoints(
  compatibleSources: readonly string[],
  isExpected: boolean,
  { weights }: ClassicProfile,
): number {
  if (compatibleSources.length === 0) return 0;
  return isExpected ? weights.expectedSource : 0 - weights.otherSourcePenalty;
}

function shareContained(keywords: readonly string[], outputName: string): number {
  if (keywords.length === 0) return 0;
  const name = outputName.toLowerCase();
  return keywords.filter((keyword) => name.includes(keyword.toLowerCase())).length / keywords.length;
}
