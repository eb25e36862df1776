/** The suite of the original's registry manager, case by case, as this API says it. */
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  clearAllContexts,
  clearContext,
  getContextStats,
  getDefaultRegistry,
  getPipelineRegistry,
  getRegistry,
  listContexts,
  RegistryManager,
} from "../../src/registry/index.js";
import { defineSpecification } from "../../src/specification/index.js";
import { caught } from "../support/caught.js";

const loading = defineSpecification({
  stepType: "DataLoading",
  nodeType: "source",
  outputs: { raw_data: { propertyPath: "properties.Outputs['data'].S3Uri" } },
});
const preprocessing = defineSpecification({
  stepType: "Preprocessing",
  nodeType: "internal",
  dependencies: { raw_data: { compatibleSources: ["DataLoading"] } },
  outputs: { processed_data: {} },
});

let manager: RegistryManager;
beforeEach(() => {
  manager = new RegistryManager();
});

describe("core", () => {
  test("manager initialization", () => {
    expect(manager.listContexts()).toEqual([]);
    expect(manager.getContextStats()).toEqual({});
  });

  test("get registry creates new", () => {
    const registry = manager.getRegistry("test_context");
    expect(registry.contextName).toBe("test_context");
    expect(manager.listContexts()).toContain("test_context");
  });

  test("get registry returns existing", () => {
    const first = manager.getRegistry("test_context");
    first.registerSpecification("load", loading);
    const second = manager.getRegistry("test_context");
    expect(second).toBe(first);
    expect(second.listStepNames()).toEqual(["load"]);
  });

  test("get registry no create", () => {
    expect(manager.getRegistry("nonexistent", { createIfMissing: false })).toBeUndefined();
    expect(manager.listContexts()).toEqual([]);
  });

  test("registry isolation", () => {
    const first = manager.getRegistry("first");
    const second = manager.getRegistry("second");
    first.registerSpecification("load", loading);
    expect(first.hasSpecification("load")).toBe(true);
    expect(second.hasSpecification("load")).toBe(false);
  });

  test("list contexts", () => {
    for (const name of ["c", "a", "b"]) manager.getRegistry(name);
    expect(manager.listContexts()).toEqual(["c", "a", "b"]);
  });

  test("clear context", () => {
    manager.getRegistry("test_context");
    expect(manager.clearContext("test_context")).toBe(true);
    expect(manager.listContexts()).toEqual([]);
    expect(manager.clearContext("unknown")).toBe(false);
  });

  test("clear all contexts", () => {
    manager.getRegistry("a");
    manager.getRegistry("b");
    expect(manager.clearAllContexts()).toBe(2);
    expect(manager.listContexts()).toEqual([]);
  });

  test("get context stats", () => {
    manager.getRegistry("one").registerSpecification("load", loading);
    const two = manager.getRegistry("two");
    two.registerSpecification("load", loading);
    two.registerSpecification("load_again", loading);
    expect(manager.getContextStats()).toMatchObject({
      one: { stepCount: 1, stepTypeCount: 1 },
      two: { stepCount: 2, stepTypeCount: 1 },
    });
  });

  test("manager string representation", () => {
    expect(String(manager)).toBe("RegistryManager(contexts=0)");
    manager.getRegistry("a");
    manager.getRegistry("b");
    expect(String(manager)).toBe("RegistryManager(contexts=2)");
  });
});

describe("convenience functions", () => {
  afterEach(() => {
    clearAllContexts();
  });

  test("get registry function", () => {
    expect(getRegistry("convenience").contextName).toBe("convenience");
    expect(getRegistry("convenience")).toBe(getRegistry("convenience"));
  });

  test("get pipeline registry backward compatibility", () => {
    expect(getPipelineRegistry("my_pipeline").contextName).toBe("my_pipeline");
  });

  test("get default registry backward compatibility", () => {
    expect(getDefaultRegistry().contextName).toBe("default");
  });

  test("list contexts function", () => {
    getRegistry("a");
    getRegistry("b");
    expect(listContexts()).toEqual(["a", "b"]);
  });

  test("clear context function", () => {
    getRegistry("a");
    expect(clearContext("a")).toBe(true);
    expect(clearContext("a")).toBe(false);
  });

  test("get context stats function", () => {
    getRegistry("a").registerSpecification("load", loading);
    expect(getContextStats()).toMatchObject({ a: { stepCount: 1, outputCount: 1 } });
  });

  test("multiple contexts isolation", () => {
    getRegistry("a").registerSpecification("load", loading);
    getRegistry("b").registerSpecification("preprocess", preprocessing);
    getRegistry("c");
    expect(["a", "b", "c"].map((name) => getRegistry(name).listStepNames())).toEqual([
      ["load"],
      ["preprocess"],
      [],
    ]);
  });
});

describe("errors", () => {
  test("invalid context name handling", () => {
    expect(caught(() => manager.getRegistry("")).code).toBe("CONTEXT_NAME_INVALID");
    expect(caught(() => manager.getRegistry(null as never)).code).toBe("CONTEXT_NAME_INVALID");
    expect(manager.listContexts()).toEqual([]);
  });

  test("registry operations on cleared context", () => {
    const before = manager.getRegistry("test_context");
    before.registerSpecification("load", loading);
    manager.clearContext("test_context");
    const after = manager.getRegistry("test_context");
    expect(after).not.toBe(before);
    expect(after.listStepNames()).toEqual([]);
    expect(caught(() => before.registerSpecification("load", loading)).code).toBe("CONTEXT_CLEARED");
  });

  test("concurrent access safety", async () => {
    const worker = async (index: number): Promise<void> => {
      const registry = manager.getRegistry(`context_${index}`);
      await setImmediate();
      registry.registerSpecification(`step_${index}`, loading);
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => worker(index)));
    for (let index = 0; index < 10; index++) {
      expect(manager.getRegistry(`context_${index}`).listStepNames()).toEqual([`step_${index}`]);
    }
  });
});

describe("monitoring", () => {
  test("context statistics detailed", () => {
    manager.getRegistry("light").registerSpecification("load", loading);
    const heavy = manager.getRegistry("heavy");
    for (let i = 0; i < 5; i++) heavy.registerSpecification(`load_${i}`, loading);
    expect(manager.getContextStats()).toMatchObject({
      light: { stepCount: 1, stepTypeCount: 1 },
      heavy: { stepCount: 5, stepTypeCount: 1 },
    });
  });

  test("memory usage monitoring", () => {
    for (let i = 0; i < 100; i++) manager.getRegistry(`context_${i}`).registerSpecification("load", loading);
    expect(Object.keys(manager.getContextStats())).toHaveLength(100);
    expect(manager.clearAllContexts()).toBe(100);
    expect(manager.getContextStats()).toEqual({});
  });
});
