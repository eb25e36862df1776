import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { buildPipeline } from "../../src/pipeline/index.js";
import {
  clearAllContexts,
  clearContext,
  getContextStats,
  getDefaultRegistry,
  getPipelineRegistry,
  getRegistry,
  integrateWithPipelineBuilder,
  listContexts,
  registryManager,
  RegistryManager,
  SpecificationRegistry,
} from "../../src/registry/index.js";
import { DependencyResolver } from "../../src/resolution/index.js";
import { defineSpecification, type StepSpecification } from "../../src/specification/index.js";

/** A data loading step whose description tells whose it is. */
const dataSpec = (owner: string): StepSpecification =>
  defineSpecification({ stepType: "DataLoading", description: owner, outputs: { data: {} } });
const preprocessSpec = defineSpecification({
  stepType: "Preprocessing",
  dependencies: { data: { compatibleSources: ["DataLoading"] } },
  outputs: { features: {} },
});
const trainingSpec = defineSpecification({
  stepType: "Training",
  dependencies: { data: { dependencyType: "training_data", compatibleSources: ["DataLoading"] } },
  outputs: { model: { outputType: "model_artifacts" } },
});

afterEach(() => {
  clearAllContexts();
});

describe("usage examples", () => {
  test("basic registry management", () => {
    const manager = new RegistryManager();
    const trainingRegistry = manager.getRegistry("training_pipeline");
    const validationRegistry = manager.getRegistry("validation_pipeline");
    trainingRegistry.registerSpecification("data_loading", dataSpec("training"));
    validationRegistry.registerSpecification("data_loading", dataSpec("validation"));
    expect(manager.listContexts()).toEqual(["training_pipeline", "validation_pipeline"]);
    expect(trainingRegistry.getSpecification("data_loading")).toEqual(dataSpec("training"));
    expect(validationRegistry.getSpecification("data_loading")).toEqual(dataSpec("validation"));
  });

  test("the global registry manager", () => {
    const pipelineRegistry = getRegistry("my_pipeline");
    pipelineRegistry.registerSpecification("preprocessing", preprocessSpec);
    pipelineRegistry.registerSpecification("training", trainingSpec);
    expect(listContexts()).toEqual(["my_pipeline"]);
    expect(getRegistry("my_pipeline").listStepNames()).toEqual(["preprocessing", "training"]);
  });

  test("context statistics, with the numbers of the example output", () => {
    const training = getRegistry("training_pipeline");
    for (const name of ["load_train", "load_test", "load_labels"])
      training.registerSpecification(name, dataSpec(name));
    training.registerSpecification("preprocess", preprocessSpec);
    training.registerSpecification("train", trainingSpec);
    const validation = getRegistry("validation_pipeline");
    for (const name of ["load", "load_labels"]) validation.registerSpecification(name, dataSpec(name));
    validation.registerSpecification("preprocess", preprocessSpec);

    const lines = Object.entries(getContextStats()).flatMap(([contextName, stats]) => [
      `Context '${contextName}':`,
      `  Steps: ${stats.stepCount}`,
      `  Step Types: ${stats.stepTypeCount}`,
    ]);
    expect(lines).toEqual([
      "Context 'training_pipeline':",
      "  Steps: 5",
      "  Step Types: 3",
      "Context 'validation_pipeline':",
      "  Steps: 3",
      "  Step Types: 2",
    ]);
  });

  test("context cleanup, of one and of all", () => {
    getRegistry("old_pipeline");
    getRegistry("new_pipeline");
    expect(clearContext("old_pipeline")).toBe(true);
    expect(listContexts()).toEqual(["new_pipeline"]);
    expect(registryManager.clearAllContexts()).toBe(1);
    expect(listContexts()).toEqual([]);
  });
});

interface PipelineConfig {
  readonly pipelineName: string;
}

@integrateWithPipelineBuilder
class MyPipelineBuilder {
  declare readonly registry: SpecificationRegistry;
  readonly baseConfig: PipelineConfig;

  constructor(baseConfig: PipelineConfig) {
    this.baseConfig = baseConfig;
  }

  buildPipeline(): string {
    return `built with ${this.registry.getSpecification("data_loading")?.stepType}`;
  }
}

describe("integration features", () => {
  test("a decorated builder reads the specifications of its context", () => {
    getRegistry("daily_training").registerSpecification("data_loading", dataSpec("daily"));
    const builder = new MyPipelineBuilder({ pipelineName: "daily_training" });
    expect(builder.buildPipeline()).toBe("built with DataLoading");
    expectTypeOf(builder.registry).toEqualTypeOf<SpecificationRegistry>();
  });

  test("the context is detected from the configuration", () => {
    const builder = new MyPipelineBuilder({ pipelineName: "production_training" });
    expect(builder.registry.contextName).toBe("production_training");
    expect(builder.registry).toBe(getRegistry("production_training"));
  });
});

describe("context patterns", () => {
  test.each([
    ["environments", ["development", "production"], "staging"],
    ["pipelines", ["training_pipeline", "inference_pipeline"], "batch_processing"],
    ["tenants", ["customer_a", "customer_b"], "customer_c"],
  ])("%s have specifications of their own under the same step name", (_, owners, bystander) => {
    for (const owner of owners) getRegistry(owner).registerSpecification("data_loading", dataSpec(owner));
    for (const owner of owners) {
      expect(getRegistry(owner).getSpecification("data_loading")?.description).toBe(owner);
    }
    expect(getRegistry(bystander).size).toBe(0);
  });
});

describe("backward compatibility", () => {
  test("the legacy functions lead to the same registries", () => {
    expect(getPipelineRegistry("my_pipeline")).toBe(getRegistry("my_pipeline"));
    expect(getDefaultRegistry()).toBe(getRegistry("default"));
  });

  test("on the migration path the old constructor and the new function give the same kind of thing", () => {
    const old = new SpecificationRegistry();
    const current = getRegistry("my_context");
    for (const registry of [old, current]) registry.registerSpecification("training", trainingSpec);
    expect(old.listSpecifications()).toEqual(current.listSpecifications());
    expect(old.contextName).toBe("default");
    expect(listContexts()).toEqual(["my_context"]);
  });
});

describe("global registry manager", () => {
  test("direct access and functions see the same contexts", () => {
    const registry = registryManager.getRegistry("my_context");
    expect(getRegistry("my_context")).toBe(registry);
    expect(registryManager.listContexts()).toEqual(listContexts());
    expect(registryManager.getContextStats()).toEqual(getContextStats());
  });

  test("five concurrent workers register in contexts of their own", async () => {
    const worker = async (contextName: string): Promise<void> => {
      const registry = getRegistry(`worker_${contextName}`);
      await setTimeout(1);
      registry.registerSpecification("task", dataSpec(contextName));
    };
    await Promise.all(Array.from({ length: 5 }, (_, i) => worker(String(i))));
    expect(listContexts()).toEqual(["worker_0", "worker_1", "worker_2", "worker_3", "worker_4"]);
    for (let i = 0; i < 5; i++) {
      expect(getRegistry(`worker_${i}`).getSpecification("task")?.description).toBe(String(i));
    }
  });
});

describe("error handling", () => {
  test("a context that is not found", () => {
    const registry = getRegistry("nonexistent_context", { createIfMissing: false });
    expect(registry).toBeUndefined();
    expect(listContexts()).toEqual([]);
    expectTypeOf(registry).toEqualTypeOf<SpecificationRegistry | undefined>();
  });

  test("a context that was cleared already, or never was", () => {
    getRegistry("context_to_clear");
    expect(clearContext("context_to_clear")).toBe(true);
    expect(clearContext("context_to_clear")).toBe(false);
    expect(clearContext("never_made")).toBe(false);
  });
});

describe("integration points", () => {
  test("with the specification registry", () => {
    expect(getRegistry("my_context")).toBeInstanceOf(SpecificationRegistry);
  });

  test("with the dependency resolver", () => {
    const registry = getRegistry("training_context");
    registry.registerSpecification("data_loading", dataSpec("training"));
    registry.registerSpecification("training", trainingSpec);
    const dependencies = new DependencyResolver(registry).resolveDependencies(["data_loading", "training"]);
    expect(dependencies.get("training", "data")).toMatchObject({ provider: "data_loading", output: "data" });
    expect(dependencies.isComplete).toBe(true);
  });

  test("with a pipeline builder, to a pipeline that runs", async () => {
    @integrateWithPipelineBuilder
    class TrainingPipelineBuilder {
      declare readonly registry: SpecificationRegistry;
      readonly pipelineName = "training_pipeline";

      build() {
        return buildPipeline(this.registry, {
          data_loading: () => ({ data: [1, 2, 3] }),
          training: ({ inputs }) => ({ model: `fitted to ${String(inputs["data"])}` }),
        });
      }
    }
    const registry = getRegistry("training_pipeline");
    registry.registerSpecification("data_loading", dataSpec("training"));
    registry.registerSpecification("training", trainingSpec);
    const report = await new TrainingPipelineBuilder().build().run();
    expect(report.outputs["training"]).toEqual({ model: "fitted to 1,2,3" });
  });
});

test("hundreds of contexts are made, told apart and cleared", () => {
  const names = Array.from({ length: 500 }, (_, i) => `tenant_${i}`);
  for (const name of names) getRegistry(name).registerSpecification("load", dataSpec(name));
  const stats = getContextStats();
  expect(Object.keys(stats)).toEqual(names);
  expect(new Set(Object.values(stats).map(({ stepCount }) => stepCount))).toEqual(new Set([1]));
  expect(clearAllContexts()).toBe(500);
});
