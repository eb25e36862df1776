import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bucketFaults,
  bucketShape,
  takeTokens,
  type Bucket,
} from "../../../src/metadata/rate-limits/token-bucket.js";

/** A rate of at most three decimals, in thousandths per minute. */
const thousandths = fc.integer({ min: 1, max: 10_000_000 });
const maxTokens = fc.integer({ min: 1, max: 100_000 });
const takes = fc.array(
  fc.record({
    after: fc.oneof(fc.nat(50), fc.nat(100_000), fc.nat(4e12)),
    cost: fc.oneof(fc.constant(1), fc.nat(20), fc.nat(200_000)),
  }),
  { maxLength: 60 },
);

/** A bucket in fractions that nothing rounds: numerators over 60,000,000. */
function exactBucket(size: number, rate: number) {
  const capacity = BigInt(size) * 60_000_000n;
  let level = capacity;
  return {
    wait: (ms: number) => {
      level += BigInt(ms) * BigInt(rate);
      if (level > capacity) level = capacity;
    },
    take: (cost: number) => {
      const needed = BigInt(cost) * 60_000_000n;
      const allowed = needed <= level;
      if (allowed) level -= needed;
      return { allowed, remaining: Number(level / 60_000_000n) };
    },
  };
}

describe("takeTokens", () => {
  it("does what a bucket of exact fractions does, whatever is taken and however long is waited", () => {
    fc.assert(
      fc.property(maxTokens, thousandths, takes, (size, rate, all) => {
        const shape = bucketShape(size, rate / 1000);
        const exact = exactBucket(size, rate);
        let bucket: Bucket | undefined;
        let now = 1_700_000_000_000;
        for (const { after, cost } of all) {
          now += after;
          exact.wait(after);
          const { allowed, remaining, bucket: next } = takeTokens(shape, bucket, cost, now);
          expect({ allowed, remaining }).toEqual(exact.take(cost));
          bucket = next;
        }
      }),
    );
  });

  it("says to the millisecond how long to wait", () => {
    fc.assert(
      fc.property(maxTokens, thousandths, takes, fc.nat(200), (size, rate, all, cost) => {
        const shape = bucketShape(size, rate / 1000);
        let bucket: Bucket | undefined;
        let now = 0;
        for (const take of all) bucket = takeTokens(shape, bucket, take.cost, (now += take.after)).bucket;
        const { allowed, retryAfterMs } = takeTokens(shape, bucket, cost, now);
        const isAllowedAfter = (ms: number) => takeTokens(shape, bucket, cost, now + ms).allowed;
        const isExact = isAllowedAfter(retryAfterMs) && !isAllowedAfter(retryAfterMs - 1);
        expect(retryAfterMs === (cost > size ? Infinity : 0) || isExact).toBe(true);
        expect(allowed).toBe(retryAfterMs === 0);
      }),
    );
  });

  it("says to the millisecond when the bucket is full, and that it may then be forgotten", () => {
    fc.assert(
      fc.property(maxTokens, thousandths, takes, (size, rate, all) => {
        const shape = bucketShape(size, rate / 1000);
        let bucket: Bucket | undefined;
        let now = 0;
        for (const take of all) {
          const taken = takeTokens(shape, bucket, take.cost, (now += take.after));
          bucket = taken.bucket;
          expect(Math.max(bucket?.fullAt ?? 0, now)).toBe(now + taken.resetMs);
          const isFullAfter = (ms: number) => takeTokens(shape, bucket, size, now + ms).allowed;
          expect(isFullAfter(taken.resetMs)).toBe(true);
          expect(taken.resetMs === 0 || !isFullAfter(taken.resetMs - 1)).toBe(true);
        }
      }),
    );
  });

  it("never gives more than was there and came back, whatever the clock does", () => {
    const clock = fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(clock, (times) => {
        // A bucket fills in two minutes: no clock of these goes back further.
        const shape = bucketShape(20, 10);
        let bucket: Bucket | undefined;
        let given = 0;
        for (const now of times) {
          const taken = takeTokens(shape, bucket, 1, now);
          if (taken.allowed) given++;
          bucket = taken.bucket;
        }
        expect(given).toBeLessThanOrEqual(20 + (Math.max(...times) * 10) / 60_000);
      }),
    );
  });

  const empty: Bucket = { missing: 5 * 12_000, at: 60_000, fullAt: 120_000 };
  const shape = bucketShape(5, 5);

  it("gives nothing back while the clock is behind, and says so", () => {
    const taken = takeTokens(shape, empty, 1, 59_000);
    expect(taken).toMatchObject({ allowed: false, retryAfterMs: 13_000, resetMs: 61_000 });
    expect(taken.bucket).toBe(empty);
    expect(takeTokens(shape, empty, 1, 59_000 + 13_000).allowed).toBe(true);
  });

  it("counts from a clock that was set back by more than the bucket takes to fill", () => {
    const later: Bucket = { ...empty, at: 10_000_000, fullAt: 10_060_000 };
    const taken = takeTokens(shape, later, 1, 1000);
    expect(taken).toMatchObject({ allowed: false, retryAfterMs: 12_000, bucket: { at: 1000 } });
    expect(takeTokens(shape, taken.bucket, 1, 13_000).allowed).toBe(true);
  });

  it("asks without taking at a cost of 0", () => {
    expect(takeTokens(shape, undefined, 0, 0)).toEqual({
      allowed: true,
      bucket: undefined,
      remaining: 5,
      retryAfterMs: 0,
      resetMs: 0,
    });
    expect(takeTokens(shape, empty, 0, 60_000)).toMatchObject({ allowed: true, remaining: 0, bucket: empty });
  });

  it("does not count fractions of a millisecond twice", () => {
    let bucket: Bucket | undefined = takeTokens(shape, undefined, 5, 0.9).bucket;
    for (let now = 0.9; now < 11_999; now += 7.3) {
      const taken = takeTokens(shape, bucket, 1, now);
      expect(taken.allowed).toBe(false);
      bucket = taken.bucket;
    }
    expect(takeTokens(shape, bucket, 1, 12_000.5).allowed).toBe(true);
  });

  it("is full after ten thousand years", () => {
    expect(takeTokens(shape, { missing: 1, at: 0, fullAt: 1 }, 5, 3.2e14)).toMatchObject({
      allowed: true,
      remaining: 0,
    });
  });
});

describe("bucketFaults", () => {
  it.each([
    [100, 100],
    [1, 0.001],
    [150_000_000, 0.001],
    [5, 0.1],
  ])("finds none in %d tokens at %d a minute", (size, rate) => {
    expect(bucketFaults(size, rate)).toEqual([]);
  });

  it.each([
    [0, 1, ["maxTokens must be a positive integer, but is 0"]],
    [1.5, 1, ["maxTokens must be a positive integer, but is 1.5"]],
    ["5", 1, ['maxTokens must be a positive integer, but is "5"']],
    [5, 0, ["refillPerMinute must be a positive number, but is 0"]],
    [5, -1, ["refillPerMinute must be a positive number, but is -1"]],
    [5, NaN, ["refillPerMinute must be a positive number, but is NaN"]],
    [5, Infinity, ["refillPerMinute must be a positive number, but is Infinity"]],
    [5, 1 / 3, ["refillPerMinute may have three decimals, but is 0.3333333333333333"]],
    [
      2 ** 40,
      0.001,
      ["maxTokens 1099511627776 with refillPerMinute 0.001 is more than can be counted exactly"],
    ],
    [
      undefined,
      undefined,
      [
        "maxTokens must be a positive integer, but is undefined",
        "refillPerMinute must be a positive number, but is undefined",
      ],
    ],
  ])("says of %j tokens at %j a minute what is wrong", (size, rate, faults) => {
    expect(bucketFaults(size, rate)).toEqual(faults);
  });
});
