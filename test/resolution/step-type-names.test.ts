import { describe, expect, test } from "vitest";
import type { ResolverOptions } from "../../src/resolution/index.js";
import { rate } from "../support/resolvers.js";

function sourcePoints(
  stepType: string,
  compatibleSources: string[],
  options: ResolverOptions = {},
): number | undefined {
  return rate({ a: { compatibleSources } }, { a: {} }, { stepType, options })?.parts.source;
}

describe("a provider among the compatible sources", () => {
  test("earns points, and loses them if it is not; without a list neither", () => {
    expect(sourcePoints("Load", ["Clean", "Load"])).toBe(0.1);
    expect(sourcePoints("Load", ["Clean"])).toBe(-0.1);
    expect(sourcePoints("Load", ["load"])).toBe(-0.1);
    expect(sourcePoints("Load", [])).toBe(0);
  });

  test.each(["Load_Training", "Load_Testing", "Load_Validation", "Load_Calibration"])(
    "%s is a variant of Load",
    (stepType) => {
      expect(sourcePoints(stepType, ["Load"])).toBe(0.1);
      expect(sourcePoints("Load", [stepType])).toBe(-0.1);
    },
  );

  test("is known by what stands before its first underscore, if that is a step type", () => {
    expect(sourcePoints("Load_munged_twice", ["Load"], { stepTypeNames: ["Load"] })).toBe(0.1);
    expect(sourcePoints("Load_munged", ["Load"], { stepTypeNames: ["Clean"] })).toBe(-0.1);
    expect(sourcePoints("Load_training", ["Load"])).toBe(-0.1);
    expect(sourcePoints("Load_munged", ["Load_munged"], { stepTypeNames: new Set(["Load"]) })).toBe(-0.1);
  });

  test("may be listed by an older name", () => {
    const aliases = { Loader: "Load", OldLoader: "Load", Cleaner: "Clean" };
    for (const source of ["Loader", "OldLoader"]) {
      expect(sourcePoints("Load_Training", [source], { aliases })).toBe(0.1);
    }
    expect(sourcePoints("Load", ["Cleaner"], { aliases })).toBe(-0.1);
  });

  test("may be listed with or without a trailing Step", () => {
    expect(sourcePoints("Load", ["LoadStep"])).toBe(0.1);
    expect(sourcePoints("LoadStep", ["Load"])).toBe(0.1);
    expect(sourcePoints("Package", ["PackagingStep"])).toBe(-0.1);
  });

  test("may be called like something that objects have from their prototype", () => {
    expect(sourcePoints("constructor", ["toString"])).toBe(-0.1);
    expect(sourcePoints("constructor", ["constructor"])).toBe(0.1);
  });
});
