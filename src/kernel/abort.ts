import { BailiwickError, messageOf } from "./errors.js";

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
