import { describe, quoteList } from "../../kernel/index.js";
import { defineKind } from "../kind.js";
import { bucketFaults } from "../rate-limits/token-bucket.js";
import { eachEntry } from "../rule.js";

/** Whom a bucket belongs to: an address, a user, a user at a provider, or all together. */
export const rateLimitScopes = Object.freeze(["ip", "user", "user_provider", "global"] as const);

/** One of {@link rateLimitScopes}. */
export type RateLimitScope = (typeof rateLimitScopes)[number];

/** How often something may be done: so many tokens in a bucket, which fills steadily. */
export interface RateLimitPolicy {
  /** How many tokens a full bucket has: as often something can be done at once. */
  readonly maxTokens: number;
  /** How many tokens come back in a minute, spread evenly; at most three decimals. */
  readonly refillPerMinute: number;
  readonly scope: RateLimitScope;
  /** Whole tokens that are taken each time; by default 1. */
  readonly cost?: number;
  /** By default `true`; a global policy may be switched off. */
  readonly enabled?: boolean;
  readonly description?: string;
}

type Entry = RateLimitPolicy & { readonly id: string };

const exactBucket = eachEntry<RateLimitPolicy>("bucket-is-exact", "completeness", {
  description:
    "maxTokens is a positive integer and refillPerMinute a positive number of at most three decimals, which can be counted without rounding.",
  fix: "write values that a bucket can have.",
  check: ({ maxTokens, refillPerMinute }) => allOrTrue(bucketFaults(maxTokens, refillPerMinute)),
  breaks: (entry) => ({ ...entry, maxTokens: 0 }),
});

const payableCost = eachEntry<RateLimitPolicy>("cost-can-be-paid", "consistency", {
  description: "What is taken each time is a positive integer, and a full bucket has as much.",
  fix: "lower cost, or raise maxTokens.",
  check: (entry) => costFault(entry) ?? true,
  breaks: (entry) => ({ ...entry, cost: entry.maxTokens + 1 }),
});

const knownScope = eachEntry<RateLimitPolicy>("scope-is-known", "completeness", {
  description: "The scope is one of those that there are.",
  check: (entry) =>
    rateLimitScopes.includes(entry.scope) ||
    `scope must be ${quoteList(rateLimitScopes, "or")}, but is ${describe(entry.scope)}`,
  breaks: (entry) => ({ ...entry, scope: "session" }),
});

const globalSwitch = eachEntry<RateLimitPolicy>("only-global-is-disabled", "consistency", {
  description:
    "Only a policy for all together may be switched off; others are what keeps a single caller out.",
  fix: "remove enabled, or the policy.",
  check: ({ enabled = true, scope }) => {
    if (typeof enabled !== "boolean") return `enabled must be true or false, but is ${describe(enabled)}`;
    return enabled || scope === "global" || `it is switched off, but its scope is ${describe(scope)}`;
  },
  breaks: (entry) => ({ ...entry, scope: "user", enabled: false }),
});

const roomForMinute = eachEntry<RateLimitPolicy>("minute-fits-the-bucket", "consistency", {
  description: "A bucket has room for what comes back in a minute.",
  severity: "warning",
  fix: "raise maxTokens, or lower refillPerMinute.",
  check: ({ maxTokens, refillPerMinute }) =>
    maxTokens >= refillPerMinute ||
    `${refillPerMinute} tokens come back in a minute, but only ${maxTokens} find room: whoever waits for a minute loses the rest`,
  breaks: (entry) => ({ ...entry, refillPerMinute: entry.maxTokens + 1 }),
});

/**
 * Rate-limit policies: what may be done how often, by name. Whatever refers to one, such as the routes, is limited by it;
 * to change one limit refer to another policy, to change all of a policy change its values.
 *
 * @example
 * ```ts
 * import { createRateLimiter, defineRegistry, rateLimitPolicies } from "bailiwick/metadata";
 *
 * const policies = defineRegistry(rateLimitPolicies, {
 *   authLogin: { maxTokens: 2, refillPerMinute: 1, scope: "ip" },
 *   apiRead: { maxTokens: 100, refillPerMinute: 100, scope: "user" },
 * });
 * const limiter = createRateLimiter(policies, { clock: { now: () => 0 } });
 * limiter.take("authLogin", { ip: "192.0.2.7" });
 * limiter.take("authLogin", { ip: "192.0.2.7" });
 * console.log(limiter.take("authLogin", { ip: "192.0.2.7" }).retryAfterMs); // => 60000
 * ```
 */
export const rateLimitPolicies = defineKind<RateLimitPolicy>()({
  name: "rate-limit-policies",
  description: "What may be done how often, by whom.",
  slots: {},
  rules: [exactBucket, payableCost, knownScope, globalSwitch, roomForMinute],
});

/** What keeps a policy from being enforced; rules and the limiter say the same. */
export function policyFaults(policy: Entry): readonly string[] {
  const { maxTokens, refillPerMinute, scope, enabled = true } = policy;
  const faults = bucketFaults(maxTokens, refillPerMinute);
  const ofCost = costFault(policy);
  if (ofCost !== undefined) faults.push(ofCost);
  if (!rateLimitScopes.includes(scope))
    faults.push(`scope must be ${quoteList(rateLimitScopes, "or")}, but is ${describe(scope)}`);
  if (typeof enabled !== "boolean") faults.push(`enabled must be true or false, but is ${describe(enabled)}`);
  return faults;
}

function costFault({ cost = 1, maxTokens }: RateLimitPolicy): string | undefined {
  if (!Number.isSafeInteger(cost) || cost < 1)
    return `cost must be a positive integer, but is ${describe(cost)}`;
  if (cost > maxTokens) return `cost is ${cost}, but the bucket never has more than ${describe(maxTokens)}`;
  return undefined;
}

function allOrTrue(faults: readonly string[]): true | readonly string[] {
  return faults.length === 0 ? true : faults;
}
