import { BailiwickError, describe } from "../../kernel/index.js";
import { ClassicNames, type SimilarityExplanation } from "./classic-names.js";
import { classicProfile } from "./classic-profile.js";

const classicNames = new ClassicNames(classicProfile.names);

/**
 * How alike two names are in the classic profile, from 0 to 1; `a` is the name of a dependency, `b` that of an output, and the order
 * matters a little. Names that are compared as the same text are fully alike, even if that text is empty.
 *
 * O(|a| · |b|) for each block of letters that they have in common.
 *
 * @throws BailiwickError `OPTION_INVALID` for anything but strings.
 *
 * @example
 * ```ts
 * import { calculateSimilarity } from "bailiwick";
 *
 * console.log(calculateSimilarity("eval_data", "evaluation-data")); // => 1
 * console.log(calculateSimilarity("model", "models").toFixed(2)); // => 0.44
 * ```
 */
export function calculateSimilarity(a: string, b: string): number {
  return explainSimilarity(a, b).score;
}

/**
 * {@link calculateSimilarity} with what it is made of; frozen.
 *
 * @throws BailiwickError `OPTION_INVALID` for anything but strings.
 */
export function explainSimilarity(a: string, b: string): SimilarityExplanation {
  for (const name of [a, b]) if (typeof name !== "string") throw notAName(name);
  return classicNames.explain(classicNames.read(a), classicNames.read(b));
}

function notAName(name: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `Names are compared as strings, but one is ${describe(name)}.`,
    details: { found: describe(name) },
  });
}
