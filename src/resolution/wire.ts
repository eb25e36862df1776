import { quoteList } from "../kernel/index.js";
import type { DependencySpecification, DependencyType } from "../specification/index.js";
import { classicProfile } from "./classic-profile.js";
import { typesAcceptedBy, type Rating, type ScoreParts } from "./classic-score.js";

/** How many candidates are kept beside the chosen one. */
const mostKept = 3;

/** An output that could feed a dependency, with its score. Frozen. */
export interface Candidate {
  /** The name of the step that gives the output. */
  readonly provider: string;
  /** The logical name of the output. */
  readonly output: string;
  /** More than 0 and at most 1. Only a candidate above 0.5 is wired. */
  readonly score: number;
  /** What the score is made of. */
  readonly parts: ScoreParts;
  /** The name or alias of the output that is most similar to the name of the dependency. */
  readonly matchedName: string;
}

/** One dependency bound to one output: the chosen candidate, and what it was chosen over. Frozen. */
export interface Wire extends Candidate {
  /** The name of the step that has the dependency. */
  readonly consumer: string;
  /** The logical name of the dependency. */
  readonly dependency: string;
  /**
   * The best of the other candidates, at most three, best first. In a known graph one of them may score higher
   * than the chosen one: it feeds another dependency of the consumer then.
   */
  readonly runnersUp: readonly Candidate[];
  /**
   * `"score"` if the scores chose among the outputs of all other steps; `"graph"` if a known graph said which
   * steps come directly before the consumer, and the scores chose among their outputs.
   */
  readonly decidedBy: "score" | "graph";
}

/** A dependency that no output was bound to. Frozen. */
export interface Unresolved {
  readonly consumer: string;
  readonly dependency: string;
  /** Whether the wiring is incomplete because of it. */
  readonly required: boolean;
  /** The types of outputs that would do. */
  readonly accepts: readonly DependencyType[];
  /** The best candidates, at most three, best first: they score too low, or feed another dependency. */
  readonly candidates: readonly Candidate[];
  /** Why no output was bound to it, as the end of a sentence. */
  readonly reason: string;
}

/** What a way of choosing arrives at, in the order of the consumers and of their dependencies. */
export interface Choices {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
}

/** Best first; a stable sort keeps the listing order of equal ones. */
export function byScore(a: Rating, b: Rating): number {
  return b.score - a.score;
}

/** The candidate that a rated offer is, for those outside the room. */
export function candidate({ offer, score, parts, matchedName }: Rating): Candidate {
  const { provider, output } = offer;
  return Object.freeze({
    provider,
    output: output.logicalName,
    score,
    parts: Object.freeze(parts),
    matchedName,
  });
}

/** Binds a dependency to the chosen one of its ratings, which are sorted. */
export function wire(
  consumer: string,
  chosen: Rating,
  ratings: readonly Rating[],
  decidedBy: Wire["decidedBy"],
): Wire {
  const others = ratings.slice(0, mostKept + 1).filter((rating) => rating !== chosen);
  return Object.freeze({
    consumer,
    dependency: chosen.dependency.logicalName,
    ...candidate(chosen),
    runnersUp: firstCandidates(others),
    decidedBy,
  });
}

/**
 * Reports a dependency that none of its ratings, which are sorted, could be bound to.
 *
 * @param whoGivesNone the subject of "… gives an output of a type that it accepts", such as "no other step"
 * @param fedBy the dependency of the same consumer that a rated offer feeds
 */
export function unresolved(
  consumer: string,
  dependency: DependencySpecification,
  ratings: readonly Rating[],
  whoGivesNone: string,
  fedBy: (rating: Rating) => string | undefined = () => undefined,
): Unresolved {
  const shortcomings = ratings.slice(0, mostKept).map((rating) => shortcoming(rating, fedBy(rating)));
  const accepts = typesAcceptedBy(dependency);
  return Object.freeze({
    consumer,
    dependency: dependency.logicalName,
    required: dependency.required,
    accepts,
    candidates: firstCandidates(ratings),
    reason:
      shortcomings.length > 0 ? shortcomings.join("; ") : `${whoGivesNone} gives ${quoteList(accepts, "or")}`,
  });
}

function firstCandidates(ratings: readonly Rating[]): readonly Candidate[] {
  return Object.freeze(ratings.slice(0, mostKept).map(candidate));
}

function shortcoming({ offer, score }: Rating, fed: string | undefined): string {
  const name = `${offer.provider}.${offer.output.logicalName}`;
  if (fed !== undefined) return `${name} feeds ${fed} already`;
  return `${name} scores ${Number(score.toFixed(4))}, not more than ${classicProfile.threshold}`;
}
