import { BailiwickError, describe, quoteList } from "../kernel/index.js";
import type { StepSpecification } from "../specification/index.js";
import { diffSteps } from "./registry-diff.js";

/** A write to the registry of a context that was cleared. */
export function contextCleared(contextName: string, intention: string): BailiwickError {
  const name = describe(contextName);
  return new BailiwickError("CONTEXT_CLEARED", {
    message: `Cannot ${intention}: the context ${name} was cleared, and this registry went with it.`,
    hint: `ask for the context again, with getRegistry(${name}); it makes a new, empty one.`,
    details: { contextName, intention },
  });
}

/** A direct write to a registry while a transaction works on a copy of it. */
export function transactionOpen(contextName: string, intention: string): BailiwickError {
  return new BailiwickError("TRANSACTION_OPEN", {
    message: `Cannot ${intention} in context ${describe(contextName)}: a transaction is running on it.`,
    hint: "within the transaction, write to the registry that is handed to its work; from outside, wait for your turn with transaction().",
    details: { contextName, intention },
  });
}

/** A write to the copy that a transaction worked on, after its end. */
export function transactionEnded(contextName: string, intention: string): BailiwickError {
  return new BailiwickError("TRANSACTION_ENDED", {
    message: `Cannot ${intention} in context ${describe(contextName)}: the transaction that this registry belongs to has ended.`,
    hint: "await everything inside the transaction, or write to the registry of the context.",
    details: { contextName, intention },
  });
}

/** A step that is registered already, with other content. */
export function stepExists(
  contextName: string,
  stepName: string,
  present: StepSpecification,
  given: StepSpecification,
): BailiwickError {
  const { changed } = diffSteps(new Map([[stepName, present]]), new Map([[stepName, given]]));
  const fields = changed.flatMap((step) => step.fields);
  return new BailiwickError("STEP_EXISTS", {
    message: `The step ${describe(stepName)} is registered in context ${describe(contextName)} already, with another ${quoteList(fields.map(({ field }) => field))}.`,
    hint: "choose another step name, or pass { replace: true } to put the new specification in its place.",
    details: { contextName, stepName, fields },
  });
}
