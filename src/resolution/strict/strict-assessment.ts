import { ancestors } from "../../graph/index.js";
import type { DependencySpecification } from "../../specification/index.js";
import {
  firstObstacles,
  inDecimals,
  obstacle,
  type AssessedOutput,
  type Assessment,
  type Obstacle,
} from "../assessment.js";
import { compareByName } from "../listed-step.js";
import type { Task } from "../matching.js";
import { isRelatedDataType, type Offer } from "../rating.js";
import { JobTypes } from "./job-types.js";
import type { StrictNames } from "./strict-names.js";
import { explainStrictScore } from "./explain-strict-score.js";
import type { StrictProfile } from "./strict-profile.js";
import { strictRater, type StrictRating } from "./strict-score.js";

/** With a rating of this profile. */
interface StrictlyAssessed extends AssessedOutput {
  readonly rating?: StrictRating;
}

interface Tools {
  readonly profile: StrictProfile;
  readonly names: StrictNames;
}

/** What the strict profile makes of every output for one input. O(edges + outputs · log outputs). */
export function assessStrictly(
  task: Task,
  consumer: string,
  dependency: DependencySpecification,
  { profile, names }: Tools,
): Assessment {
  const { steps, graph } = task;
  const jobTypes = new JobTypes(steps, profile, names.reader);
  const rate = strictRater(dependency, profile, names, (provider, keywords) =>
    jobTypes.affinity(provider, consumer, keywords),
  );
  const distanceTo = distances(task, consumer);
  const outputs = steps.flatMap(({ specification, offers }) =>
    offers.map((offer): StrictlyAssessed => {
      const gates = obstaclesOfType(consumer, dependency, offer, profile);
      const distance = distanceTo?.(offer.provider);
      if (distanceTo !== undefined && distance === undefined && offer.provider !== consumer)
        gates.push(obstacle("not-before", `does not come before ${consumer} in the known graph`));
      if (gates.some(({ kind }) => kind !== "not-before"))
        return { offer, parts: [], worth: 0, obstacles: gates, weaknesses: [] };
      if (distance !== undefined && distance > 1) gates.push(...obstaclesOfJob(consumer, offer, jobTypes));
      const rating = rate(offer);
      const weaknesses = weaknessesOf(rating, names, profile);
      const isDirect = distance === 1;
      return {
        offer,
        rating,
        parts: explainStrictScore(rating, {
          consumer,
          stepType: specification.stepType,
          profile,
          names,
          jobTypes,
        }),
        worth: rating.score + (distance === undefined ? 0 : profile.nearness / distance),
        obstacles: isDirect ? gates : [...gates, ...weaknesses],
        weaknesses: isDirect ? weaknesses : [],
      };
    }),
  );
  return {
    outputs: (graph === undefined ? preferExpected(outputs) : outputs).toSorted(bestFirst),
    accepts: profile.acceptedTypes[dependency.dependencyType],
    providers: graph === undefined ? "all other steps" : `the steps before ${consumer}`,
    tieBreak: "comes first by name",
    feedsOnce: true,
    isAcyclic: graph === undefined,
  };
}

/** How many edges lie between a step and the consumer; `undefined` for a step that does not come before. */
function distances(
  { graph }: Task,
  consumer: string,
): ((provider: string) => number | undefined) | undefined {
  if (graph === undefined) return undefined;
  const known = ancestors(graph, graph.indexOf(consumer)!);
  return (provider) => known.get(graph.indexOf(provider)!);
}

function obstaclesOfType(
  consumer: string,
  { dependencyType, dataType }: DependencySpecification,
  offer: Offer,
  { acceptedTypes, relatedDataTypes }: StrictProfile,
): Obstacle[] {
  const obstacles = firstObstacles(consumer, offer, acceptedTypes[dependencyType]);
  const given = offer.output.dataType;
  if (!isRelatedDataType(dataType, given, relatedDataTypes))
    obstacles.push(obstacle("data-type", `is given as ${given}, where ${dataType} is wanted`));
  return obstacles;
}

function obstaclesOfJob(consumer: string, { provider }: Offer, jobTypes: JobTypes): Obstacle[] {
  if (!jobTypes.differ(provider, consumer)) return [];
  const jobs = `${jobTypes.of(provider)} and not for ${jobTypes.of(consumer)}`;
  return [obstacle("job-type", `is there for ${jobs}, and no edge leads from ${provider} to ${consumer}`)];
}

/** Why score or name alone are not enough for a wire. */
function weaknessesOf(
  { score, isConvincing, dependency, matchedName }: StrictRating,
  names: StrictNames,
  { threshold, nameFloor }: StrictProfile,
): Obstacle[] {
  if (isConvincing) return [];
  const { logicalName } = dependency;
  const similarity = names.similarity(names.read(logicalName), names.read(matchedName));
  const weaknesses: Obstacle[] = [];
  if (score <= threshold) weaknesses.push(obstacle("threshold", `does not score more than ${threshold}`));
  if (similarity < nameFloor) {
    const likeness = `like ${logicalName} by ${inDecimals(similarity)}, less than ${nameFloor}`;
    weaknesses.push(obstacle("name-floor", `is called ${matchedName}, ${likeness}`));
  }
  return weaknesses;
}

/** Without a known graph, the providers that an input expects come before all others. */
function preferExpected(outputs: readonly StrictlyAssessed[]): readonly StrictlyAssessed[] {
  const fitting = outputs.filter(({ rating, obstacles }) => rating !== undefined && obstacles.length === 0);
  const [expected] = fitting.filter(({ rating }) => rating!.isExpected).toSorted(bestFirst);
  if (expected === undefined) return outputs;
  const others = new Set(fitting.filter(({ rating }) => !rating!.isExpected));
  const reason = `is not from a compatible source, and ${expected.offer.name} is`;
  return outputs.map((output) =>
    others.has(output) ? { ...output, obstacles: [obstacle("other-source", reason)] } : output,
  );
}

/** Those without a rating last, equal ones by name. */
function bestFirst(a: AssessedOutput, b: AssessedOutput): number {
  return (
    Number(a.rating === undefined) - Number(b.rating === undefined) ||
    b.worth - a.worth ||
    compareByName(a.offer, b.offer)
  );
}
