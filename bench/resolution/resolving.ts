import { createHash } from "node:crypto";
import type { DependencyResolver, SpecificationRegistry, Wiring } from "bailiwick";
import { atMost, type Goal } from "../harness/goals.js";
import { check } from "../harness/measure.js";
import type { Workload } from "./workload.js";

/** The profiles that come with the package. */
export type ProfileName = "classic" | "strict";

export const profileNames: readonly ProfileName[] = ["classic", "strict"];

/** A workload in one size, ready to be resolved by one profile as often as wanted. */
export interface Resolving {
  /** A fresh registry of all steps. */
  readonly register: () => SpecificationRegistry;
  /** A fresh resolver, that has resolved nothing. */
  readonly resolverOf: (registry: SpecificationRegistry) => DependencyResolver;
  /** Everything anew, by a fresh resolver, until the answers have been read. */
  readonly resolve: (registry: SpecificationRegistry) => Wiring;
}

/** Loads the package and makes the steps: neither is measured. */
export async function resolving(workload: Workload, count: number, profile: ProfileName): Promise<Resolving> {
  const { DependencyResolver, SpecificationRegistry } = await import("bailiwick");
  const names = workload.names();
  const steps = workload.steps(count);
  const resolverOf = (registry: SpecificationRegistry): DependencyResolver =>
    new DependencyResolver(registry, { profile, ...names });
  return {
    register() {
      const registry = new SpecificationRegistry(workload.name);
      for (const { name, input } of steps) registry.registerSpecification(name, input);
      return registry;
    },
    resolverOf,
    resolve: (registry) => read(resolverOf(registry).resolveDependencies()),
  };
}

/** Reads what a wiring might put off until it is asked for. */
export function read(wiring: Wiring): Wiring {
  check(wiring.wires.length + wiring.unresolved.length > 0, "no dependency was looked at");
  check(wiring.order.length > 0 || wiring.cycle !== undefined, "no step is in order");
  return wiring;
}

/** Looks at every wire, and gives a checksum of all of them: the same steps must have the same every time. */
export function checkedSum(wiring: Wiring, registry: SpecificationRegistry, profile: ProfileName): string {
  const dependencyCount = registry
    .listSpecifications()
    .reduce((sum, { dependencies }) => sum + Object.keys(dependencies).length, 0);
  const { wires, unresolved, order, cycle } = wiring;
  check(wires.length > 0, "nothing was wired");
  check(
    wires.length + unresolved.length === dependencyCount,
    `${dependencyCount} inputs are not accounted for`,
  );
  check((cycle === undefined) === (order.length === registry.size), "steps are missing from the order");
  check(cycle === undefined || profile === "classic", `the wiring is cyclic: ${cycle?.join(" → ")}`);
  const place = new Map(order.map((name, index) => [name, index]));
  const hash = createHash("sha256");
  for (const wire of wires) {
    const { consumer, dependency, provider, output, score } = wire;
    const text = `${consumer}.${dependency} = ${provider}.${output}`;
    check(registry.getSpecification(provider)?.outputs[output] !== undefined, `${text} does not exist`);
    check(wiring.get(consumer, dependency) === wire, `${text} is not found by name`);
    const [before = Infinity, after = Infinity] = [place.get(provider), place.get(consumer)];
    check(before < after || after === Infinity, `${text} comes too late in the order`);
    hash.update(`${text} ${score}\n`);
  }
  return hash.digest("hex");
}

/** What a time may be; the strict profile looks at the pipeline as a whole, for which it may take twice as long. */
export function timeGoals(limit: number): Goal[] {
  return [
    atMost(limit, "ms", { figure: "time", of: "classic" }),
    {
      ...atMost(2 * limit, "ms", { figure: "time", of: "strict" }),
      text: `strict: time at most ${2 * limit} ms, twice as much as classic`,
    },
  ];
}
