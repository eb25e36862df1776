import { AcyclicGraph } from "../../graph/index.js";
import type { Offer } from "../rating.js";
import type { NamedInput } from "../strict/input.js";
import type { Scored, ScoredCandidates } from "./scored-candidates.js";

/** An input whose wire is being chosen. */
export interface Slot {
  readonly input: NamedInput;
  /** The index of its step. */
  readonly consumer: number;
  /** The slots of the same step, itself among them. */
  readonly siblings: readonly Slot[];
  candidates: ScoredCandidates;
  readonly pinned: PinnedOffer | undefined;
  chosen: Scored | undefined;
  /** Set if several outputs fit equally well. */
  tie: Tie | undefined;
}

/** An offer that a person decided on. */
export interface PinnedOffer extends Scored {
  readonly reason: string | undefined;
}

/** Candidates that fit equally well. */
export interface Tie {
  /** The index of the best of them. */
  readonly from: number;
  readonly best: Scored;
  /** Those that could be taken when nothing more was changed, or when the first one was taken all the same. */
  readonly equals: readonly Scored[];
}

/** Wires that are being chosen: they form no cycle, and no output feeds a consumer twice unless pinned. */
export interface Draft {
  add(slot: Slot, chosen: Scored): void;
  remove(slot: Slot): void;
  /** The slot of the same step that an output feeds already. */
  fedBy(slot: Slot, offer: Offer): Slot | undefined;
  /** The steps on the way from a consumer to a provider, which a wire back would close to a cycle. */
  pathTo(provider: number, consumer: number): readonly number[] | undefined;
  /** Whether an input could take an output as things are. */
  isFree(slot: Slot, candidate: Scored): boolean;
}

/** A draft of all wires. */
export class WireDraft implements Draft {
  readonly #graph: AcyclicGraph;

  /** Starts without wires; the places of an earlier draft of about the same wires make it quicker. */
  constructor(steps: number, places?: Int32Array) {
    this.#graph = new AcyclicGraph(steps, places);
  }

  get places(): Int32Array {
    return this.#graph.places;
  }

  add(slot: Slot, chosen: Scored): void {
    slot.chosen = chosen;
    this.#graph.add(chosen.offer.place.step, slot.consumer);
  }

  remove(slot: Slot): void {
    this.#graph.remove(slot.chosen!.offer.place.step, slot.consumer);
    slot.chosen = undefined;
  }

  fedBy({ siblings }: Slot, offer: Offer): Slot | undefined {
    return siblings.find(({ chosen }) => chosen?.offer === offer);
  }

  pathTo(provider: number, consumer: number): readonly number[] | undefined {
    return this.#graph.findPath(consumer, provider);
  }

  isFree(slot: Slot, { offer }: Scored): boolean {
    return this.fedBy(slot, offer) === undefined && !this.#graph.closesCycle(offer.place.step, slot.consumer);
  }
}
