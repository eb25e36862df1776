import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Matching, Task } from "../matching.js";
import { pinOf } from "../pins.js";
import type { Offer } from "../rating.js";
import { assignOnGraph } from "./assign-on-graph.js";
import { ConvincingOffers } from "./convincing-offers.js";
import { InferenceSession } from "../inference/inference-session.js";
import type { Input } from "./input.js";
import { JobTypes } from "./job-types.js";
import { assessStrictly } from "./strict-assessment.js";
import { StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";
import { byScoreAndName, passes, strictRater, type AffinityTo, type StrictRating } from "./strict-score.js";

/** Puts a strict profile to work. */
export function strictMatching(profile: StrictProfile): Matching {
  const names = new StrictNames(profile.names);
  const rateAll = (
    dependency: DependencySpecification,
    offers: readonly Offer[],
    affinityTo: AffinityTo,
  ): StrictRating[] =>
    offers
      .filter(({ output }) => passes(dependency, output, profile))
      .map(strictRater(dependency, profile, names, affinityTo))
      .toSorted(byScoreAndName);

  const inputsOf = ({ steps, pins }: Task, jobTypes: JobTypes): Input[] =>
    steps.flatMap(({ name, specification }) => {
      const affinityTo: AffinityTo = (provider, keywords) => jobTypes.affinity(provider, name, keywords);
      return Object.values(specification.dependencies).map((dependency): Input => ({
        consumer: name,
        dependency,
        name: `${name}.${dependency.logicalName}`,
        pin: pinOf(pins, name, dependency.logicalName),
        rate: (offers) => rateAll(dependency, offers, affinityTo),
      }));
    });

  /** What is known from the last time. */
  let session: InferenceSession | undefined;

  return {
    variantSuffixes: profile.variantSuffixes,
    accepts: (dependency, { output }) => passes(dependency, output, profile),
    rate: (dependency, steps: readonly ListedStep[]) =>
      rateAll(
        dependency,
        steps.flatMap((step) => step.offers),
        () => undefined,
      ),
    choose: (task) => {
      const { steps, graph, guesses } = task;
      if (graph === undefined) {
        if (session?.adopt(task) !== true) session = new InferenceSession(task, profile, names);
        return session.choose(guesses);
      }
      const jobTypes = new JobTypes(steps, profile, names.reader);
      const inputs = inputsOf(task, jobTypes);
      const convincing = new ConvincingOffers(steps, profile, { jobTypes, names });
      return assignOnGraph({ inputs, steps, graph, profile, jobTypes, convincing, guesses });
    },
    assess: (task, consumer, dependency) => assessStrictly(task, consumer, dependency, { profile, names }),
  };
}
