import { argumentInvalid, processWide } from "../kernel/index.js";

/** Aside of the errors, which may be frozen; shared with other copies of the package. */
const marked = processWide("transient-errors", () => new WeakSet<object>());

/**
 * Marks an error as one that may be gone the next time, and returns it: a handler that throws it is tried again, as
 * often as its retry policy allows. The mark belongs to this very object, and not to an error that has it as `cause`.
 *
 * @throws BailiwickError `OPTION_INVALID` for what is no object
 *
 * @example
 * ```ts
 * import { transient, type StepHandler } from "bailiwick";
 *
 * const load: StepHandler = async ({ signal }) => {
 *   const answer = await fetch("https://example.org/orders", { signal });
 *   if (answer.status === 503) throw transient(new Error("the service is busy"));
 *   return { orders: await answer.json() };
 * };
 * ```
 */
export function transient<T extends object>(error: T): T {
  if (typeof error !== "object" || error === null) {
    throw argumentInvalid("error", "transient()", "an error", error);
  }
  marked.add(error);
  return error;
}

/** Whether what was thrown was marked by {@link transient}. */
export function isMarkedTransient(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && marked.has(thrown);
}
