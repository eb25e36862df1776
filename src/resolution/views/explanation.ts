import type { DependencyType } from "../../specification/index.js";
import type { Obstacle, ScorePart } from "../assessment.js";
import type { Ambiguity, Wire } from "../wire.js";

/** An output, as far as one input is concerned. Frozen. */
export interface ConsideredOutput {
  /** The name of the step that gives the output. */
  readonly provider: string;
  /** The logical name of the output. */
  readonly output: string;
  /** From 0 to 1. Absent for an output of the step itself and where a type does not fit: no score could help. */
  readonly score?: number;
  /** They add up to the score; empty without one. */
  readonly parts: readonly ScorePart[];
  /**
   * What keeps it from the input, the firmest first; empty if nothing does. Of the output that a pin chose, what
   * would keep it from the input without the pin.
   */
  readonly obstacles: readonly Obstacle[];
}

/** Why an input is wired as it is, or why not to an output that was asked about. Frozen, plain data. */
export interface Explanation {
  readonly consumer: string;
  readonly dependency: string;
  readonly required: boolean;
  /** The types of outputs that would do. */
  readonly accepts: readonly DependencyType[];
  readonly dataType: string;
  /** The output that feeds the input; absent if none does. */
  readonly chosen?: ConsideredOutput;
  /** What chose it; there with `chosen` only. */
  readonly decidedBy?: Wire["decidedBy"];
  /** What decided, or why nothing feeds the input, as a sentence without its full stop. */
  readonly verdict: string;
  /** The outputs that fit equally well, with the pin that settles it; absent if it is clear which one is meant. */
  readonly ambiguity?: Ambiguity;
  /** The output that was asked about. Of `whyNot` only. */
  readonly asked?: ConsideredOutput;
  /** The outputs that could feed the input instead, best first. */
  readonly runnersUp: readonly ConsideredOutput[];
  /** The outputs that cannot, with the other wires as they are: scored ones first, best first. */
  readonly gatedOut: readonly ConsideredOutput[];
  /** The same for people: lines for a terminal, without colours, long lists cut. */
  readonly text: string;
}
