import { quoteList } from "../../kernel/index.js";
import type { DependencySpecification } from "../../specification/index.js";
import type { Rating } from "../rating.js";
import { firstCandidates, mostKept, unresolved, type Unresolved } from "../wire.js";
import type { ClassicProfile } from "./classic-profile.js";

interface Circumstances {
  readonly profile: ClassicProfile;
  /** The subject of "… gives an output of a type that it accepts", such as "no other step". */
  readonly whoGivesNone: string;
  /** The dependency of the same consumer that a rated offer feeds. */
  readonly fedBy?: (rating: Rating) => string | undefined;
}

/** Reports a dependency that none of its ratings, which are sorted, could be bound to. */
export function classicUnresolved(
  consumer: string,
  dependency: DependencySpecification,
  ratings: readonly Rating[],
  { profile, whoGivesNone, fedBy }: Circumstances,
): Unresolved {
  const accepts = profile.acceptedTypes[dependency.dependencyType];
  const shortcomings = ratings.slice(0, mostKept).map((rating) => {
    const fed = fedBy?.(rating);
    if (fed !== undefined) return `${rating.offer.name} feeds ${fed} already`;
    return `${rating.offer.name} scores ${Number(rating.score.toFixed(4))}, not more than ${profile.threshold}`;
  });
  const reason =
    shortcomings.length > 0 ? shortcomings.join("; ") : `${whoGivesNone} gives ${quoteList(accepts, "or")}`;
  return unresolved(consumer, dependency, { accepts, candidates: firstCandidates(ratings), reason });
}
