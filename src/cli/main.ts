import { CommanderError } from "commander";
import { exitCodes, type ExitCode, type Io } from "./io.js";
import { createProgram } from "./program.js";

/**
 * Runs the command line: parses the arguments, does what they ask for, and writes to `io` only.
 *
 * @param argv the arguments behind the name of the program
 * @returns the exit code: 0 if all is well, 1 if something was found, 2 if it could not be done
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.ok; // help or the version was asked for, and is written
      if (error.code === "commander.help") return exitCodes.failure; // no command, so help was written
    }
    const { reportError } = await import("./report-error.js");
    return reportError(error, { argv, program, io });
  }
}
