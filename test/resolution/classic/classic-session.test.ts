import { describe, expect, test } from "vitest";
import { anyStep, registryOf, classicResolverOf } from "../../support/resolvers.js";
import { DependencyResolver, type Wire } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";

const nameOf = ({ provider, output }: Pick<Wire, "provider" | "output">): string => `${provider}.${output}`;

describe("without a known graph", () => {
  test("a dependency takes the output that scores best, and keeps the next three", () => {
    const outputs = { data: {}, my_data: {}, your_data: {}, their_data: {}, x: {} };
    const resolver = classicResolverOf({
      far: { ...anyStep, outputs },
      use: { ...anyStep, dependencies: { data: {} } },
    });
    const [wire] = resolver.resolveDependencies().wires;
    expect(wire).toMatchObject({
      consumer: "use",
      dependency: "data",
      provider: "far",
      output: "data",
      matchedName: "data",
      decidedBy: "score",
    });
    expect(wire!.runnersUp.map(nameOf)).toEqual(["far.my_data", "far.your_data", "far.their_data"]);
    expect(wire!.runnersUp[0]!.score).toBeLessThan(wire!.score);
    for (const value of [wire, wire!.parts, wire!.runnersUp, wire!.runnersUp[0]]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  test("an alias that is the very name of the dependency beats outputs that are similar to it", () => {
    const resolver = classicResolverOf({
      one: { ...anyStep, outputs: { some_training_data: {} } },
      two: { ...anyStep, outputs: { result: { aliases: ["training_data"] } } },
      wrong: { ...anyStep, outputs: { training_data: { outputType: "model_artifacts" } } },
      use: { ...anyStep, dependencies: { training_data: {} } },
    });
    expect(nameOf(resolver.resolveDependencies().wires[0]!)).toBe("two.result");
  });

  test("of equal outputs the one of the step that is listed first is taken, then the one declared first", () => {
    const copies: [string, StepSpecificationInput][] = Array.from({ length: 1000 }, (_, index) => [
      `copy${index}`,
      { ...anyStep, outputs: { data: {} } },
    ]);
    const use: StepSpecificationInput = { ...anyStep, dependencies: { data: {} } };
    const registry = registryOf({ ...Object.fromEntries(copies), use });
    const resolver = new DependencyResolver(registry, { profile: "classic" });
    const [wire] = resolver.resolveDependencies().wires;
    expect(nameOf(wire!)).toBe("copy0.data");
    expect(wire!.runnersUp.map(nameOf)).toEqual(["copy1.data", "copy2.data", "copy3.data"]);
    const reversed = resolver.resolveDependencies(registry.listStepNames().toReversed());
    expect(nameOf(reversed.wires[0]!)).toBe("copy999.data");
  });

  test("of equal outputs of accepted types, listing order holds across the types", () => {
    const resolver = classicResolverOf({
      one: { ...anyStep, outputs: { qq: { outputType: "training_data", dataType: "S3Uri" } } },
      two: {
        ...anyStep,
        outputs: { qq: { outputType: "training_data" }, qQ_: { outputType: "training_data" } },
      },
      use: { ...anyStep, dependencies: { data: { dependencyType: "processing_output", required: false } } },
    });
    const wiring = resolver.resolveDependencies();
    expect(wiring.unresolved[0]!.candidates.map(nameOf)).toEqual(["one.qq", "two.qq", "two.qQ_"]);
  });

  test("a step does not feed itself, but one output may feed many dependencies", () => {
    const resolver = classicResolverOf({
      load: { ...anyStep, outputs: { rows: {} } },
      use: { ...anyStep, dependencies: { data: {}, rows: {} }, outputs: { data: {} } },
    });
    expect(resolver.resolveDependencies().wires.map(nameOf)).toEqual(["load.rows", "load.rows"]);
  });

  test("only a score of more than 0.5 is wired", () => {
    const outputs = { qq: { outputType: "training_data" } } as const;
    const half = { dependencyType: "processing_output", compatibleSources: ["Any"] } as const;
    const resolver = classicResolverOf({
      load: { ...anyStep, outputs },
      use: { ...anyStep, dependencies: { ab: half } },
    });
    const { wires, unresolved } = resolver.resolveDependencies();
    expect(wires).toEqual([]);
    expect(unresolved[0]!.candidates[0]!.score).toBe(0.5);
    expect(unresolved[0]!.reason).toBe("load.qq scores 0.5, not more than 0.5");
  });

  test("a dependency that nothing fits is reported, and the other wires of its step are kept", () => {
    const resolver = classicResolverOf({
      load: { ...anyStep, outputs: { rows: {} } },
      use: {
        ...anyStep,
        dependencies: {
          rows: {},
          settings: { dependencyType: "hyperparameters" },
          extra: { dependencyType: "payload_samples", dataType: "Integer", required: false },
        },
      },
    });
    const wiring = resolver.resolveDependencies();
    expect(wiring.wires.map(({ dependency }) => dependency)).toEqual(["rows"]);
    expect(wiring.isComplete).toBe(false);
    expect(wiring.unresolved).toEqual([
      {
        consumer: "use",
        dependency: "settings",
        required: true,
        accepts: ["hyperparameters", "custom_property"],
        candidates: [],
        reason: 'no other step gives "hyperparameters" or "custom_property"',
      },
      expect.objectContaining({ dependency: "extra", required: false }),
    ]);
    expect(wiring.unresolved[1]!.candidates.map(nameOf)).toEqual(["load.rows"]);
    expect(Object.isFrozen(wiring.unresolved[0])).toBe(true);
  });
});
