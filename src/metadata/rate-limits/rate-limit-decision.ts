import type { RateLimitPolicy } from "../kinds/rate-limit-policies.js";
import type { BucketUpdate } from "./bucket-store.js";
import { takeTokens, type Bucket, type BucketShape } from "./token-bucket.js";

/** What may be done now, and when more. */
export interface RateLimitDecision {
  readonly policy: string;
  readonly allowed: boolean;
  /** How many tokens a full bucket has. */
  readonly limit: number;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Milliseconds until as much can be taken as was asked for: 0 if it was, `Infinity` if it is more than a full bucket has. */
  readonly retryAfterMs: number;
  /** Milliseconds until the bucket is full. */
  readonly resetMs: number;
  /** What it is based on: the bucket, a policy that is switched off, or `onStoreFailure`. */
  readonly basis: "bucket" | "disabled" | "store-failure";
}

/** What several policies together come to. */
export interface RateLimitVerdict {
  /** Whether all allow it; only then something was taken. */
  readonly allowed: boolean;
  /** The longest that one of them asks to wait. */
  readonly retryAfterMs: number;
  /** In the order in which they were asked. */
  readonly decisions: readonly RateLimitDecision[];
}

/** A policy that was found fit to be enforced. */
export interface PreparedPolicy {
  readonly policy: RateLimitPolicy & { readonly id: string };
  readonly shape: BucketShape;
}

/** What is asked of a policy. */
export interface AskedPolicy extends PreparedPolicy {
  readonly cost: number;
  /** The bucket; absent where the policy is switched off. */
  readonly key: string | undefined;
}

/** What is wanted of one bucket: the costs of all that ask for it add up. */
interface WantedBucket {
  readonly shape: BucketShape;
  readonly cost: number;
}

/** What is wanted of each bucket. */
export function wantedBuckets(asked: readonly AskedPolicy[]): ReadonlyMap<string, WantedBucket> {
  const wanted = new Map<string, WantedBucket>();
  for (const { key, shape, cost } of asked)
    if (key !== undefined) wanted.set(key, { shape, cost: cost + (wanted.get(key)?.cost ?? 0) });
  return wanted;
}

/** Takes from all buckets, or leaves all as they were. */
export function takeFromAll(
  asked: readonly AskedPolicy[],
  wanted: ReadonlyMap<string, WantedBucket>,
  buckets: readonly (Bucket | undefined)[],
  now: number,
): BucketUpdate<RateLimitVerdict> {
  const all = [...wanted.values()].map(({ shape, cost }, index) => {
    const bucket = buckets[index];
    return { shape, bucket, take: takeTokens(shape, bucket, cost, now) };
  });
  const isAllowed = all.every(({ take }) => take.allowed);
  const takes = all.map(({ shape, bucket, take }) =>
    isAllowed || !take.allowed ? take : takeTokens(shape, bucket, 0, now),
  );
  const takeOf = new Map([...wanted.keys()].map((key, index) => [key, takes[index]]));
  const decisions = asked.map((one): RateLimitDecision => {
    const take = one.key === undefined ? undefined : takeOf.get(one.key);
    if (take === undefined) return decideWithout(one, "disabled", true);
    const { allowed, remaining, retryAfterMs, resetMs } = take;
    const { id, maxTokens } = one.policy;
    return Object.freeze({
      policy: id,
      allowed,
      limit: maxTokens,
      remaining,
      retryAfterMs,
      resetMs,
      basis: "bucket",
    });
  });
  return { buckets: takes.map(({ bucket }) => bucket), result: verdictOf(decisions) };
}

/** How long to wait for a store that fails: nobody knows, so a moment. */
const storeFailureWaitMs = 1000;

/** Decides without any bucket, for each that is asked for. */
export function decideWithoutStore(asked: readonly AskedPolicy[], allowed: boolean): RateLimitVerdict {
  return verdictOf(
    asked.map((one) =>
      one.key === undefined
        ? decideWithout(one, "disabled", true)
        : decideWithout(one, "store-failure", allowed),
    ),
  );
}

function decideWithout(
  { policy }: AskedPolicy,
  basis: "disabled" | "store-failure",
  allowed: boolean,
): RateLimitDecision {
  const waitMs = allowed ? 0 : storeFailureWaitMs;
  return Object.freeze({
    policy: policy.id,
    allowed,
    limit: policy.maxTokens,
    remaining: allowed ? policy.maxTokens : 0,
    retryAfterMs: waitMs,
    resetMs: waitMs,
    basis,
  });
}

function verdictOf(decisions: readonly RateLimitDecision[]): RateLimitVerdict {
  return Object.freeze({
    allowed: decisions.every(({ allowed }) => allowed),
    retryAfterMs: decisions.reduce((longest, { retryAfterMs }) => Math.max(longest, retryAfterMs), 0),
    decisions: Object.freeze(decisions),
  });
}
