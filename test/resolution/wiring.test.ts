import { describe, expect, test } from "vitest";
import { caught } from "../support/caught.js";
import { anyStep, registryOf, classicResolverOf } from "../support/resolvers.js";
import { DependencyResolver } from "../../src/resolution/index.js";

const steps = {
  load: { ...anyStep, outputs: { rows: { propertyPath: "properties.Rows" }, meta: {} } },
  train: {
    ...anyStep,
    dependencies: {
      rows: {},
      settings: { dependencyType: "hyperparameters" },
      hints: { dependencyType: "hyperparameters", required: false },
    },
    outputs: { model: { outputType: "model_artifacts" } },
  },
  ship: { ...anyStep, dependencies: { payload: { dependencyType: "payload_samples", dataType: "Float" } } },
} as const;

describe("a wiring", () => {
  const wiring = classicResolverOf(steps).resolveDependencies();

  test("knows the wire of a dependency", () => {
    expect(wiring.get("train", "rows")).toBe(wiring.wires[0]);
    expect(wiring.get(" train ", "rows")).toBe(wiring.wires[0]);
    expect(wiring.get("train", "settings")).toBeUndefined();
    expect(wiring.get("nobody", "rows")).toBeUndefined();
  });

  test("gives the inputs of a step as references, frozen and without a prototype", () => {
    const inputs = wiring.inputsOf("train");
    expect({ ...inputs }).toEqual({
      rows: { stepName: "load", outputName: "rows", propertyPath: "properties.Rows" },
    });
    expect(Object.getPrototypeOf(inputs)).toBeNull();
    expect(Object.isFrozen(inputs)).toBe(true);
    expect({ ...wiring.inputsOf("load") }).toEqual({});
    expect(caught(() => wiring.inputsOf("trian"))).toMatchObject({
      code: "STEP_UNKNOWN",
      message: expect.stringContaining(
        'The step "trian" (did you mean "train"?) is not part of the wiring.',
      ) as string,
    });
  });

  test("that lacks something required says all of it, and what came nearest", () => {
    const error = caught(() => wiring.assertComplete());
    expect(error.code).toBe("WIRING_INCOMPLETE");
    expect(error.message).toBe(
      [
        "The wiring lacks 2 required inputs:",
        '  - train.settings: no other step gives "hyperparameters" or "custom_property"',
        "  - ship.payload: load.rows scores 0.2136, not more than 0.5; load.meta scores 0.2136, not more than 0.5",
        "  hint: register a step that gives what is missing (in a known graph: lead an edge from it to the consumer), pin what is ambiguous, or declare the input with required: false.",
      ].join("\n"),
    );
    expect(error.details).toEqual({ missing: wiring.unresolved.filter(({ required }) => required) });
  });

  test("that is complete passes itself on", () => {
    const complete = classicResolverOf({ load: steps.load }).resolveDependencies();
    expect(complete.assertComplete()).toBe(complete);
    const one = caught(() => classicResolverOf({ ship: steps.ship }).resolveDependencies().assertComplete());
    expect(one.message).toContain("The wiring lacks 1 required input:\n");
  });

  test("is plain data as JSON, the same for the same steps", () => {
    const text = JSON.stringify(wiring);
    expect(JSON.stringify(classicResolverOf(steps).resolveDependencies())).toBe(text);
    const { isComplete, order, wires, unresolved, ambiguous, controlEdges } = wiring;
    const parts = { isComplete, order, wires, unresolved, ambiguous, controlEdges };
    expect(JSON.parse(text)).toEqual(parts);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(parts));
  });

  test("is frozen, and what happens to the registry later does not change it", () => {
    const registry = registryOf(steps);
    const kept = new DependencyResolver(registry, { profile: "classic" }).resolveDependencies();
    const before = JSON.stringify(kept);
    registry.clear();
    expect(JSON.stringify(kept)).toBe(before);
    expect(String(kept.inputsOf("train")["rows"])).toBe("load.rows");
    for (const value of [kept, kept.wires, kept.unresolved, kept.order, kept.toJSON()]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
    expect(kept.cycle).toBeUndefined();
  });
});
