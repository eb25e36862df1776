import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { SyncBucketStore } from "./bucket-store.js";
import type { Bucket } from "./token-bucket.js";

/** How buckets are kept in memory. */
export interface MemoryBucketsOptions {
  /** How many at most. By default 100,000, which take about 22 MB. */
  readonly maxBuckets?: number;
}

/** Buckets in the memory of one process. */
export interface MemoryBuckets extends SyncBucketStore {
  /** How many are kept. */
  readonly size: number;
  /** How many were forgotten before they were full, because there were too many; whose they were could begin anew. */
  readonly evicted: number;
}

/** The fewest buckets that a sweep is worth. */
const fewest = 1000;

/**
 * Keeps buckets in memory, and no more than it is told to: full ones, which say nothing, are forgotten as the number grows,
 * and if that is not enough those that are the nearest to full. O(1) for each bucket, amortised.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function createMemoryBuckets(options: MemoryBucketsOptions = {}): MemoryBuckets {
  refuseUnknownOptions(options, ["maxBuckets"], "createMemoryBuckets()");
  const { maxBuckets = 100_000 } = options;
  if (!Number.isSafeInteger(maxBuckets) || maxBuckets < 1)
    throw optionInvalid("maxBuckets", "createMemoryBuckets()", "a positive integer", maxBuckets);
  const kept = new Map<string, Bucket>();
  let evicted = 0;
  let sweepAt = Math.min(fewest, maxBuckets);
  const sweep = (now: number) => {
    const isOver = kept.size > maxBuckets;
    for (const [key, { fullAt }] of kept) if (fullAt <= now) kept.delete(key);
    // With a tenth to spare, so that it need not be done again at once.
    if (isOver) evicted += evict(kept, Math.ceil(maxBuckets * 0.9));
    sweepAt = Math.min(Math.max(fewest, 2 * kept.size), maxBuckets);
  };
  return Object.freeze({
    get size() {
      return kept.size;
    },
    get evicted() {
      return evicted;
    },
    update: (keys, now, change) => {
      const before = keys.map((key) => kept.get(key));
      const { buckets, result } = change(before);
      for (const [index, key] of keys.entries()) {
        const bucket = buckets[index];
        if (bucket !== undefined && bucket !== before[index]) kept.set(key, bucket);
      }
      if (kept.size > sweepAt) sweep(now);
      return result;
    },
  } satisfies MemoryBuckets);
}

function evict(kept: Map<string, Bucket>, most: number): number {
  if (kept.size <= most) return 0;
  const nearest = [...kept].toSorted(([, a], [, b]) => a.fullAt - b.fullAt).slice(0, kept.size - most);
  for (const [key] of nearest) kept.delete(key);
  return nearest.length;
}
