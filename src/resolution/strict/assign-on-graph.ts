import { ancestors, type Digraph } from "../../graph/index.js";
import { quoteList } from "../../kernel/index.js";
import { compareTexts, type ListedStep } from "../listed-step.js";
import type { Offer } from "../rating.js";
import { mostKept, type Choices, type ControlEdge } from "../wire.js";
import { bestAssignment, type Option } from "./best-assignment.js";
import type { ConvincingOffers } from "./convincing-offers.js";
import { compareInputs, pinnedRating, report, shortcoming, type Decision, type Input } from "./input.js";
import type { JobTypes } from "./job-types.js";
import type { StrictProfile } from "./strict-profile.js";

/** What is known of a pipeline whose graph is known. */
export interface GraphTask {
  /** In listing order. */
  readonly inputs: readonly Input[];
  readonly steps: readonly ListedStep[];
  /** Over the steps, without cycles. */
  readonly graph: Digraph;
  readonly profile: StrictProfile;
  readonly jobTypes: JobTypes;
  readonly convincing: ConvincingOffers;
  readonly guesses: boolean;
}

/**
 * Wires the inputs of each step to outputs of the steps before it, all inputs of a step at once: as many
 * required ones as can be, then over as many direct edges as can be, then for the highest sum of scores.
 *
 * A direct edge is evidence: over it neither threshold nor name floor apply where it would carry nothing
 * otherwise, or a required input would be left without. Steps further away must convince, and be there for the
 * same job.
 */
export function assignOnGraph(task: GraphTask): Choices {
  const { inputs, graph, profile } = task;
  const decisions = new Map<Input, Decision>();
  const options = new Map<Input, readonly Option[]>();
  const controlEdges: ControlEdge[] = [];
  const byConsumer = groupByConsumer(inputs);
  graph.nodes.forEach((consumer, node) => {
    const own = (byConsumer.get(consumer) ?? []).toSorted(compareInputs);
    const decided = wireStep(own, node, options, task);
    for (const [input, decision] of decided) decisions.set(input, decision);
    const feeding = new Set(Array.from(decided.values(), ({ chosen }) => chosen?.offer.provider));
    for (const before of graph.predecessors[node]!) {
      const from = graph.nodes[before]!;
      if (!feeding.has(from)) controlEdges.push(controlEdge(from, consumer, own, options, decided));
    }
  });
  const choices = report(
    inputs,
    (input) => decisions.get(input)!,
    (input) => options.get(input)!.map(({ rating }) => rating),
    profile,
  );
  return { ...choices, controlEdges: controlEdges.toSorted(compareEdges) };
}

function groupByConsumer(inputs: readonly Input[]): ReadonlyMap<string, readonly Input[]> {
  const groups = new Map<string, Input[]>();
  for (const input of inputs) {
    const group = groups.get(input.consumer);
    if (group === undefined) groups.set(input.consumer, [input]);
    else group.push(input);
  }
  return groups;
}

/** Looks directly before a step first, and further only if something there could be better. */
function wireStep(
  inputs: readonly Input[],
  node: number,
  options: Map<Input, readonly Option[]>,
  task: GraphTask,
): Map<Input, Decision> {
  const { graph, profile } = task;
  const directly = new Map(graph.predecessors[node]!.map((before) => [before, 1] as const));
  const near = graph.predecessors[node]!.flatMap((before) => task.steps[before]!.offers);
  for (const input of inputs) options.set(input, optionsOf(input, near, directly, task));
  const decided = decideStep(inputs, options, task);
  const bestFurtherAway = 1 + profile.nearness / 2;
  const isSettled = inputs.every((input) => {
    const { chosen, equals, decidedBy } = decided.get(input)!;
    if (decidedBy === "pin") return true;
    const isTheBest = decidedBy === "graph" && equals === undefined;
    return isTheBest && chosen!.score + profile.nearness > bestFurtherAway;
  });
  const feeding = new Set(Array.from(decided.values(), ({ chosen }) => chosen?.offer.provider));
  if (isSettled && [...directly.keys()].every((before) => feeding.has(graph.nodes[before]))) return decided;
  const isFurther = addFurtherOptions(inputs, node, options, task);
  return isFurther ? decideStep(inputs, options, task) : decided;
}

/** Adds what convinces further away; whether there is anything. */
function addFurtherOptions(
  inputs: readonly Input[],
  node: number,
  options: Map<Input, readonly Option[]>,
  task: GraphTask,
): boolean {
  const { graph, convincing } = task;
  const directly = new Set(graph.predecessors[node]);
  const further = new Map(
    inputs.map((input) => [
      input,
      convincing
        .for(input.consumer, input.dependency)
        .filter(({ provider }) => !directly.has(graph.indexOf(provider)!)),
    ]),
  );
  if ([...further.values()].every((offers) => offers.length === 0)) return false;
  const distances = ancestors(graph, node);
  for (const [input, offers] of further) {
    const before = offers.filter(({ provider }) => distances.has(graph.indexOf(provider)!));
    const direct = options.get(input)!.map(({ rating }) => rating.offer);
    options.set(input, optionsOf(input, [...direct, ...before], distances, task));
  }
  return true;
}

/** The ratings of an input that the graph lets through. */
function optionsOf(
  { consumer, rate }: Input,
  offers: readonly Offer[],
  distances: ReadonlyMap<number, number>,
  { graph, profile, jobTypes }: GraphTask,
): Option[] {
  return rate(offers).flatMap((rating): Option[] => {
    const { provider } = rating.offer;
    const distance = distances.get(graph.indexOf(provider)!)!;
    if (distance > 1 && (!rating.isConvincing || jobTypes.differ(provider, consumer))) return [];
    const worth = rating.score + profile.nearness / distance - (rating.isConvincing ? 0 : 2);
    return [{ rating, distance, worth }];
  });
}

function decideStep(
  inputs: readonly Input[],
  options: ReadonlyMap<Input, readonly Option[]>,
  { profile, guesses }: GraphTask,
): Map<Input, Decision> {
  const decisions = new Map<Input, Decision>();
  for (const input of inputs) {
    const chosen = pinnedRating(input);
    if (chosen !== undefined) decisions.set(input, { chosen, decidedBy: "pin" });
  }
  const taken = new Set(Array.from(decisions.values(), ({ chosen }) => chosen!.offer));
  const open = inputs
    .filter((input) => !decisions.has(input))
    .map((input) => ({
      input,
      options: options.get(input)!.filter(({ rating }) => !taken.has(rating.offer)),
    }));
  const carrying = new Set(Array.from(taken, ({ provider }) => provider));
  const { margin, nearness } = profile;
  const assignment = bestAssignment(open, { carrying, margin, nearness });
  for (const { input, options: left } of open) {
    const { chosen, equals } = assignment.get(input)!;
    if (equals !== undefined) {
      const ratings = equals.map(({ rating }) => rating);
      decisions.set(input, {
        equals: ratings,
        ...(guesses ? { chosen: chosen!.rating, decidedBy: "graph" } : {}),
      });
    } else if (chosen !== undefined) {
      const isBest = left.every(({ worth }) => worth <= chosen.worth);
      decisions.set(input, { chosen: chosen.rating, decidedBy: isBest ? "graph" : "assignment" });
    } else decisions.set(input, { reason: whyNothing(input, left, profile) });
  }
  return decisions;
}

function whyNothing({ dependency }: Input, left: readonly Option[], profile: StrictProfile): string {
  if (left.length === 0) {
    const accepts = quoteList(profile.acceptedTypes[dependency.dependencyType], "or");
    return `of the steps before it none gives ${accepts} as ${dependency.dataType} that is like it`;
  }
  return left
    .slice(0, mostKept)
    .map(({ rating }) => shortcoming(rating, profile))
    .join("; ");
}

function controlEdge(
  from: string,
  to: string,
  inputs: readonly Input[],
  options: ReadonlyMap<Input, readonly Option[]>,
  decisions: ReadonlyMap<Input, Decision>,
): ControlEdge {
  const fitting = inputs.filter((input) =>
    options.get(input)!.some(({ rating }) => rating.offer.provider === from),
  );
  const names = (list: readonly Input[]): string => quoteList(list.map(({ name }) => name));
  const unclear = fitting.filter((input) => decisions.get(input)!.equals !== undefined);
  const reason =
    fitting.length === 0
      ? `no output of ${from} is of a type that an input of ${to} takes`
      : unclear.length > 0
        ? `it is not clear what feeds ${names(unclear)}`
        : `others feed ${names(fitting)}, the only inputs that an output of ${from} would fit`;
  return Object.freeze({ from, to, reason });
}

function compareEdges(a: ControlEdge, b: ControlEdge): number {
  return compareTexts(a.from, b.from) || compareTexts(a.to, b.to);
}
