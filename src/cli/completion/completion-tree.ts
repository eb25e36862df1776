import type { Command, Help, Option } from "commander";

/** What can stand at one place of the command line. */
export interface CompletionValues {
  readonly words: readonly string[];
  /** Whether it may also be a path. */
  readonly files: boolean;
}

/** An option as a shell completes it. */
export interface CompletionOption {
  /** As in `-h` and `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent if it takes no value. */
  readonly values?: CompletionValues;
}

/** A command as a shell completes it. */
export interface CompletionCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletionOption[];
  /** What its arguments can be. */
  readonly values: CompletionValues;
}

/** The whole command line as a shell completes it. */
export interface CompletionTree {
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionCommand[];
}

/** The command line as its program says it is. A command within another one is called by both names. */
export function treeOf(program: Command): CompletionTree {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  return {
    options: help.visibleOptions(program).map(optionOf),
    commands: commands.flatMap((command) => [
      {
        ...commandOf(command, help),
        ...(command.name() === "help" ? { values: { words: names, files: false } } : {}),
      },
      ...command.commands.map((inner) => {
        const known = commandOf(inner, help);
        return { ...known, name: `${command.name()} ${known.name}` };
      }),
    ]),
  };
}

function commandOf(command: Command, help: Help): CompletionCommand {
  return {
    name: command.name(),
    description: help.subcommandDescription(command),
    options: help.visibleOptions(command).map(optionOf),
    values: argumentsOf(command),
  };
}

function optionOf({ short, long, description, flags, required }: Option): CompletionOption {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    ...(required ? { values: valuesIn(flags) } : {}),
  };
}

/** The words and whether it may be a path, from a placeholder such as `<strict|classic|file>`. */
function valuesIn(flags: string): CompletionValues {
  const parts = (/<(.*?)(?:\.\.\.)?>/u.exec(flags)?.[1] ?? "").split("|");
  const words = parts.filter((part) => !["file", "folder", "paths"].includes(part));
  return { words: parts.length > 1 ? words : [], files: words.length < parts.length };
}

/** What arguments are called that are a path. */
const pathNames: ReadonlySet<string> = new Set(["config", "file", "folder", "module", "source"]);

/** Lists of paths, as arguments or behind an option, come last; commands within stand where arguments do. */
function argumentsOf({ registeredArguments, options, commands }: Command): CompletionValues {
  const choices = registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const hasPaths = [...registeredArguments, ...options].some(({ variadic }) => variadic);
  return {
    words: [...commands.map((inner) => inner.name()), ...choices],
    files: hasPaths || registeredArguments.some((argument) => pathNames.has(argument.name())),
  };
}
