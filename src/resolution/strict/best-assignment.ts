import { bestFlow, detourGains, type Arc } from "../../graph/index.js";
import type { Offer } from "../rating.js";
import type { Input } from "./input.js";
import { compareTexts } from "../listed-step.js";
import type { StrictRating } from "./strict-score.js";

/** An output that an input may take. */
export interface Option {
  readonly rating: StrictRating;
  /** How many edges lie between provider and consumer. */
  readonly distance: number;
  /** What the wire adds to the sum; less than 0 if nothing but a need for it speaks for it. */
  readonly worth: number;
}

/** An input of a step, with its options. */
export interface OpenInput {
  readonly input: Input;
  readonly options: readonly Option[];
}

/** What the inputs of a step share out among themselves. */
export interface SharingOut {
  /** Direct predecessors that a pinned wire comes from already. */
  readonly carrying: ReadonlySet<string>;
  /** Assignments whose sums differ by no more than this are equal. */
  readonly margin: number;
  /** What it is worth to be near; where it is nothing, distances tell no options apart. */
  readonly nearness: number;
}

/** What an input is given. */
export interface Assigned {
  readonly chosen?: Option;
  /** The options that would be as good for the step as the chosen one: that one first, the others best first. */
  readonly equals?: readonly Option[];
}

/** Steps of a worth of 1; sums of whole numbers are exact, and so the same in any order. */
const finest = 1_000_000;

/**
 * Gives each input of a step at most one output and each output to at most one input, so that the most
 * required inputs are fed, then the most direct predecessors feed something, then the sum of worths is highest.
 * The inputs are sorted by name.
 */
export function bestAssignment(
  inputs: readonly OpenInput[],
  sharing: SharingOut,
): ReadonlyMap<Input, Assigned> {
  const network = networkOf(inputs, sharing.carrying);
  const flow = bestFlow(network.nodeCount, network.arcs);
  const chosen = new Map(
    network.offered.filter(({ arc }) => flow[arc]! > 0).map((offered) => [offered.open, offered]),
  );
  const equals = equalOptions(network, flow, chosen, sharing);
  return new Map(
    inputs.map((open): [Input, Assigned] => {
      const own = chosen.get(open);
      if (own === undefined) return [open.input, {}];
      const others = (equals.get(open) ?? []).toSorted((a, b) => b.worth - a.worth || byOfferName(a, b));
      return [
        open.input,
        { chosen: own.option, ...(others.length === 0 ? {} : { equals: [own.option, ...others] }) },
      ];
    }),
  );
}

/** The source 0, the sink 1, then inputs, outputs and providers; a unit that flows is a wire. */
interface Network {
  readonly nodeCount: number;
  readonly arcs: readonly Arc[];
  readonly offered: readonly Offered[];
  /** The arcs from outputs to their providers. */
  readonly handing: ReadonlySet<number>;
  /** What a worth of 1 gains. */
  readonly scale: number;
}

/** An option as an arc from its input to its output. */
interface Offered {
  readonly open: OpenInput;
  readonly option: Option;
  readonly arc: number;
}

function networkOf(inputs: readonly OpenInput[], carrying: ReadonlySet<string>): Network {
  const count = inputs.length;
  // A required input outweighs all edges, and an edge all worths, which lie between −2 and 2.
  const scale = Math.max(1, Math.min(finest, Math.floor(1e15 / (8 * (count + 1) ** 3))));
  const edgeGain = 4 * scale * (count + 1);
  const requiredGain = 2 * edgeGain * (count + 1);
  const arcs: Arc[] = [];
  const offered: Offered[] = [];
  const handing = new Set<number>();
  const outputs = new Map<Offer, number>();
  const providers = new Map<string, number>();
  let nodeCount = 2 + count;
  inputs.forEach((open, index) => {
    const node = 2 + index;
    arcs.push({ from: 0, to: node, capacity: 1, gain: open.input.dependency.required ? requiredGain : 0 });
    for (const option of open.options.toSorted(byOfferName)) {
      const { offer } = option.rating;
      let provider = providers.get(offer.provider);
      if (provider === undefined) {
        providers.set(offer.provider, (provider = nodeCount++));
        const isNews = option.distance === 1 && !carrying.has(offer.provider);
        if (isNews) arcs.push({ from: provider, to: 1, capacity: 1, gain: edgeGain });
        arcs.push({ from: provider, to: 1, capacity: count, gain: 0 });
      }
      let output = outputs.get(offer);
      if (output === undefined) {
        outputs.set(offer, (output = nodeCount++));
        handing.add(arcs.length);
        arcs.push({ from: output, to: provider, capacity: 1, gain: 0 });
      }
      offered.push({ open, option, arc: arcs.length });
      arcs.push({ from: node, to: output, capacity: 1, gain: Math.round(option.worth * scale) });
    }
  });
  return { nodeCount, arcs, offered, handing, scale };
}

/**
 * What each input could have instead at no loss for the step, by however many inputs changing places for it.
 * None of them may change to an option that the graph tells apart from its own. That two providers could stand in
 * for each other by what else they feed is left aside: both edges are known, and had better carry something.
 */
function equalOptions(
  { nodeCount, arcs, offered, handing, scale }: Network,
  flow: readonly number[],
  chosen: ReadonlyMap<OpenInput, Offered>,
  { margin, nearness }: SharingOut,
): ReadonlyMap<OpenInput, readonly Option[]> {
  const peers = offered.filter(({ open, option }) => {
    const own = chosen.get(open)?.option;
    return own !== undefined && own !== option && isPeer(own, option, nearness > 0);
  });
  const fixed = new Set(offered.map(({ arc }) => arc));
  for (const { arc } of [...chosen.values(), ...peers]) fixed.delete(arc);
  const detoursTo = (output: number): readonly number[] => {
    const provider = arcs.find(({ from }) => from === output)!.to;
    const isOpen = (index: number): boolean =>
      !fixed.has(index) && !(handing.has(index) && flow[index]! > 0 && arcs[index]!.to !== provider);
    const openArcs = arcs.filter((_, index) => isOpen(index));
    const openFlow = flow.filter((_, index) => isOpen(index));
    return detourGains(nodeCount, openArcs, openFlow, output);
  };
  const detours = new Map<Offered, readonly number[]>();
  const equals = new Map<OpenInput, Option[]>();
  for (const { open, option, arc } of peers) {
    const own = chosen.get(open)!;
    const { to, gain } = arcs[own.arc]!;
    let detour = detours.get(own);
    if (detour === undefined) detours.set(own, (detour = detoursTo(to)));
    const other = arcs[arc]!;
    if (gain - other.gain - detour[other.to]! > Math.round(margin * scale)) continue;
    const found = equals.get(open);
    if (found === undefined) equals.set(open, [option]);
    else found.push(option);
  }
  return equals;
}

/** Whether the graph does not tell two options apart: neither by how near they are, nor by their jobs. */
function isPeer(a: Option, b: Option, isNearnessTelling: boolean): boolean {
  return a.rating.affinity === b.rating.affinity && (!isNearnessTelling || a.distance === b.distance);
}

function byOfferName(a: Option, b: Option): number {
  return compareTexts(a.rating.offerName, b.rating.offerName);
}
