import type { DependencySpecification, DependencyType, OutputSpecification } from "../specification/index.js";
import { classicProfile } from "./classic-profile.js";
import type { SimilarityMemo } from "./name-similarity.js";
import { sourceMatcher, type SourceNames } from "./step-type-names.js";

const { acceptedTypes, ceiling, relatedDataTypes, weights } = classicProfile;

/** What a score is made of: weighted, to be added in this order and cut to 1. */
export interface ScoreParts {
  /** 0.4 for the type itself, 0.2 for another one that is accepted. */
  readonly type: number;
  /** 0.2 for the same data type, 0.1 for a related one. */
  readonly dataType: number;
  /** 0.25 times the similarity of the most similar of the output's name and aliases. */
  readonly name: number;
  /** 0.05 if the dependency's name is the output's name or an alias of it. */
  readonly exactName: number;
  /** 0.1 if the provider is among the compatible sources, −0.1 if it is not, 0 if none are listed. */
  readonly source: number;
  /** 0.05 times the share of the semantic keywords that stand in the output's name. */
  readonly keywords: number;
}

/** An output of a step, ready to be scored many times. */
export interface Offer {
  readonly provider: string;
  readonly output: OutputSpecification;
  /** The name of the output and its aliases. */
  readonly names: readonly string[];
  readonly sourceNames: SourceNames;
}

/** An offer, scored for one dependency. */
export interface Rating {
  readonly dependency: DependencySpecification;
  readonly offer: Offer;
  readonly score: number;
  readonly parts: ScoreParts;
  /** The name or alias of the output that is most similar to the name of the dependency. */
  readonly matchedName: string;
}

/** Scores offers for one dependency. They must be of a type that it accepts. */
export type Rater = (offer: Offer) => Rating;

/** The types of outputs that a dependency accepts. */
export function typesAcceptedBy({ dependencyType }: DependencySpecification): readonly DependencyType[] {
  return acceptedTypes[dependencyType];
}

/** Prepares the scoring of offers for one dependency. */
export function classicRater(dependency: DependencySpecification, memo: SimilarityMemo): Rater {
  const { logicalName, dependencyType, dataType, compatibleSources } = dependency;
  const similarityTo = memo.similarityTo(logicalName);
  const isSource = sourceMatcher(compatibleSources);
  const keywords = dependency.semanticKeywords.map((keyword) => keyword.toLowerCase());
  return (offer) => {
    const { output, names, sourceNames } = offer;
    const { matchedName, similarity } = mostSimilar(names, similarityTo);
    const parts: ScoreParts = {
      type: output.outputType === dependencyType ? weights.sameType : weights.acceptedType,
      dataType: dataTypePoints(dataType, output.dataType),
      name: weights.name * similarity,
      exactName: names.includes(logicalName) ? weights.exactName : 0,
      source:
        compatibleSources.length === 0
          ? 0
          : isSource(sourceNames)
            ? weights.expectedSource
            : weights.otherSource,
      keywords: weights.keywords * shareContained(keywords, output.logicalName.toLowerCase()),
    };
    return { dependency, offer, score: sum(parts), parts, matchedName };
  };
}

/** The order of the additions decides on which side of the threshold a sum falls. */
function sum({ type, dataType, name, exactName, source, keywords }: ScoreParts): number {
  return Math.min(type + dataType + name + exactName + source + keywords, ceiling);
}

function mostSimilar(
  names: readonly string[],
  similarityTo: (name: string) => number,
): { matchedName: string; similarity: number } {
  let matchedName = names[0]!;
  let similarity = similarityTo(matchedName);
  for (const name of names) {
    const other = similarityTo(name);
    if (other > similarity) {
      similarity = other;
      matchedName = name;
    }
  }
  return { matchedName, similarity };
}

function dataTypePoints(wanted: string, given: string): number {
  if (wanted === given) return weights.sameDataType;
  const related = relatedDataTypes.some((group) => group.includes(wanted) && group.includes(given));
  return related ? weights.relatedDataType : 0;
}

function shareContained(keywords: readonly string[], name: string): number {
  if (keywords.length === 0) return 0;
  return keywords.filter((keyword) => name.includes(keyword)).length / keywords.length;
}
