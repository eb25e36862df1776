import { setTimeout as sleep } from "node:timers/promises";
import type { Bucket, BucketStore } from "../../../src/metadata/index.js";

/** Buckets as a shared store keeps them: every answer takes time, and a change is only written if nothing came in between. */
export function createComparingStore(): BucketStore {
  const kept = new Map<string, { readonly version: number; readonly text: string }>();
  return {
    update: async (keys, _now, change) => {
      for (;;) {
        await sleep(0);
        const before = keys.map((key) => kept.get(key));
        const read = before.map((row) => (row === undefined ? undefined : (JSON.parse(row.text) as Bucket)));
        await sleep(0);
        const { buckets, result } = change(read);
        if (keys.some((key, index) => kept.get(key)?.version !== before[index]?.version)) continue;
        for (const [index, key] of keys.entries()) {
          const bucket = buckets[index];
          if (bucket !== undefined && bucket !== read[index])
            kept.set(key, { version: (before[index]?.version ?? 0) + 1, text: JSON.stringify(bucket) });
        }
        return result;
      }
    },
  };
}
