import { describe, expect, test } from "vitest";
import { calculateSimilarity, explainSimilarity } from "../../../src/resolution/index.js";
import { naiveSimilarity } from "../../../bench/resolution/naive-classic.js";
import { rate, classicResolverOf } from "../../support/resolvers.js";
import { defineSpecification } from "../../../src/specification/index.js";

describe("the similarity of two names", () => {
  test("names that are compared as the same text are fully alike", () => {
    expect(calculateSimilarity("model_artifacts", "Model-Artifacts")).toBe(1);
    expect(explainSimilarity("eval_data", "evaluation data")).toEqual({
      score: 1,
      normalized: ["evaluation data", "evaluation data"],
      parts: null,
    });
  });

  test.each([
    ["", "model"],
    ["model", ""],
    ["", ""],
  ])("%j and %j have nothing in common, since one is empty", (a, b) => {
    expect(explainSimilarity(a, b)).toMatchObject({ score: 0, parts: null });
  });

  test.each([
    ["the", "of"],
    ["!!!", "???"],
    ["数据", "模型"],
    [" ", "_"],
  ])("%j and %j are fully alike, since nothing is left of them, and can be explained", (a, b) => {
    expect(explainSimilarity(a, b)).toEqual({ score: 1, normalized: ["", ""], parts: null });
  });

  test("a name of which nothing is left is unlike one of which something is", () => {
    const parts = { string: 0, token: 0, semantic: 0, substring: 0 };
    expect(explainSimilarity("the", "data")).toEqual({ score: 0, normalized: ["", "data"], parts });
  });

  test("the parts weigh 0.3, 0.25, 0.25 and 0.2", () => {
    const { score, parts } = explainSimilarity("training_data", "training_dataset");
    expect(parts).not.toBeNull();
    const { string, token, semantic, substring } = parts!;
    expect(score).toBe(0.3 * string + 0.25 * token + 0.25 * semantic + 0.2 * substring);
    expect([token, semantic, substring]).toEqual([1 / 3, (1 + 0.8 * 3) / 4, 13 / 16]);
  });

  test("the order of the names matters", () => {
    const one = calculateSimilarity("model_output", "evaluation_output");
    expect(one).toBeCloseTo(0.5614, 4);
    expect(calculateSimilarity("evaluation_output", "model_output")).toBeCloseTo(0.582, 4);
  });

  test.each([
    ["training_data", "training_dataset", 0.7, 1],
    ["training_data", "data", 0.3, 1],
    ["training_data", "model_output", 0, 0.3],
    ["model", "artifact", 0.2, 1],
    ["config", "settings", 0.2, 1],
    ["data", "dataset", 0.4, 1],
    ["the_a_an", "data", 0, 0.3],
    ["data-set!", "dataset", 0.4, 1],
    ["PackagedModel", "packaged_model", 0.38, 0.39],
    ["model_data", "data_model", 0.5, 0.9],
  ])("%j and %j are alike by more than %d and less than %d", (a, b, least, most) => {
    const similarity = calculateSimilarity(a, b);
    expect(similarity).toBeGreaterThanOrEqual(least);
    expect(similarity).toBeLessThan(most);
  });

  test("an explanation is frozen", () => {
    const explanation = explainSimilarity("model", "models");
    for (const value of [explanation, explanation.normalized, explanation.parts]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });
});

describe("what each part looks at", () => {
  const partsOf = (a: string, b: string): unknown => explainSimilarity(a, b).parts;

  test("token: words in common over all words, repeated ones once", () => {
    expect(partsOf("model_data", "data_set")).toMatchObject({ token: 1 / 3 });
    expect(partsOf("model_model_data", "model_data_data")).toMatchObject({ token: 1 });
    expect(partsOf("model", "data")).toMatchObject({ token: 0 });
  });

  test.each([
    ["model", "artifact"],
    ["model", "output"],
    ["data", "dataset"],
    ["configuration", "settings"],
    ["payload", "sample"],
    ["output", "result"],
    ["training", "learn"],
    ["preprocessing", "clean"],
    ["data", "training"],
  ])("semantic: %j and %j are synonyms, at 0.8", (a, b) => {
    expect(partsOf(a, b)).toMatchObject({ semantic: 0.8 });
    expect(partsOf(b, a)).toMatchObject({ semantic: 0.8 });
  });

  test("semantic: synonyms of synonyms are not synonyms", () => {
    expect(partsOf("train", "dataset")).toMatchObject({ semantic: 0 });
  });

  test("substring: the whole name, else the best pair of words of three letters or more", () => {
    expect(partsOf("model", "model_output")).toMatchObject({ substring: 5 / 12 });
    expect(partsOf("big_models", "model_data")).toMatchObject({ substring: 5 / 6 });
    expect(partsOf("ab_x", "abc_y")).toMatchObject({ substring: 0 });
    expect(partsOf("data", "xyz")).toMatchObject({ substring: 0 });
  });
});

describe("an output with aliases", () => {
  test("counts by the most similar of its names, and says which", () => {
    const outputs = { something: { aliases: ["model_data", "model_artifacts", "Model_Artifacts.v"] } };
    const candidate = rate({ model_artifacts: {} }, outputs);
    expect(candidate).toMatchObject({ matchedName: "model_artifacts", parts: { name: 0.25 } });
  });

  test("counts by its own name if no alias is more similar", () => {
    const candidate = rate({ model: {} }, { model: { aliases: ["Model.a"] } });
    expect(candidate).toMatchObject({ matchedName: "model", parts: { name: 0.25, exactName: 0.05 } });
  });
});

test("more pairs of names than are remembered are compared rightly", () => {
  const names = Array.from({ length: 460 }, (_, index) => `n${(index * 7919).toString(36)}`);
  const outputs = Object.fromEntries(names.map((name) => [name, {}]));
  const resolver = classicResolverOf({ provider: { stepType: "Provider", outputs } });
  for (const [index, name] of names.entries()) {
    const { dependencies } = defineSpecification({ stepType: "C", dependencies: { [`d${name}`]: {} } });
    const best = resolver.findCompatibleOutputs(dependencies[`d${name}`]!);
    if (index % 20 !== 0) continue;
    for (const { parts, matchedName } of best.slice(0, 5)) {
      expect(parts.name).toBe(0.25 * naiveSimilarity(`d${name}`, matchedName));
    }
  }
});
