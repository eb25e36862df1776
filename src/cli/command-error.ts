import type { Command, CommanderError } from "commander";
import { BailiwickError, describe, didYouMean } from "../kernel/index.js";

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
  const fault = choiceFault(message) ?? faultIn(message);
  const [command, ...inner] = calledIn(argv, program);
  const behind = argv[argv.indexOf("--resume") + 1] ?? "";
  if (command === "run" && fault === 'missing required argument "module"' && /\.[cm]?[jt]sx?$/u.test(behind))
    return invalidCommand(fault, `write the module before --resume: bailiwick run ${behind} --resume.`);
  const words = [program.name(), ...(command === undefined ? [] : [command, ...inner]), "--help"];
  return invalidCommand(fault, `${words.join(" ")} shows what there is.`);
}

/** The name of the command that is called, and of the one within it. */
function calledIn(argv: readonly string[], program: Command): readonly string[] {
  const command = program.commands.find((known) => argv.includes(known.name()));
  if (command === undefined) return [];
  return [command.name(), ...calledIn(argv.slice(argv.indexOf(command.name()) + 1), command)];
}

function faultIn(message: string): string {
  return message
    .replace(/^error: /u, "")
    .replace(/\.$/u, "")
    .replaceAll("'", '"')
    .replace(/\n\(Did you mean (.*)\?\)$/u, " (did you mean $1?)");
}

/** What the parser says of an option and of an argument whose value is none of those it may have. */
const choiceFaults = [
  /^error: option '(?<name>\S+) .*' argument '(?<found>.*)' is invalid\. Allowed choices are (?<choices>.*)\.$/su,
  /^error: command-argument value '(?<found>.*)' is invalid for argument '(?<name>.*)'\. Allowed choices are (?<choices>.*)\.$/su,
];

function choiceFault(message: string): string | undefined {
  for (const pattern of choiceFaults) {
    const { name, found = "", choices = "" } = pattern.exec(message)?.groups ?? {};
    if (name === undefined) continue;
    const words = choices.split(", ");
    const list = choices.replace(/, ([^,]*)$/u, " or $1");
    const what = name.startsWith("-") ? name : `<${name}>`;
    return `${what} must be ${list}, but is ${describe(found)}${didYouMean(found, words)}`;
  }
  return undefined;
}
