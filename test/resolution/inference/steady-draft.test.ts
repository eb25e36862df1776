import { describe, expect, test } from "vitest";
import { DependencyResolver } from "../../../src/resolution/index.js";
import type { SpecificationRegistry } from "../../../src/registry/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { registryOf } from "../../support/resolvers.js";

function step(inputs: readonly string[], outputs: readonly string[]): StepSpecificationInput {
  const ports = (names: readonly string[]): Record<string, object> =>
    Object.fromEntries(names.map((name) => [name, {}]));
  return { stepType: "Any", dependencies: ports(inputs), outputs: ports(outputs) };
}

/** Makes one change after the other; each time the same resolver has to find what a new one does. */
function expectAsNew(
  registry: SpecificationRegistry,
  changes: readonly (readonly [name: string, step: StepSpecificationInput])[],
): void {
  const resolver = new DependencyResolver(registry);
  resolver.resolveDependencies();
  for (const [name, specification] of changes) {
    registry.registerSpecification(name, specification, { replace: true });
    const anew = new DependencyResolver(registry).resolveDependencies();
    expect(resolver.resolveDependencies().toJSON()).toEqual(anew.toJSON());
  }
}

const spare = step([], ["spare"]);
const used = step(["spare"], []);

describe("after a change, the same wires are chosen as anew", () => {
  test("where a cycle has come about and is broken again", () => {
    const registry = registryOf({ hen: step(["egg"], ["hen"]), nest: step([], ["egg"]), spare });
    expectAsNew(registry, [
      ["nest", step(["hen"], ["egg"])],
      ["spare", used],
      ["nest", step([], ["egg"])],
      ["hen", step(["egg", "spare"], ["hen"])],
      ["nest", step(["hen"], ["egg", "spare"])],
    ]);
  });

  test("where a cycle can be named in two ways that are equally long", () => {
    const registry = registryOf({
      seed: step(["fruit"], ["seed"]),
      left: step(["seed"], ["leaf"]),
      right: step(["seed"], ["root"]),
      tree: step(["leaf", "root"], ["fruit"]),
      spare,
    });
    expectAsNew(registry, [
      ["spare", used],
      ["left", step(["seed", "spare"], ["leaf"])],
      ["spare", spare],
      ["tree", step(["leaf"], ["fruit"])],
    ]);
  });

  test("where inputs of one step want the same output", () => {
    const registry = registryOf({ rows: step([], ["rows"]), spare, train: step(["rows"], []) });
    expectAsNew(registry, [
      ["train", step(["rows", "raw_rows"], [])],
      ["rows", step([], ["rows", "raw_rows"])],
      ["spare", step([], ["other_rows"])],
      ["rows", step([], ["raw_rows"])],
    ]);
  });

  test("where steps stand in so long a row that too much is behind each of them", () => {
    const letters = "abcdefghijklmnopqrstuvwxyz";
    const name = (index: number): string =>
      `q${letters[Math.floor(index / 26)]}z${letters[index % 26]}${letters[(index * 7) % 26]}`;
    const row = Array.from({ length: 450 }, (_, index): [string, StepSpecificationInput] => [
      `step${index}`,
      step(index === 0 ? [] : [name(index - 1)], [name(index)]),
    ]);
    expectAsNew(registryOf({ ...Object.fromEntries(row), spare }), [
      ["step9", step([], [name(9)])],
      ["spare", used],
    ]);
  });
});
