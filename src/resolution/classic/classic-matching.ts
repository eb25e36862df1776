import type { DependencySpecification } from "../../specification/index.js";
import { offersAcceptedBy, type ListedStep } from "../listed-step.js";
import type { Matching, Task } from "../matching.js";
import { pinOf, type PinnedInputs } from "../pins.js";
import { byScore, wire, type Choices, type Wire } from "../wire.js";
import { assessClassically } from "./classic-assessment.js";
import { chooseOnGraph } from "./choose-on-graph.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicRater } from "./classic-score.js";
import { ClassicNames } from "./classic-names.js";
import { ClassicSession } from "./classic-session.js";
import { SimilarityMemo } from "./similarity-memo.js";

/** Puts a classic profile to work. */
export function classicMatching(profile: ClassicProfile): Matching {
  const names = new ClassicNames(profile.names);
  const memo = new SimilarityMemo(names);
  /** What is known from the last time. */
  let session: ClassicSession | undefined;

  const chooseByScore = (steps: readonly ListedStep[]): Choices => {
    if (session?.adopt(steps) !== true) session = new ClassicSession(steps, profile, names);
    return session.choices;
  };

  const choose = ({ steps, graph, pins }: Task): Choices => {
    const choices = graph === undefined ? chooseByScore(steps) : chooseOnGraph(steps, graph, profile, memo);
    return pins.size === 0 ? choices : withPins(choices, steps, pins);
  };

  /** A pin takes the place of what was chosen. */
  const withPins = (choices: Choices, steps: readonly ListedStep[], pins: PinnedInputs): Choices => {
    const isFree = ({ consumer, dependency }: { consumer: string; dependency: string }): boolean =>
      pinOf(pins, consumer, dependency) === undefined;
    const chosen = new Map(choices.wires.map((w) => [`${w.consumer}\n${w.dependency}`, w]));
    const wires = steps.flatMap(({ name, specification }) =>
      Object.values(specification.dependencies).flatMap((dependency): Wire[] => {
        const pin = pinOf(pins, name, dependency.logicalName);
        const own = chosen.get(`${name}\n${dependency.logicalName}`);
        if (pin === undefined) return own === undefined ? [] : [own];
        return [wire(name, classicRater(dependency, profile, memo)(pin.offer), [], "pin", pin.reason)];
      }),
    );
    return { wires, unresolved: choices.unresolved.filter(isFree) };
  };

  return {
    variantSuffixes: profile.variantSuffixes,
    accepts: ({ dependencyType }, { output }) =>
      profile.acceptedTypes[dependencyType].includes(output.outputType),
    rate: (dependency: DependencySpecification, steps) =>
      offersAcceptedBy(
        dependency,
        steps.flatMap(({ offers }) => offers),
        profile.acceptedTypes,
      )
        .map(classicRater(dependency, profile, memo))
        .toSorted(byScore),
    choose,
    assess: (task, consumer, dependency) => assessClassically(task, consumer, dependency, { profile, memo }),
  };
}
