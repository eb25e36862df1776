import { BailiwickError, abortError, describe, messageOf, readThrown } from "../../kernel/index.js";
import type { Cancellation } from "./cancellation.js";
import type { PlannedStep } from "../plan/plan.js";
import type { Outputs, StepHandler, StepIo } from "../step-handler.js";
import { takeOutputs } from "./step-outputs.js";

/** How the attempt at one step ended. */
export type StepOutcome =
  | { readonly status: "succeeded"; readonly outputs: Outputs }
  | { readonly status: "failed" | "cancelled"; readonly error: BailiwickError };

/**
 * Runs the handler of one step to its end, or, once the run is cancelled, for no longer than the grace time.
 * Never throws.
 */
export async function runStep(
  step: PlannedStep,
  contextName: string,
  handler: StepHandler,
  io: StepIo,
  cancellation: Cancellation,
): Promise<StepOutcome> {
  const what = `The step ${describe(step.stepName)} in context ${describe(contextName)}`;
  const { signal, graceOver } = cancellation;
  let ended: { readonly returned: unknown } | void;
  try {
    ended = await Promise.race([callHandler(step, handler, io), graceOver]);
  } catch (thrown) {
    if (signal.aborted) return { status: "cancelled", error: cancelled(thrown, signal, what) };
    return { status: "failed", error: failed(thrown, step.stepName, contextName) };
  }
  if (ended === undefined) return { status: "cancelled", error: leftBehind(cancellation, what) };
  const outcome = takeReturned(step, contextName, ended.returned);
  if (outcome.status === "succeeded" || !signal.aborted) return outcome;
  return { status: "cancelled", error: abortError(signal, what, outcome.error) };
}

function takeReturned(step: PlannedStep, contextName: string, returned: unknown): StepOutcome {
  try {
    return { status: "succeeded", outputs: takeOutputs(step, contextName, returned) };
  } catch (error) {
    const isOurs = error instanceof BailiwickError && error.code === "HANDLER_OUTPUTS_INVALID";
    return { status: "failed", error: isOurs ? error : failed(error, step.stepName, contextName) };
  }
}

/** Boxed, because a promise would take outputs with one named `then` for a promise too. */
async function callHandler(
  step: PlannedStep,
  handler: StepHandler,
  io: StepIo,
): Promise<{ readonly returned: unknown }> {
  // A listener may have aborted the run when it heard that the step starts.
  io.signal.throwIfAborted();
  const returned: unknown = handler(io);
  return { returned: hasOutputThen(step, returned) ? returned : await returned };
}

function hasOutputThen({ outputs }: PlannedStep, returned: unknown): boolean {
  return (
    outputs.includes("then") &&
    typeof returned === "object" &&
    returned !== null &&
    Object.hasOwn(returned, "then")
  );
}

function leftBehind({ signal, graceMs }: Cancellation, what: string): BailiwickError {
  return new BailiwickError("OPERATION_ABORTED", {
    message: `${what} was aborted (${messageOf(signal.reason)}), but its handler did not end within ${graceMs} ms and goes on unheard.`,
    hint: "hand io.signal to what the handler awaits, or check it between pieces of work.",
    details: { operation: what, graceMs },
    cause: signal.reason,
  });
}

/** A handler that was aborted and threw something else all the same has a fault that nobody should miss. */
function cancelled(thrown: unknown, signal: AbortSignal, what: string): BailiwickError {
  const isAbort =
    thrown === undefined || thrown === signal.reason || readThrown(thrown).name === "AbortError";
  if (isAbort || thrown instanceof BailiwickError) return abortError(signal, what, thrown);
  return new BailiwickError("OPERATION_ABORTED", {
    message: `${what} was aborted: ${messageOf(signal.reason)}. Its handler then failed: ${inWords(thrown)}`,
    details: { operation: what },
    cause: thrown,
  });
}

/** With the kind of the error, where that says something. */
function inWords(thrown: unknown): string {
  const { name = "Error", message } = readThrown(thrown);
  return name === "Error" || name === "BailiwickError" ? message : `${name}: ${message}`;
}

function failed(thrown: unknown, stepName: string, contextName: string): BailiwickError {
  return new BailiwickError("HANDLER_FAILED", {
    message: `The handler of step ${describe(stepName)} in context ${describe(contextName)} failed: ${inWords(thrown)}`,
    details: { stepName, contextName },
    cause: thrown,
  });
}
