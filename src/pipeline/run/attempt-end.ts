import { BailiwickError, abortError, messageOf, readThrown } from "../../kernel/index.js";
import type { AttemptOutcome } from "../../store/index.js";
import type { Cancellation, TimeLimit } from "./cancellation.js";
import { placeText, stepText, type StepPlace } from "../step-place.js";

/** How an attempt ended that gave no outputs. */
export interface AttemptEnd {
  readonly status: "failed" | "cancelled";
  readonly outcome: Exclude<AttemptOutcome, "succeeded">;
  readonly error: BailiwickError;
  /** What is asked about whether it may be gone the next time. */
  readonly thrown: unknown;
}

/** The end of an attempt whose handler threw. */
export function endByThrowing(
  place: StepPlace,
  thrown: unknown,
  { signal }: Cancellation,
  limit: TimeLimit | undefined,
): AttemptEnd {
  if (limit?.timedOut !== undefined) return endByTimeout(limit.timedOut, thrown);
  if (signal.aborted) return cancelledWith(cancelled(place, signal, thrown));
  return { status: "failed", outcome: "failed", error: failed(place, thrown), thrown };
}

/** The end of an attempt whose handler returned something else than its outputs. */
export function endByWrongOutputs(place: StepPlace, thrown: unknown, { signal }: Cancellation): AttemptEnd {
  const isOurs = thrown instanceof BailiwickError && thrown.code === "HANDLER_OUTPUTS_INVALID";
  const error = isOurs ? thrown : failed(place, thrown);
  if (signal.aborted) return cancelledWith(abortError(signal, `The ${placeText(place)}`, error));
  return { status: "failed", outcome: "failed", error, thrown: error };
}

/** The end of an attempt that took too long; its handler ended at last, by throwing something or not. */
export function endByTimeout(timedOut: BailiwickError, thrown?: unknown): AttemptEnd {
  const isNews = thrown !== undefined && !isAbort(thrown, timedOut);
  const error = isNews
    ? new BailiwickError("STEP_TIMED_OUT", {
        message: `${timedOut.message} Its handler then failed: ${inWords(thrown)}`,
        details: timedOut.details,
        cause: thrown,
      })
    : timedOut;
  return { status: "failed", outcome: "timed-out", error, thrown: error };
}

/** The end of an attempt whose handler goes on although its run is over. */
export function endByAbandoning(
  place: StepPlace,
  { signal, graceMs }: Cancellation,
  limit: TimeLimit | undefined,
): AttemptEnd {
  if (limit?.timedOut !== undefined) return abandonedAfterTimeout(limit.timedOut, graceMs);
  const what = `The ${placeText(place)}`;
  return cancelledWith(
    new BailiwickError("OPERATION_ABORTED", {
      message: `${what} was aborted (${messageOf(signal.reason)}), but ${goesOn(graceMs)}.`,
      hint: handSignalOn,
      details: { operation: what, graceMs },
      cause: signal.reason,
    }),
  );
}

/** The end of an attempt that took too long and whose handler goes on. */
export function abandonedAfterTimeout(timedOut: BailiwickError, graceMs: number): AttemptEnd {
  const error = new BailiwickError("STEP_TIMED_OUT", {
    message: `${timedOut.message.replace(/\.$/, "")}, but ${goesOn(graceMs)}.`,
    hint: handSignalOn,
    details: { ...timedOut.details, graceMs },
  });
  return { status: "failed", outcome: "timed-out", error, thrown: error };
}

/** The end of an attempt whose handler was not called, because the run was cancelled first. */
export function endBeforeCalling(place: StepPlace, { signal }: Cancellation): AttemptEnd {
  return cancelledWith(abortError(signal, `The ${placeText(place)}`));
}

/** The end of a step that waited for its retry when nothing was to start any more: by the abort, or by what it failed of. */
export function endWhileWaiting(
  place: StepPlace,
  { signal }: Cancellation,
  last: BailiwickError,
): Pick<AttemptEnd, "status" | "error"> {
  if (!signal.aborted) return { status: "failed", error: last };
  return { status: "cancelled", error: abortError(signal, `The ${placeText(place)}`, last) };
}

/** The error of a step whose retry policy failed when it was asked about what the handler had thrown. */
export function policyFailed(place: StepPlace, error: BailiwickError, thrown: unknown): BailiwickError {
  return new BailiwickError("HANDLER_FAILED", {
    message: `${error.message}\nWhether to try again is unknown: isTransient of ${placeText(place)} failed: ${inWords(thrown)}`,
    details: { ...place, isTransientFailed: messageOf(thrown) },
    cause: error,
  });
}

/** Why handlers are aborted when a step fails whose failure ends the run at once. */
export function killed({ stepName, partition }: StepPlace, error: BailiwickError): BailiwickError {
  return new BailiwickError("OPERATION_ABORTED", {
    message: `the step ${stepText(stepName, partition)} failed`,
    details: { stepName },
    cause: error,
  });
}

const handSignalOn = "hand io.signal to what the handler awaits, or check it between pieces of work.";

function goesOn(graceMs: number): string {
  return `its handler did not end within ${graceMs} ms and goes on unheard`;
}

function cancelledWith(error: BailiwickError): AttemptEnd {
  return { status: "cancelled", outcome: "cancelled", error, thrown: error };
}

function failed(place: StepPlace, thrown: unknown): BailiwickError {
  return new BailiwickError("HANDLER_FAILED", {
    message: `The handler of ${placeText(place)} failed: ${inWords(thrown)}`,
    details: { ...place },
    cause: thrown,
  });
}

/** A handler that was aborted and threw something else all the same has a fault that nobody should miss. */
function cancelled(place: StepPlace, signal: AbortSignal, thrown: unknown): BailiwickError {
  const what = `The ${placeText(place)}`;
  const isOurs = thrown instanceof BailiwickError;
  if (thrown === undefined || isOurs || isAbort(thrown, signal.reason))
    return abortError(signal, what, thrown);
  return new BailiwickError("OPERATION_ABORTED", {
    message: `${what} was aborted: ${messageOf(signal.reason)}. Its handler then failed: ${inWords(thrown)}`,
    details: { operation: what },
    cause: thrown,
  });
}

function isAbort(thrown: unknown, reason: unknown): boolean {
  return thrown === reason || readThrown(thrown).name === "AbortError";
}

/** With the kind of the error, where that says something. */
function inWords(thrown: unknown): string {
  const { name = "Error", message } = readThrown(thrown);
  return name === "Error" || name === "BailiwickError" ? message : `${name}: ${message}`;
}
