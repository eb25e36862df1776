import { OfferIndex, type ListedStep } from "../listed-step.js";
import { byScore, wire, type Choices, type Unresolved, type Wire } from "../wire.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicRater } from "./classic-score.js";
import type { SimilarityMemo } from "./name-similarity.js";
import { classicUnresolved } from "./classic-unresolved.js";

/**
 * Binds each dependency to the output of another step that scores highest for it; of equal ones, to the one
 * listed first. Nothing else is asked: an output may feed many, and steps may feed each other.
 */
export function chooseByScore(
  steps: readonly ListedStep[],
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Choices {
  const offers = new OfferIndex(steps, profile.acceptedTypes);
  const wires: Wire[] = [];
  const open: Unresolved[] = [];
  for (const { name, specification } of steps) {
    for (const dependency of Object.values(specification.dependencies)) {
      const ratings = offers
        .acceptedBy(dependency)
        .filter(({ provider }) => provider !== name)
        .map(classicRater(dependency, profile, memo))
        .toSorted(byScore);
      const [best] = ratings;
      if (best !== undefined && best.score > profile.threshold)
        wires.push(wire(name, best, ratings, "score"));
      else
        open.push(classicUnresolved(name, dependency, ratings, { profile, whoGivesNone: "no other step" }));
    }
  }
  return { wires, unresolved: open };
}
