import { CommanderError, type Command } from "commander";
import { BailiwickError, readThrown, type ErrorCode } from "../kernel/index.js";
import { commandError } from "./command-error.js";
import { exitCodes, type ExitCode, type Io } from "./io.js";
import { styleOf } from "./style.js";
import { jsonText } from "./texts.js";

/** The faults of the call and of its surroundings; the other errors are about what was read. */
const failures: ReadonlySet<ErrorCode> = new Set([
  "COMMAND_INVALID",
  "CONFIG_UNREADABLE",
  "INPUT_FILE_UNREADABLE",
  "LOCK_HELD",
  "LOCK_LOST",
  "MODEL_ENGINE_MISSING",
  "MODEL_ENGINE_VERSION",
  "MODEL_SELECTION_INVALID",
  "OPTION_INVALID",
  "OUTPUT_FILE_UNWRITABLE",
  "PARTITIONS_INVALID",
  "PEER_MISSING",
  "REPORT_TABLE_MISSING",
  "REPORT_TEMPLATE_INVALID",
  "REPORT_YEAR_MISSING",
  "RUN_OF_ANOTHER_PLAN",
  "RUN_UNKNOWN",
  "SELECTION_INVALID",
  "SIMULATION_DATABASE_FOREIGN",
  "SIMULATION_FILE_FAILED",
  "SIMULATION_RESUME_REFUSED",
  "SIMULATION_YEARS_INVALID",
  "SIMULATION_YEAR_MISSING",
  "SPECIFICATION_FILE_UNREADABLE",
  "STORE_CLOSED",
  "STORE_LOCKED",
  "STORE_NEWER",
  "STORE_READ_ONLY",
  "STORE_UNREADABLE",
  "STORE_WRITE_FAILED",
]);

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
  const isFinding = error instanceof BailiwickError && !failures.has(error.code);
  return isFinding ? exitCodes.findings : exitCodes.failure;
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
  return { code, message, ...(hint === undefined ? {} : { hint }), details };
}

function stacksOf(error: unknown): string {
  const { stack, message } = readThrown(error);
  const own = stack ?? message;
  const cause = (error as { readonly cause?: unknown } | null | undefined)?.cause;
  return cause === undefined ? own : `${own}\ncaused by ${stacksOf(cause)}`;
}
