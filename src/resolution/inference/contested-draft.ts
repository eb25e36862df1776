import type { Offer } from "../rating.js";
import type { SharedDraft } from "./infer-graph.js";
import { comparePairs, type Pair } from "./pair-queue.js";
import type { Scored } from "./scored-candidates.js";
import type { StepGraph } from "./step-graph.js";
import type { Slot } from "./wire-draft.js";

/** A wire that was there for some time. */
export interface DraftedWire {
  readonly slot: Slot;
  readonly offer: Offer;
}

/**
 * A draft of the wires of contested inputs. The wires of the others, each of them to the best candidate, are in the
 * slots already, and come about in their turn.
 */
export class ContestedDraft implements SharedDraft {
  readonly #slots: readonly (readonly Slot[])[];
  readonly #contested: ReadonlySet<Slot>;
  /** Every wire that was there for some time. */
  readonly drafted: DraftedWire[] = [];
  /** Inputs that were not contested, and lost their wires all the same. */
  readonly robbed = new Set<Slot>();
  /** Whether a path was asked for where there are several of the same length. */
  isUnsure = false;
  #turn: Pair | undefined;
  /** All wires that there are at any time. */
  readonly #graph: StepGraph;
  /** By consumer and provider: whether one leads to the other, as long as no wire comes or goes. */
  readonly #leads = new Map<number, boolean>();

  /** The graph gets all wires that are drafted, and keeps those that are taken away. */
  constructor(slots: readonly (readonly Slot[])[], contested: ReadonlySet<Slot>, graph: StepGraph) {
    this.#slots = slots;
    this.#graph = graph;
    this.#contested = contested;
  }

  advanceTo(pair: Pair | undefined): void {
    this.#turn = pair;
    this.#leads.clear();
  }

  add(slot: Slot, chosen: Scored): void {
    slot.chosen = chosen;
    const { offer } = chosen;
    this.drafted.push({ slot, offer });
    this.#graph.add(offer.place.step, slot.consumer);
    this.#leads.clear();
  }

  remove(slot: Slot): void {
    if (!this.#contested.has(slot)) this.robbed.add(slot);
    slot.chosen = undefined;
    this.#leads.clear();
  }

  fedBy({ siblings }: Slot, offer: Offer): Slot | undefined {
    return siblings.find((slot) => slot.chosen?.offer === offer && this.#isThere(slot));
  }

  isFree(slot: Slot, { offer }: Scored): boolean {
    const [from, to] = [slot.consumer, offer.place.step];
    if (this.fedBy(slot, offer) !== undefined) return false;
    if (!this.#graph.behind(from).has(to)) return true;
    const key = from * this.#slots.length + to;
    let leads = this.#leads.get(key);
    if (leads === undefined) this.#leads.set(key, (leads = this.#findsWay(from, to)));
    return !leads;
  }

  /** Whether a step leads to another one by the wires that are there now. */
  #findsWay(from: number, to: number): boolean {
    const possible = this.#graph.behind(from);
    const waiting = [to];
    const found = new Set(waiting);
    for (const step of waiting) {
      for (const provider of this.#providersOf(step)) {
        if (provider === from) return true;
        if (!possible.has(provider) || found.has(provider)) continue;
        found.add(provider);
        waiting.push(provider);
      }
    }
    return from === to;
  }

  /** A shortest path; if there are several, it is one of them, and the draft is unsure. */
  pathTo(provider: number, consumer: number): readonly number[] | undefined {
    const next = new Map([[provider, provider]]);
    for (let level = [provider]; level.length > 0 && !next.has(consumer);) {
      const found = new Map<number, number>();
      for (const step of level) {
        for (const before of new Set(this.#providersOf(step))) {
          if (next.has(before)) continue;
          if (found.has(before)) this.isUnsure = true;
          found.set(before, step);
        }
      }
      for (const [before, step] of found) next.set(before, step);
      level = [...found.keys()];
    }
    if (!next.has(consumer)) return undefined;
    const path = [consumer];
    for (let step = consumer; step !== provider;) path.push((step = next.get(step)!));
    return path;
  }

  #providersOf(step: number): readonly number[] {
    const providers: number[] = [];
    for (const slot of this.#slots[step]!)
      if (slot.chosen !== undefined && this.#isThere(slot)) providers.push(slot.chosen.offer.place.step);
    return providers;
  }

  /** Whether the wire of a slot has had its turn. */
  #isThere(slot: Slot): boolean {
    if (this.#turn === undefined || this.#contested.has(slot)) return true;
    return comparePairs({ slot, index: 0, candidate: slot.chosen! }, this.#turn) < 0;
  }
}
