import { describe, expect, test } from "vitest";
import { profiles, type Profile, type ResolverOptions } from "../../src/resolution/index.js";
import { caught } from "../support/caught.js";
import { resolverOf } from "../support/resolvers.js";

const steps = {
  load: { stepType: "Load", outputs: { raw_orders: {} } },
  clean: { stepType: "Clean", dependencies: { orders: {} } },
} as const;

function wiresWith(profile: Profile): number {
  return resolverOf(steps, { profile }).resolveDependencies().wires.length;
}

function faultsOf(profile: unknown): unknown {
  const error = caught(() => resolverOf(steps, { profile } as ResolverOptions));
  expect(error.code).toBe("PROFILE_INVALID");
  return error.details["faults"];
}

describe("a profile of one's own", () => {
  test("is a built-in one with other values", () => {
    expect(wiresWith({ name: "same", extends: "strict" })).toBe(1);
    expect(wiresWith({ name: "careful", extends: "strict", threshold: 0.9 })).toBe(0);
    expect(wiresWith({ name: "strange", extends: "strict", names: { synonyms: [["raw"]] } })).toBe(1);
    expect(
      wiresWith({ name: "filled", extends: "strict", threshold: 0.79, names: { fillers: ["raw"] } }),
    ).toBe(1);
    const abbreviations = { ordrs: "order" };
    expect(wiresWith({ name: "short", extends: "strict", names: { abbreviations } })).toBe(1);
    expect(wiresWith({ name: "old", extends: "classic", threshold: 0.99 })).toBe(0);
    expect(wiresWith({ name: "old", extends: "classic", weights: { name: 0 } })).toBe(1);
    expect(Object.isFrozen(profiles.strict.names.synonyms)).toBe(true);
  });

  test("names all its faults", () => {
    expect(
      faultsOf({
        name: " ",
        extends: "strict",
        threshhold: 1,
        margin: -1,
        nameFloor: 2,
        weights: { name: Infinity, sauce: 1 },
        names: { synonyms: ["a"], stopWords: [1], abbreviations: { a: 1 } },
        jobTypes: "training",
        jobTypeWorth: 7,
      }),
    ).toEqual([
      'name must be a text, but is " "',
      'threshhold is unknown (did you mean "threshold"?)',
      "margin must be a finite number from 0 on, but is -1",
      "nameFloor must be at most 1, but is 2",
      "weights.name must be a finite number from 0 on, but is Infinity",
      "weights.sauce is unknown",
      "names.synonyms must be a list of lists of texts, but is an array of 1",
      "names.stopWords must be a list of texts, but is an array of 1",
      "names.abbreviations.a must be a text, but is 1",
      'jobTypes must be a list of texts, but is "training"',
      "jobTypeWorth must be an object, but is 7",
    ]);
  });

  test("extends a built-in one and weighs something", () => {
    expect(faultsOf({ name: "x", extends: "loose" })).toEqual([
      'extends must be "strict" or "classic", but is "loose"',
    ]);
    const weights = { name: 0, source: 0, keywords: 0, jobType: 0 };
    expect(faultsOf({ name: "x", extends: "strict", weights })).toEqual(["weights must not all be 0"]);
  });

  test("keeps its values within what they mean", () => {
    expect(
      faultsOf({
        name: "x",
        extends: "strict",
        threshold: 1.01,
        margin: 2,
        nearness: 10,
        nameFloor: NaN,
        weights: { jobType: -0.1 },
        names: { fillerWeight: 1e308, shortestStem: "4", stopWords: ["the", " "] },
        variantSuffixes: [""],
        acceptedTypes: { model_artifact: ["model_artifacts"] },
        jobTypes: [() => "training"],
        relatedDataTypes: Symbol("all"),
      }),
    ).toEqual([
      "threshold must be at most 1, but is 1.01",
      "margin must be at most 1, but is 2",
      "nearness must be at most 1, but is 10",
      "nameFloor must be a finite number from 0 on, but is NaN",
      "weights.jobType must be a finite number from 0 on, but is -0.1",
      "names.fillerWeight must be at most 1, but is 1e+308",
      'names.shortestStem must be a finite number from 0 on, but is "4"',
      "names.stopWords must be a list of texts, but is an array of 2",
      "variantSuffixes must be a list of texts, but is an array of 1",
      'acceptedTypes.model_artifact is unknown (did you mean "model_artifacts"?)',
      "jobTypes must be a list of texts, but is an array of 1",
      "relatedDataTypes must be a list of lists of texts, but is Symbol(all)",
    ]);
    const weights = { name: 1.7e308, source: 1.7e308 };
    expect(faultsOf({ name: "x", extends: "strict", weights })).toEqual(["weights must have a finite sum"]);
    const acceptedTypes = { training_data: ["training_data", "procesing_output"] };
    expect(faultsOf({ name: "x", extends: "strict", acceptedTypes })).toEqual([
      'acceptedTypes.training_data holds "procesing_output", which is no type of a port (did you mean "processing_output"?)',
    ]);
  });

  test.each<[string, Profile]>([
    ["the smallest weights", { name: "x", extends: "strict", weights: { name: 5e-324, jobType: 0 } }],
    ["the largest weights", { name: "x", extends: "strict", weights: { name: 1.7e308 } }],
    ["no floor and no threshold", { name: "x", extends: "strict", nameFloor: 0, threshold: 0 }],
    ["no nearness", { name: "x", extends: "strict", nearness: 0, margin: 0 }],
    ["all nearness", { name: "x", extends: "strict", nearness: 1, margin: 1 }],
  ])("at the edge of what is allowed: %s", (_, profile) => {
    const resolver = resolverOf(steps, { profile });
    for (const edges of [[], [["load", "clean"]] as const]) {
      for (const { score, parts } of resolver.resolveDependencies(undefined, { edges }).wires) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(Object.values(parts).every(Number.isFinite)).toBe(true);
      }
    }
    expect(resolver.resolveDependencies(undefined, { edges: [["load", "clean"]] }).wires).toHaveLength(1);
  });

  test("does not follow what its writer changes later", () => {
    const words = ["eu"];
    const profile: Profile = { name: "x", extends: "strict", jobTypes: words };
    const regional = {
      read_eu: { stepType: "Read", outputs: { rows: {} } },
      take_eu: { stepType: "Take", dependencies: { rows: {} } },
    };
    const resolver = resolverOf(regional, { profile });
    const before = JSON.stringify(resolver.resolveDependencies());
    words.length = 0;
    expect(JSON.stringify(resolver.resolveDependencies())).toBe(before);
    expect(before).toContain('"jobType":0.1');
  });

  test("onAmbiguous is one of two words", () => {
    const options = { onAmbiguous: "guess" } as unknown as ResolverOptions;
    expect(caught(() => resolverOf(steps, options))).toMatchObject({
      code: "OPTION_INVALID",
      message: 'The option onAmbiguous must be "error" or "report", but is "guess".',
    });
  });
});
