import type { RateLimitDecision } from "./rate-limit-decision.js";

/**
 * What an answer tells of a limit, by header: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds until
 * the bucket is full), and `Retry-After` in seconds where waiting helps. Seconds are rounded up: who waits as long is not too early.
 *
 * Of a policy that is switched off, or where the store failed, nothing is known to tell.
 *
 * @example
 * ```ts
 * import { createRateLimiter, defineRegistry, rateLimitHeaders, rateLimitPolicies } from "bailiwick/metadata";
 *
 * const policies = defineRegistry(rateLimitPolicies, {
 *   report: { maxTokens: 10, refillPerMinute: 2, scope: "user" },
 * });
 * const limiter = createRateLimiter(policies, { clock: { now: () => 0 } });
 * const headers = rateLimitHeaders(limiter.take("report", { user: "u-1" }, 10));
 * console.log(headers["RateLimit-Remaining"], headers["RateLimit-Reset"]); // => 0 300
 * ```
 */
export function rateLimitHeaders(decision: RateLimitDecision): Readonly<Record<string, string>> {
  const { allowed, basis, limit, remaining, retryAfterMs, resetMs } = decision;
  const headers: Record<string, string> = {};
  if (basis === "bucket") {
    headers["RateLimit-Limit"] = String(limit);
    headers["RateLimit-Remaining"] = String(remaining);
    headers["RateLimit-Reset"] = seconds(resetMs);
  }
  if (!allowed && Number.isFinite(retryAfterMs)) headers["Retry-After"] = seconds(retryAfterMs);
  return Object.freeze(headers);
}

function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
