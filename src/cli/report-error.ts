import { CommanderError, type Command } from "commander";
import { BailiwickError, readThrown } from "../kernel/index.js";
import { commandError } from "./command-error.js";
import { exitCodes, type ExitCode, type Io } from "./io.js";
import { errorCodeEntries, type ErrorCodeMetadata } from "./metadata/error-code-entries.js";
import { styleOf } from "./style.js";
import { jsonText } from "./texts.js";

/** The call in which something went wrong. */
export interface FailedCall {
  readonly argv: readonly string[];
  readonly program: Command;
  readonly io: Io;
}

/**
 * Writes an error: with `--json` as the one document on standard output, else as its text on standard error;
 * its stack and its causes only if `BAILIWICK_DEBUG` is set.
 */
export function reportError(thrown: unknown, { argv, program, io }: FailedCall): ExitCode {
  const error = thrown instanceof CommanderError ? commandError(thrown, argv, program) : thrown;
  if (wantsJson(argv)) io.stdout.write(jsonText({ error: errorJson(error) }));
  else io.stderr.write(`${styleOf(io.stderr, io.env).red("bailiwick:")} ${readThrown(error).message}\n`);
  if ((io.env["BAILIWICK_DEBUG"] ?? "") !== "") io.stderr.write(`${stacksOf(error)}\n`);
  return exitCodeOf(error);
}

/** What lies in the call and in its surroundings could not be done; what was read, or came of it, is a finding. */
function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof BailiwickError)) return exitCodes.failure;
  const about = knownOf(error)?.about;
  return about === "call" || about === "environment" ? exitCodes.failure : exitCodes.findings;
}

/** Asked of the arguments as they are, because they may be what is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const options = end === -1 ? argv : argv.slice(0, end);
  return options.some(
    (word, index) =>
      word === "--json" || word === "--format=json" || (word === "json" && options[index - 1] === "--format"),
  );
}

function errorJson(error: unknown): object {
  if (!(error instanceof BailiwickError)) return { message: readThrown(error).message };
  const { code, message, hint, details } = error;
  const retryable = knownOf(error)?.retryable === true ? { retryable: true } : {};
  return { code, message, ...(hint === undefined ? {} : { hint }), ...retryable, details };
}

/** `undefined` for a code that another version of the package has. */
function knownOf({ code }: BailiwickError): ErrorCodeMetadata | undefined {
  return Object.hasOwn(errorCodeEntries, code) ? errorCodeEntries[code] : undefined;
}

function stacksOf(error: unknown): string {
  const { stack, message } = readThrown(error);
  const own = stack ?? message;
  const cause = (error as { readonly cause?: unknown } | null | undefined)?.cause;
  return cause === undefined ? own : `${own}\ncaused by ${stacksOf(cause)}`;
}
