import { describe, expect, it } from "vitest";
import { abortError, throwIfAborted } from "../../src/kernel/index.js";

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
