import type { DependencySpecification, DependencyType, StepSpecification } from "../specification/index.js";
import { typesAcceptedBy, type Offer } from "./classic-score.js";
import type { StepTypeNames } from "./step-type-names.js";

/** A step that takes part in a resolution: what it declares, and its outputs ready to be scored. */
export interface ListedStep {
  readonly name: string;
  readonly specification: StepSpecification;
  readonly offers: readonly Offer[];
}

/** Prepares a step for a resolution. */
export function listStep(name: string, specification: StepSpecification, names: StepTypeNames): ListedStep {
  const sourceNames = names.sourceNamesOf(specification.stepType);
  const offers = Object.values(specification.outputs).map((output) => ({
    provider: name,
    output,
    names: [output.logicalName, ...output.aliases],
    sourceNames,
  }));
  return { name, specification, offers };
}

/** The offers of all steps in listing order, by the type of the dependencies that accept them. */
export class OfferIndex {
  readonly #offers: readonly Offer[];
  readonly #accepted = new Map<DependencyType, readonly Offer[]>();

  constructor(steps: readonly ListedStep[]) {
    this.#offers = steps.flatMap(({ offers }) => offers);
  }

  acceptedBy(dependency: DependencySpecification): readonly Offer[] {
    let accepted = this.#accepted.get(dependency.dependencyType);
    if (accepted === undefined) {
      accepted = offersAcceptedBy(dependency, this.#offers);
      this.#accepted.set(dependency.dependencyType, accepted);
    }
    return accepted;
  }
}

/** Those of the offers that are of a type which the dependency accepts. */
export function offersAcceptedBy(
  dependency: DependencySpecification,
  offers: readonly Offer[],
): readonly Offer[] {
  const types = typesAcceptedBy(dependency);
  return offers.filter(({ output }) => types.includes(output.outputType));
}
