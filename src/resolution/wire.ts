import type { NumberedEdges } from "../graph/index.js";
import type { DependencySpecification, DependencyType } from "../specification/index.js";
import { uniqueName } from "./port-names.js";
import type { Rating, ScoreParts } from "./rating.js";

/** How many candidates are kept beside the chosen one. */
export const mostKept = 3;

/** How many of the outputs that fit equally well are listed. */
export const mostEquals = 5;

/** An output that could feed a dependency, with its score. Frozen. */
export interface Candidate {
  /** The name of the step that gives the output. */
  readonly provider: string;
  /** The logical name of the output. */
  readonly output: string;
  /** From 0 to 1. */
  readonly score: number;
  /** What the score is made of. */
  readonly parts: ScoreParts;
  /** The name or alias of the output that is most similar to the name of the dependency. */
  readonly matchedName: string;
}

/** One dependency bound to one output: the chosen candidate, and what it was chosen over. Frozen. */
export interface Wire extends Candidate {
  /** The name of the step that has the dependency. */
  readonly consumer: string;
  /** The logical name of the dependency. */
  readonly dependency: string;
  /**
   * The best of the other candidates, at most three, best first; in the strict profile without a known graph only
   * those that would do. In a known graph one of them may score higher than the chosen one: it feeds another
   * dependency of the consumer then.
   */
  readonly runnersUp: readonly Candidate[];
  /**
   * What chose this output:
   *
   * - `"score"`: no graph is known, and it scores best among the outputs of all other steps; in the strict profile
   *   among those of compatible sources, if one of them would do;
   * - `"graph"`: a known graph says which steps come before, and it is the best of their outputs;
   * - `"assignment"`: another output would be better for this input alone, but worse for the wiring as a whole:
   *   it feeds another input of the step, or it would close a cycle, or leave an edge without data;
   * - `"pin"`: a person.
   */
  readonly decidedBy: "score" | "graph" | "assignment" | "pin";
  /** Why a person decided so. Only on a pinned wire, and there only if a reason was given. */
  readonly reason?: string;
}

/** A dependency that no output was bound to. Frozen. */
export interface Unresolved {
  readonly consumer: string;
  readonly dependency: string;
  /** Whether the wiring is incomplete because of it. */
  readonly required: boolean;
  /** The types of outputs that would do. */
  readonly accepts: readonly DependencyType[];
  /** The best candidates, at most three, best first: they score too low, or feed another dependency. */
  readonly candidates: readonly Candidate[];
  /** Why no output was bound to it, as the end of a sentence. */
  readonly reason: string;
  /** The cycle that every fitting output would close, as the path around it; only there if that is why. */
  readonly cycle?: readonly string[];
}

/** A dependency that several outputs fit equally well, so that only a person can tell which is meant. Frozen. */
export interface Ambiguity {
  readonly consumer: string;
  readonly dependency: string;
  readonly required: boolean;
  /**
   * The outputs that are as good as each other, at most five: the one that would be taken first, then by score,
   * equal ones by name.
   */
  readonly candidates: readonly Candidate[];
  /** The pin that would choose the first of them, as it is written in the source. */
  readonly pin: string;
}

/** An edge of a known graph over which no data goes: it only says what comes first. Frozen. */
export interface ControlEdge {
  readonly from: string;
  readonly to: string;
  /** Why it carries nothing, as the end of a sentence. */
  readonly reason: string;
}

/** What a way of choosing arrives at, in the order of the consumers and of their dependencies. */
export interface Choices {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous?: readonly Ambiguity[];
  readonly controlEdges?: readonly ControlEdge[];
  /** The wires as edges between places in the list of steps, if no other edges are known. */
  readonly edges?: NumberedEdges;
}

/** Best first; a stable sort keeps the listing order of equal ones. */
export function byScore(a: Rating, b: Rating): number {
  return b.score - a.score;
}

/** The candidate that a rated offer is, for those outside the room. */
export function candidate({
  offer: { provider, output },
  score,
  parts,
  matchedName,
}: Pick<Rating, "offer" | "score" | "parts" | "matchedName">): Candidate {
  return Object.freeze({
    provider,
    output: output.logicalName,
    score,
    parts: Object.freeze(parts),
    matchedName,
  });
}

/** Binds a dependency to the chosen one of its ratings, which are sorted. */
export function wire(
  consumer: string,
  chosen: Rating,
  ratings: readonly Rating[],
  decidedBy: Wire["decidedBy"],
  reason?: string,
): Wire {
  const others = ratings.slice(0, mostKept + 1).filter(({ offer }) => offer !== chosen.offer);
  const input = { consumer, dependency: chosen.dependency.logicalName };
  return wireTo(candidate(chosen), { ...input, runnersUp: firstCandidates(others), decidedBy }, reason);
}

/** Binds a dependency to the chosen candidate. */
export function wireTo(
  { provider, output, score, parts, matchedName }: Candidate,
  { consumer, dependency, runnersUp, decidedBy }: Omit<Wire, keyof Candidate | "reason">,
  reason?: string,
): Wire {
  const chosen = { consumer, dependency, provider, output, score, parts, matchedName, runnersUp, decidedBy };
  return Object.freeze(reason === undefined ? chosen : { ...chosen, reason });
}

/** What is known about a dependency that nothing was bound to. */
export interface Openness extends Pick<Unresolved, "accepts" | "candidates" | "reason"> {
  readonly cycle?: Unresolved["cycle"] | undefined;
}

/** Reports a dependency that nothing was bound to. */
export function unresolved(
  consumer: string,
  { logicalName: dependency, required }: DependencySpecification,
  { accepts, candidates, reason, cycle }: Openness,
): Unresolved {
  const open = { consumer, dependency, required, accepts, candidates, reason };
  return Object.freeze(cycle === undefined ? open : { ...open, cycle });
}

/** Reports a dependency that all of some candidates, which are sorted, fit equally well. */
export function ambiguity(
  consumer: string,
  { logicalName: dependency, required }: DependencySpecification,
  candidates: readonly Candidate[],
): Ambiguity {
  const listed = Object.freeze(candidates.slice(0, mostEquals));
  const pin = pinText({ consumer, dependency }, candidates[0]!);
  return Object.freeze({ consumer, dependency, required, candidates: listed, pin });
}

/** Says that a dependency is ambiguous, as the end of a sentence, with the pin that would settle it. */
export function ambiguityReason({ candidates, pin }: Ambiguity): string {
  const names = candidates.map(({ provider, output }) => JSON.stringify(`${provider}.${output}`));
  const last = names.pop()!;
  return `${names.join(", ")} and ${last} fit it equally well; settle it with ${pin}`;
}

/** A pin as it is written in the source. */
export function pinText(
  { consumer, dependency }: Pick<Wire, "consumer" | "dependency">,
  { provider, output }: Pick<Candidate, "provider" | "output">,
): string {
  const input = uniqueName({ stepName: consumer, portName: dependency });
  const given = uniqueName({ stepName: provider, portName: output });
  return `pins: { ${JSON.stringify(input)}: ${JSON.stringify(given)} }`;
}

/** The best of some ratings, which are sorted, as they are kept. */
export function firstCandidates(ratings: readonly Rating[]): readonly Candidate[] {
  return Object.freeze(ratings.slice(0, mostKept).map(candidate));
}
