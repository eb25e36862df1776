import { setImmediate, setTimeout } from "node:timers/promises";

import { beforeEach, describe, expect, test } from "vitest";
import { RegistryManager, SpecificationRegistry } from "../../src/registry/index.js";
import { caught } from "../support/caught.js";
import { rejectionOf } from "../support/promises.js";

const load = { stepType: "Load", outputs: { data: {} } };
const train = { stepType: "Train", dependencies: { data: {} }, outputs: { model: {} } };

let registry: SpecificationRegistry;
beforeEach(() => {
  registry = new SpecificationRegistry("orders");
});

describe("writes past a transaction", () => {
  test("a direct write while one is open is refused", async () => {
    const errors = await registry.transaction(async () => {
      await setImmediate();
      return [
        () => registry.registerSpecification("load", load),
        () => registry.registerAll([]),
        () => registry.unregisterSpecification("load"),
        () => registry.restore(registry.snapshot()),
        () => registry.clear(),
      ].map((write) => caught(write));
    });
    expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => "TRANSACTION_OPEN"));
    expect(errors[0]?.message).toBe(
      'Cannot register "load" in context "orders": a transaction is running on it.\n' +
        "  hint: within the transaction, write to the registry that is handed to its work; from outside, wait for your turn with transaction().",
    );
  });

  test("no direct write is lost, in whatever microtask around the end of the work it comes", async () => {
    const transaction = registry.transaction(async (draft) => {
      draft.registerSpecification("from_transaction", load);
      for (let microtask = 0; microtask < 10; microtask++) await Promise.resolve();
    });
    const kept: string[] = [];
    const refused: string[] = [];
    for (let i = 0; i < 40; i++) {
      try {
        registry.registerSpecification(`direct_${i}`, load);
        kept.push(`direct_${i}`);
      } catch {
        refused.push(`direct_${i}`);
      }
      await Promise.resolve();
    }
    await transaction;
    expect(refused.length).toBeGreaterThan(0);
    expect(kept.length).toBeGreaterThan(refused.length);
    for (const stepName of ["from_transaction", ...kept]) {
      expect(registry.hasSpecification(stepName), stepName).toBe(true);
    }
  });

  test("a late write to the draft is refused", async () => {
    let late!: SpecificationRegistry;
    await registry.transaction((draft) => {
      late = draft;
    });
    expect(caught(() => late.registerSpecification("load", load)).message).toBe(
      'Cannot register "load" in context "orders": the transaction that this registry belongs to has ended.\n' +
        "  hint: await everything inside the transaction, or write to the registry of the context.",
    );
    expect(await rejectionOf(late.transaction(() => 1))).toHaveProperty("code", "TRANSACTION_ENDED");
    expect(registry.size).toBe(0);
  });

  test("a late write to the draft of a failed one is refused as well", async () => {
    let late!: SpecificationRegistry;
    const attempt = registry.transaction((draft) => {
      late = draft;
      throw new Error("planned");
    });
    await expect(attempt).rejects.toThrow("planned");
    expect(caught(() => late.clear()).code).toBe("TRANSACTION_ENDED");
  });
});

describe("clearing meanwhile", () => {
  test("the context's own and its waiting transactions fail, and the new context is untouched", async () => {
    const manager = new RegistryManager();
    const orders = manager.getRegistry("orders");
    let draftSize = 0;
    const running = orders.transaction(async (draft) => {
      await setTimeout(5);
      draft.registerSpecification("load", load);
      draftSize = draft.size;
    });
    const waiting = orders.transaction((draft) => draft.registerSpecification("train", train));
    await setImmediate();
    expect(manager.clearContext("orders")).toBe(true);
    const [ofRunning, ofWaiting] = await Promise.all([running, waiting].map(rejectionOf));
    expect(ofRunning).toMatchObject({
      code: "CONTEXT_CLEARED",
      message:
        'Cannot commit a transaction: the context "orders" was cleared, and this registry went with it.\n' +
        '  hint: ask for the context again, with getRegistry("orders"); it makes a new, empty one.',
    });
    expect(ofWaiting).toMatchObject({
      code: "CONTEXT_CLEARED",
      details: { contextName: "orders", intention: "run a transaction" },
    });
    expect(draftSize).toBe(1);
    expect(orders.size).toBe(0);
    expect(manager.getRegistry("orders").size).toBe(0);
  });
});

describe("cancelling", () => {
  test("while it waits, it gives its turn to the next and never runs", async () => {
    const controller = new AbortController();
    let ran = false;
    const first = registry.transaction(() => setTimeout(5));
    const second = registry.transaction(
      () => {
        ran = true;
      },
      { signal: controller.signal },
    );
    const third = registry.transaction((draft) => draft.registerSpecification("load", load));
    controller.abort(new Error("the user left"));
    expect(await rejectionOf(second)).toMatchObject({
      code: "OPERATION_ABORTED",
      message: 'The transaction on context "orders" was aborted: the user left.',
      cause: controller.signal.reason as Error,
    });
    await Promise.all([first, third]);
    expect(ran).toBe(false);
    expect(registry.size).toBe(1);
  });

  test("while it works, the work is undone", async () => {
    const controller = new AbortController();
    const attempt = registry.transaction(
      async (draft) => {
        draft.registerSpecification("load", load);
        await setImmediate();
        controller.abort();
      },
      { signal: controller.signal },
    );
    expect(await rejectionOf(attempt)).toHaveProperty("code", "OPERATION_ABORTED");
    expect(registry.size).toBe(0);
    await registry.transaction((draft) => draft.registerSpecification("load", load));
    expect(registry.size).toBe(1);
  });

  test("before it begins, the work is never called", async () => {
    const attempt = registry.transaction(() => registry.clear(), { signal: AbortSignal.abort() });
    expect(await rejectionOf(attempt)).toHaveProperty("code", "OPERATION_ABORTED");
  });
});
