/** The original's integration suites: several pipelines in one manager, and the job types of one step. */
import { beforeEach, describe, expect, test } from "vitest";
import { RegistryManager, type SpecificationRegistry } from "../../src/registry/index.js";
import { defineSpecification, type StepSpecificationInput } from "../../src/specification/index.js";

let manager: RegistryManager;
beforeEach(() => {
  manager = new RegistryManager();
});

describe("registry manager and pipelines", () => {
  const loading = defineSpecification({ stepType: "DataLoading", outputs: { raw_data: {} } });
  const training = defineSpecification({
    stepType: "Training",
    dependencies: { raw_data: { dependencyType: "training_data" } },
    outputs: { model: { outputType: "model_artifacts" } },
  });

  test("multi pipeline isolation", () => {
    const first = manager.getRegistry("training_pipeline");
    const second = manager.getRegistry("inference_pipeline");
    first.registerSpecification("load", loading);
    first.registerSpecification("train", training);
    second.registerSpecification("load", loading);
    expect(first.listStepNames()).toEqual(["load", "train"]);
    expect(second.listStepNames()).toEqual(["load"]);
    expect(second.getSpecification("train")).toBeUndefined();
    expect(second.unregisterSpecification("load")).toBe(true);
    expect(first.getSpecification("load")).toEqual(loading);
  });

  test("pipeline context switching", () => {
    const environments = ["development", "staging", "production"];
    for (const environment of environments) {
      const registry = manager.getRegistry(environment);
      registry.registerSpecification(`${environment}_load`, loading);
      registry.registerSpecification(`${environment}_train`, training);
    }
    for (const environment of environments.toReversed()) {
      expect(manager.getRegistry(environment).listStepNames()).toEqual([
        `${environment}_load`,
        `${environment}_train`,
      ]);
    }
  });

  test("pipeline cleanup scenarios", () => {
    for (const name of ["a", "b", "c"]) manager.getRegistry(name).registerSpecification("load", loading);
    expect(manager.clearContext("b")).toBe(true);
    expect(manager.listContexts()).toEqual(["a", "c"]);
    expect(manager.getRegistry("a").listStepNames()).toEqual(["load"]);
    expect(manager.clearAllContexts()).toBe(2);
    expect(manager.listContexts()).toEqual([]);
  });
});

describe("job types", () => {
  const base = {
    stepType: "CradleDataLoading",
    nodeType: "source",
    outputs: {
      DATA: { outputType: "processing_output", aliases: ["input_data"] },
      METADATA: { outputType: "processing_output" },
    },
  } as const satisfies StepSpecificationInput;
  const jobTypes = ["training", "validation", "testing", "calibration"] as const;

  let registry: SpecificationRegistry;
  beforeEach(() => {
    registry = manager.getRegistry("job_types");
    registry.registerSpecification("CradleDataLoading", base);
    for (const jobType of jobTypes) {
      registry.registerSpecification(`CradleDataLoading_${jobType}`, { ...base, jobType });
    }
  });

  test("all variants are of one step type", () => {
    expect(registry.listStepTypes()).toEqual(["CradleDataLoading"]);
    expect(registry.getSpecificationsByType("CradleDataLoading").map(({ jobType }) => jobType)).toEqual([
      undefined,
      ...jobTypes,
    ]);
  });

  test.each(jobTypes)("the variant for %s is a source with the outputs of the base", (jobType) => {
    const variant = registry.getSpecification(`CradleDataLoading_${jobType}`);
    expect(variant).toMatchObject({ nodeType: "source", jobType, dependencies: {} });
    expect(variant?.outputs).toEqual(registry.getSpecification("CradleDataLoading")?.outputs);
  });

  test("the base has no job type", () => {
    expect(registry.getSpecification("CradleDataLoading")).not.toHaveProperty("jobType");
  });

  test("a variant merged over the base equals the variant written out", () => {
    const writtenOut = defineSpecification({
      jobType: "training",
      outputs: { METADATA: {}, DATA: { aliases: ["input_data"] } },
      stepType: "CradleDataLoading",
    });
    expect(registry.getSpecification("CradleDataLoading_training")).toEqual(writtenOut);
  });

  test("the vocabulary of job types is open", () => {
    const munged = registry.registerSpecification("CradleDataLoading_munged", { ...base, jobType: "munged" });
    expect(munged.jobType).toBe("munged");
  });

  test("a generic step needs no job type", () => {
    const generic = registry.registerSpecification("TabularPreprocessing", {
      stepType: "TabularPreprocessing",
      dependencies: { DATA: { compatibleSources: ["CradleDataLoading"] } },
      outputs: { processed_data: {} },
    });
    expect(generic).toMatchObject({ nodeType: "internal" });
    expect(generic.jobType).toBeUndefined();
  });
});
