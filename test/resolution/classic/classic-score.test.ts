import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calculateSimilarity } from "../../../src/resolution/index.js";
import { dependencyTypes, type DependencyType } from "../../../src/specification/index.js";
import { rate } from "../../support/resolvers.js";

describe("a score", () => {
  test("is the sum of its parts, in their order", () => {
    const dependency = {
      training_input: { compatibleSources: ["Provider"], semanticKeywords: ["Train", "set", "data"] },
    };
    const candidate = rate(dependency, { training_set: {} })!;
    expect(candidate.parts).toEqual({
      type: 0.4,
      dataType: 0.2,
      name: 0.25 * calculateSimilarity("training_input", "training_set"),
      exactName: 0,
      source: 0.1,
      keywords: 0.05 * (2 / 3),
    });
    const { type = 0, dataType = 0, name, exactName = 0, source, keywords } = candidate.parts;
    expect(candidate.score).toBe(type + dataType + name + exactName + source + keywords);
  });

  test("is cut to 1", () => {
    const candidate = rate(
      { data: { compatibleSources: ["Provider"], semanticKeywords: ["data"] } },
      { data: {} },
    )!;
    expect(Object.values(candidate.parts)).toEqual([0.4, 0.2, 0.25, 0.05, 0.1, 0.05]);
    expect(candidate.score).toBe(1);
  });

  test("of the right type and data type is above 0.5 by the last bit, whatever else is wrong", () => {
    const candidate = rate({ qqq: { compatibleSources: ["Other"] } }, { zz: {} })!;
    expect(candidate.parts).toEqual({
      type: 0.4,
      dataType: 0.2,
      name: 0,
      exactName: 0,
      source: -0.1,
      keywords: 0,
    });
    expect(candidate.score).toBe(0.5000000000000001);
  });

  test("is frozen with its parts", () => {
    const candidate = rate({ a: {} }, { b: {} })!;
    expect(Object.isFrozen(candidate)).toBe(true);
    expect(Object.isFrozen(candidate.parts)).toBe(true);
  });
});

describe("the types", () => {
  const accepted: Record<DependencyType, readonly DependencyType[]> = {
    model_artifacts: ["model_artifacts"],
    processing_output: ["processing_output", "training_data"],
    training_data: ["processing_output", "training_data"],
    hyperparameters: ["hyperparameters", "custom_property"],
    payload_samples: ["processing_output", "payload_samples"],
    custom_property: ["custom_property"],
  };
  const pairs = dependencyTypes.flatMap((wanted) => dependencyTypes.map((given) => [wanted, given] as const));

  test.each(pairs)("a dependency of type %s and an output of type %s", (wanted, given) => {
    const candidate = rate({ a: { dependencyType: wanted } }, { a: { outputType: given } });
    const points = accepted[wanted].includes(given) ? (wanted === given ? 0.4 : 0.2) : undefined;
    expect(candidate?.parts.type).toBe(points);
  });
});

describe("the data types", () => {
  const known = ["S3Uri", "String", "Integer", "Float", "Boolean"];
  const related = new Set(["S3Uri String", "String S3Uri", "Integer Float", "Float Integer"]);
  const points = (wanted: string, given: string): number | undefined =>
    rate({ a: { dataType: wanted } }, { a: { dataType: given } })?.parts.dataType;

  test.each(known.flatMap((wanted) => known.map((given) => [wanted, given] as const)))(
    "a dependency of data type %s and an output of data type %s",
    (wanted, given) => {
      expect(points(wanted, given)).toBe(
        wanted === given ? 0.2 : related.has(`${wanted} ${given}`) ? 0.1 : 0,
      );
    },
  );

  test("one that is not known is related to itself only", () => {
    expect(points("Parquet", "Parquet")).toBe(0.2);
    for (const other of [...known, "parquet", "constructor"]) expect(points("Parquet", other)).toBe(0);
    expect(points("constructor", "__proto__")).toBe(0);
  });
});

describe("the name of a dependency", () => {
  const exactName = (name: string, output: string, aliases: string[] = []): number | undefined =>
    rate({ [name]: {} }, { [output]: { aliases } })?.parts.exactName;

  test("earns a bonus if it is the output's name or an alias, letter by letter", () => {
    expect(exactName("data", "data")).toBe(0.05);
    expect(exactName("data", "table", ["rows", "data"])).toBe(0.05);
    expect(exactName("data", "Data")).toBe(0);
    expect(exactName("数据", "模型")).toBe(0);
  });
});

describe("the keywords", () => {
  const keywords = (semanticKeywords: string[], output: string, aliases: string[] = []): number | undefined =>
    rate({ a: { semanticKeywords } }, { [output]: { aliases } })?.parts.keywords;

  test("earn by the share of them that stands in the output's name, in any case, aliases aside", () => {
    expect(keywords(["TRAIN", "model"], "My_Training_Set")).toBe(0.05 * 0.5);
    expect(keywords(["train", "set"], "My_Training_Set")).toBe(0.05);
    expect(keywords(["train"], "other", ["training"])).toBe(0);
    expect(keywords([], "anything")).toBe(0);
  });
});

test("a score is more than 0 and at most 1", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc_"), minLength: 1, maxLength: 6 });
  const words = fc.array(word, { maxLength: 3 });
  fc.assert(
    fc.property(word, word, words, words, (name, output, compatibleSources, semanticKeywords) => {
      const { score } = rate({ [name]: { compatibleSources, semanticKeywords } }, { [output]: {} })!;
      expect(score).toBeGreaterThan(0.5);
      expect(score).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
