import { SpecificationRegistry } from "../../src/registry/index.js";
import { DependencyResolver, type Candidate, type ResolverOptions } from "../../src/resolution/index.js";
import {
  defineSpecification,
  type DependencyInput,
  type OutputInput,
  type StepSpecificationInput,
} from "../../src/specification/index.js";

/** The type of most steps of a test, where it does not matter. */
export const anyStep = { stepType: "Any" } as const;

/** A registry of its own for a test. */
export function registryOf(steps: Readonly<Record<string, StepSpecificationInput>>): SpecificationRegistry {
  const registry = new SpecificationRegistry("test");
  for (const [name, specification] of Object.entries(steps))
    registry.registerSpecification(name, specification);
  return registry;
}

/** A resolver over a registry of its own. */
export function resolverOf(
  steps: Readonly<Record<string, StepSpecificationInput>>,
  options?: ResolverOptions,
): DependencyResolver {
  return new DependencyResolver(registryOf(steps), options);
}

/** A resolver with the classic profile over a registry of its own. */
export function classicResolverOf(
  steps: Readonly<Record<string, StepSpecificationInput>>,
  options: ResolverOptions = {},
): DependencyResolver {
  return resolverOf(steps, { profile: "classic", ...options });
}

/** What the classic resolver thinks of one output for one dependency; `undefined` if their types do not fit. */
export function rate(
  dependency: Readonly<Record<string, DependencyInput>>,
  output: Readonly<Record<string, OutputInput>>,
  provider: { readonly stepType?: string; readonly options?: ResolverOptions } = {},
): Candidate | undefined {
  const { stepType = "Provider", options } = provider;
  const { dependencies } = defineSpecification({ stepType: "Consumer", dependencies: dependency });
  const resolver = classicResolverOf({ provider: { stepType, outputs: output } }, options);
  return resolver.findCompatibleOutputs(Object.values(dependencies)[0]!)[0];
}
