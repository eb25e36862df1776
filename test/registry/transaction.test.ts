import { getEventListeners } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { RegistryManager, SpecificationRegistry } from "../../src/registry/index.js";
import { rejectionOf } from "../support/promises.js";

const load = { stepType: "Load", outputs: { data: {} } };
const train = { stepType: "Train", dependencies: { data: {} }, outputs: { model: {} } };

let registry: SpecificationRegistry;
beforeEach(() => {
  registry = new SpecificationRegistry("orders");
});

/** A counter kept in the version of a step, as an update that is lost if two read the same value. */
const countOf = (of: SpecificationRegistry): number => Number(of.getSpecification("counter")?.version ?? "0");
const setCount = (of: SpecificationRegistry, count: number): void => {
  of.registerSpecification("counter", { stepType: "Counter", version: String(count) }, { replace: true });
};

describe("many at once", () => {
  test("10,000 transactions across 100 contexts that read, await and write lose no update", async () => {
    const manager = new RegistryManager();
    const increments = Array.from({ length: 10_000 }, (_, i) =>
      manager.getRegistry(`context_${i % 100}`).transaction(async (draft) => {
        const count = countOf(draft);
        await (i % 7 === 0 ? setImmediate() : undefined);
        setCount(draft, count + 1);
      }),
    );
    await Promise.all(increments);
    const contexts = manager.listContexts();
    expect(contexts).toHaveLength(100);
    for (const name of contexts) {
      expect(countOf(manager.getRegistry(name))).toBe(100);
      expect(manager.getRegistry(name).revision).toBe(100);
    }
  });

  test("they run one at a time, in the order of their calls", async () => {
    const events: string[] = [];
    const work = (name: string, milliseconds: number) => async (): Promise<void> => {
      events.push(`${name} begins`);
      await setTimeout(milliseconds);
      events.push(`${name} ends`);
    };
    await Promise.all([
      registry.transaction(work("first", 8)),
      registry.transaction(work("second", 1)),
      registry.transaction(work("third", 4)),
    ]);
    expect(events).toEqual(
      ["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  test("those of different contexts do not wait for each other", async () => {
    const other = new SpecificationRegistry("other");
    await registry.transaction(async () => {
      await other.transaction((draft) => draft.registerSpecification("load", load));
    });
    expect(other.size).toBe(1);
  });

  test("under any interleaving, what is committed is what the successful ones wrote", async () => {
    const plan = fc.array(
      fc.record({ turns: fc.nat({ max: 3 }), fails: fc.boolean(), tooManyTurns: fc.nat({ max: 2 }) }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(plan, fc.scheduler(), async (works, scheduler) => {
        const shared = new SpecificationRegistry("shared");
        const runs = works.map(async ({ turns, fails }, index) => {
          await shared.transaction(async (draft) => {
            draft.registerSpecification(`step_${index}`, load);
            const count = countOf(draft);
            for (let turn = 0; turn < turns; turn++) await scheduler.schedule(Promise.resolve());
            setCount(draft, count + 1);
            if (fails) throw new Error("planned");
          });
        });
        const settled = Promise.allSettled(runs);
        await scheduler.waitFor(settled);
        const kept = works.flatMap(({ fails }, index) => (fails ? [] : [`step_${index}`]));
        expect(shared.listStepNames().filter((name) => name !== "counter")).toEqual(kept);
        expect(countOf(shared)).toBe(kept.length);
        expect((await settled).map(({ status }) => status === "rejected")).toEqual(
          works.map(({ fails }) => fails),
        );
      }),
    );
  });
});

describe("all or nothing", () => {
  test("returns what the work returns, and every write appears at once", async () => {
    const seen: number[] = [];
    const result = await registry.transaction(async (draft) => {
      draft.registerSpecification("load", load);
      await setImmediate();
      seen.push(registry.size, draft.size);
      draft.registerSpecification("train", train);
      return draft.listStepNames();
    });
    expect(result).toEqual(["load", "train"]);
    expect(seen).toEqual([0, 1]);
    expect(registry.listStepNames()).toEqual(["load", "train"]);
  });

  test("one that throws after an await leaves no trace", async () => {
    registry.registerSpecification("load", load);
    const [before, revision] = [JSON.stringify(registry), registry.revision];
    const failure = new Error("out of memory");
    const attempt = registry.transaction(async (draft) => {
      draft.unregisterSpecification("load");
      draft.registerSpecification("train", train);
      await setImmediate();
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(JSON.stringify(registry)).toBe(before);
    expect(registry.revision).toBe(revision);
    await registry.transaction((draft) => draft.registerSpecification("train", train));
    expect(registry.size).toBe(2);
  });

  test("one that throws at once is a rejection too, and not an exception of the call", async () => {
    const attempt = registry.transaction(() => {
      throw new TypeError("no await was reached");
    });
    await expect(attempt).rejects.toThrow("no await was reached");
  });

  test("work that is no function is refused, and the next transaction has its turn", async () => {
    const error = await rejectionOf(registry.transaction("work" as never));
    expect(error).toMatchObject({ code: "OPTION_INVALID" });
    expect(await registry.transaction((draft) => draft.size)).toBe(0);
  });

  test("one that writes nothing changes no revision", async () => {
    await registry.transaction((draft) => draft.listStepNames());
    expect(registry.revision).toBe(0);
  });

  test("the draft of an ended transaction is still read, and is not changed by later writes", async () => {
    const draft = await registry.transaction((working) => {
      working.registerSpecification("load", load);
      return working;
    });
    registry.registerSpecification("train", train);
    expect(draft.listStepNames()).toEqual(["load"]);
    expect(draft.contextName).toBe("orders");
  });
});

describe("nesting", () => {
  test("an inner one commits to the outer one, which commits to the registry", async () => {
    await registry.transaction(async (outer) => {
      await outer.transaction((inner) => inner.registerSpecification("load", load));
      expect(outer.size).toBe(1);
      expect(registry.size).toBe(0);
    });
    expect(registry.size).toBe(1);
  });

  test("a failed inner one leaves the outer one as it was", async () => {
    await registry.transaction(async (outer) => {
      outer.registerSpecification("load", load);
      const failing = outer.transaction((inner) => {
        inner.clear();
        throw new Error("planned");
      });
      await expect(failing).rejects.toThrow("planned");
    });
    expect(registry.listStepNames()).toEqual(["load"]);
  });

  test("an inner one that nobody waits for commits nothing, and says so", async () => {
    let floating!: Promise<void>;
    await registry.transaction((outer) => {
      floating = outer.transaction(async (inner) => {
        await setImmediate();
        inner.registerSpecification("load", load);
      });
    });
    expect(await rejectionOf(floating)).toHaveProperty("code", "TRANSACTION_ENDED");
    expect(registry.size).toBe(0);
  });
});

describe("a signal", () => {
  test.each([[new AbortController()], [{}], [null]])(
    "that is none (%o) is refused, and stops nobody",
    async (signal) => {
      const error = await rejectionOf(registry.transaction(() => 1, { signal: signal as never }));
      expect(error).toMatchObject({
        code: "OPTION_INVALID",
        message: expect.stringContaining("The option signal of transaction() must be an AbortSignal"),
      });
      expect(await registry.transaction(() => 2)).toBe(2);
    },
  );

  test("ends work that hangs, undoes what it did, and lets the next one in", async () => {
    const controller = new AbortController();
    let left!: SpecificationRegistry;
    const hanging = registry.transaction(
      (draft) => {
        left = draft;
        draft.registerSpecification("load", load);
        return new Promise<void>(() => {});
      },
      { signal: controller.signal },
    );
    const error = rejectionOf(hanging);
    await setImmediate();
    controller.abort(new Error("enough"));
    expect(await error).toMatchObject({
      code: "OPERATION_ABORTED",
      message: expect.stringContaining("enough"),
    });
    expect(registry.size).toBe(0);
    expect(() => left.registerSpecification("train", train)).toThrow("has ended");
    expect(await registry.transaction((draft) => draft.registerSpecification("load", load).stepType)).toBe(
      "Load",
    );
  });

  test("may be shared by many transactions, and has no listener when they are over", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    await Promise.all(
      Array.from({ length: 50 }, () => registry.transaction(() => setImmediate(), { signal })),
    );
    await setImmediate();
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
