import { container, injectable } from "tsyringe";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as here from "../../src/registry/index.js";
import { caught } from "../support/caught.js";
import { warningsOf } from "./warnings.js";

afterEach(() => {
  here.clearAllContexts();
});

describe("the legacy names", () => {
  test("lead to the registries of today, with one DeprecationWarning each per process", async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 3; i++) {
        expect(here.getPipelineRegistry(" nightly ")).toBe(here.getRegistry("nightly"));
        expect(here.getDefaultRegistry()).toBe(here.getRegistry("default"));
      }
    });
    expect(warnings).toEqual([
      {
        name: "DeprecationWarning",
        code: "BAILIWICK_DEP001",
        message:
          "getPipelineRegistry(pipelineName) of bailiwick is deprecated: use getRegistry(pipelineName).",
      },
      {
        name: "DeprecationWarning",
        code: "BAILIWICK_DEP002",
        message: 'getDefaultRegistry() of bailiwick is deprecated: use getRegistry("default").',
      },
    ]);
  });

  test("do not follow the ambient context", () => {
    here.runInContext("ambient", () => {
      expect(here.getDefaultRegistry().contextName).toBe("default");
      expect(caught(() => here.getPipelineRegistry(undefined as never)).code).toBe("CONTEXT_NAME_INVALID");
    });
  });
});

test("the functions are the methods of the process's manager", () => {
  expect(here.getRegistry("a", { createIfMissing: false })).toBeUndefined();
  expect(here.getRegistry("a")).toBe(here.registryManager.getRegistry("a"));
  expect(here.getRegistry("a", { createIfMissing: false })).toBe(here.getRegistry("a"));
  expect(here.listContexts()).toEqual(here.registryManager.listContexts());
  expect(here.getContextStats()).toEqual(here.registryManager.getContextStats());
  expect(here.clearContext("a")).toBe(true);
  expect(here.clearAllContexts()).toBe(0);
});

describe("a second copy of the package in the process", () => {
  let second: typeof here;
  beforeEach(async () => {
    vi.resetModules();
    second = await import("../../src/registry/index.js");
  });

  test("has other code and the same manager", () => {
    expect(second.RegistryManager).not.toBe(here.RegistryManager);
    expect(second.registryManager).toBe(here.registryManager);
    second.getRegistry("shared").registerSpecification("load", { stepType: "Load" });
    expect(here.getRegistry("shared").listStepNames()).toEqual(["load"]);
  });

  test("knows the registries of the first as registries", () => {
    const registry = second.getRegistry("shared");
    expect(registry.constructor).not.toBe(second.SpecificationRegistry);
    expect(registry).toBeInstanceOf(second.SpecificationRegistry);
    expect(new second.SpecificationRegistry("own").diff(registry).isEmpty).toBe(true);
    for (const other of [null, undefined, "registry", {}, new Map(), here.SpecificationRegistry]) {
      expect(other instanceof second.SpecificationRegistry).toBe(false);
    }
  });

  test("and a subclass knows only its own", () => {
    class Special extends here.SpecificationRegistry {}
    expect(new Special()).toBeInstanceOf(here.SpecificationRegistry);
    expect(new Special()).toBeInstanceOf(Special);
    expect(here.getRegistry("plain")).not.toBeInstanceOf(Special);
  });

  test("shares the ambient context, and warnings that were given", async () => {
    expect(here.runInContext("nightly", () => second.getRegistry().contextName)).toBe("nightly");
    here.getDefaultRegistry();
    expect(await warningsOf(() => second.getDefaultRegistry())).toEqual([]);
  });

  test("decorates and injects with registries of the first", () => {
    @second.integrateWithPipelineBuilder
    class Builder {
      declare readonly registry: here.SpecificationRegistry;
      constructor(readonly pipelineName: string) {}
    }
    @injectable()
    class Catalogue {
      constructor(@second.injectRegistry() readonly own: here.SpecificationRegistry) {}
    }
    expect(new Builder("shared").registry).toBe(here.getRegistry("shared"));
    const shared = here.registryManager.getContainer("shared").resolve(Catalogue);
    expect(shared.own).toBe(here.getRegistry("shared"));
  });

  test("asks a container by its own classes, and knows the manager as a manager", () => {
    expect(second.registryManager).toBeInstanceOf(second.RegistryManager);
    expect({}).not.toBeInstanceOf(second.RegistryManager);
    class Special extends here.RegistryManager {}
    expect(here.registryManager).not.toBeInstanceOf(Special);
    const asked = here.registryManager.getContainer("asked");
    expect(asked.resolve(second.SpecificationRegistry)).toBe(here.getRegistry("asked"));
    expect(asked.resolve(second.RegistryManager)).toBe(here.registryManager);
  });

  test("is known to the containers that were made before it was loaded", async () => {
    const own = new here.RegistryManager();
    const [early, ofOwn, disposed] = [
      here.registryManager.getContainer("early"),
      own.getContainer("early"),
      own.getContainer("disposed"),
    ];
    const [root, reset] = [container.createChildContainer(), own.getContainer("reset")];
    here.provideBailiwick(root, { manager: own });
    await disposed.dispose();
    reset.reset();
    vi.resetModules();
    const third = await import("../../src/registry/index.js");
    expect(early.resolve(third.SpecificationRegistry)).toBe(here.getRegistry("early"));
    expect(early.resolve(third.RegistryManager)).toBe(here.registryManager);
    expect(ofOwn.resolve(third.SpecificationRegistry)).toBe(own.getRegistry("early"));
    expect(ofOwn.resolve(third.RegistryManager)).toBe(own);
    expect(root.resolve(third.RegistryManager)).toBe(own);
    expect(() => root.resolve(third.SpecificationRegistry)).toThrow("TypeInfo not known");
    expect(reset.isRegistered(third.RegistryManager)).toBe(false);
  });
});
