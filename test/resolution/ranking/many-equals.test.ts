import { describe, expect, test } from "vitest";
import { DependencyResolver, type Profile } from "../../../src/resolution/index.js";
import type { SpecificationRegistry } from "../../../src/registry/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { registryOf } from "../../support/resolvers.js";

const give: StepSpecificationInput = { stepType: "Give", outputs: { rows: {} } };
const take: StepSpecificationInput = { stepType: "Take", dependencies: { rows: {} } };

function manyOf(
  count: number,
  base: string,
  step: (index: number) => StepSpecificationInput,
): Record<string, StepSpecificationInput> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${base}${index}`, step(index)]));
}

/** Replaces one step and expects the same resolver to find what a new one does. */
function expectUpdate(
  registry: SpecificationRegistry,
  resolver: DependencyResolver,
  profile: Profile["extends"],
): void {
  registry.registerSpecification("give0", { stepType: "Give", outputs: { other: {} } }, { replace: true });
  const { wires, unresolved, ambiguous } = resolver.resolveDependencies();
  const anew = new DependencyResolver(registry, { profile }).resolveDependencies();
  expect(wires).toEqual(anew.wires);
  expect(unresolved).toEqual(anew.unresolved);
  expect(ambiguous).toEqual(anew.ambiguous);
}

describe("10,000 equal outputs and 10,000 inputs that declare the same", () => {
  const steps = { ...manyOf(10_000, "give", () => give), ...manyOf(10_000, "take", () => take) };

  test("are all wired to the output that is listed first, in the classic profile", () => {
    const registry = registryOf(steps);
    const resolver = new DependencyResolver(registry, { profile: "classic" });
    const { wires } = resolver.resolveDependencies();
    expect(wires).toHaveLength(10_000);
    expect(new Set(wires.map(({ provider }) => provider))).toEqual(new Set(["give0"]));
    for (const { runnersUp } of wires)
      expect(runnersUp.map(({ provider }) => provider)).toEqual(["give1", "give2", "give3"]);
    expectUpdate(registry, resolver, "classic");
  });

  test("are all ambiguous, in the strict profile", () => {
    const registry = registryOf(steps);
    const resolver = new DependencyResolver(registry);
    const { wires, ambiguous } = resolver.resolveDependencies();
    expect(wires).toEqual([]);
    expect(ambiguous).toHaveLength(10_000);
    for (const { candidates } of ambiguous)
      expect(candidates.map(({ provider }) => provider)).toEqual([
        "give0",
        "give1",
        "give10",
        "give100",
        "give1000",
      ]);
    expectUpdate(registry, resolver, "strict");
  });
});

describe("300 outputs of one name and as many step types", () => {
  const steps = {
    ...manyOf(300, "give", (index) => ({ ...give, stepType: `Give${index}` })),
    ...manyOf(300, "take", (index) => ({
      stepType: "Take",
      dependencies: { rows: { compatibleSources: [`Give${index}`] } },
    })),
  };

  test.each(["strict", "classic"] as const)(
    "feed the inputs that expect them, in the %s profile",
    (profile) => {
      const registry = registryOf(steps);
      const resolver = new DependencyResolver(registry, { profile });
      const { wires } = resolver.resolveDependencies();
      expect(wires).toHaveLength(300);
      wires.forEach(({ provider, consumer }) => expect(provider).toBe(consumer.replace("take", "give")));
      expectUpdate(registry, resolver, profile);
    },
  );

  test("are ambiguous to whoever expects none of them", () => {
    const registry = registryOf({ ...steps, last: take });
    const { ambiguous } = new DependencyResolver(registry).resolveDependencies();
    expect(ambiguous).toMatchObject([{ consumer: "last", candidates: { length: 5 } }]);
  });
});

test("200 steps that could all feed each other, with one name, form no cycle", () => {
  const both: StepSpecificationInput = {
    stepType: "Both",
    dependencies: { rows: {} },
    outputs: { rows: {} },
  };
  const registry = registryOf(manyOf(200, "both", () => both));
  const { wires, cycle } = new DependencyResolver(registry, { onAmbiguous: "report" }).resolveDependencies();
  expect(wires).toHaveLength(199);
  expect(cycle).toBeUndefined();
});
