import { inDecimals, nameNote, scorePart, type ScorePart } from "../assessment.js";
import { isRelatedDataType, type Rating } from "../rating.js";
import { sourceMatcher } from "../step-type-names.js";
import type { ClassicProfile } from "./classic-profile.js";

/** The parts of a classic score, and what its ceiling takes off them. */
export function explainClassicScore(
  rating: Rating,
  stepType: string,
  { weights, ceiling, relatedDataTypes }: ClassicProfile,
): readonly ScorePart[] {
  const { dependency, offer, score, parts } = rating;
  const { compatibleSources, semanticKeywords, dependencyType, dataType } = dependency;
  const { outputType, dataType: given, logicalName } = offer.output;
  const { type = 0, dataType: dataTypePoints = 0, exactName = 0, name, source, keywords } = parts;
  const found = semanticKeywords.filter((keyword) =>
    logicalName.toLowerCase().includes(keyword.toLowerCase()),
  );
  const isExpected = sourceMatcher(compatibleSources)(offer.sourceNames);
  const isRelated = isRelatedDataType(dataType, given, relatedDataTypes);
  const sum = type + dataTypePoints + name + exactName + source + keywords;
  const counted = [
    scorePart(
      "type",
      type,
      Math.max(weights.sameType, weights.acceptedType),
      outputType === dependencyType
        ? `${outputType}, as wanted`
        : `${outputType} is accepted as ${dependencyType}`,
    ),
    scorePart(
      "dataType",
      dataTypePoints,
      Math.max(weights.sameDataType, weights.relatedDataType),
      given === dataType
        ? `${given}, as wanted`
        : `${given} ${isRelated ? "stands in for" : "is not"} ${dataType}`,
    ),
    scorePart("name", name, weights.name, nameNote(rating)),
    scorePart(
      "exactName",
      exactName,
      weights.exactName,
      offer.names.includes(dependency.logicalName) ? "a name is the same" : "no name is the same",
    ),
    scorePart(
      "source",
      source,
      compatibleSources.length === 0 ? 0 : weights.expectedSource,
      compatibleSources.length === 0
        ? "no compatible sources are listed"
        : `${stepType} is ${isExpected ? "" : "not "}a compatible source`,
    ),
    scorePart(
      "keywords",
      keywords,
      semanticKeywords.length === 0 ? 0 : weights.keywords,
      semanticKeywords.length === 0
        ? "no keywords are listed"
        : `${found.length} of ${semanticKeywords.length} found in its name`,
    ),
  ];
  if (sum > ceiling)
    counted.push(scorePart("ceiling", score - sum, 0, `no score is above ${inDecimals(ceiling)}`));
  return Object.freeze(counted);
}
