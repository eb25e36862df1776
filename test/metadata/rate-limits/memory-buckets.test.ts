import { describe, expect, it } from "vitest";
import { createMemoryBuckets, type Bucket, type MemoryBuckets } from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { bucketStoreContract } from "./bucket-store-contract.js";
import { createComparingStore } from "./comparing-store.js";

bucketStoreContract("createMemoryBuckets()", () => createMemoryBuckets());
bucketStoreContract("a store that compares and sets", createComparingStore);

function put(store: MemoryBuckets, key: string, fullAt: number, now = 0): void {
  const bucket: Bucket = { missing: 1, at: now, fullAt };
  store.update([key], now, () => ({ buckets: [bucket], result: 0 }));
}

function has(store: MemoryBuckets, key: string): boolean {
  return store.update([key], 0, (buckets) => ({ buckets, result: buckets[0] !== undefined }));
}

describe("createMemoryBuckets", () => {
  it("forgets full buckets as the number grows, without being told", () => {
    const store = createMemoryBuckets();
    for (let now = 0; now < 50_000; now++) put(store, `user-${now}`, now + 100, now);
    expect(store.size).toBeLessThanOrEqual(1001);
    expect(store.evicted).toBe(0);
    expect(has(store, "user-49999")).toBe(true);
  });

  it("keeps no more than it is told to, and forgets those first that are the nearest to full", () => {
    const store = createMemoryBuckets({ maxBuckets: 100 });
    for (let index = 0; index < 101; index++) put(store, `user-${index}`, 1000 + ((index * 37) % 101));
    expect(store.size).toBe(90);
    expect(store.evicted).toBe(11);
    const lost = Array.from({ length: 101 }, (_, index) => index).filter(
      (index) => !has(store, `user-${index}`),
    );
    expect(lost.map((index) => (index * 37) % 101).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it("keeps one bucket where there may be one", () => {
    const store = createMemoryBuckets({ maxBuckets: 1 });
    put(store, "a", 10);
    put(store, "b", 20);
    expect([store.size, has(store, "a"), has(store, "b")]).toEqual([1, false, true]);
  });

  it("takes the room of full buckets first", () => {
    const store = createMemoryBuckets({ maxBuckets: 10 });
    for (let index = 0; index < 10; index++) put(store, `full-${index}`, 5);
    put(store, "other", 20, 6);
    expect([store.size, store.evicted, has(store, "other")]).toEqual([1, 0, true]);
  });

  it("does not write what did not change", () => {
    const store = createMemoryBuckets();
    store.update(["a", "b"], 0, (buckets) => ({ buckets, result: 0 }));
    expect(store.size).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, "10", null])("refuses maxBuckets: %j", (maxBuckets) => {
    const error = caught(() => createMemoryBuckets({ maxBuckets: maxBuckets as number }));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain("maxBuckets of createMemoryBuckets() must be a positive integer");
  });

  it("refuses an option that it does not have", () => {
    expect(caught(() => createMemoryBuckets({ size: 1 } as object)).message).toContain('"size"');
  });
});
