import { describe, didYouMean, isPlainObject, quoteList } from "../kernel/index.js";
import type { RetryPolicy } from "./step-definition.js";
import { isMarkedTransient } from "./transient.js";

/** What a policy says that says nothing. */
const defaults = { maxRetries: 0, delayMs: 1000, factor: 2, maxDelayMs: 60_000, jitter: 0.5 } as const;

type Amount = keyof typeof defaults;

const amounts: Readonly<Record<Amount, readonly [expected: string, isMet: (value: number) => boolean]>> = {
  maxRetries: ["a whole number from 0 up", (value) => Number.isSafeInteger(value) && value >= 0],
  delayMs: ["a finite number of milliseconds from 0 up", (value) => Number.isFinite(value) && value >= 0],
  factor: ["a finite number from 1 up", (value) => Number.isFinite(value) && value >= 1],
  maxDelayMs: ["a number of milliseconds from 0 up", (value) => value >= 0],
  jitter: ["a number from 0 to 1", (value) => value >= 0 && value <= 1],
};

const policyKeys = [...Object.keys(amounts), "isTransient"];

/** What is wrong with one member of a policy, or with the policy, whose `path` is `""` then. */
export interface RetryFault {
  readonly path: string;
  readonly expected: string;
  readonly found: unknown;
}

/** Everything that is wrong with a retry policy. */
export function retryFaults(policy: unknown): RetryFault[] {
  if (!isPlainObject(policy)) return [{ path: "", expected: "a retry policy", found: policy }];
  const faults: RetryFault[] = [];
  for (const [key, value] of Object.entries(policy)) {
    if (value === undefined) continue;
    if (!policyKeys.includes(key)) {
      const known = didYouMean(key, policyKeys) || ` (there are ${quoteList(policyKeys)})`;
      const expected = `left out, as there is no such setting${known}`;
      faults.push({ path: `.${key}`, expected, found: value });
    } else if (key === "isTransient") {
      if (typeof value !== "function")
        faults.push({ path: ".isTransient", expected: "a function", found: value });
    } else {
      const [expected, isMet] = amounts[key as Amount];
      if (typeof value !== "number" || !isMet(value))
        faults.push({ path: `.${key}`, expected, found: value });
    }
  }
  return faults;
}

/** A copy of a policy without faults: frozen, and without what is not said. */
export function checkedRetry(policy: RetryPolicy): RetryPolicy {
  const said = Object.entries(policy).filter(([, value]: [string, unknown]) => value !== undefined);
  return Object.freeze(Object.fromEntries(said) as RetryPolicy);
}

/** The fault in words: `retry.jitter must be a number from 0 to 1, but is 2`. */
export function retryFaultText({ path, expected, found }: RetryFault): string {
  return `retry${path} must be ${expected}, but is ${describe(found)}`;
}

/**
 * The milliseconds before a retry: the first delay, grown by the factor with every retry before it, cut at the longest
 * one, less a random share of at most `jitter`. Finite and not negative, whatever the policy and the number.
 *
 * @param retry which one it is, from 1
 * @param random a number from 0 to below 1
 */
export function retryDelay(policy: RetryPolicy, retry: number, random: number): number {
  const { delayMs, factor, maxDelayMs, jitter } = { ...defaults, ...policy };
  if (delayMs === 0) return 0;
  const grown = Math.min(delayMs * factor ** (retry - 1), maxDelayMs, Number.MAX_VALUE);
  return grown * (1 - jitter * random);
}

/** How many attempts may follow the first one. */
export function maxRetriesOf(policy: RetryPolicy | undefined): number {
  return policy?.maxRetries ?? defaults.maxRetries;
}

/**
 * Whether what ended an attempt may be gone the next time.
 *
 * @throws TypeError for an answer that is a promise, which nobody waits for; what the policy's own function throws
 */
export function isTransient(policy: RetryPolicy, thrown: unknown): boolean {
  if (isMarkedTransient(thrown)) return true;
  const answer: unknown = policy.isTransient?.(thrown);
  if (!(answer instanceof Promise)) return answer === true;
  answer.catch(() => {});
  throw new TypeError("it returned a promise instead of true or false");
}
