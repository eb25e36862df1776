import { quoteList } from "../../kernel/index.js";
import type { DependencySpecification } from "../../specification/index.js";
import type { PinnedInput } from "../pins.js";
import type { Offer } from "../rating.js";
import {
  ambiguity,
  ambiguityReason,
  candidate,
  firstCandidates,
  unresolved,
  wire,
  type Ambiguity,
  type Unresolved,
  type Wire,
} from "../wire.js";
import type { StrictProfile } from "./strict-profile.js";
import { compareTexts } from "../listed-step.js";
import type { StrictRating } from "./strict-score.js";

/** A dependency of a step. */
export interface NamedInput {
  readonly consumer: string;
  readonly dependency: DependencySpecification;
  /** `consumer.dependency` */
  readonly name: string;
}

/** An input that is to be wired. */
export interface Input extends NamedInput {
  /** Scores those of some offers that pass, best first. */
  readonly rate: (offers: readonly Offer[]) => readonly StrictRating[];
  readonly pin: PinnedInput | undefined;
}

/** What was decided about an input. */
export interface Decision {
  readonly chosen?: StrictRating;
  readonly decidedBy?: Wire["decidedBy"];
  /** Present if several fit equally well; the first of them may be chosen all the same. */
  readonly equals?: readonly StrictRating[];
  /** Why nothing was chosen. */
  readonly reason?: string;
  readonly cycle?: readonly string[];
}

/** The order of inputs that does not depend on how the steps are listed. */
export function compareInputs(a: NamedInput, b: NamedInput): number {
  return compareTexts(a.name, b.name) || compareTexts(a.consumer, b.consumer);
}

/** The rating of the output that is pinned. */
export function pinnedRating({ rate, pin }: Input): StrictRating | undefined {
  return pin === undefined ? undefined : rate([pin.offer])[0];
}

/** What was decided about some inputs, as wires and reports, in the order of the inputs. */
export function report(
  inputs: readonly Input[],
  decisionOf: (input: Input) => Decision,
  candidatesOf: (input: Input) => readonly StrictRating[],
  { acceptedTypes }: StrictProfile,
): { wires: Wire[]; unresolved: Unresolved[]; ambiguous: Ambiguity[] } {
  const wires: Wire[] = [];
  const open: Unresolved[] = [];
  const ambiguous: Ambiguity[] = [];
  for (const input of inputs) {
    const { consumer, dependency, pin } = input;
    const { chosen, decidedBy, equals, reason, cycle } = decisionOf(input);
    const ratings = candidatesOf(input);
    const tie = equals === undefined ? undefined : ambiguity(consumer, dependency, equals.map(candidate));
    if (tie !== undefined) ambiguous.push(tie);
    if (chosen !== undefined) {
      wires.push(wire(consumer, chosen, ratings, decidedBy ?? "score", pin?.reason));
      continue;
    }
    const accepts = acceptedTypes[dependency.dependencyType];
    const given = `no step gives ${quoteList(accepts, "or")} as ${dependency.dataType}`;
    open.push(
      unresolved(consumer, dependency, {
        accepts,
        candidates: firstCandidates(ratings),
        reason: tie === undefined ? (reason ?? given) : ambiguityReason(tie),
        ...(cycle === undefined ? {} : { cycle }),
      }),
    );
  }
  return { wires, unresolved: open, ambiguous };
}

/** Why a rating is not convincing, as the end of a sentence. */
export function shortcoming(
  { offerName, score, parts, isConvincing, matchedName }: StrictRating,
  { threshold, nameFloor }: StrictProfile,
): string {
  if (isConvincing) return `${offerName} feeds another input`;
  if (score > threshold)
    return `${offerName} is called ${matchedName}, which is less like it than ${nameFloor}`;
  return `${offerName} scores ${Number(score.toFixed(4))} (name ${Number(parts.name.toFixed(4))}), not more than ${threshold}`;
}
