import type { DependencyContainer } from "tsyringe";
import { describe, quoteList } from "./describe.js";
import { BailiwickError } from "./errors.js";
import { didYouMean } from "./suggest.js";

/**
 * Refuses options that nobody reads: a mistyped one would be ignored in silence.
 *
 * @param owner what takes the options, as in `run()`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function refuseUnknownOptions(options: unknown, known: readonly string[], owner: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `The options of ${owner} must be an object, but are ${describe(options)}.`,
      details: { owner, found: describe(options) },
    });
  }
  if (options instanceof AbortSignal) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `The options of ${owner} are an object that a signal is in, but are the signal itself.`,
      hint: "write { signal }.",
      details: { owner, found: describe(options) },
    });
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new BailiwickError("OPTION_INVALID", {
    message: `${describe(unknown)} is not an option of ${owner}${didYouMean(unknown, known)}.`,
    hint: known.length === 1 ? `the only one is ${quoteList(known)}.` : `known are ${quoteList(known)}.`,
    details: { owner, option: unknown, known },
  });
}

/** An option with a value that it cannot have. */
export function optionInvalid(
  option: string,
  owner: string,
  expected: string,
  value: unknown,
): BailiwickError {
  const found = describe(value);
  return new BailiwickError("OPTION_INVALID", {
    message: `The option ${option} of ${owner} must be ${expected}, but is ${found}.`,
    details: { option, expected, found },
  });
}

/** An argument that is not what a function works on, for example `runInContext() needs a function`. */
export function argumentInvalid(
  argument: string,
  owner: string,
  expected: string,
  value: unknown,
): BailiwickError {
  const found = describe(value);
  return new BailiwickError("OPTION_INVALID", {
    message: `${owner} needs ${expected}, but was given ${found}.`,
    details: { option: argument, expected, found },
  });
}

/**
 * Refuses what is no container of tsyringe, of whichever copy of it.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function requireContainer(container: unknown, argument: string, owner: string): void {
  const { createChildContainer, register } = (container ?? {}) as Partial<DependencyContainer>;
  if (typeof createChildContainer === "function" && typeof register === "function") return;
  throw argumentInvalid(argument, owner, "a container of tsyringe", container);
}
