import type {
  DependencySpecification,
  OutputSpecification,
  StepSpecification,
} from "../specification/index.js";
import type { AcceptedTypes } from "./accepted-types.js";
import type { Offer } from "./rating.js";
import type { StepTypeNames } from "./step-type-names.js";

/** A step that takes part in a resolution: what it declares, and its outputs ready to be scored. */
export interface ListedStep {
  readonly name: string;
  /** Its place in the list. */
  readonly index: number;
  readonly specification: StepSpecification;
  readonly offers: readonly Offer[];
}

/**
 * Prepares a step for a resolution; `index` is its place in the list. Outputs that are what they were before in the
 * same place are the same offers again.
 */
export function listStep(
  name: string,
  specification: StepSpecification,
  names: StepTypeNames,
  index: number,
  before?: ListedStep,
): ListedStep {
  const sourceNames = names.sourceNamesOf(specification.stepType);
  const known = before?.name === name && before.index === index ? before.offers : [];
  const offers = Object.values(specification.outputs).map((output, port): Offer => {
    const offer = known[port];
    if (offer?.sourceNames === sourceNames && isSameOutput(offer.output, output)) return offer;
    return {
      provider: name,
      output,
      name: `${name}.${output.logicalName}`,
      names: [output.logicalName].concat(output.aliases),
      sourceNames,
      place: { step: index, port },
    };
  });
  return { name, index, specification, offers };
}

function isSameOutput(a: OutputSpecification, b: OutputSpecification): boolean {
  return (
    a.logicalName === b.logicalName &&
    a.outputType === b.outputType &&
    a.dataType === b.dataType &&
    a.propertyPath === b.propertyPath &&
    a.description === b.description &&
    a.aliases.length === b.aliases.length &&
    a.aliases.every((alias, at) => alias === b.aliases[at])
  );
}

/** The order in which offers are listed. */
export function compareByPlace({ place: a }: Offer, { place: b }: Offer): number {
  return a.step - b.step || a.port - b.port;
}

/** The order of offers by their names, whichever way they are listed. */
export function compareByName(a: Offer, b: Offer): number {
  return compareTexts(a.name, b.name) || compareTexts(a.provider, b.provider);
}

/** The order of texts by their code units, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
