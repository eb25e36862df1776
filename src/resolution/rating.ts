import type { DependencySpecification, OutputSpecification } from "../specification/index.js";
import type { SourceNames } from "./step-type-names.js";

/**
 * What a score is made of, weighted. The parts of the strict profile add up to the score; those of the classic
 * one do too, up to its ceiling of 1.
 */
export interface ScoreParts {
  /** How similar the name of the dependency is to the most similar of the output's name and aliases. */
  readonly name: number;
  /** Whether the provider is among the compatible sources; 0 if none are listed, in the classic profile −0.1 if it is not. */
  readonly source: number;
  /** The share of the semantic keywords that stand in the output's name, in the strict profile also in its aliases. */
  readonly keywords: number;
  /** Strict profile only: whether provider and consumer have the same job type; 0 if neither has one. */
  readonly jobType?: number;
  /** Classic profile only: 0.4 for the type itself, 0.2 for another one that is accepted. */
  readonly type?: number;
  /** Classic profile only: 0.2 for the same data type, 0.1 for a related one. */
  readonly dataType?: number;
  /** Classic profile only: 0.05 if the dependency's name is the output's name or an alias of it. */
  readonly exactName?: number;
}

/** An output of a step, ready to be scored many times. */
export interface Offer {
  readonly provider: string;
  readonly output: OutputSpecification;
  /** `step.output`, for people. */
  readonly name: string;
  /** The name of the output and its aliases. */
  readonly names: readonly string[];
  readonly sourceNames: SourceNames;
  /** Where it is listed: the index of its step, and its own among the outputs of that step. */
  readonly place: { readonly step: number; readonly port: number };
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

/** The most similar of several names, the first of equal ones. */
export function mostSimilar(
  names: readonly string[],
  similarityTo: (name: string) => number,
): { readonly matchedName: string; readonly similarity: number } {
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

/** Whether a data type is the other one or stands in for it. */
export function isRelatedDataType(
  wanted: string,
  given: string,
  groups: readonly (readonly string[])[],
): boolean {
  return wanted === given || groups.some((group) => group.includes(wanted) && group.includes(given));
}
