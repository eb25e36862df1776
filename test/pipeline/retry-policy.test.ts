import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetryPolicy } from "../../src/pipeline/index.js";
import { isTransient, retryDelay, retryFaults, retryFaultText } from "../../src/pipeline/retry-policy.js";
import { transient } from "../../src/pipeline/transient.js";

const amount = fc.oneof(
  fc.constantFrom(0, 1, 1e-300, Number.MIN_VALUE, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);
const anyPolicy = fc.record({
  maxRetries: fc.nat(),
  delayMs: amount,
  factor: fc.double({ min: 1, noNaN: true, noDefaultInfinity: true }),
  maxDelayMs: fc.oneof(amount, fc.constant(Infinity)),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const anyRetry = fc.integer({ min: 1, max: 2 ** 31 });
const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the delay before a retry", () => {
  test("grows by the factor up to the longest one", () => {
    const policy = { delayMs: 100, factor: 3, maxDelayMs: 1000, jitter: 0 };
    expect([1, 2, 3, 4, 5].map((retry) => retryDelay(policy, retry, 0.9))).toEqual([
      100, 300, 900, 1000, 1000,
    ]);
  });

  test("is 1, 2, 4 seconds and so on up to a minute, less up to a half, if nothing is said", () => {
    expect([1, 2, 3, 7].map((retry) => retryDelay({}, retry, 0))).toEqual([1000, 2000, 4000, 60_000]);
    expect(retryDelay({}, 1, 0.5)).toBe(750);
  });

  test("is finite, not negative, and between its bounds, whatever is said", () => {
    fc.assert(
      fc.property(anyPolicy, anyRetry, anyChance, (policy, retry, chance) => {
        expect(retryFaults(policy)).toEqual([]);
        const delay = retryDelay(policy, retry, chance);
        const longest = retryDelay({ ...policy, jitter: 0 }, retry, chance);
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(longest);
        expect(longest).toBeLessThanOrEqual(policy.maxDelayMs);
      }),
    );
  });
});

describe("a retry policy", () => {
  test.each([
    [{ maxRetries: -1 }, "retry.maxRetries must be a whole number from 0 up, but is -1"],
    [{ maxRetries: 1.5 }, "retry.maxRetries must be a whole number from 0 up, but is 1.5"],
    [{ maxRetries: Infinity }, "retry.maxRetries must be a whole number from 0 up, but is Infinity"],
    [{ delayMs: NaN }, "retry.delayMs must be a finite number of milliseconds from 0 up, but is NaN"],
    [{ delayMs: "1s" }, 'retry.delayMs must be a finite number of milliseconds from 0 up, but is "1s"'],
    [{ factor: 0.5 }, "retry.factor must be a finite number from 1 up, but is 0.5"],
    [{ maxDelayMs: NaN }, "retry.maxDelayMs must be a number of milliseconds from 0 up, but is NaN"],
    [{ jitter: 2 }, "retry.jitter must be a number from 0 to 1, but is 2"],
    [{ isTransient: true }, "retry.isTransient must be a function, but is true"],
    [
      { maxRetrie: 3 },
      'retry.maxRetrie must be left out, as there is no such setting (did you mean "maxRetries"?), but is 3',
    ],
    [5, "retry must be a retry policy, but is 5"],
    [null, "retry must be a retry policy, but is null"],
  ])("cannot be %j", (policy, text) => {
    expect(retryFaults(policy).map(retryFaultText)).toEqual([text]);
  });

  test("may leave anything open", () => {
    const policy: RetryPolicy = {};
    expect(retryFaults({ ...policy, delayMs: undefined })).toEqual([]);
  });

  test("asks about what is not marked as transient", () => {
    const asked: unknown[] = [];
    const policy: RetryPolicy = {
      isTransient(error) {
        asked.push(error);
        return error === "busy";
      },
    };
    expect(
      [transient(new Error("busy")), "busy", "broken"].map((thrown) => isTransient(policy, thrown)),
    ).toEqual([true, true, false]);
    expect(asked).toEqual(["busy", "broken"]);
    expect(isTransient({}, new Error("busy"))).toBe(false);
  });
});
