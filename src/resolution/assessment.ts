import { describe, quoteList } from "../kernel/index.js";
import type { DependencyType } from "../specification/index.js";
import type { Offer, Rating, ScoreParts } from "./rating.js";

/**
 * What can keep an output from an input:
 *
 * - `"own-step"`: it is an output of the same step;
 * - `"type"`, `"data-type"`: it is of another one than the input accepts;
 * - `"not-before"`: in the known graph its step does not come before (in the classic profile: directly before);
 * - `"job-type"`: its step is not directly before, and there for another job;
 * - `"threshold"`, `"name-floor"`: its score is too low, its name too unlike;
 * - `"other-source"`: its step is not among the compatible sources, and another one that is among them fits;
 * - `"cycle"`: with the wires that there are it would close a cycle;
 * - `"in-use"`: it feeds another input of the step already;
 * - `"pin"`: a person decided on another one;
 * - `"ambiguous"`: others fit as well as it does;
 * - `"outranked"`: what was chosen is better;
 * - `"assignment"`: it would be better for this input alone, but not for the wiring as a whole.
 */
export type ObstacleKind =
  | "own-step"
  | "type"
  | "data-type"
  | "not-before"
  | "job-type"
  | "threshold"
  | "name-floor"
  | "other-source"
  | "cycle"
  | "in-use"
  | "pin"
  | "ambiguous"
  | "outranked"
  | "assignment";

/** Something that keeps an output from an input. Frozen. */
export interface Obstacle {
  readonly kind: ObstacleKind;
  /** What it is, as the end of a sentence about the output: `is given as Float, where S3Uri is wanted`. */
  readonly reason: string;
  /** The path around, its first step again at the end. Only of kind `"cycle"`. */
  readonly cycle?: readonly string[];
}

/** One part of a score, weighted. Frozen. */
export interface ScorePart {
  /** Which one it is; `"ceiling"` is what the classic profile takes off a sum above its ceiling. */
  readonly kind: keyof ScoreParts | "ceiling";
  /** What it adds to the score; less than 0 if it takes something off. */
  readonly value: number;
  /** What it could add at most; 0 if the specifications say nothing about it, so that it does not count. */
  readonly most: number;
  /** What was found, in a few words. */
  readonly note: string;
}

/** What a profile makes of one output for one input, whatever the other inputs are given. */
export interface AssessedOutput {
  readonly offer: Offer;
  /** Absent if it is an output of the step itself or of a type that does not fit. */
  readonly rating?: Rating;
  /** The parts of the score, which they add up to; none without a rating. */
  readonly parts: readonly ScorePart[];
  /** The score, in a known graph with what the nearness of the provider adds. */
  readonly worth: number;
  /** What rules it out. */
  readonly obstacles: readonly Obstacle[];
  /** What would rule it out if no direct edge spoke for it. */
  readonly weaknesses: readonly Obstacle[];
}

/** What a profile makes of all outputs for one input, whatever the other inputs are given. */
export interface Assessment {
  /** The outputs with a rating, best first, and then the others. */
  readonly outputs: readonly AssessedOutput[];
  /** The types of outputs that would do. */
  readonly accepts: readonly DependencyType[];
  /** Whose outputs are asked, as in "the best of the outputs of …". */
  readonly providers: string;
  /** What makes an output the first of equal ones, as the end of a sentence. */
  readonly tieBreak: string;
  /** Whether an output feeds a step once at most. */
  readonly feedsOnce: boolean;
  /** Whether a wire must not close a cycle with others. */
  readonly isAcyclic: boolean;
}

/** Something that keeps an output from an input. */
export function obstacle(kind: ObstacleKind, reason: string, cycle?: readonly string[]): Obstacle {
  return Object.freeze({ kind, reason, ...(cycle === undefined ? {} : { cycle }) });
}

/** What rules an output out whatever it scores: it is of the step itself, or of a type that is not accepted. */
export function firstObstacles(
  consumer: string,
  { provider, output }: Offer,
  acceptedTypes: readonly DependencyType[],
): Obstacle[] {
  const isAccepted = acceptedTypes.includes(output.outputType);
  return [
    ...(provider === consumer ? [obstacle("own-step", `is an output of ${consumer} itself`)] : []),
    ...(isAccepted
      ? []
      : [obstacle("type", `is ${output.outputType}, where ${quoteList(acceptedTypes, "or")} is wanted`)]),
  ];
}

/** A part of a score. */
export function scorePart(kind: ScorePart["kind"], value: number, most: number, note: string): ScorePart {
  return Object.freeze({ kind, value, most, note });
}

/** Which name of an output was compared, in a few words. */
export function nameNote({ dependency, offer, matchedName }: Rating): string {
  const isAlias = matchedName !== offer.output.logicalName;
  if (matchedName === dependency.logicalName)
    return isAlias ? "its alias is the same" : "it is called the same";
  return `${describe(dependency.logicalName)} against ${isAlias ? "its alias " : ""}${describe(matchedName)}`;
}

/** A number as it is written in sentences: at most four decimals. */
export function inDecimals(value: number): string {
  return String(Number(value.toFixed(4)));
}
