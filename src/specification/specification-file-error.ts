import { BailiwickError, describe, type ErrorCode } from "../kernel/index.js";
import type { FramedProblem, SpecificationFileProblem } from "./source-text.js";

const shownProblems = 25;

/** The error for an argument or option that cannot be what it is; `subject` as in `the option signal of run()`. */
export function invalidOption(subject: string, expected: string, found: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `The ${subject} must be ${expected}, but is ${describe(found)}.`,
    details: { option: subject, expected, found: describe(found) },
  });
}

/**
 * One error for all problems of all files: each with its place, its field and a look at the line. The text
 * shows the first few of many; `details.problems` holds all.
 */
export function specificationFileError(
  code: ErrorCode & `SPECIFICATION_FILE_${string}`,
  problems: readonly FramedProblem[],
  cause?: unknown,
): BailiwickError {
  const reported = problems.map(({ problem, frame }) => ({ title: titleOf(problem), frame }));
  return new BailiwickError(code, {
    message: problemReport(subjectOf(problems), reported),
    details: { problems: problems.map(({ problem }) => problem) },
    cause,
  });
}

/**
 * The text of an error about many problems: each with a title that tells its place, and a look at the line. Shows the first
 * few of many; `details.problems` is to hold all. `subject` is as in `The file "a.yaml" has`.
 */
export function problemReport(
  subject: string,
  problems: readonly { readonly title: string; readonly frame: readonly string[] }[],
): string {
  const shown = problems.slice(0, shownProblems).flatMap(({ title, frame }) => ["", title, ...frame]);
  const hidden = problems.length - shownProblems;
  return [
    `${subject} ${problems.length === 1 ? "a fault" : `${problems.length} faults`}:`,
    ...shown,
    ...(hidden > 0 ? ["", `and ${hidden} more, all in details.problems`] : []),
  ].join("\n");
}

function subjectOf(problems: readonly FramedProblem[]): string {
  const files = new Set(problems.map(({ problem }) => problem.file));
  const [file] = files;
  if (files.size > 1) return `${files.size} specification files have`;
  return file === undefined ? "The specifications have" : `The specification file ${describe(file)} has`;
}

function titleOf({ file = "text", line, column, field, message }: SpecificationFileProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return field === "" ? `${place} ${message}` : `${place} ${field} ${message}`;
}
