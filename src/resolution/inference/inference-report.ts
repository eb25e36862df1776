import { quoteList } from "../../kernel/index.js";
import type { InputChoice } from "./choice-lists.js";
import type { ListedStep } from "../listed-step.js";
import { ambiguity, ambiguityReason, mostKept, unresolved, wire, type Wire } from "../wire.js";
import { shortcoming } from "../strict/input.js";
import { ratingOf, type Scored } from "./scored-candidates.js";
import type { StrictProfile } from "../strict/strict-profile.js";
import type { StrictRating } from "../strict/strict-score.js";
import type { Draft, Slot } from "./wire-draft.js";

/** A slot with what was reported about it last. */
export interface ReportedSlot extends Slot {
  reported: Reported | undefined;
}

/** What was reported, and what it depends on. */
export interface Reported extends InputChoice {
  /** The candidates that are looked at. */
  readonly shown: readonly Scored[];
  readonly chosen: Scored | undefined;
  readonly equals: readonly Scored[] | undefined;
  /** Whether wires of other steps have a part in it. */
  readonly isOfOthers: boolean;
}

/** Puts into words what was chosen; what is as it was is not put anew. */
export class InferenceReport {
  readonly #steps: readonly ListedStep[];
  readonly #draft: Draft;
  readonly #profile: StrictProfile;

  constructor(steps: readonly ListedStep[], draft: Draft, profile: StrictProfile) {
    this.#steps = steps;
    this.#draft = draft;
    this.#profile = profile;
  }

  /** Reports of one slot, unless all is as it was. */
  of(slot: ReportedSlot): Reported {
    if (slot.reported === undefined || !isUpToDate(slot.reported, slot)) slot.reported = this.#report(slot);
    return slot.reported;
  }

  #report(slot: Slot): Reported {
    const { input, candidates, chosen, tie } = slot;
    const { consumer, dependency } = input;
    const shown = candidates.first(mostKept + 1);
    const ratings = shown.map((scored) => ratingOf(dependency, scored));
    const equals = tie?.equals;
    const tied =
      equals === undefined
        ? undefined
        : ambiguity(
            consumer,
            dependency,
            equals.map((scored) => ratingOf(dependency, scored)),
          );
    const basis = { shown, chosen, equals, ...(tied === undefined ? {} : { ambiguity: tied }) };
    if (chosen !== undefined)
      return {
        ...basis,
        wire: this.#wire(slot, chosen, ratings),
        provider: chosen.offer.place.step,
        isOfOthers: false,
      };
    const accepts = this.#profile.acceptedTypes[dependency.dependencyType];
    if (tied !== undefined) {
      const reason = ambiguityReason(tied);
      return {
        ...basis,
        unresolved: unresolved(consumer, dependency, { accepts, ratings, reason }),
        isOfOthers: false,
      };
    }
    const because = this.#whyNothing(slot, ratings);
    return {
      ...basis,
      unresolved: unresolved(consumer, dependency, { accepts, ratings, ...because }),
      isOfOthers: candidates.at(0) !== undefined,
    };
  }

  #wire({ input, candidates, pinned }: Slot, chosen: Scored, ratings: readonly StrictRating[]): Wire {
    const { consumer, dependency } = input;
    const rating = ratingOf(dependency, chosen);
    if (pinned !== undefined) return wire(consumer, rating, ratings, "pin", pinned.reason);
    const isBest = candidates.at(0)!.group.score <= chosen.group.score;
    return wire(consumer, rating, ratings, isBest ? "score" : "assignment");
  }

  #whyNothing(
    slot: Slot,
    ratings: readonly StrictRating[],
  ): { readonly reason: string; readonly cycle?: readonly string[] } {
    const { consumer, candidates, input } = slot;
    const { dependencyType, dataType } = input.dependency;
    if (ratings.length === 0) {
      const accepts = quoteList(this.#profile.acceptedTypes[dependencyType], "or");
      return { reason: `no step gives ${accepts} as ${dataType}` };
    }
    if (candidates.at(0) === undefined)
      return {
        reason: ratings
          .slice(0, mostKept)
          .map((rating) => shortcoming(rating, this.#profile))
          .join("; "),
      };
    let isCyclic = true;
    for (const { offer } of candidates.from(0)) isCyclic &&= this.#draft.fedBy(slot, offer) === undefined;
    const cycles: (readonly string[])[] = [];
    const reasons: string[] = [];
    for (const { offer } of candidates.from(0)) {
      if (reasons.length === mostKept) break;
      const cycle = this.#cycleThrough(offer.place.step, consumer);
      if (cycle !== undefined) cycles.push(cycle);
      reasons.push(
        cycle === undefined
          ? `${offer.name} feeds another input`
          : `${offer.name} would close the cycle ${cycle.join(" → ")}`,
      );
    }
    return { reason: reasons.join("; "), ...(isCyclic ? { cycle: Object.freeze(cycles[0]!) } : {}) };
  }

  #cycleThrough(provider: number, consumer: number): readonly string[] | undefined {
    const path = this.#draft.pathTo(provider, consumer);
    return path === undefined ? undefined : [provider, ...path].map((step) => this.#steps[step]!.name);
  }
}

function isUpToDate(reported: Reported, { candidates, chosen, tie }: Slot): boolean {
  return (
    !reported.isOfOthers &&
    isSame(reported.chosen, chosen) &&
    areSame(reported.equals, tie?.equals) &&
    areSame(reported.shown, candidates.first(mostKept + 1))
  );
}

function isSame(a: Scored | undefined, b: Scored | undefined): boolean {
  return a?.offer === b?.offer;
}

function areSame(a: readonly Scored[] | undefined, b: readonly Scored[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every(({ offer }, index) => offer === b[index]!.offer);
}
