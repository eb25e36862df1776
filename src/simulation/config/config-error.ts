import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import { problemReport } from "../../specification/index.js";
import { originText, type ConfigOrigin } from "./config-origin.js";

/** What is wrong at one place of a configuration, or with what overrides it. */
export interface ConfigProblem {
  /** The path to the setting, such as `years.end`; empty where the fault lies in the text itself. */
  readonly path: string;
  /** What is wrong and what was found, as the end of a sentence that begins with the path. */
  readonly message: string;
  readonly origin: ConfigOrigin;
}

/** A problem with a look at the line it is on, if it is on one. */
export interface FramedConfigProblem {
  readonly problem: ConfigProblem;
  readonly frame: readonly string[];
}

/** One error for all problems: each with its place, its path and a look at the line. `details.problems` has all. */
export function configInvalid(file: string, problems: readonly FramedConfigProblem[]): BailiwickError {
  const reported = problems.map(({ problem: { path, message, origin }, frame }) => ({
    title: [placeText(origin), path, message].filter((part) => part !== "").join(" "),
    frame,
  }));
  return new BailiwickError("CONFIG_INVALID", {
    message: problemReport(`The configuration ${describe(file)} has`, reported),
    details: { file, problems: problems.map(({ problem }) => problem) },
  });
}

function placeText(origin: ConfigOrigin): string {
  return origin.kind === "file" ? originText(origin) : `${originText(origin)}:`;
}

/** The error for a file that cannot be read; `found` are configurations nearby. */
export function configUnreadable(file: string, cause: unknown, found: readonly string[]): BailiwickError {
  return new BailiwickError("CONFIG_UNREADABLE", {
    message: `The configuration ${describe(file)} cannot be read: ${messageOf(cause)}.`,
    ...(found.length === 0 ? {} : { hint: `there is ${found.map((path) => describe(path)).join(", ")}.` }),
    details: { file, found },
    cause,
  });
}
