import { AsyncResource } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { processWide } from "../../src/kernel/index.js";
import {
  clearAllContexts,
  currentContext,
  getRegistry,
  RegistryManager,
  runInContext,
} from "../../src/registry/index.js";
import { caught } from "../support/caught.js";

afterEach(() => {
  clearAllContexts();
});

// Stands first: what it asserts holds until something in this file runs in a context.
test("there is no storage before the first runInContext, not even after the context was asked for", () => {
  const ambient = processWide("ambientContext", () => ({}));
  expect(currentContext()).toBeUndefined();
  getRegistry();
  expect(ambient).toEqual({});
  runInContext("first", () => undefined);
  expect(Object.keys(ambient)).toEqual(["storage"]);
});

describe("the current context", () => {
  test("is that of the innermost runInContext, and undefined outside", () => {
    const seen = runInContext("outer", () => [
      currentContext(),
      runInContext("inner", () => currentContext()),
      currentContext(),
    ]);
    expect(seen).toEqual(["outer", "inner", "outer"]);
    expect(currentContext()).toBeUndefined();
  });

  test("is left when the function throws, and what it throws comes out", () => {
    const failure = new Error("planned");
    const failing = (): never => {
      throw failure;
    };
    expect(() => runInContext("left", failing)).toThrow(failure);
    expect(currentContext()).toBeUndefined();
  });

  test("lasts across awaits and timers, while others run in theirs", async () => {
    const work = (name: string): Promise<(string | undefined)[]> =>
      runInContext(name, async () => {
        const seen = [currentContext()];
        await setImmediate();
        seen.push(currentContext());
        await Promise.all([setTimeout(2), setTimeout(1)]);
        seen.push(currentContext());
        return seen;
      });
    const names = ["a", "b", "c"];
    expect(await Promise.all(names.map(work))).toEqual(names.map((name) => [name, name, name]));
  });

  test("reaches callbacks of timers, microtasks and bound functions made within", async () => {
    const seen: (string | undefined)[] = [];
    const note = (): void => {
      seen.push(currentContext());
    };
    const bound = runInContext("within", () => {
      globalThis.setTimeout(note, 1);
      queueMicrotask(note);
      process.nextTick(note);
      return AsyncResource.bind(note);
    });
    await setTimeout(5);
    bound();
    expect(seen).toEqual(["within", "within", "within", "within"]);
  });

  test("of a listener is that of who emits, and of one who awaits an event his own", async () => {
    const emitter = new EventEmitter();
    const heard: (string | undefined)[] = [];
    runInContext("listener", () => emitter.on("done", () => heard.push(currentContext())));
    const waiting = runInContext("waiter", async () => {
      await once(emitter, "done");
      return currentContext();
    });
    runInContext("emitter", () => emitter.emit("done"));
    expect(heard).toEqual(["emitter"]);
    expect(await waiting).toBe("waiter");
  });

  test("is a name in its normal form", () => {
    expect(runInContext("  re\u0301gion ", () => currentContext())).toBe("région");
    for (const bad of ["", " ", undefined, null, 7, "a\nb"]) {
      expect(caught(() => runInContext(bad as string, () => undefined)).code).toBe("CONTEXT_NAME_INVALID");
    }
  });
});

describe("getRegistry() without a name", () => {
  test('follows the current context, else is that of "default"', async () => {
    expect(getRegistry().contextName).toBe("default");
    await runInContext("nightly", async () => {
      await setImmediate();
      expect(getRegistry()).toBe(getRegistry("nightly"));
      expect(getRegistry("named")).not.toBe(getRegistry());
      expect(getRegistry(undefined).contextName).toBe("nightly");
    });
    expect(getRegistry()).toBe(getRegistry("default"));
  });

  test("does so for every manager, each in its own contexts", () => {
    const manager = new RegistryManager();
    runInContext("nightly", () => {
      expect(manager.getRegistry().contextName).toBe("nightly");
      expect(manager.getRegistry()).not.toBe(getRegistry());
    });
  });

  test("makes none if it is told not to", () => {
    const manager = new RegistryManager();
    expect(
      runInContext("nightly", () => manager.getRegistry(undefined, { createIfMissing: false })),
    ).toBeUndefined();
    expect(manager.listContexts()).toEqual([]);
  });
});
