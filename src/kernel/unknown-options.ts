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
  if (typeof options !== "object" || options === null) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `The options of ${owner} must be an object, but are ${describe(options)}.`,
      details: { owner, found: describe(options) },
    });
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new BailiwickError("OPTION_INVALID", {
    message: `${describe(unknown)} is not an option of ${owner}${didYouMean(unknown, known)}.`,
    hint: `known are ${quoteList(known)}.`,
    details: { owner, option: unknown, known },
  });
}
