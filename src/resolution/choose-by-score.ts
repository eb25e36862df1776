import { classicProfile } from "./classic-profile.js";
import { classicRater } from "./classic-score.js";
import { OfferIndex, type ListedStep } from "./listed-step.js";
import type { SimilarityMemo } from "./name-similarity.js";
import { byScore, unresolved, wire, type Choices, type Unresolved, type Wire } from "./wire.js";

/**
 * Binds each dependency to the output of another step that scores highest for it; of equal ones, to the one
 * listed first. Nothing else is asked: an output may feed many, and steps may feed each other.
 */
export function chooseByScore(steps: readonly ListedStep[], memo: SimilarityMemo): Choices {
  const offers = new OfferIndex(steps);
  const wires: Wire[] = [];
  const open: Unresolved[] = [];
  for (const { name, specification } of steps) {
    for (const dependency of Object.values(specification.dependencies)) {
      const ratings = offers
        .acceptedBy(dependency)
        .filter(({ provider }) => provider !== name)
        .map(classicRater(dependency, memo))
        .toSorted(byScore);
      const [best] = ratings;
      if (best !== undefined && best.score > classicProfile.threshold)
        wires.push(wire(name, best, ratings, "score"));
      else open.push(unresolved(name, dependency, ratings, "no other step"));
    }
  }
  return { wires, unresolved: open };
}
