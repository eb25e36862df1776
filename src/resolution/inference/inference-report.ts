import { quoteList } from "../../kernel/index.js";
import type { InputChoice } from "./choice-lists.js";
import type { ListedStep } from "../listed-step.js";
import {
  ambiguity,
  ambiguityReason,
  mostKept,
  unresolved,
  wireTo,
  type Ambiguity,
  type Candidate,
  type Unresolved,
  type Wire,
} from "../wire.js";
import { shortcoming } from "../strict/input.js";
import { candidateOf, ratingOf, type Scored } from "./scored-candidates.js";
import type { StrictProfile } from "../strict/strict-profile.js";
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
    const shown = candidates.first(mostKept + 1);
    const equals = tie?.equals;
    const tied =
      equals === undefined ? undefined : ambiguity(input.consumer, input.dependency, equals.map(candidateOf));
    const isOpen = chosen === undefined;
    // Always the same members: objects of one shape take less room, and are quicker to read.
    return {
      shown,
      chosen,
      equals,
      wire: isOpen ? undefined : this.#wire(slot, chosen, shown),
      provider: chosen?.offer.place.step,
      unresolved: isOpen ? this.#unresolved(slot, shown, tied) : undefined,
      ambiguity: tied,
      isOfOthers: isOpen && tied === undefined && candidates.at(0) !== undefined,
    };
  }

  #wire({ input, candidates, pinned }: Slot, chosen: Scored, shown: readonly Scored[]): Wire {
    const { consumer, dependency } = input;
    const isBest = pinned === undefined && candidates.at(0)!.group.score <= chosen.group.score;
    const decidedBy = pinned !== undefined ? "pin" : isBest ? "score" : "assignment";
    const runnersUp = firstOf(shown.filter(({ offer }) => offer !== chosen.offer));
    const bound = { consumer, dependency: dependency.logicalName, runnersUp, decidedBy } as const;
    return wireTo(candidateOf(chosen), bound, pinned?.reason);
  }

  #unresolved(slot: Slot, shown: readonly Scored[], tied: Ambiguity | undefined): Unresolved {
    const { consumer, dependency } = slot.input;
    const accepts = this.#profile.acceptedTypes[dependency.dependencyType];
    const because: Because =
      tied === undefined ? this.#whyNothing(slot, shown) : { reason: ambiguityReason(tied) };
    const { reason, cycle } = because;
    return unresolved(consumer, dependency, { accepts, candidates: firstOf(shown), reason, cycle });
  }

  #whyNothing(slot: Slot, shown: readonly Scored[]): Because {
    const { consumer, candidates, input } = slot;
    const { dependencyType, dataType } = input.dependency;
    if (shown.length === 0) {
      const accepts = quoteList(this.#profile.acceptedTypes[dependencyType], "or");
      return { reason: `no step gives ${accepts} as ${dataType}` };
    }
    if (candidates.at(0) === undefined)
      return {
        reason: shown
          .slice(0, mostKept)
          .map((scored) => shortcoming(ratingOf(input.dependency, scored), this.#profile))
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

/** Why nothing was bound, as the end of a sentence. */
type Because = Pick<Unresolved, "reason" | "cycle">;

function firstOf(scored: readonly Scored[]): readonly Candidate[] {
  return Object.freeze(scored.slice(0, mostKept).map(candidateOf));
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
