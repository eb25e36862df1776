import { BailiwickError, messageOf } from "./errors.js";
import { optionInvalid } from "./options.js";

/**
 * The error of an operation that its caller's `AbortSignal` ended, with the signal's reason in its text; the
 * `cause` is what the operation threw, if that is known, and otherwise the reason.
 */
export function abortError(signal: AbortSignal, what: string, thrown?: unknown): BailiwickError {
  const reason: unknown = signal.reason;
  return new BailiwickError("OPERATION_ABORTED", {
    message: `${what} was aborted: ${messageOf(reason)}.`,
    details: { operation: what },
    cause: thrown ?? reason,
  });
}

/** @throws BailiwickError `OPERATION_ABORTED` if the signal has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted === true) throw abortError(signal, what);
}

/**
 * Lets a caller leave the option `signal` out, and refuses what is none.
 *
 * @param owner what takes the option, as in `run()`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function requireSignal(signal: unknown, owner: string): asserts signal is AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw optionInvalid("signal", owner, "an AbortSignal", signal);
}

interface Audience {
  readonly listeners: Set<() => void>;
  readonly announce: () => void;
}

const audiences = new WeakMap<AbortSignal, Audience>();

/**
 * Calls a listener when a signal is aborted. All listeners of a signal share one of the signal's own, because
 * Node takes more than ten for a leak.
 *
 * @returns what takes the listener back.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const audience = audiences.get(signal) ?? gather(signal);
  const own = (): void => listener();
  audience.listeners.add(own);
  return () => {
    if (audience.listeners.delete(own) && audience.listeners.size === 0) disperse(signal, audience);
  };
}

function gather(signal: AbortSignal): Audience {
  const listeners = new Set<() => void>();
  const audience: Audience = {
    listeners,
    announce: () => {
      for (const listener of listeners) listener();
    },
  };
  audiences.set(signal, audience);
  signal.addEventListener("abort", audience.announce, { once: true });
  return audience;
}

function disperse(signal: AbortSignal, audience: Audience): void {
  audiences.delete(signal);
  signal.removeEventListener("abort", audience.announce);
}

/**
 * Waits for a promise or for the abort of a signal, whichever comes first. What the promise comes to after an
 * abort, nobody hears.
 *
 * @throws BailiwickError `OPERATION_ABORTED`; what the promise is rejected with.
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  what: string,
): Promise<T> {
  if (signal === undefined) return promise;
  let release: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(abortError(signal, what));
    if (signal.aborted) giveUp();
    else release = onAbort(signal, giveUp);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    release?.();
  }
}
