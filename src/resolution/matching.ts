import type { Digraph } from "../graph/index.js";
import type { DependencySpecification } from "../specification/index.js";
import type { Assessment } from "./assessment.js";
import type { ListedStep } from "./listed-step.js";
import type { PinnedInputs } from "./pins.js";
import type { Offer, Rating } from "./rating.js";
import type { Choices } from "./wire.js";

/** What is to be matched. */
export interface Task {
  readonly steps: readonly ListedStep[];
  /** The known graph over the steps, in their order. */
  readonly graph: Digraph | undefined;
  readonly pins: PinnedInputs;
  /** Whether an ambiguous input takes the first of its candidates; else it takes none. */
  readonly guesses: boolean;
}

/** A profile at work. */
export interface Matching {
  readonly variantSuffixes: readonly string[];
  /** Whether an offer is of a type that the dependency accepts. */
  accepts(dependency: DependencySpecification, offer: Offer): boolean;
  /** The offers that are accepted, best first, whoever the consumer is. */
  rate(dependency: DependencySpecification, steps: readonly ListedStep[]): readonly Rating[];
  /** Chooses the wires, those of the pins among them. */
  choose(task: Task): Choices;
  /** What there is to say about every output for one input of a listed step, before other inputs are looked at. */
  assess(task: Task, consumer: string, dependency: DependencySpecification): Assessment;
}
