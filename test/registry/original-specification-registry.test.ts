/** The suite of the original's specification registry, as this API says it; its compatibility cases belong to the resolver. */
import { beforeEach, describe, expect, test } from "vitest";
import { SpecificationRegistry } from "../../src/registry/index.js";
import { defineSpecification } from "../../src/specification/index.js";
import { caught } from "../support/caught.js";

const loading = defineSpecification({
  stepType: "DataLoading",
  outputs: {
    raw_data: {
      propertyPath: "properties.ProcessingOutputConfig.Outputs['raw_data'].S3Output.S3Uri",
      description: "Raw data",
    },
  },
});
const preprocessing = defineSpecification({
  stepType: "Preprocessing",
  dependencies: {
    raw_data: { compatibleSources: ["DataLoading"], semanticKeywords: ["data", "raw", "input"] },
  },
  outputs: { processed_data: { outputType: "processing_output" } },
});

let registry: SpecificationRegistry;
beforeEach(() => {
  registry = new SpecificationRegistry("test_context");
});

describe("one registry", () => {
  test("registry initialization", () => {
    expect(registry.contextName).toBe("test_context");
    expect(registry.size).toBe(0);
    expect(registry.revision).toBe(0);
  });

  test("register specification", () => {
    registry.registerSpecification("load", loading);
    expect(registry.listStepNames()).toContain("load");
    expect(registry.getSpecification("load")).toEqual(loading);
  });

  test("register invalid specification", () => {
    const error = caught(() => registry.registerSpecification("bad", "not a specification" as never));
    expect(error.code).toBe("SPECIFICATION_INVALID");
    expect(error.message).toBe(
      'The specification of "bad" for context "test_context" has a fault:\n' +
        '  - it must be a plain object, but is "not a specification"',
    );
    expect(registry.size).toBe(0);
  });

  test("get specifications by type", () => {
    registry.registerSpecification("load", loading);
    registry.registerSpecification("preprocess", preprocessing);
    expect(registry.getSpecificationsByType("DataLoading")).toEqual([loading]);
    expect(registry.getSpecificationsByType("Unknown")).toEqual([]);
  });

  test("context isolation", () => {
    const other = new SpecificationRegistry("other_context");
    registry.registerSpecification("load", loading);
    expect(other.listStepNames()).toEqual([]);
    expect(other.getSpecification("load")).toBeUndefined();
  });

  test("registry string representation", () => {
    registry.registerSpecification("load", loading);
    expect(String(registry)).toBe('SpecificationRegistry(context="test_context", steps=1)');
  });

  test("empty registry operations", () => {
    expect(registry.listStepNames()).toEqual([]);
    expect(registry.listStepTypes()).toEqual([]);
    expect(registry.listSpecifications()).toEqual([]);
    expect(registry.getSpecification("any")).toBeUndefined();
    expect(registry.getSpecificationsByType("Any")).toEqual([]);
    expect(registry.unregisterSpecification("any")).toBe(false);
  });
});

describe("in detail", () => {
  test("register multiple specifications", () => {
    registry.registerSpecification("load", loading);
    registry.registerSpecification("preprocess", preprocessing);
    expect(registry.listStepNames()).toEqual(["load", "preprocess"]);
    expect(registry.size).toBe(2);
  });

  test("get specification detailed", () => {
    registry.registerSpecification("preprocess", preprocessing);
    const found = registry.getSpecification("preprocess");
    expect(found).toMatchObject({ stepType: "Preprocessing", nodeType: "internal" });
    expect(found?.dependencies["raw_data"]?.compatibleSources).toEqual(["DataLoading"]);
    expect(found?.outputs["processed_data"]?.outputType).toBe("processing_output");
  });

  test("get specification by type detailed", () => {
    registry.registerSpecification("load_train", loading);
    registry.registerSpecification("load_test", loading);
    registry.registerSpecification("preprocess", preprocessing);
    expect(registry.getSpecificationsByType("DataLoading")).toHaveLength(2);
    expect(registry.getSpecificationsByType("Preprocessing")).toHaveLength(1);
  });

  test("list operations detailed", () => {
    registry.registerSpecification("preprocess", preprocessing);
    registry.registerSpecification("load", loading);
    registry.registerSpecification("load_again", loading);
    expect(registry.listStepNames()).toEqual(["preprocess", "load", "load_again"]);
    expect(registry.listStepTypes()).toEqual(["Preprocessing", "DataLoading"]);
    expect(registry.listSpecifications()).toEqual([preprocessing, loading, loading]);
  });
});
