import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { abortError, onAbort, requireSignal, throwIfAborted, unlessAborted } from "../../src/kernel/index.js";

describe("throwIfAborted", () => {
  it("does nothing without a signal, or before it is aborted", () => {
    expect(throwIfAborted(undefined, "loading")).toBeUndefined();
    expect(throwIfAborted(new AbortController().signal, "loading")).toBeUndefined();
  });

  it("throws once the signal is aborted, with the reason as cause", () => {
    const reason = new Error("the user left");
    expect(() => throwIfAborted(AbortSignal.abort(reason), "loading")).toThrow(
      expect.objectContaining({
        code: "OPERATION_ABORTED",
        message: "loading was aborted: the user left.",
        details: { operation: "loading" },
        cause: reason,
      }),
    );
  });
});

describe("abortError", () => {
  it("tells a reason that is no error", () => {
    expect(abortError(AbortSignal.abort("enough"), "the run").message).toBe("the run was aborted: enough.");
  });

  it("tells the reason of a signal that timed out", async () => {
    const signal = AbortSignal.timeout(1);
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    expect(abortError(signal, "the run").message).toMatch(/^the run was aborted: .*timeout.*\.$/u);
  });
});

describe("requireSignal", () => {
  it("lets signals pass, and their absence", () => {
    expect(() => requireSignal(undefined, "run()")).not.toThrow();
    expect(() => requireSignal(new AbortController().signal, "run()")).not.toThrow();
  });

  it("refuses what is none", () => {
    expect(() => requireSignal({ aborted: false }, "run()")).toThrow(
      "The option signal of run() must be an AbortSignal, but is an object.",
    );
  });
});

describe("onAbort", () => {
  it("calls each listener once, and not one that was taken back", () => {
    const controller = new AbortController();
    const heard: string[] = [];
    onAbort(controller.signal, () => heard.push("first"));
    const takeBack = onAbort(controller.signal, () => heard.push("second"));
    onAbort(controller.signal, () => heard.push("third"));
    takeBack();
    takeBack();
    controller.abort();
    controller.abort();
    expect(heard).toEqual(["first", "third"]);
  });

  it("puts one listener on the signal, for as long as anybody listens", () => {
    const { signal } = new AbortController();
    const takeBacks = Array.from({ length: 20 }, () => onAbort(signal, () => {}));
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    for (const takeBack of takeBacks) takeBack();
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    onAbort(signal, () => {});
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
  });
});

describe("unlessAborted", () => {
  it("gives what the promise gives, with or without a signal", async () => {
    expect(await unlessAborted(Promise.resolve(1), undefined, "waiting")).toBe(1);
    expect(await unlessAborted(Promise.resolve(2), new AbortController().signal, "waiting")).toBe(2);
  });

  it("gives up when the signal is aborted, before or meanwhile, whatever the promise comes to", async () => {
    const before = unlessAborted(new Promise(() => {}), AbortSignal.abort("x"), "waiting");
    await expect(before).rejects.toThrow("waiting was aborted: x.");
    const controller = new AbortController();
    const meanwhile = unlessAborted(new Promise(() => {}), controller.signal, "waiting");
    controller.abort(new Error("enough"));
    await expect(meanwhile).rejects.toThrow("waiting was aborted: enough.");
  });
});
