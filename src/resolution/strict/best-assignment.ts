import { bestFlow, type Arc } from "../../graph/index.js";
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
  /** Worths that differ by no more than this are equal. */
  readonly margin: number;
}

/** What an input is given. */
export interface Assigned {
  readonly chosen?: Option;
  /** The options that would be as good for the step as the chosen one, that one among them. */
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
  const chosen = chooseOptions(inputs, sharing.carrying);
  const assigned = new Map<Input, Assigned>();
  for (const open of inputs) {
    const option = chosen.get(open);
    const equals = option === undefined ? [] : equalOptions(open, option, chosen, sharing);
    assigned.set(open.input, {
      ...(option === undefined ? {} : { chosen: option }),
      ...(equals.length === 0 ? {} : { equals: [option!, ...equals].toSorted(byOfferName) }),
    });
  }
  return assigned;
}

type Chosen = ReadonlyMap<OpenInput, Option>;

/** A network: the source 0, the sink 1, then inputs, outputs and providers. */
function chooseOptions(inputs: readonly OpenInput[], carrying: ReadonlySet<string>): Chosen {
  const count = inputs.length;
  // A required input outweighs all edges, and an edge all worths, which lie between −2 and 2.
  const scale = Math.max(1, Math.min(finest, Math.floor(1e15 / (8 * (count + 1) ** 3))));
  const edgeGain = 4 * scale * (count + 1);
  const requiredGain = 2 * edgeGain * (count + 1);
  const arcs: Arc[] = [];
  const taking: { readonly arc: number; readonly open: OpenInput; readonly option: Option }[] = [];
  const outputs = new Map<Offer, number>();
  const providers = new Map<string, number>();
  let nodes = 2 + count;
  inputs.forEach((open, index) => {
    const node = 2 + index;
    arcs.push({ from: 0, to: node, capacity: 1, gain: open.input.dependency.required ? requiredGain : 0 });
    for (const option of open.options.toSorted(byOfferName)) {
      const { offer } = option.rating;
      let provider = providers.get(offer.provider);
      if (provider === undefined) {
        providers.set(offer.provider, (provider = nodes++));
        const isNews = option.distance === 1 && !carrying.has(offer.provider);
        if (isNews) arcs.push({ from: provider, to: 1, capacity: 1, gain: edgeGain });
        arcs.push({ from: provider, to: 1, capacity: count, gain: 0 });
      }
      let output = outputs.get(offer);
      if (output === undefined) {
        outputs.set(offer, (output = nodes++));
        arcs.push({ from: output, to: provider, capacity: 1, gain: 0 });
      }
      taking.push({ arc: arcs.length, open, option });
      arcs.push({ from: node, to: output, capacity: 1, gain: Math.round(option.worth * scale) });
    }
  });
  const flow = bestFlow(nodes, arcs);
  return new Map(taking.filter(({ arc }) => flow[arc]! > 0).map(({ open, option }) => [open, option]));
}

/** What the input could have instead, alone or by changing places with another one, at no loss for the step. */
function equalOptions(
  open: OpenInput,
  own: Option,
  chosen: Chosen,
  { carrying, margin }: SharingOut,
): Option[] {
  const holders = new Map(Array.from(chosen, ([holder, { rating }]) => [rating.offer, holder]));
  const feeds = (provider: string): number =>
    Array.from(chosen.values()).filter(({ rating }) => rating.offer.provider === provider).length +
    Number(carrying.has(provider));
  return open.options.filter((other) => {
    if (other.rating.offer === own.rating.offer || !isPeer(own, other)) return false;
    const gain = other.worth - own.worth;
    const holder = holders.get(other.rating.offer);
    if (holder !== undefined) {
      const back = holder.options.find(({ rating }) => rating.offer === own.rating.offer);
      const held = chosen.get(holder)!;
      return back !== undefined && isPeer(held, back) && back.worth - held.worth + gain >= -margin;
    }
    if (gain < -margin) return false;
    const [from, to] = [own.rating.offer.provider, other.rating.offer.provider];
    return from === to || own.distance > 1 || feeds(from) > 1 || feeds(to) === 0;
  });
}

/** Whether the graph tells two options apart: by how near they are, or by their jobs. */
function isPeer(a: Option, b: Option): boolean {
  return a.distance === b.distance && a.rating.affinity === b.rating.affinity;
}

function byOfferName(a: Option, b: Option): number {
  return compareTexts(a.rating.offerName, b.rating.offerName);
}
