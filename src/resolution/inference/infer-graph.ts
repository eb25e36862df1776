import { compareInputs } from "../strict/input.js";
import { mostEquals } from "../wire.js";
import { PairQueue, type Pair } from "./pair-queue.js";
import type { Scored } from "./scored-candidates.js";
import { WireDraft, type Draft, type Slot } from "./wire-draft.js";

/** What is known of a pipeline whose graph is not known. */
export interface InferenceTask {
  /** By step, in listing order. */
  readonly slots: readonly (readonly Slot[])[];
  /** Candidates whose scores differ by no more than this are as good as each other. */
  readonly margin: number;
  /** Whether an input that several outputs fit equally well takes the first of them. */
  readonly guesses: boolean;
  /** Of an earlier draft of about the same wires. */
  readonly places: Int32Array | undefined;
}

/**
 * Wires the inputs of all steps where no graph is known, so that the wires form one without a cycle.
 *
 * The best pairs come first, whichever steps they are of; what would close a cycle, or feed a step with the
 * same output twice, is passed over. An input that several outputs fit equally well waits until other wires
 * have ruled out all but one of them; if they do not, it is reported as ambiguous. At the end, required inputs
 * that found everything taken try to make room for themselves.
 */
export function inferGraph(task: InferenceTask): WireDraft {
  const draft = new WireDraft(task.slots.length, task.places);
  new Inference(task, draft).run(task.slots.flat());
  return draft;
}

/** A draft in which other wires come about in between. */
export interface SharedDraft extends Draft {
  /** Brings about what is chosen before a pair has its turn; all of it if there is no pair left. */
  advanceTo(pair: Pair | undefined): void;
}

/** {@link inferGraph} for some of the inputs, in a draft where the others are wired already. */
export function inferAmong(
  some: readonly Slot[],
  draft: SharedDraft,
  task: Pick<InferenceTask, "slots" | "margin">,
): void {
  new Inference({ ...task, guesses: false }, draft, (pair) => draft.advanceTo(pair)).run(some);
}

/** More than differences of the same scores can differ by. */
export const rounding = 1e-9;

/** Candidates for which a required input tries to make room. */
const mostTried = 16;

class Inference {
  readonly #slots: readonly (readonly Slot[])[];
  readonly #margin: number;
  readonly #guesses: boolean;
  readonly #draft: Draft;
  readonly #advanceTo: ((pair: Pair | undefined) => void) | undefined;
  /** The slots with a tie, in the order in which it was found. */
  readonly #tied = new Set<Slot>();

  constructor(
    { slots, margin, guesses }: Omit<InferenceTask, "places">,
    draft: Draft,
    advanceTo?: (pair: Pair | undefined) => void,
  ) {
    this.#slots = slots;
    this.#margin = margin;
    this.#guesses = guesses;
    this.#draft = draft;
    this.#advanceTo = advanceTo;
  }

  run(slots: readonly Slot[]): void {
    for (const slot of slots) {
      slot.chosen = slot.tie = undefined;
      if (slot.pinned !== undefined) this.#draft.add(slot, slot.pinned);
    }
    this.#takeBestPairs(slots.filter(isOpen));
    this.#settleTies();
    const wanting = slots.filter((slot) => slot.input.dependency.required && isOpen(slot));
    for (const slot of wanting.toSorted((a, b) => compareInputs(a.input, b.input)))
      if (isOpen(slot)) this.#makeRoom(slot);
    this.#settleTies();
    for (const slot of this.#tied) this.#noteEquals(slot);
  }

  #takeBestPairs(slots: readonly Slot[]): void {
    const queue = new PairQueue(slots);
    for (let pair = queue.next(); pair !== undefined; pair = queue.next()) {
      const { slot, index, candidate } = pair;
      this.#advanceTo?.(pair);
      if (!this.#draft.isFree(slot, candidate)) queue.passOver(pair);
      else if (this.#equalsOf(slot, index, candidate, 2).length > 1) this.#tie(slot, index, candidate);
      else this.#draft.add(slot, candidate);
    }
    this.#advanceTo?.(undefined);
  }

  /** What was a tie may be none any more, now that other wires are there; each one that is settled adds a wire. */
  #settleTies(): void {
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const slot of this.#tied) {
        if (slot.chosen !== undefined) continue;
        const { from, best } = slot.tie!;
        const left = this.#equalsOf(slot, from, best, 2);
        if (left.length > 1 && !this.#guesses) continue;
        isChanged = true;
        if (left.length > 1) this.#guess(slot, left[0]!);
        else {
          this.#untie(slot);
          if (left.length > 0) this.#draft.add(slot, left[0]!);
          else this.#takeBestFree(slot);
        }
      }
    }
  }

  /** The candidates that are as good as one of them and could be taken, from its index on; at most so many. */
  #equalsOf(slot: Slot, from: number, best: Scored, limit: number): readonly Scored[] {
    const equals: Scored[] = [];
    for (let index = from; equals.length < limit; index++) {
      const candidate = slot.candidates.at(index);
      if (candidate === undefined) break;
      const { score, affinity } = candidate.group;
      if (best.group.score - score > this.#margin + rounding) break;
      if (affinity === best.group.affinity && this.#draft.isFree(slot, candidate)) equals.push(candidate);
    }
    return equals;
  }

  /** Wires an input to the best output that it could take, unless several are the best. */
  #takeBestFree(slot: Slot): boolean {
    let index = 0;
    for (const candidate of slot.candidates.from(0)) {
      if (this.#draft.isFree(slot, candidate)) {
        if (this.#equalsOf(slot, index, candidate, 2).length > 1) {
          this.#tie(slot, index, candidate);
          if (!this.#guesses) return false;
          this.#guess(slot, candidate);
        } else this.#draft.add(slot, candidate);
        return true;
      }
      index++;
    }
    return false;
  }

  #tie(slot: Slot, from: number, best: Scored): void {
    slot.tie = { from, best, equals: [] };
    this.#tied.add(slot);
  }

  #untie(slot: Slot): void {
    slot.tie = undefined;
    this.#tied.delete(slot);
  }

  /** Takes the first of several that fit equally well, having noted which they are. */
  #guess(slot: Slot, first: Scored): void {
    this.#noteEquals(slot);
    this.#draft.add(slot, first);
  }

  #noteEquals(slot: Slot): void {
    const { from, best } = slot.tie!;
    if (slot.chosen === undefined)
      slot.tie = { from, best, equals: this.#equalsOf(slot, from, best, mostEquals) };
  }

  /** Takes away one wire that is in the way, if what it fed is optional or finds something else. */
  #makeRoom(slot: Slot): void {
    for (let index = 0; index < mostTried; index++) {
      const candidate = slot.candidates.at(index);
      if (candidate === undefined) return;
      for (const other of this.#inTheWay(slot, candidate))
        if (this.#takePlace(slot, candidate, other)) return;
    }
  }

  /** Wires an input to an output instead of another input, which has to be optional or to find something else. */
  #takePlace(slot: Slot, candidate: Scored, other: Slot): boolean {
    const before = { chosen: other.chosen!, tie: other.tie };
    this.#draft.remove(other);
    this.#untie(other);
    if (this.#draft.isFree(slot, candidate)) {
      this.#draft.add(slot, candidate);
      if (this.#takeBestFree(other) || !other.input.dependency.required) return true;
      this.#untie(other);
      this.#draft.remove(slot);
    }
    this.#draft.add(other, before.chosen);
    if (before.tie !== undefined) {
      other.tie = before.tie;
      this.#tied.add(other);
    }
    return false;
  }

  /** The inputs whose wires keep an input from an output, optional ones first. Pins stay. */
  #inTheWay(slot: Slot, { offer }: Scored): readonly Slot[] {
    const fed = this.#draft.fedBy(slot, offer);
    const path = this.#draft.pathTo(offer.place.step, slot.consumer) ?? [];
    const onPath = path
      .slice(1)
      .flatMap((step, index) =>
        this.#slots[step]!.filter(({ chosen }) => chosen?.offer.place.step === path[index]),
      );
    return [...(fed === undefined ? [] : [fed]), ...onPath]
      .filter(({ pinned }) => pinned === undefined)
      .toSorted(
        ({ input: a }, { input: b }) =>
          Number(a.dependency.required) - Number(b.dependency.required) || compareInputs(a, b),
      );
  }
}

function isOpen({ chosen, tie }: Slot): boolean {
  return chosen === undefined && tie === undefined;
}
