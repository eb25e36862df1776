import { BailiwickError } from "../../src/kernel/index.js";
import {
  parseSpecifications,
  type ParseSpecificationsOptions,
  type SpecificationFileProblem,
} from "../../src/specification/index.js";

/** Several lines as one text. */
export const lines = (...text: readonly string[]): string => text.join("\n");

/** A text with a fault, and the whole message of the error; the text is of a file `a.yaml` unless options say else. */
export type FaultyText = readonly [
  fault: string,
  text: string,
  message: string,
  options?: ParseSpecificationsOptions,
];

/** The rows of a table of faulty texts, for `it.each`. */
export function rowsOf(texts: readonly FaultyText[]) {
  return texts.map(([fault, text, message, options = { file: "a.yaml" }]) => ({
    fault,
    text,
    message,
    options,
  }));
}

/** What is wrong with a text. */
export async function problemsOf(
  text: string,
  options: ParseSpecificationsOptions,
): Promise<readonly SpecificationFileProblem[]> {
  try {
    await parseSpecifications(text, options);
    return [];
  } catch (error) {
    if (!(error instanceof BailiwickError)) throw error;
    return error.details["problems"] as readonly SpecificationFileProblem[];
  }
}

/** The error that something ends with. */
export async function errorOf(work: Promise<unknown>): Promise<BailiwickError> {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof BailiwickError) return error;
  throw error;
}
