import { Help, Option, type Command } from "commander";
import { helpWidth, type ExitCode, type Io } from "../io.js";
import type { CommandMetadata } from "./command-entries.js";

/** Hears with which exit code a command has ended. */
export type Finish = (exitCode: ExitCode) => void;

/** What a command works with. */
export interface CommandSurroundings {
  readonly program: Command;
  readonly io: Io;
  readonly finish: Finish;
}

/** Gives a command its arguments, its own options, and what it does. */
export type BuildCommand = (command: Command, surroundings: CommandSurroundings) => void;

/** Adds commands to a program: what their entries say, and what their builders give them. */
export function addCommands(
  entries: Iterable<readonly [id: string, entry: CommandMetadata]>,
  builders: Readonly<Record<string, BuildCommand>>,
  surroundings: CommandSurroundings,
): void {
  for (const [id, entry] of entries) {
    const words = id.split(".");
    const name = words.pop() ?? id;
    const command = parentOf(surroundings.program, words)
      .command(name)
      .summary(entry.summary)
      .description(entry.description);
    if (words.length === 0) command.helpGroup(`${entry.group}:`);
    builders[id]?.(command, surroundings);
    if (entry.json === "option") command.addOption(new Option("--json", "write one JSON document"));
    if (entry.json === "format")
      command.addOption(new Option("--json", "short for --format json").conflicts("format"));
    command.addHelpText("after", () => textBelow(entry, surroundings.io));
  }
}

/** The command that words lead to, as far as there are such. */
export function parentOf(program: Command, words: readonly string[]): Command {
  let parent = program;
  for (const word of words) parent = parent.commands.find((known) => known.name() === word) ?? parent;
  return parent;
}

/** Sentences are wrapped; calls are to be copied. */
function textBelow({ examples, findings }: CommandMetadata, { stdout }: Io): string {
  const calls = ["", "Examples:", ...examples.map((call) => `  bailiwick ${call}`)];
  const told =
    findings === null ? [] : ["", new Help().boxWrap(`Exit code 1: ${findings}.`, helpWidth(stdout))];
  return [...calls, ...told, ""].join("\n");
}
