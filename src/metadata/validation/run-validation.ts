import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { compileConstraints, type ValueType } from "./constraints.js";

/** What a validation came to. */
export type ValidationResult<T> =
  | { readonly ok: true; readonly value: T }
  /** What is wrong, each as the end of a sentence that begins with the value, as in `must have at least 8 characters`. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** What a rule is run with. */
export interface RunnableRule {
  readonly id: string;
  readonly of: ValueType;
  readonly constraints: object;
}

/**
 * What a validator throws for a value that it refuses: `throw invalid("must hold one @")`. Anything else that it throws is a
 * fault of the validator. Leave the value itself out of the text: it may be a secret.
 *
 * @param faults each the end of a sentence that begins with the value
 */
export function invalid(...faults: readonly string[]): BailiwickError {
  return valueInvalid("The value", faults);
}

/** The error for a value that is refused. */
export function valueInvalid(owner: string, faults: readonly string[]): BailiwickError {
  return new BailiwickError("VALIDATION_VALUE_INVALID", {
    message: `${owner} ${faults.join("; it ")}.`,
    details: { faults: [...faults] },
  });
}

/** The error for a validator that does not do what validators do. */
function ruleFailed(id: string, what: string, cause?: unknown): BailiwickError {
  return new BailiwickError("VALIDATION_RULE_FAILED", {
    message: `The validator of ${describe(id)} ${what}.`,
    hint: 'a validator returns the value, or refuses it with throw invalid("must …").',
    details: { id },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * A rule as one function: the constraints of the entry, then its validator, then the constraints again, which hold for what
 * the validator made of the value as well.
 *
 * @param validate absent where the constraints say everything
 */
export function compileRule(
  entry: RunnableRule,
  validate: ((value: never, context: never) => unknown) | undefined,
): (raw: unknown) => ValidationResult<unknown> {
  const { id } = entry;
  const check = compileConstraints(entry.of, entry.constraints);
  const context = Object.freeze({ id, entry });
  return (raw) => {
    const faults = check(raw);
    if (faults.length > 0) return refused(faults);
    if (validate === undefined) return Object.freeze({ ok: true, value: raw });
    let value: unknown;
    try {
      value = validate(raw as never, context as never);
    } catch (thrown) {
      return refused(refusalOf(id, thrown));
    }
    if (typeof value !== typeof raw) throw ruleFailed(id, misreturned(value));
    const remaining = check(value);
    return remaining.length > 0 ? refused(remaining) : Object.freeze({ ok: true, value });
  };
}

function refused(faults: readonly string[]): ValidationResult<never> {
  return Object.freeze({ ok: false, faults: Object.freeze([...faults]) });
}

function refusalOf(id: string, thrown: unknown): readonly string[] {
  if (thrown instanceof BailiwickError) {
    if (thrown.code === "VALIDATION_RULE_FAILED") throw thrown;
    if (thrown.code === "VALIDATION_VALUE_INVALID") return thrown.details["faults"] as readonly string[];
  }
  throw ruleFailed(id, `threw ${describe(thrown)}: ${messageOf(thrown)}`, thrown);
}

function misreturned(value: unknown): string {
  if (typeof (value as PromiseLike<unknown> | undefined | null)?.then !== "function")
    return `returned ${describe(value)}, which is not what it was given`;
  void Promise.resolve(value).catch(() => undefined);
  return "is asynchronous, but validation does not wait";
}
