import { mostEquals } from "../wire.js";
import { rounding } from "./infer-graph.js";
import type { Scored } from "./scored-candidates.js";
import type { Slot, Tie } from "./wire-draft.js";

/** What an input would come to if all outputs were free, and which outputs have to be free for it to come to that. */
export interface FirstChoice {
  readonly chosen: Scored | undefined;
  readonly tie: Tie | undefined;
  readonly looked: readonly Scored[];
}

/** Finds the first choice of an input. */
export function firstChoiceOf({ candidates }: Pick<Slot, "candidates">, margin: number): FirstChoice {
  const best = candidates.at(0);
  if (best === undefined) return nothing;
  const equals: Scored[] = [];
  for (const candidate of candidates.from(0)) {
    const { score, affinity } = candidate.group;
    if (equals.length === mostEquals || best.group.score - score > margin + rounding) break;
    if (affinity === best.group.affinity) equals.push(candidate);
  }
  if (equals.length === 1) return { chosen: best, tie: undefined, looked: equals };
  return { chosen: undefined, tie: { from: 0, best, equals }, looked: equals };
}

/** Whether two choices are of the same outputs, for the same reasons. */
export function isSameChoice(a: FirstChoice, b: FirstChoice): boolean {
  return (
    a.chosen?.offer === b.chosen?.offer &&
    a.looked.length === b.looked.length &&
    a.looked.every(({ offer }, index) => offer === b.looked[index]!.offer)
  );
}

const nothing: FirstChoice = { chosen: undefined, tie: undefined, looked: [] };
