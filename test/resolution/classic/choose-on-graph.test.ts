import { describe, expect, test } from "vitest";
import type { Wire, Wiring } from "../../../src/resolution/index.js";
import { anyStep, classicResolverOf } from "../../support/resolvers.js";

describe("with a known graph", () => {
  test("only the steps directly before the consumer are asked", () => {
    const resolver = classicResolverOf({
      best: { ...anyStep, outputs: { data: {} } },
      far: { ...anyStep, outputs: { data: {} } },
      near: { ...anyStep, outputs: { other: {} } },
      use: { ...anyStep, dependencies: { data: {} } },
    });
    const edges = [
      ["far", "near"],
      ["near", "use"],
    ] as const;
    const wiring = resolver.resolveDependencies(undefined, { edges });
    expect(names(wiring)).toEqual({ "use.data": "near.other" });
    expect(wiring.wires[0]).toMatchObject({ decidedBy: "graph", runnersUp: [] });
    expect(wiring.order).toEqual(["best", "far", "near", "use"]);
    expect(names(resolver.resolveDependencies())).toEqual({ "use.data": "best.data" });
  });

  test("an output feeds a consumer once; required dependencies choose first, then higher scores", () => {
    const resolver = classicResolverOf({
      load: { ...anyStep, outputs: { data: {}, meta: {} } },
      use: {
        ...anyStep,
        dependencies: { data: { required: false }, my_data: {}, other: { required: false } },
      },
    });
    const wiring = resolver.resolveDependencies(undefined, { edges: [["load", "use"]] });
    expect(names(wiring)).toEqual({ "use.data": "load.meta", "use.my_data": "load.data" });
    const [wire] = wiring.wires;
    expect(wire!.runnersUp.map(({ output }) => output)).toEqual(["data"]);
    expect(wire!.runnersUp[0]!.score).toBeGreaterThan(wire!.score);
    expect(wiring.isComplete).toBe(true);
    expect(wiring.unresolved[0]).toMatchObject({
      dependency: "other",
      reason: "load.data feeds use.my_data already; load.meta feeds use.data already",
    });
  });

  test("an output feeds several consumers", () => {
    const use = { ...anyStep, dependencies: { data: {} } };
    const resolver = classicResolverOf({ load: { ...anyStep, outputs: { data: {} } }, one: use, two: use });
    const edges = [
      ["load", "one"],
      ["load", "two"],
    ] as const;
    expect(names(resolver.resolveDependencies(undefined, { edges }))).toEqual({
      "one.data": "load.data",
      "two.data": "load.data",
    });
  });

  test("of equal scores the edge that is listed first decides, then the dependency that is declared first", () => {
    const give = { ...anyStep, outputs: { qq: {} } };
    const resolver = classicResolverOf({
      one: give,
      two: give,
      use: { ...anyStep, dependencies: { x1: {}, y1: {} } },
    });
    const edges = [
      ["two", "use"],
      ["one", "use"],
      ["two", "use"],
    ] as const;
    expect(names(resolver.resolveDependencies(undefined, { edges }))).toEqual({
      "use.x1": "two.qq",
      "use.y1": "one.qq",
    });
  });

  test("what is missing is reported with the steps that were asked", () => {
    const use = { ...anyStep, dependencies: { model: { dependencyType: "model_artifacts" } } } as const;
    const resolver = classicResolverOf({
      load: { ...anyStep, outputs: { data: {} } },
      train: { ...anyStep, outputs: { model: { outputType: "model_artifacts" } } },
      alone: use,
      behind: use,
    });
    const { unresolved } = resolver.resolveDependencies(undefined, { edges: [["load", "behind"]] });
    expect(unresolved.map(({ consumer, reason }) => [consumer, reason])).toEqual([
      ["alone", 'in the graph no step comes before it, so none gives "model_artifacts"'],
      ["behind", 'of the steps directly before it ("load") none gives "model_artifacts"'],
    ]);
  });

  test("an edge that carries nothing still orders the steps", () => {
    const resolver = classicResolverOf({ later: anyStep, sooner: anyStep });
    const wiring = resolver.resolveDependencies(undefined, { edges: [["sooner", "later"]] });
    expect(wiring.order).toEqual(["sooner", "later"]);
    expect(wiring.wires).toEqual([]);
  });
});

function names({ wires }: Wiring): Record<string, string> {
  const entry = (wire: Wire): [string, string] => [
    `${wire.consumer}.${wire.dependency}`,
    `${wire.provider}.${wire.output}`,
  ];
  return Object.fromEntries(wires.map(entry));
}
