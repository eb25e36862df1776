import { setImmediate } from "node:timers/promises";
import { queryObjects } from "node:v8";
import {
  container as globalContainer,
  inject,
  injectable,
  Lifecycle,
  scoped,
  type DependencyContainer,
} from "tsyringe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  clearAllContexts,
  contextNameToken,
  getRegistry,
  injectRegistry,
  integrateWithPipelineBuilder,
  listContexts,
  provideBailiwick,
  RegistryManager,
  registryManager,
  runInContext,
  SpecificationRegistry,
} from "../../src/registry/index.js";
import { caught } from "../support/caught.js";
import { warningsOf } from "./warnings.js";

let parent: DependencyContainer;
let manager: RegistryManager;
beforeEach(() => {
  parent = globalContainer.createChildContainer();
  manager = new RegistryManager({ container: parent });
});
afterEach(() => {
  clearAllContexts();
});

@injectable()
class Loader {
  constructor(readonly registry: SpecificationRegistry) {}
}

@injectable()
class Comparison {
  constructor(
    @injectRegistry("before") readonly before: SpecificationRegistry,
    @injectRegistry("after") readonly after: SpecificationRegistry,
    @injectRegistry() readonly own: SpecificationRegistry,
  ) {}
}

@scoped(Lifecycle.ContainerScoped)
class Connection {
  disposed = 0;
  constructor(@inject(contextNameToken) readonly owner: string) {}
  dispose(): void {
    this.disposed++;
  }
}

describe("the container of a context", () => {
  test("is made once, is a child, and knows its registry, its manager and its name", () => {
    const container = manager.getContainer(" staging ");
    expect(manager.getContainer("staging")).toBe(container);
    expect(container.resolve(SpecificationRegistry)).toBe(manager.getRegistry("staging"));
    expect(container.resolve(RegistryManager)).toBe(manager);
    expect(container.resolve(contextNameToken)).toBe("staging");
    parent.registerInstance("shared", 42);
    expect(container.resolve("shared")).toBe(42);
    expect(parent.isRegistered(SpecificationRegistry, true)).toBe(false);
  });

  test("gives a class the registry of its context by the type of the parameter", () => {
    const [a, b] = ["a", "b"].map((name) => manager.getContainer(name).resolve(Loader));
    expect(a?.registry).toBe(manager.getRegistry("a"));
    expect(b?.registry).toBe(manager.getRegistry("b"));
  });

  test("keeps what is container-scoped once per context", () => {
    const [a, b] = [manager.getContainer("a"), manager.getContainer("b")];
    expect(a.resolve(Connection)).toBe(a.resolve(Connection));
    expect(a.resolve(Connection)).not.toBe(b.resolve(Connection));
    expect([a.resolve(Connection).owner, b.resolve(Connection).owner]).toEqual(["a", "b"]);
  });

  test("is made anew when somebody else has disposed it", async () => {
    const container = manager.getContainer("a");
    const connection = container.resolve(Connection);
    await container.dispose();
    const next = manager.getContainer("a");
    expect(next.resolve(SpecificationRegistry)).toBe(manager.getRegistry("a"));
    expect(next.resolve(Connection)).not.toBe(connection);
    expect(manager.getContainer("a")).toBe(next);
  });

  test("knows its context also when its instances are cleared", () => {
    const container = manager.getContainer("a");
    container.clearInstances();
    expect(container.resolve(SpecificationRegistry)).toBe(manager.getRegistry("a"));
    expect(container.resolve(RegistryManager)).toBe(manager);
    expect(container.resolve(contextNameToken)).toBe("a");
    expect(container.resolve(Comparison).own).toBe(manager.getRegistry("a"));
  });

  test("is a child of tsyringe's global container by default", () => {
    const container = new RegistryManager().getContainer("default parent");
    globalContainer.registerInstance("globally", "seen");
    expect(container.resolve("globally")).toBe("seen");
  });

  test("counts as a use of the context, and asks for a name", () => {
    expect(manager.listContexts()).toEqual([]);
    manager.getContainer("used");
    expect(manager.listContexts()).toEqual(["used"]);
    expect(caught(() => manager.getContainer(undefined as never)).code).toBe("CONTEXT_NAME_INVALID");
    expect(manager.listContexts()).toEqual(["used"]);
  });
});

describe("disposal", () => {
  test("comes with the clearing of the context, and only of that one", async () => {
    const [a, b] = ["a", "b"].map((name) => manager.getContainer(name).resolve(Connection));
    const old = manager.getContainer("a");
    manager.clearContext("a");
    await setImmediate();
    expect([a?.disposed, b?.disposed]).toEqual([1, 0]);
    expect(() => old.resolve(Connection)).toThrow("disposed");
    expect(manager.getContainer("a").resolve(Connection)).not.toBe(a);
  });

  test("comes with clearAllContexts, and the manager waits for it when it is disposed itself", async () => {
    const events: string[] = [];
    class Slow {
      async dispose(): Promise<void> {
        await setImmediate();
        events.push("disposed");
      }
    }
    {
      await using own = new RegistryManager({ container: parent });
      for (const name of ["a", "b"]) {
        const container = own.getContainer(name);
        container.register(Slow, Slow, { lifecycle: Lifecycle.ContainerScoped });
        container.resolve(Slow);
      }
      own.clearContext("a");
      expect(events).toEqual([]);
    }
    expect(events).toEqual(["disposed", "disposed"]);
  });

  test("is left to whoever has done it already", async () => {
    const container = manager.getContainer("a");
    const connection = container.resolve(Connection);
    await container.dispose();
    expect(manager.clearContext("a")).toBe(true);
    await setImmediate();
    expect(connection.disposed).toBe(1);
  });

  test("leaves nothing behind", async () => {
    const counted = [Promise, WeakRef, globalContainer.constructor, SpecificationRegistry];
    const countAfter = async (rounds: number): Promise<number[]> => {
      for (let i = 0; i < rounds; i++) {
        manager.getContainer(`context ${i}`).resolve(Connection);
        manager.clearContext(`context ${i}`);
      }
      await setImmediate();
      // Counting collects what nobody holds; then what was told of it is forgotten in a turn of its own.
      for (const constructor of counted) queryObjects(constructor);
      await setImmediate();
      return counted.map((constructor) => queryObjects(constructor, { format: "count" }));
    };
    const before = await countAfter(1);
    const after = await countAfter(500);
    for (const [i, count] of after.entries()) expect(count - before[i]!).toBeLessThan(100);
  });

  test.each([
    [
      "at once",
      () => {
        throw new Error("port is gone");
      },
    ],
    [
      "after an await",
      async () => {
        await setImmediate();
        throw new Error("port is gone");
      },
    ],
  ])("that fails %s becomes a warning, and the context is cleared nevertheless", async (_, dispose) => {
    const container = manager.getContainer("broken");
    container.register(Closing, Closing, { lifecycle: Lifecycle.ContainerScoped });
    container.resolve(Closing).onDispose = dispose;
    const warnings = await warningsOf(async () => {
      expect(manager.clearContext("broken")).toBe(true);
      await manager[Symbol.asyncDispose]();
    });
    expect(warnings).toEqual([
      {
        name: "BailiwickWarning",
        code: "BAILIWICK_DISPOSE",
        message: 'Disposing the container of context "broken" failed: port is gone',
      },
    ]);
    expect(manager.listContexts()).toEqual([]);
  });
});

class Closing {
  onDispose: () => unknown = () => undefined;
  dispose(): unknown {
    return this.onDispose();
  }
}

describe("injectRegistry", () => {
  test("injects the contexts of the container's manager by name, and without a name its own", () => {
    const comparison = manager.getContainer("report").resolve(Comparison);
    expect(comparison.before).toBe(manager.getRegistry("before"));
    expect(comparison.after).toBe(manager.getRegistry("after"));
    expect(comparison.own).toBe(manager.getRegistry("report"));
    expect(listContexts()).toEqual([]);
  });

  test("in a container that nobody prepared, asks the manager of the process", () => {
    const comparison = parent.resolve(Comparison);
    expect(comparison.before).toBe(getRegistry("before"));
    expect(comparison.own).toBe(getRegistry("default"));
    expect(runInContext("ambient", () => parent.resolve(Comparison)).own).toBe(getRegistry("ambient"));
  });

  test("makes the context when the class is resolved, and not before", () => {
    expect(listContexts()).toEqual([]);
    parent.resolve(Comparison);
    expect(listContexts()).toEqual(["before", "after", "default"]);
  });

  test("refuses a bad name where it is written", () => {
    expect(caught(() => injectRegistry(" ")).code).toBe("CONTEXT_NAME_INVALID");
    expect(caught(() => injectRegistry(7 as never)).code).toBe("CONTEXT_NAME_INVALID");
  });

  test("a parameter of the registry's type outside of all contexts is an error, not a registry of nobody", () => {
    expect(() => parent.resolve(Loader)).toThrow('TypeInfo not known for "SpecificationRegistry"');
  });
});

describe("provideBailiwick", () => {
  test("gives a container a manager of its own", () => {
    const own = new RegistryManager();
    provideBailiwick(parent, { manager: own });
    expect(parent.resolve(RegistryManager)).toBe(own);
    expect(parent.resolve(Comparison).before).toBe(own.getRegistry("before"));
    parent.registerInstance("shared", 42);
    expect(own.getContainer("a").resolve("shared")).toBe(42);
    expect(own.getContainer("a").resolve(Comparison).own).toBe(own.getRegistry("a"));
    expect(listContexts()).toEqual([]);
  });

  test("without one, that of the process", () => {
    const root = globalContainer.createChildContainer();
    provideBailiwick(root);
    try {
      expect(root.resolve(RegistryManager)).toBe(registryManager);
      expect(root.resolve(Comparison).after).toBe(getRegistry("after"));
      root.registerInstance("shared", "of the root");
      expect(registryManager.getContainer("a").resolve("shared")).toBe("of the root");
    } finally {
      registryManager.useContainer(globalContainer);
    }
  });
});

describe("together with the decorator of builders", () => {
  const own = new RegistryManager();

  @injectable()
  @integrateWithPipelineBuilder({ manager: own })
  class InjectableOutside {
    declare readonly registry: SpecificationRegistry;
    readonly pipelineName = "outside";
    constructor(readonly loader: Loader) {}
  }

  @integrateWithPipelineBuilder({ manager: own })
  @injectable()
  class InjectableInside {
    declare readonly registry: SpecificationRegistry;
    readonly pipelineName = "inside";
    constructor(readonly loader: Loader) {}
  }

  test.each([InjectableOutside, InjectableInside])("%o keeps its injected parameters", (builderClass) => {
    const builder = own.getContainer("loaders").resolve<InstanceType<typeof builderClass>>(builderClass);
    expect(builder).toBeInstanceOf(builderClass);
    expect(builder.registry).toBe(own.getRegistry(builder.pipelineName));
    expect(builder.loader.registry).toBe(own.getRegistry("loaders"));
  });
});
