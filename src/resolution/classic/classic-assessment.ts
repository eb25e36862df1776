import type { DependencySpecification } from "../../specification/index.js";
import { firstObstacles, obstacle, type AssessedOutput, type Assessment } from "../assessment.js";
import type { ListedStep } from "../listed-step.js";
import type { Task } from "../matching.js";
import { explainClassicScore } from "./explain-classic-score.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicRater } from "./classic-score.js";
import type { SimilarityMemo } from "./similarity-memo.js";

interface Tools {
  readonly profile: ClassicProfile;
  readonly memo: SimilarityMemo;
}

/** What the classic profile makes of every output for one input. O(outputs · log outputs). */
export function assessClassically(
  { steps, graph }: Task,
  consumer: string,
  dependency: DependencySpecification,
  { profile, memo }: Tools,
): Assessment {
  const rate = classicRater(dependency, profile, memo);
  const accepts = profile.acceptedTypes[dependency.dependencyType];
  const before = graph?.predecessors[graph.indexOf(consumer)!]!.map((node) => steps[node]!);
  const outputs = inOrder(steps, before).flatMap((step) =>
    step.offers.map((offer): AssessedOutput => {
      const obstacles = firstObstacles(consumer, offer, accepts);
      const isRated = obstacles.length === 0;
      if (before !== undefined && step.name !== consumer && !before.includes(step))
        obstacles.push(
          obstacle("not-before", `does not come directly before ${consumer} in the known graph`),
        );
      if (!isRated) return { offer, parts: [], worth: 0, obstacles, weaknesses: [] };
      const rating = rate(offer);
      if (rating.score <= profile.threshold)
        obstacles.push(obstacle("threshold", `does not score more than ${profile.threshold}`));
      const parts = explainClassicScore(rating, step.specification.stepType, profile);
      return { offer, rating, parts, worth: rating.score, obstacles, weaknesses: [] };
    }),
  );
  return {
    outputs: outputs.toSorted(bestFirst),
    accepts,
    providers: before === undefined ? "all other steps" : `the steps directly before ${consumer}`,
    tieBreak: "comes first in the listing",
    feedsOnce: graph !== undefined,
    isAcyclic: false,
  };
}

/** As the choice goes through them, which decides between equals: those before the consumer by their edges. */
function inOrder(
  steps: readonly ListedStep[],
  before: readonly ListedStep[] | undefined = [],
): readonly ListedStep[] {
  return [...new Set([...before, ...steps])];
}

/** Those without a rating last; a stable sort keeps the order of equal ones. */
function bestFirst(a: AssessedOutput, b: AssessedOutput): number {
  return Number(a.rating === undefined) - Number(b.rating === undefined) || b.worth - a.worth;
}
