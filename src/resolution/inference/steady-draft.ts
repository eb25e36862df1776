import { ContestedDraft, type DraftedWire } from "./contested-draft.js";
import { firstChoiceOf, isSameChoice, type FirstChoice } from "./first-choice.js";
import { inferAmong } from "./infer-graph.js";
import { StepGraph } from "./step-graph.js";
import type { Slot } from "./wire-draft.js";

/** The share of the inputs from which on it pays to infer all of them. */
const mostContested = 1 / 8;

/** How many steps may be found behind others, for each step and input. */
const mostFound = 100;

/** How often inputs may turn out to be contested after all. */
const mostRounds = 8;

/**
 * The wires that `inferGraph` chooses, kept up to date as inputs change.
 *
 * Most inputs get their first choice: what they would come to if they were alone. It is certain where no wire that is
 * there at any time, or might be, keeps them from an output they looked at; whatever the others come to is the same
 * then, and when they come to it. Only the inputs that are contested are inferred again.
 */
export class SteadyDraft<OwnSlot extends Slot> {
  readonly #slots: readonly (readonly OwnSlot[])[];
  readonly #margin: number;
  readonly #firstChoices = new Map<Slot, FirstChoice>();
  readonly #contested = new Set<OwnSlot>();
  /** All first choices, and what the contested inputs came to on the way. */
  readonly #graph: StepGraph;
  #drafted: readonly DraftedWire[] = [];
  #count = 0;
  /** How many inputs were contested when that was found out for each of them. */
  #leastContested = 0;

  /** `slots` by step, all inferred before; those of a step may be replaced if {@link SteadyDraft.update} is told. */
  constructor(slots: readonly (readonly OwnSlot[])[], margin: number) {
    this.#slots = slots;
    this.#margin = margin;
    this.#graph = new StepGraph(slots.length);
    for (const ofStep of slots) for (const slot of ofStep) this.#choose(slot);
    for (const ofStep of slots) {
      if (this.#isTooConnected) return;
      this.#contestBlocked(ofStep);
      // What kept others from their first choice may be gone by now: they have to be looked at again.
      for (const slot of ofStep) if (!this.#hasFirstChoice(slot)) this.#contested.add(slot);
    }
  }

  /** Whether so many steps lead to each other that it takes no longer to infer all. */
  get #isTooConnected(): boolean {
    return this.#graph.found > mostFound * (this.#count + this.#slots.length);
  }

  /**
   * Chooses again after some inputs have gone and others have come or have other candidates. Gives the draft with all
   * inputs that may have come to something else; `undefined` if all have to be inferred.
   */
  update(
    gone: Iterable<OwnSlot>,
    changed: Iterable<OwnSlot>,
  ): { readonly draft: ContestedDraft; readonly touched: ReadonlySet<OwnSlot> } | undefined {
    if (this.#isTooConnected) return undefined;
    this.#graph.found = 0;
    this.#forgetDrafted();
    for (const slot of gone) this.#forget(slot);
    const touched = new Set([...changed, ...this.#contested]);
    const others = [...changed].filter((slot) => this.#chooseAgain(slot));
    // To look at a few too many takes less than to find out which they are.
    const isDue = this.#contested.size > 2 * this.#leastContested + 8;
    if (isDue) this.#contested.clear();
    for (const slot of isDue ? touched : others) this.#contestBlocked([slot]);
    for (const slot of others) {
      const { chosen } = this.#firstChoices.get(slot)!;
      if (chosen !== undefined) this.#contestThoseBlockedBy({ slot, offer: chosen.offer });
    }
    const draft = this.#infer(touched);
    if (isDue) this.#leastContested = this.#contested.size;
    return draft === undefined ? undefined : { draft, touched };
  }

  /** Infers the contested inputs, until they keep no others from what those looked at. */
  #infer(touched: Set<OwnSlot>): ContestedDraft | undefined {
    for (let round = 0; round < mostRounds; round++) {
      const contested = [...this.#contested];
      for (const slot of contested) touched.add(slot);
      if (this.#isTooConnected || contested.length > 8 + mostContested * this.#count) return undefined;
      for (const slot of touched) this.#takeFirstChoice(slot);
      this.#forgetDrafted();
      const draft = new ContestedDraft(this.#slots, this.#contested, this.#graph);
      this.#drafted = draft.drafted;
      inferAmong(contested, draft, { slots: this.#slots, margin: this.#margin });
      for (const slot of draft.robbed) this.#contested.add(slot as OwnSlot);
      for (const drafted of draft.drafted)
        if (this.#firstChoices.get(drafted.slot)!.chosen?.offer !== drafted.offer)
          this.#contestThoseBlockedBy(drafted);
      if (draft.isUnsure) return undefined;
      if (this.#contested.size === contested.length) return draft;
    }
    return undefined;
  }

  #choose(slot: OwnSlot, firstChoice = firstChoiceOf(slot, this.#margin)): void {
    this.#firstChoices.set(slot, firstChoice);
    this.#count++;
    const { chosen } = firstChoice;
    if (chosen !== undefined) this.#graph.add(chosen.offer.place.step, slot.consumer);
  }

  /** Tells whether the first choice is another one. */
  #chooseAgain(slot: OwnSlot): boolean {
    const before = this.#firstChoices.get(slot);
    const choice = firstChoiceOf(slot, this.#margin);
    if (before !== undefined && isSameChoice(before, choice)) {
      this.#firstChoices.set(slot, choice);
      return false;
    }
    this.#forget(slot);
    this.#choose(slot, choice);
    return true;
  }

  #forget(slot: OwnSlot): void {
    const firstChoice = this.#firstChoices.get(slot);
    if (firstChoice === undefined) return;
    this.#firstChoices.delete(slot);
    this.#contested.delete(slot);
    this.#count--;
    const { chosen } = firstChoice;
    if (chosen !== undefined) this.#graph.remove(chosen.offer.place.step, slot.consumer);
  }

  #takeFirstChoice(slot: OwnSlot): void {
    const { chosen, tie } = this.#firstChoices.get(slot)!;
    slot.chosen = chosen;
    slot.tie = tie;
  }

  #hasFirstChoice(slot: OwnSlot): boolean {
    const { chosen, tie } = this.#firstChoices.get(slot)!;
    if (slot.chosen?.offer !== chosen?.offer || slot.tie?.equals.length !== tie?.equals.length) return false;
    return slot.tie?.equals.every(({ offer }, index) => offer === tie!.equals[index]!.offer) !== false;
  }

  #forgetDrafted(): void {
    for (const { slot, offer } of this.#drafted) this.#graph.remove(offer.place.step, slot.consumer);
    this.#drafted = [];
  }

  /** Finds out which inputs of one step something keeps from an output that they looked at. */
  #contestBlocked(slots: readonly OwnSlot[]): void {
    if (slots.length === 0) return;
    const behind = this.#graph.behind(slots[0]!.consumer);
    for (const slot of slots) {
      const isBlocked = this.#firstChoices
        .get(slot)!
        .looked.some(
          ({ offer }) =>
            behind.has(offer.place.step) ||
            slot.siblings.some(
              (sibling) => sibling !== slot && this.#firstChoices.get(sibling)?.chosen?.offer === offer,
            ),
        );
      if (isBlocked) this.#contested.add(slot);
    }
  }

  /** Finds out which inputs a wire keeps from an output that they looked at. */
  #contestThoseBlockedBy({ slot, offer }: DraftedWire): void {
    const behind = this.#graph.behind(slot.consumer);
    for (const step of this.#graph.before(offer.place.step)) {
      for (const other of this.#slots[step]!) {
        const { looked } = this.#firstChoices.get(other)!;
        if (looked.some((scored) => behind.has(scored.offer.place.step))) this.#contested.add(other);
      }
    }
    for (const sibling of this.#slots[slot.consumer]!) {
      const { looked } = this.#firstChoices.get(sibling)!;
      if (sibling !== slot && looked.some((scored) => scored.offer === offer)) this.#contested.add(sibling);
    }
  }
}
