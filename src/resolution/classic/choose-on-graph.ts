import type { Digraph } from "../../graph/index.js";
import { quoteList } from "../../kernel/index.js";
import type { DependencySpecification } from "../../specification/index.js";
import { offersAcceptedBy, type ListedStep } from "../listed-step.js";
import type { Offer, Rating } from "../rating.js";
import { byScore, wire, type Choices, type Unresolved, type Wire } from "../wire.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicRater } from "./classic-score.js";
import { classicUnresolved } from "./classic-unresolved.js";
import type { SimilarityMemo } from "./similarity-memo.js";

/**
 * Binds the dependencies of each step to outputs of the steps directly before it in a known graph, whose nodes
 * are the steps in their order.
 *
 * Greedy: required dependencies before optional ones, higher scores before lower ones, else in the order of
 * edges, dependencies and outputs. An output feeds a consumer at most once.
 */
export function chooseOnGraph(
  steps: readonly ListedStep[],
  graph: Digraph,
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Choices {
  const choices = steps.map((step, node) => {
    const before = graph.predecessors[node]!.map((predecessor) => steps[predecessor]!);
    return chooseForStep(step, before, profile, memo);
  });
  return {
    wires: choices.flatMap(({ wires }) => wires),
    unresolved: choices.flatMap((choice) => choice.unresolved),
  };
}

function chooseForStep(
  { name, specification }: ListedStep,
  before: readonly ListedStep[],
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Choices {
  const dependencies = Object.values(specification.dependencies);
  const ratings = rateAll(dependencies, before, profile, memo);
  const chosen = new Map<DependencySpecification, Rating>();
  const feeds = new Map<Offer, string>();
  for (const rating of ratings.toSorted(requiredFirst)) {
    const { dependency, offer, score } = rating;
    if (score <= profile.threshold || chosen.has(dependency) || feeds.has(offer)) continue;
    chosen.set(dependency, rating);
    feeds.set(offer, `${name}.${dependency.logicalName}`);
  }
  const whoGivesNone =
    before.length === 0
      ? "in the graph no step comes before it, so none"
      : `of the steps directly before it (${quoteList(before.map((step) => step.name))}) none`;
  const wires: Wire[] = [];
  const open: Unresolved[] = [];
  for (const dependency of dependencies) {
    const own = ratings.filter((rating) => rating.dependency === dependency).toSorted(byScore);
    const choice = chosen.get(dependency);
    if (choice !== undefined) wires.push(wire(name, choice, own, "graph"));
    else {
      const fedBy = ({ offer }: Rating): string | undefined => feeds.get(offer);
      open.push(classicUnresolved(name, dependency, own, { profile, whoGivesNone, fedBy }));
    }
  }
  return { wires, unresolved: open };
}

function rateAll(
  dependencies: readonly DependencySpecification[],
  before: readonly ListedStep[],
  profile: ClassicProfile,
  memo: SimilarityMemo,
): Rating[] {
  const raters = dependencies.map((dependency) => classicRater(dependency, profile, memo));
  return before.flatMap(({ offers }) =>
    dependencies.flatMap((dependency, index) =>
      offersAcceptedBy(dependency, offers, profile.acceptedTypes).map(raters[index]!),
    ),
  );
}

function requiredFirst(a: Rating, b: Rating): number {
  return Number(b.dependency.required) - Number(a.dependency.required) || byScore(a, b);
}
