import type { DependencySpecification } from "../../specification/index.js";
import { isRelatedDataType, mostSimilar, type Offer, type Rating, type ScoreParts } from "../rating.js";
import { sourceMatcher } from "../step-type-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import type { SimilarityMemo } from "./name-similarity.js";

/** Scores offers for one dependency. They must be of a type that it accepts. */
export type Rater = (offer: Offer) => Rating;

/** Prepares the scoring of offers for one dependency. */
export function classicRater(
  dependency: DependencySpecification,
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Rater {
  const { weights } = profile;
  const { logicalName, dependencyType, dataType, compatibleSources } = dependency;
  const similarityTo = memo.similarityTo(logicalName);
  const isSource = sourceMatcher(compatibleSources);
  const keywords = dependency.semanticKeywords.map((keyword) => keyword.toLowerCase());
  return (offer) => {
    const { output, names, sourceNames } = offer;
    const { matchedName, similarity } = mostSimilar(names, similarityTo);
    const parts: Required<Omit<ScoreParts, "jobType">> = {
      type: output.outputType === dependencyType ? weights.sameType : weights.acceptedType,
      dataType: dataTypePoints(dataType, output.dataType, profile),
      name: weights.name * similarity,
      exactName: names.includes(logicalName) ? weights.exactName : 0,
      source:
        compatibleSources.length === 0
          ? 0
          : isSource(sourceNames)
            ? weights.expectedSource
            : 0 - weights.otherSourcePenalty,
      keywords: weights.keywords * shareContained(keywords, output.logicalName.toLowerCase()),
    };
    return { dependency, offer, score: Math.min(sum(parts), profile.ceiling), parts, matchedName };
  };
}

/** The order of the additions decides on which side of the threshold a sum falls. */
function sum(parts: Required<Omit<ScoreParts, "jobType">>): number {
  const { type, dataType, name, exactName, source, keywords } = parts;
  return type + dataType + name + exactName + source + keywords;
}

function dataTypePoints(
  wanted: string,
  given: string,
  { weights, relatedDataTypes }: ClassicProfile,
): number {
  if (wanted === given) return weights.sameDataType;
  return isRelatedDataType(wanted, given, relatedDataTypes) ? weights.relatedDataType : 0;
}

function shareContained(keywords: readonly string[], name: string): number {
  if (keywords.length === 0) return 0;
  return keywords.filter((keyword) => name.includes(keyword)).length / keywords.length;
}
