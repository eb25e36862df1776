import { compareByName } from "../listed-step.js";
import { compareInputs } from "../strict/input.js";
import type { Scored } from "./scored-candidates.js";
import type { Slot } from "./wire-draft.js";

/** An input with one of its candidates, by the index of the candidate. */
export interface Pair {
  readonly slot: Slot;
  readonly index: number;
  readonly candidate: Scored;
}

/** Pairs that wait for their turn, best first: one of each input, its next one after it has been passed over. */
export class PairQueue {
  readonly #first: readonly Pair[];
  #taken = 0;
  /** A binary heap. */
  readonly #later: Pair[] = [];

  /** Starts with the best pair of each slot. */
  constructor(slots: Iterable<Slot>) {
    const pairs: Pair[] = [];
    for (const slot of slots) {
      const candidate = slot.candidates.at(0);
      if (candidate !== undefined) pairs.push({ slot, index: 0, candidate });
    }
    this.#first = pairs.toSorted(comparePairs);
  }

  /** Takes the best pair out. */
  next(): Pair | undefined {
    const first = this.#first[this.#taken];
    const later = this.#later[0];
    if (later === undefined || (first !== undefined && comparePairs(first, later) < 0)) {
      this.#taken++;
      return first;
    }
    const last = this.#later.pop()!;
    if (last !== later) this.#sink(last);
    return later;
  }

  /** Puts in the pair that follows one in the order of its input, if there is one. */
  passOver({ slot, index }: Pair): void {
    const candidate = slot.candidates.at(index + 1);
    if (candidate !== undefined) this.#rise({ slot, index: index + 1, candidate });
  }

  #rise(pair: Pair): void {
    const heap = this.#later;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (comparePairs(heap[above]!, pair) <= 0) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = pair;
  }

  #sink(pair: Pair): void {
    const heap = this.#later;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const other = heap[below + 1];
      if (other !== undefined && comparePairs(other, heap[below]!) < 0) below++;
      if (comparePairs(pair, heap[below]!) <= 0) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = pair;
  }
}

/** Best first, equal ones by the names of output and input. */
export function comparePairs(a: Pair, b: Pair): number {
  return (
    b.candidate.group.score - a.candidate.group.score ||
    compareByName(a.candidate.offer, b.candidate.offer) ||
    compareInputs(a.slot.input, b.slot.input)
  );
}
