export type { BucketStore, BucketUpdate, SyncBucketStore } from "./bucket-store.js";
export {
  type DerivedRateLimit,
  deriveRateLimits,
  type DeriveRateLimitsOptions,
  type LimitedRegistry,
  type RateLimitTable,
} from "./derive-rate-limits.js";
export { createMemoryBuckets, type MemoryBuckets, type MemoryBucketsOptions } from "./memory-buckets.js";
export type { RateLimitDecision, RateLimitVerdict } from "./rate-limit-decision.js";
export { rateLimitHeaders } from "./rate-limit-headers.js";
export type { RateLimitSubject, SubjectOf } from "./rate-limit-subject.js";
export {
  type Answer,
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type RateLimitPolicies,
  type RateLimitTake,
  type ScopeOf,
} from "./rate-limiter.js";
export type { Bucket } from "./token-bucket.js";
