import { describe, expect, it } from "vitest";
import {
  defineSpecification,
  propertyReference,
  type OutputSpecification,
} from "../../src/specification/index.js";

const outputs = defineSpecification({
  stepType: "Training",
  outputs: { model: { propertyPath: "properties.ModelArtifacts" }, log: {} },
}).outputs;

describe("propertyReference", () => {
  it("points at an output of a step", () => {
    const reference = propertyReference("train", outputs["model"]!);
    expect({ ...reference }).toEqual({
      stepName: "train",
      outputName: "model",
      propertyPath: "properties.ModelArtifacts",
    });
    expect(String(reference)).toBe("train.model");
  });

  it("has no property path if the output declares none", () => {
    expect(Object.keys(propertyReference("train", outputs["log"] as OutputSpecification))).toEqual([
      "stepName",
      "outputName",
    ]);
  });

  it("is frozen and plain in JSON", () => {
    const reference = propertyReference("train", outputs["log"]!);
    expect(Object.isFrozen(reference)).toBe(true);
    expect(JSON.stringify(reference)).toBe('{"stepName":"train","outputName":"log"}');
  });
});
