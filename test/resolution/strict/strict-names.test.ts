import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profiles, type Profile } from "../../../src/resolution/index.js";
import { resolverOf } from "../../support/resolvers.js";

/** How similar two names are, as the score of a dependency that says nothing but its name. */
function likeness(dependency: string, output: string, profile: Profile | "strict" = "strict"): number {
  const steps = {
    give: { stepType: "Give", outputs: { [output]: {} } },
    take: { stepType: "Take", dependencies: { [dependency]: {} } },
  };
  const resolver = resolverOf(steps, { profile });
  const [candidate] = resolver.findCompatibleOutputs({
    logicalName: dependency,
    dependencyType: "processing_output",
    dataType: "S3Uri",
    required: true,
    compatibleSources: [],
    semanticKeywords: [],
  });
  return candidate!.score;
}

const names = fc.stringMatching(/^[A-Za-z0-9_é数据.-]{1,16}$/u);

describe("names in the strict profile", () => {
  test.each([
    ["ModelData", "model_data"],
    ["XGBoostModel", "xgboost_model"],
    ["pkgModels", "package.model"],
    ["evalMetrics", "evaluation-metric"],
    ["data1", "data_1"],
    ["ｍｏｄｅｌ", "model"],
    ["categories", "category"],
    ["matches", "match"],
    ["数据", "数据"],
    ["the_model", "model"],
    ["the", "The"],
    ["caches", "cache"],
    ["movies", "movie"],
    ["aliases", "alias"],
    ["statuses", "status"],
    ["boxes", "box"],
    ["ties", "tie"],
    ["the_a", "theA"],
  ])("%s and %s are the same", (a, b) => expect(likeness(a, b)).toBe(1));

  test.each([
    ["the", "of"],
    ["a", "b"],
    ["bias", "bia"],
    ["___", "---"],
    ["数据", "模型"],
    ["model", "rows"],
  ])("%s and %s are nothing to each other", (a, b) => expect(likeness(a, b)).toBe(0));

  test("the same words in another order are nearly the same, numbers apart are not", () => {
    expect(likeness("training_data", "data_training")).toBe(0.97);
    expect(likeness("data_1", "data_2")).toBeLessThan(0.5);
    expect(likeness("a1_0", "a_10")).toBeLessThan(1);
  });

  test("a filler counts less, synonyms and stems nearly as much as the word", () => {
    expect(likeness("model", "model_output")).toBeGreaterThan(likeness("model", "model_card"));
    expect(likeness("example_rows", "sample_rows")).toBeCloseTo(0.9, 12);
    expect(likeness("calibrated", "calibrate")).toBeCloseTo(0.81, 12);
    expect(likeness("cal", "calibrate")).toBe(0);
  });

  test("inputs called by single letters are told apart, whether they are words or not", () => {
    const ports = Object.fromEntries([..."abci"].map((letter) => [letter, {}]));
    const { wires } = resolverOf({
      give: { stepType: "Give", outputs: ports },
      take: { stepType: "Take", dependencies: ports },
    }).resolveDependencies();
    expect(wires.map(({ dependency, output, score }) => [dependency, output, score])).toEqual(
      [..."abci"].map((letter) => [letter, letter, 1]),
    );
  });

  test("the words of a profile may be spelled in any way", () => {
    const rules = {
      fillers: ["Tables"],
      synonyms: [["Clients", "ＣＵＳＴＯＭＥＲＳ"]],
      abbreviations: { Acct: "Account" },
      stopWords: ["Details"],
    };
    const profile = { name: "own", extends: "strict", names: rules } as const;
    expect(likeness("client", "customer", profile)).toBe(profiles.strict.names.synonymWorth);
    expect(likeness("acct", "account", profile)).toBe(1);
    expect(likeness("account_details", "account", profile)).toBe(1);
    expect(likeness("account_table", "account", profile)).toBe(0.8);
  });

  test("likeness is the same both ways, between 0 and 1", () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        const value = likeness(a, b);
        expect(value).toBe(likeness(b, a));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
