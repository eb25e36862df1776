import { describe, expect, test } from "vitest";
import { DependencyResolver, type Profile } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { registryOf, resolverOf } from "../../support/resolvers.js";

const give = (...names: readonly string[]): StepSpecificationInput => ({
  stepType: "Give",
  outputs: Object.fromEntries(names.map((name) => [name, {}])),
});
const take = (name: string, semanticKeywords: readonly string[] = []): StepSpecificationInput => ({
  stepType: "Take",
  dependencies: { [name]: { semanticKeywords } },
});

describe("in a classic profile of one's own", () => {
  test("a name of which nothing is left is compared although related words weigh nothing", () => {
    const profile: Profile = { name: "own", extends: "classic", names: { weights: { semantic: 0 } } };
    const steps = { give: give("rows", "数据"), take: take("数据_集") };
    expect(resolverOf(steps, { profile }).resolveDependencies().wires).toMatchObject([
      { output: "数据", runnersUp: [{ output: "rows", parts: { name: 0 } }] },
    ]);
  });

  test("the very same name is exact although another one scores more than it", () => {
    const profile: Profile = {
      name: "own",
      extends: "classic",
      ceiling: 9,
      names: { weights: { string: 2, substring: 2 } },
    };
    const steps = { give: { stepType: "Give", outputs: { rows: { aliases: ["row"] } } }, take: take("rows") };
    const [wire] = resolverOf(steps, { profile }).resolveDependencies().wires;
    expect(wire).toMatchObject({ matchedName: "row", parts: { exactName: 0.05 } });
    expect(wire!.parts.name).toBeGreaterThan(0.25);
  });

  test("an abbreviation may stand for several words, and for none of the letters that are compared", () => {
    const abbreviations = { hp: "hyper parameters", ru: "параметры" };
    const profile: Profile = { name: "own", extends: "classic", names: { abbreviations } };
    const { wires } = resolverOf(
      { give: give("hp", "ru", "hyper_parameter"), take: take("hyper_parameters") },
      { profile },
    ).resolveDependencies();
    expect(wires[0]!.parts.name).toBe(0.25);
    expect([wires[0]!, ...wires[0]!.runnersUp].map(({ output }) => output)).toEqual([
      "hp",
      "hyper_parameter",
      "ru",
    ]);
  });
});

describe("in a strict profile of one's own", () => {
  test("what is known of an output may weigh nothing: it is listed with a score of 0", () => {
    const profile: Profile = { name: "own", extends: "strict", weights: { name: 0, jobType: 0 } };
    const wiring = resolverOf({ give: give("rows"), take: take("rows") }, { profile }).resolveDependencies();
    expect(wiring.unresolved).toMatchObject([
      {
        candidates: [{ provider: "give", output: "rows", score: 0 }],
        reason: "give.rows scores 0 (name 0), not more than 0.65",
      },
    ]);
  });

  test("fillers may weigh nothing: the same ones in another order are still the same", () => {
    const names = { fillers: ["model", "data"], fillerWeight: 0 };
    const profile: Profile = { name: "own", extends: "strict", names };
    const steps = { give: give("model_data"), take: take("data_model") };
    expect(resolverOf(steps, { profile }).resolveDependencies().wires).toMatchObject([{ score: 0.97 }]);
  });

  test("weights may be of any size", () => {
    const size = 3e11;
    const weights = { name: 0.5 * size, source: 0.25 * size, keywords: 0.1 * size, jobType: 0.1 * size };
    const names = ["rows_one", "two_rows", "rows_and_three", "rows_four", "rows_five", "rows_six", "rows_7"];
    const steps = Object.fromEntries([
      ...names.flatMap((name, at) => [
        [`give_${at}`, { ...give(name), stepType: `Give${at}` }],
        [`more_${at}`, { ...give(`${name}x`), stepType: `More${at}` }],
      ]),
      ["take", take("rows_data", ["rows", "x", "y"])],
    ]) as Readonly<Record<string, StepSpecificationInput>>;
    const scores = (profile: Profile | "strict"): unknown =>
      resolverOf(steps, { profile })
        .resolveDependencies()
        .unresolved.map(({ candidates }) => candidates.map(({ provider, score }) => [provider, score]));
    expect(scores({ name: "own", extends: "strict", weights })).toEqual(scores("strict"));
  });

  test("an abbreviation may stand for several words, in names as in keywords", () => {
    const profile: Profile = {
      name: "own",
      extends: "strict",
      threshold: 0.1,
      names: { abbreviations: { hp: "hyper weight" } },
    };
    const steps = { give: give("hp"), other: give("weight"), take: take("hyper_weights", ["hp", "hyper"]) };
    const [wire] = resolverOf(steps, { profile }).resolveDependencies().wires;
    expect(wire).toMatchObject({
      provider: "give",
      score: 1,
      runnersUp: [{ provider: "other", parts: { keywords: 0 } }],
    });
  });
});

test("an output of an expected step is preferred, although many others that were there before score more", () => {
  const others = Array.from({ length: 12 }, (_, at): readonly [string, StepSpecificationInput] => [
    `give_${at}`,
    { stepType: `Give${at}`, outputs: { [`rows_model`]: { aliases: [`other_${at}`] } } },
  ]);
  const consumer: StepSpecificationInput = {
    stepType: "Take",
    dependencies: { rows_model: { compatibleSources: ["Expected"] } },
  };
  const profile: Profile = {
    name: "own",
    extends: "strict",
    threshold: 0.3,
    weights: { name: 0.5, source: 0.1, jobType: 0 },
  };
  const late: StepSpecificationInput = { stepType: "Expected", outputs: { rows_result: {} } };
  const registry = registryOf({
    ...Object.fromEntries(others),
    take: consumer,
    late: { stepType: "Expected", outputs: { other: {} } },
  });
  const resolver = new DependencyResolver(registry, { profile });
  expect(resolver.resolveDependencies().ambiguous).toHaveLength(1);
  registry.registerSpecification("late", late, { replace: true });
  const { wires } = resolver.resolveDependencies();
  expect(wires).toMatchObject([{ provider: "late" }]);
  for (const { score } of wires[0]!.runnersUp) expect(score).toBeGreaterThan(wires[0]!.score);
});
