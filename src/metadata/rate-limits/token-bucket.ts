import { describe } from "../../kernel/index.js";

/** How many parts of a token per millisecond one token in a thousand minutes is: a rate has at most three decimals. */
const partsOfThousandth = 60_000_000;

/** How large a bucket is and how fast it fills, in whole numbers: nothing is rounded, so nothing drifts. */
export interface BucketShape {
  /** Tokens. */
  readonly maxTokens: number;
  /** How many parts make a token. */
  readonly partsPerToken: number;
  /** How many parts come back in a millisecond. */
  readonly partsPerMs: number;
}

/** What is left of a bucket. One that is full need not be kept. */
export interface Bucket {
  /** Parts of tokens that it lacked at the time `at`. */
  readonly missing: number;
  /** Milliseconds since 1970, whole. */
  readonly at: number;
  /** From when on nothing is missing, and the bucket can be forgotten. */
  readonly fullAt: number;
}

/** What taking from a bucket came to. */
export interface TokenTake {
  readonly allowed: boolean;
  /** The bucket afterwards: the same object if nothing is to be written. */
  readonly bucket: Bucket | undefined;
  /** Whole tokens. */
  readonly remaining: number;
  /** After how long as much can be taken as was asked for; 0 if it was, `Infinity` if it never can. */
  readonly retryAfterMs: number;
  /** After how long the bucket is full. */
  readonly resetMs: number;
}

/** What keeps a bucket from being made, each as the end of a sentence that begins with the name of the value. */
export function bucketFaults(maxTokens: unknown, refillPerMinute: unknown): string[] {
  const faults: string[] = [];
  if (!isPositiveInteger(maxTokens))
    faults.push(`maxTokens must be a positive integer, but is ${describe(maxTokens)}`);
  if (typeof refillPerMinute !== "number" || !(refillPerMinute > 0) || !Number.isFinite(refillPerMinute))
    faults.push(`refillPerMinute must be a positive number, but is ${describe(refillPerMinute)}`);
  else if (thousandths(refillPerMinute) / 1000 !== refillPerMinute)
    faults.push(`refillPerMinute may have three decimals, but is ${describe(refillPerMinute)}`);
  if (faults.length > 0) return faults;
  const { partsPerToken, partsPerMs } = bucketShape(maxTokens as number, refillPerMinute as number);
  if (!Number.isSafeInteger((maxTokens as number) * partsPerToken + partsPerMs))
    faults.push(
      `maxTokens ${describe(maxTokens)} with refillPerMinute ${describe(refillPerMinute)} is more than can be counted exactly`,
    );
  return faults;
}

/** The shape of a bucket of values without {@link bucketFaults}. */
export function bucketShape(maxTokens: number, refillPerMinute: number): BucketShape {
  const rate = thousandths(refillPerMinute);
  const common = greatestCommonDivisor(rate, partsOfThousandth);
  return Object.freeze({
    maxTokens,
    partsPerToken: partsOfThousandth / common,
    partsPerMs: rate / common,
  });
}

/**
 * Takes tokens from a bucket, all or none.
 *
 * While the clock is behind the bucket nothing comes back: whatever the clock does, no time counts twice. Only one that
 * has gone back further than the bucket takes to fill was set anew, and counts from there. O(1).
 *
 * @param bucket absent: full
 * @param cost whole tokens; 0 only asks
 * @param now milliseconds since 1970; fractions do not count
 */
export function takeTokens(
  shape: BucketShape,
  bucket: Bucket | undefined,
  cost: number,
  now: number,
): TokenTake {
  const { maxTokens, partsPerToken, partsPerMs } = shape;
  const capacity = maxTokens * partsPerToken;
  const time = Math.floor(now);
  const behind = bucket === undefined ? 0 : Math.max(0, bucket.at - time);
  const wasSetAnew = behind > Math.ceil(capacity / partsPerMs);
  const lag = wasSetAnew ? 0 : behind;
  const at = time + lag;
  const missing = bucket === undefined ? 0 : wasSetAnew ? bucket.missing : missingAt(shape, bucket, at);
  const allowed = cost <= Math.floor((capacity - missing) / partsPerToken);
  const taken = allowed ? missing + cost * partsPerToken : missing;
  const resetMs = taken === 0 ? 0 : lag + Math.ceil(taken / partsPerMs);
  const isChanged = wasSetAnew || (allowed && cost > 0);
  return {
    allowed,
    bucket: isChanged ? Object.freeze({ missing: taken, at, fullAt: time + resetMs }) : bucket,
    remaining: Math.floor((capacity - taken) / partsPerToken),
    retryAfterMs: allowed
      ? 0
      : cost > maxTokens
        ? Infinity
        : lag + Math.ceil((missing + cost * partsPerToken - capacity) / partsPerMs),
    resetMs,
  };
}

/** Of a quotient of two safe integers rounding never makes a whole number that it is not; of a product of years it would. */
function missingAt({ partsPerMs }: BucketShape, { missing, at }: Bucket, time: number): number {
  const elapsed = time - at;
  return elapsed >= missing / partsPerMs ? 0 : missing - elapsed * partsPerMs;
}

function thousandths(value: number): number {
  return Math.round(value * 1000);
}

function isPositiveInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
