import type { DependencySpecification, DependencyType, StepSpecification } from "../specification/index.js";
import type { AcceptedTypes } from "./accepted-types.js";
import type { Offer } from "./rating.js";
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

  readonly #types: AcceptedTypes;

  constructor(steps: readonly ListedStep[], types: AcceptedTypes) {
    this.#types = types;
    this.#offers = steps.flatMap(({ offers }) => offers);
  }

  acceptedBy(dependency: DependencySpecification): readonly Offer[] {
    let accepted = this.#accepted.get(dependency.dependencyType);
    if (accepted === undefined) {
      accepted = offersAcceptedBy(dependency, this.#offers, this.#types);
      this.#accepted.set(dependency.dependencyType, accepted);
    }
    return accepted;
  }
}

/** Those of the offers that are of a type which the dependency accepts. */
export function offersAcceptedBy(
  dependency: DependencySpecification,
  offers: readonly Offer[],
  acceptedTypes: AcceptedTypes,
): readonly Offer[] {
  const types = acceptedTypes[dependency.dependencyType];
  return offers.filter(({ output }) => types.includes(output.outputType));
}
