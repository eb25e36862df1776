import type { Bucket } from "./token-bucket.js";

/** What a change makes of buckets. */
export interface BucketUpdate<T> {
  /** In the order of the keys; what is the same object as before, or still absent, need not be written. */
  readonly buckets: readonly (Bucket | undefined)[];
  readonly result: T;
}

/**
 * Where buckets are kept. In memory there is {@link createMemoryBuckets}; for several processes write one over what they
 * share, with its transactions or with compare-and-set.
 */
export interface BucketStore {
  /**
   * Reads buckets, and writes what `change` makes of them, so that nothing of others comes in between. If the buckets were
   * changed meanwhile, nothing is written and `change` is asked again; it has no effects of its own.
   *
   * @param keys each once
   * @param now milliseconds since 1970: what is full by then may be forgotten
   */
  update<T>(
    keys: readonly string[],
    now: number,
    change: (buckets: readonly (Bucket | undefined)[]) => BucketUpdate<T>,
  ): T | Promise<T>;
}

/** A {@link BucketStore} that answers at once. */
export interface SyncBucketStore extends BucketStore {
  update<T>(
    keys: readonly string[],
    now: number,
    change: (buckets: readonly (Bucket | undefined)[]) => BucketUpdate<T>,
  ): T;
}
