import { canonicalJson } from "../../kernel/index.js";
import { SpecificationRegistry } from "../../registry/index.js";
import type { StepSpecification } from "../../specification/index.js";

/** One meaning of a step name. */
export interface StepVariant {
  /** The contexts that have the step so. */
  readonly contexts: readonly string[];
  readonly stepType: string;
  /** The fields in which it differs from the first variant, of which there are none. */
  readonly differences: readonly string[];
}

/** A step name that means different things. */
export interface Collision {
  readonly stepName: string;
  /** At least two, in the order of the contexts. */
  readonly variants: readonly StepVariant[];
}

/** The step names that several registries have with different content, in the order in which they are met. O(specifications). */
export function collisionsOf(registries: readonly SpecificationRegistry[]): readonly Collision[] {
  const meanings = new Map<string, Map<string, Meaning>>();
  for (const registry of registries) {
    for (const [stepName, specification] of registry) {
      const ofStep = meanings.get(stepName) ?? new Map<string, Meaning>();
      const content = canonicalJson(specification);
      const known = ofStep.get(content)?.contexts ?? [];
      ofStep.set(content, { specification, contexts: [...known, registry.contextName] });
      meanings.set(stepName, ofStep);
    }
  }
  return Array.from(meanings, ([stepName, ofStep]) => ({
    stepName,
    variants: variantsOf([...ofStep.values()]),
  })).filter(({ variants }) => variants.length > 1);
}

interface Meaning {
  readonly specification: StepSpecification;
  readonly contexts: readonly string[];
}

function variantsOf(meanings: readonly Meaning[]): readonly StepVariant[] {
  const [first, ...others] = meanings.map((meaning) => ({ ...meaning, registry: registryOf(meaning) }));
  if (first === undefined) return [];
  return [first, ...others].map(({ contexts, specification, registry }) => ({
    contexts,
    stepType: specification.stepType,
    differences: first.registry
      .diff(registry)
      .changed.flatMap(({ fields }) => fields.map(({ field }) => field)),
  }));
}

function registryOf({ specification }: Meaning): SpecificationRegistry {
  const registry = new SpecificationRegistry("comparison");
  registry.registerSpecification("step", specification);
  return registry;
}
