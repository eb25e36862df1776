import {
  argumentInvalid,
  BailiwickError,
  describe,
  messageOf,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  systemClock,
  type Clock,
} from "../../kernel/index.js";
import type { Kind } from "../kind.js";
import { policyFaults, type RateLimitPolicy, type RateLimitScope } from "../kinds/rate-limit-policies.js";
import { entryUnknown, requireRegistry, type AnyRegistry, type EntryOf, type IdOf } from "../registry.js";
import type { BucketStore, SyncBucketStore } from "./bucket-store.js";
import { createMemoryBuckets } from "./memory-buckets.js";
import {
  decideWithoutStore,
  takeFromAll,
  wantedBuckets,
  type AskedPolicy,
  type PreparedPolicy,
  type RateLimitDecision,
  type RateLimitVerdict,
} from "./rate-limit-decision.js";
import { subjectKey, type SubjectOf } from "./rate-limit-subject.js";
import { bucketShape } from "./token-bucket.js";

/** A registry of rate-limit policies, of the shipped kind or one of one's own that says the same. */
export type RateLimitPolicies = AnyRegistry & { readonly kind: Kind<string, RateLimitPolicy> };

/** What is asked of one of several policies that hold together. */
export type RateLimitTake<R extends RateLimitPolicies> = {
  readonly [I in IdOf<R>]: {
    readonly policy: I;
    readonly subject: SubjectOf<ScopeOf<R, I>>;
    readonly cost?: number;
  };
}[IdOf<R>];

/** The scope of a policy, as it was written down. */
export type ScopeOf<R extends RateLimitPolicies, I extends IdOf<R>> =
  EntryOf<R, I> extends { readonly scope: infer S extends RateLimitScope } ? S : RateLimitScope;

/** How rates are limited. */
export interface RateLimiterOptions<Store extends BucketStore> {
  /** By default buckets in memory, for one process. */
  readonly store?: Store;
  /** By default the time of the machine. */
  readonly clock?: Clock;
  /** What holds while the store fails: everything, nothing, or (by default) an error. */
  readonly onStoreFailure?: "allow" | "deny" | "throw";
  /** Told each failure of the store that is not thrown. The decision stands, whatever becomes of the report. */
  readonly onError?: (error: BailiwickError) => void | Promise<void>;
}

/** What a store that answers `Store` makes of a decision. */
export type Answer<Store extends BucketStore, T> = Store extends SyncBucketStore ? T : T | Promise<T>;

/** Limits rates as policies say. Made by {@link createRateLimiter}. */
export interface RateLimiter<R extends RateLimitPolicies, Store extends BucketStore = SyncBucketStore> {
  readonly policies: R;
  /**
   * Takes tokens of a policy for a subject, or says how long to wait. O(1).
   *
   * @param cost whole tokens, by default what the policy says; 0 only asks
   * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, `RATE_LIMIT_SUBJECT_INVALID`, `OPTION_INVALID` for a cost, and
   * `RATE_LIMIT_STORE_FAILED`
   */
  take<I extends IdOf<R>>(
    policy: I,
    subject: SubjectOf<ScopeOf<R, I>>,
    cost?: number,
  ): Answer<Store, RateLimitDecision>;
  /** Takes of several policies, from all of them or from none. O(requests). */
  takeAll(requests: readonly RateLimitTake<R>[]): Answer<Store, RateLimitVerdict>;
}

/**
 * Limits rates as a registry of policies says, exactly: no token is lost or gained by rounding, whatever the rate.
 *
 * @throws BailiwickError `RATE_LIMIT_POLICY_INVALID`, naming every policy that cannot be enforced, and `OPTION_INVALID`
 */
export function createRateLimiter<R extends RateLimitPolicies, Store extends BucketStore = SyncBucketStore>(
  policies: R,
  options: RateLimiterOptions<Store> = {},
): RateLimiter<R, Store> {
  const prepared = preparePolicies(policies);
  const enforce = enforcerOf(readOptions(options));
  const ask = (id: unknown, subject: unknown, cost: unknown): AskedPolicy => {
    const found = prepared.get(id as string);
    if (found === undefined) throw entryUnknown(policies, id);
    return askedOf(found, subject, cost);
  };
  const limiter = {
    policies,
    take: (policy: unknown, subject: unknown, cost?: unknown) => {
      const answer = enforce([ask(policy, subject, cost)]);
      return isPromise(answer) ? answer.then(({ decisions }) => decisions[0]) : answer.decisions[0];
    },
    takeAll: (requests: unknown) => {
      if (!Array.isArray(requests))
        throw argumentInvalid("requests", "takeAll()", "an array of requests", requests);
      return enforce(
        (requests as readonly unknown[]).map((request) => {
          refuseUnknownOptions(request, ["policy", "subject", "cost"], "takeAll()");
          const { policy, subject, cost } = request as Readonly<Record<string, unknown>>;
          return ask(policy, subject, cost);
        }),
      );
    },
  };
  // What was read from the policies at run time is what R says of them.
  return Object.freeze(limiter) as unknown as RateLimiter<R, Store>;
}

function askedOf(prepared: PreparedPolicy, subject: unknown, cost: unknown): AskedPolicy {
  const { id, scope, enabled = true, maxTokens, refillPerMinute, cost: usual = 1 } = prepared.policy;
  const asked = cost ?? usual;
  if (!Number.isSafeInteger(asked) || (asked as number) < 0)
    throw argumentInvalid("cost", "take()", "a cost in whole tokens", cost);
  // With the values in the key, the buckets of a policy that was changed begin anew.
  const key = enabled ? `${id} ${maxTokens}/${refillPerMinute} ${subjectKey(id, scope, subject)}` : undefined;
  return { ...prepared, cost: asked as number, key };
}

function enforcerOf({ store, clock, onStoreFailure, onError }: ReturnType<typeof readOptions>) {
  const report = (failure: BailiwickError): void => {
    try {
      const reported: unknown = onError?.(failure);
      void Promise.resolve(reported).catch(() => undefined);
    } catch {
      // A report that fails must not change what is decided.
    }
  };
  return (asked: readonly AskedPolicy[]): RateLimitVerdict | Promise<RateLimitVerdict> => {
    const wanted = wantedBuckets(asked);
    if (wanted.size === 0) return decideWithoutStore(asked, true);
    const failed = (cause: unknown): RateLimitVerdict => {
      const error = storeFailed(cause);
      if (onStoreFailure === "throw") throw error;
      report(error);
      return decideWithoutStore(asked, onStoreFailure === "allow");
    };
    const now = readTime(clock);
    try {
      const answer = store.update([...wanted.keys()], now, (buckets) =>
        takeFromAll(asked, wanted, buckets, now),
      );
      return isPromise(answer) ? answer.then(requireVerdict).then(undefined, failed) : requireVerdict(answer);
    } catch (cause) {
      return failed(cause);
    }
  };
}

function preparePolicies(policies: RateLimitPolicies): ReadonlyMap<string, PreparedPolicy> {
  requireRegistry(policies, "createRateLimiter()");
  const prepared = new Map<string, PreparedPolicy>();
  const faults: string[] = [];
  for (const entry of policies) {
    const policy = entry as RateLimitPolicy & { readonly id: string };
    const found = policyFaults(policy);
    faults.push(...found.map((fault) => `${policy.id}: ${fault}`));
    if (found.length > 0) continue;
    prepared.set(policy.id, { policy, shape: bucketShape(policy.maxTokens, policy.refillPerMinute) });
  }
  if (faults.length === 0) return prepared;
  throw new BailiwickError("RATE_LIMIT_POLICY_INVALID", {
    message: `The policies of ${describe(policies.name)} cannot be enforced:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { registry: policies.name, faults },
  });
}

function readOptions(options: RateLimiterOptions<BucketStore>) {
  const owner = "createRateLimiter()";
  refuseUnknownOptions(options, ["store", "clock", "onStoreFailure", "onError"], owner);
  const { store = createMemoryBuckets(), clock, onStoreFailure = "throw", onError } = options;
  if (typeof store?.update !== "function")
    throw optionInvalid("store", owner, "an object with a method update", store);
  requireClock(clock, owner);
  if (!["allow", "deny", "throw"].includes(onStoreFailure))
    throw optionInvalid("onStoreFailure", owner, '"allow", "deny" or "throw"', onStoreFailure);
  if (onError !== undefined && typeof onError !== "function")
    throw optionInvalid("onError", owner, "a function", onError);
  return { store, clock: clock ?? systemClock, onStoreFailure, onError };
}

function readTime(clock: Clock): number {
  const now: unknown = clock.now();
  if (typeof now === "number" && Number.isSafeInteger(Math.floor(now))) return now;
  throw optionInvalid("clock", "createRateLimiter()", "a clock that gives milliseconds", now);
}

/** A store has to answer with what the change gave it. */
function requireVerdict(answer: RateLimitVerdict): RateLimitVerdict {
  if (Array.isArray((answer as Partial<RateLimitVerdict> | undefined)?.decisions)) return answer;
  throw new TypeError(`update() gave ${describe(answer)}, and not the result of the change`);
}

function storeFailed(cause: unknown): BailiwickError {
  return new BailiwickError("RATE_LIMIT_STORE_FAILED", {
    message: `The store of the rate limiter failed: ${messageOf(cause)}`,
    hint: 'onStoreFailure: "allow" or "deny" decides without it.',
    cause,
  });
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === "function";
}
