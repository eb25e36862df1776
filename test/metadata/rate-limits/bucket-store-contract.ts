import { describe, expect, it } from "vitest";
import type { Bucket, BucketStore } from "../../../src/metadata/index.js";

const bucket = (missing: number, fullAt = 1_000_000): Bucket => ({ missing, at: 0, fullAt });

/** What every store of buckets does. */
export function bucketStoreContract(name: string, make: () => BucketStore): void {
  describe(`${name}, as a store of buckets`, () => {
    const read = async (store: BucketStore, keys: readonly string[]) =>
      store.update(keys, 0, (buckets) => ({ buckets, result: buckets }));

    it("has nothing of a bucket that was never written", async () => {
      expect(await read(make(), ["a", "b"])).toEqual([undefined, undefined]);
    });

    it("reads what was written, in the order of the keys", async () => {
      const store = make();
      await store.update(["a", "b"], 0, () => ({ buckets: [bucket(1), bucket(2)], result: 0 }));
      expect(await read(store, ["b", "c", "a"])).toMatchObject([{ missing: 2 }, undefined, { missing: 1 }]);
    });

    it("answers with the result of the change", async () => {
      expect(await make().update(["a"], 0, (buckets) => ({ buckets, result: "done" }))).toBe("done");
    });

    it("leaves what is absent absent", async () => {
      const store = make();
      await store.update(["a", "b"], 0, () => ({ buckets: [undefined, bucket(2)], result: 0 }));
      expect(await read(store, ["a"])).toEqual([undefined]);
    });

    it("writes nothing if the change throws", async () => {
      const store = make();
      await store.update(["a"], 0, () => ({ buckets: [bucket(1)], result: 0 }));
      await expect(
        (async () =>
          store.update(["a"], 0, () => {
            throw new Error("no");
          }))(),
      ).rejects.toThrow("no");
      expect(await read(store, ["a"])).toMatchObject([{ missing: 1 }]);
    });

    it("loses nothing of changes at the same time", async () => {
      const store = make();
      await Promise.all(
        Array.from({ length: 50 }, async () =>
          store.update(["shared"], 0, ([before]) => ({
            buckets: [bucket((before?.missing ?? 0) + 1)],
            result: 0,
          })),
        ),
      );
      expect(await read(store, ["shared"])).toMatchObject([{ missing: 50 }]);
    });
  });
}
