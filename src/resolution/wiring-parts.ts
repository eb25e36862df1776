import type { DependencySpecification, StepSpecification } from "../specification/index.js";
import type { Assessment } from "./assessment.js";
import type { LockBasis } from "./views/wiring-lock.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire } from "./wire.js";

/** What a `Wiring` is made of. */
export interface WiringParts {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous?: readonly Ambiguity[];
  readonly controlEdges?: readonly ControlEdge[];
  /** Puts the steps in order; asked when somebody wants to know. */
  readonly putInOrder: () => readonly string[];
  /** Finds a cycle, where the order lacks steps. */
  readonly findCycle: () => readonly string[] | undefined;
  /** The place of a step among those that were resolved, if it is one of them. */
  readonly placeOf: (step: string) => number | undefined;
  /** The steps that were resolved, in listing order. */
  readonly steps: readonly ResolvedStep[];
  /** What the profile makes of every output for an input; asked when an explanation is. */
  readonly assess: (consumer: string, dependency: DependencySpecification) => Assessment;
  /** What the wiring was made from beside the specifications; asked when it is locked. */
  readonly basis: () => LockBasis;
}

/** A step as it was when it was resolved. */
export interface ResolvedStep {
  readonly name: string;
  readonly specification: StepSpecification;
}

/** A wiring as plain data. */
export interface WiringJson {
  readonly isComplete: boolean;
  readonly order: readonly string[];
  readonly cycle?: readonly string[];
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly ambiguous: readonly Ambiguity[];
  readonly controlEdges: readonly ControlEdge[];
}
