import type { Command, CommanderError } from "commander";
import { BailiwickError } from "../kernel/index.js";

/** An error about the command line itself; `fault` is the end of a sentence. */
export function invalidCommand(fault: string, hint: string): BailiwickError {
  return new BailiwickError("COMMAND_INVALID", {
    message: `The command line has a fault: ${fault}.`,
    hint,
    details: { fault },
  });
}

/** What the parser found, as an error of this package. */
export function commandError(
  { message }: CommanderError,
  argv: readonly string[],
  program: Command,
): BailiwickError {
  const fault = message
    .replace(/^error: /u, "")
    .replace(/\.$/u, "")
    .replaceAll("'", '"')
    .replace(/\n\(Did you mean (.*)\?\)$/u, " (did you mean $1?)");
  const command = program.commands.map((known) => known.name()).find((name) => argv.includes(name));
  const words = [program.name(), ...(command === undefined ? [] : [command]), "--help"];
  return invalidCommand(fault, `${words.join(" ")} shows what there is.`);
}
