import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { RegistryManager, SpecificationRegistry, type ContextStats } from "../../src/registry/index.js";
import { caught } from "../support/caught.js";

const load = { stepType: "Load", outputs: { data: {}, labels: {} } };
const train = { stepType: "Train", dependencies: { data: {} }, outputs: { model: {} } };

let time: number;
let manager: RegistryManager;
beforeEach(() => {
  time = 1000;
  manager = new RegistryManager({ clock: { now: () => time } });
});

describe("a clock that fails", () => {
  let isBroken: boolean;
  let registry: SpecificationRegistry;
  const now = (): number => {
    if (isBroken) throw new Error("no time");
    return 1;
  };
  beforeEach(() => {
    isBroken = false;
    manager = new RegistryManager({ clock: { now } });
    registry = manager.getRegistry("orders");
    registry.registerSpecification("load", load);
  });

  test.each<[what: string, write: () => unknown]>([
    ["a registration", () => registry.registerSpecification("train", train)],
    ["a replacement", () => registry.registerSpecification("load", train, { replace: true })],
    ["many registrations", () => registry.registerAll([{ stepName: "train", specification: train }])],
    ["taking a step out", () => registry.unregisterSpecification("load")],
    ["a restoration", () => registry.restore(new SpecificationRegistry().snapshot())],
    ["taking all steps out", () => registry.clear()],
    ["making a context", () => manager.getRegistry("new")],
    ["making a container", () => manager.getContainer("new")],
  ])("lets %s change nothing", (_, write) => {
    const everything = (): string => JSON.stringify([manager.listContexts(), registry, registry.revision]);
    const before = everything();
    isBroken = true;
    expect(write).toThrow("no time");
    expect(everything()).toBe(before);
    isBroken = false;
    write();
    expect(everything()).not.toBe(before);
  });

  test("undoes a transaction that is about to be committed", async () => {
    const work = registry.transaction((draft) => {
      draft.registerSpecification("train", train);
      isBroken = true;
    });
    await expect(work).rejects.toThrow("no time");
    expect(registry.listStepNames()).toEqual(["load"]);
  });

  test("keeps no context from being cleared", () => {
    isBroken = true;
    expect(manager.clearContext("orders")).toBe(true);
    expect(registry.size).toBe(0);
    expect(caught(() => registry.registerSpecification("train", train)).code).toBe("CONTEXT_CLEARED");
  });
});

test("an option that nobody reads makes no context", () => {
  const options = { createIfMising: false } as unknown as { createIfMissing: false };
  expect(caught(() => manager.getRegistry("new", options))).toMatchObject({
    code: "OPTION_INVALID",
    message: expect.stringContaining('(did you mean "createIfMissing"?)'),
  });
  expect(manager.listContexts()).toEqual([]);
});

describe("contexts", () => {
  test("are listed in the order of their creation, and come last when they are made again", () => {
    for (const name of ["b", "2", "a", "1"]) manager.getRegistry(name);
    expect(manager.listContexts()).toEqual(["b", "2", "a", "1"]);
    manager.clearContext("b");
    manager.getRegistry("b");
    expect(manager.listContexts()).toEqual(["2", "a", "1", "b"]);
    manager.listContexts().pop();
    expect(manager.listContexts()).toHaveLength(4);
  });

  test("are made by asking for a registry, and by nothing else", () => {
    expect(manager.hasContext("a")).toBe(false);
    expect(manager.clearContext("a")).toBe(false);
    expect(manager.getRegistry("a", { createIfMissing: false })).toBeUndefined();
    expect(manager.getContextStats()).toEqual({});
    expect(manager.listContexts()).toEqual([]);
    manager.getRegistry("a", { createIfMissing: true });
    expect(manager.hasContext("a")).toBe(true);
  });

  test("are found under every spelling of their name", () => {
    const registry = manager.getRegistry("re\u0301gion");
    expect(registry.contextName).toBe("région");
    expect(manager.getRegistry(" région\t")).toBe(registry);
    expect(manager.getRegistry(" région\t", { createIfMissing: false })).toBe(registry);
    expect(manager.hasContext("région ")).toBe(true);
    expect(manager.clearContext(" re\u0301gion")).toBe(true);
  });

  test("may have any printable name, and each is one of its own", () => {
    const names = ["a::b", "a", "b", "Ä/ß 💠", "staging/acme", "__proto__", "A"];
    for (const name of names) manager.getRegistry(name).registerSpecification(name, load);
    expect(manager.listContexts()).toEqual(names);
    for (const name of names) expect(manager.getRegistry(name).listStepNames()).toEqual([name]);
  });

  test("of one manager are not those of another", () => {
    const other = new RegistryManager();
    expect(manager.getRegistry("a")).not.toBe(other.getRegistry("a"));
    expect(other.clearAllContexts()).toBe(1);
    expect(manager.listContexts()).toEqual(["a"]);
  });

  test("a call without options is known to the compiler to give a registry", () => {
    expectTypeOf(manager.getRegistry("a")).toEqualTypeOf<SpecificationRegistry>();
    expectTypeOf(manager.getRegistry("a", { createIfMissing: true })).toEqualTypeOf<SpecificationRegistry>();
    expectTypeOf(manager.getRegistry("a", { createIfMissing: false })).toEqualTypeOf<
      SpecificationRegistry | undefined
    >();
    const createIfMissing: boolean = time > 0;
    expectTypeOf(manager.getRegistry("a", { createIfMissing })).toEqualTypeOf<
      SpecificationRegistry | undefined
    >();
  });
});

describe("clearing", () => {
  test("empties the registry, which refuses every write from then on and says so", () => {
    const registry = manager.getRegistry("old");
    registry.registerSpecification("load", load);
    const { revision } = registry;
    const snapshot = registry.snapshot();
    manager.clearContext("old");
    expect([registry.size, registry.listSpecifications(), registry.contextName]).toEqual([0, [], "old"]);
    expect(registry.revision).toBeGreaterThan(revision);
    const writes: [string, () => unknown][] = [
      ['register "load"', () => registry.registerSpecification("load", load)],
      ["register steps", () => registry.registerAll([])],
      ['unregister "load"', () => registry.unregisterSpecification("load")],
      ["restore a snapshot", () => registry.restore(snapshot)],
      ["take all steps out", () => registry.clear()],
    ];
    for (const [intention, write] of writes) {
      const error = caught(write);
      expect(error.code).toBe("CONTEXT_CLEARED");
      expect(error.details).toEqual({ contextName: "old", intention });
      expect(error.message).toBe(
        `Cannot ${intention}: the context "old" was cleared, and this registry went with it.\n` +
          '  hint: ask for the context again, with getRegistry("old"); it makes a new, empty one.',
      );
    }
  });

  test("leaves the specifications that were handed out", () => {
    const given = manager.getRegistry("old").registerSpecification("load", load);
    manager.clearAllContexts();
    expect(Object.keys(given.outputs)).toEqual(["data", "labels"]);
  });

  test("an empty context changes no revision", () => {
    const registry = manager.getRegistry("empty");
    manager.clearContext("empty");
    expect(registry.revision).toBe(0);
  });
});

describe("statistics", () => {
  test("count steps, step types and ports", () => {
    const registry = manager.getRegistry("a");
    registry.registerSpecification("load", load);
    registry.registerSpecification("load_again", load);
    registry.registerSpecification("train", train);
    expect(manager.getContextStats()["a"]).toEqual({
      stepCount: 3,
      stepTypeCount: 2,
      dependencyCount: 1,
      outputCount: 5,
      createdAt: 1000,
      lastUsedAt: 1000,
    });
    expectTypeOf(manager.getContextStats()).toEqualTypeOf<Readonly<Record<string, ContextStats>>>();
  });

  test("count a replaced step once, by its new type", () => {
    const registry = manager.getRegistry("a");
    registry.registerSpecification("step", load);
    registry.registerSpecification("step", train, { replace: true });
    expect(manager.getContextStats()["a"]).toMatchObject({
      stepCount: 1,
      stepTypeCount: 1,
      dependencyCount: 1,
      outputCount: 1,
    });
    expect(registry.getSpecificationsByType("Load")).toEqual([]);
  });

  test("are a frozen object without a prototype, in which every name is one like any other", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "x"];
    for (const name of names) manager.getRegistry(name).registerSpecification("load", load);
    const stats = manager.getContextStats();
    expect(Object.getPrototypeOf(stats)).toBeNull();
    expect(Object.isFrozen(stats)).toBe(true);
    expect(Object.keys(stats)).toEqual(names);
    for (const name of names) {
      expect(stats[name]?.stepCount).toBe(1);
      expect(Object.isFrozen(stats[name])).toBe(true);
    }
    expect(stats["valueOf"]).toBeUndefined();
    expect(Object.keys(JSON.parse(JSON.stringify(stats)) as object)).toEqual(names);
  });

  test("are of the moment they were asked for", () => {
    const registry = manager.getRegistry("a");
    const before = manager.getContextStats();
    registry.registerSpecification("load", load);
    expect(before["a"]?.stepCount).toBe(0);
    expect(manager.getContextStats()["a"]?.stepCount).toBe(1);
  });
});

describe("times", () => {
  const statsAt = (now: number, act: () => unknown): ContextStats | undefined => {
    time = now;
    act();
    return manager.getContextStats()["a"];
  };

  test("a context is created once, and last used when it is asked for or written to", async () => {
    const registry = manager.getRegistry("a");
    expect(statsAt(2000, () => manager.getRegistry("a"))).toMatchObject({
      createdAt: 1000,
      lastUsedAt: 2000,
    });
    expect(statsAt(2500, () => manager.getRegistry(" a "))).toMatchObject({ lastUsedAt: 2500 });
    expect(statsAt(3000, () => registry.registerSpecification("load", load))).toMatchObject({
      lastUsedAt: 3000,
    });
    expect(statsAt(4000, () => registry.listStepNames())).toMatchObject({ lastUsedAt: 3000 });
    expect(statsAt(5000, () => manager.hasContext("a"))).toMatchObject({ lastUsedAt: 3000 });
    expect(statsAt(6000, () => manager.getRegistry("other"))).toMatchObject({ lastUsedAt: 3000 });
    await registry.transaction((draft) => {
      time = 7000;
      draft.clear();
    });
    expect(manager.getContextStats()["a"]).toMatchObject({ createdAt: 1000, lastUsedAt: 7000 });
  });

  test("a context that is made again is a new one", () => {
    manager.getRegistry("a");
    manager.clearContext("a");
    expect(statsAt(9000, () => manager.getRegistry("a"))).toMatchObject({ createdAt: 9000 });
  });

  test("without a clock of one's own they are the machine's", async () => {
    const own = new RegistryManager();
    const before = Date.now();
    own.getRegistry("a");
    await setImmediate();
    own.getRegistry("a");
    const { createdAt, lastUsedAt } = own.getContextStats()["a"]!;
    expect(createdAt).toBeGreaterThanOrEqual(before);
    expect(lastUsedAt).toBeGreaterThanOrEqual(createdAt);
    expect(lastUsedAt).toBeLessThanOrEqual(Date.now());
  });
});

describe("the manager itself", () => {
  test("is disposed with await using: all contexts are cleared", async () => {
    let registry: SpecificationRegistry;
    {
      await using own = new RegistryManager();
      registry = own.getRegistry("a");
    }
    expect(caught(() => registry.registerSpecification("load", load)).code).toBe("CONTEXT_CLEARED");
  });

  test("says in a line what it holds", () => {
    manager.getRegistry("a");
    expect(String(manager)).toBe("RegistryManager(contexts=1)");
    expect(inspect({ manager })).toBe("{ manager: RegistryManager(contexts=1) }");
  });
});
