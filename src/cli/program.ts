import { Command } from "commander";
import { hasColors } from "./has-colors.js";
import { helpWidth, type Io } from "./io.js";
import { readManifest } from "./package-manifest.js";
import { addCommands, type Finish } from "./programs/add-commands.js";
import { commandBuilders } from "./programs/command-builders.js";
import { commandEntries } from "./programs/command-entries.js";

/**
 * All commands with their options. What a command needs is loaded when it is run, so that help costs nothing
 * of it. The placeholder of an option tells what it takes: words with bars between them, `file` or `paths`
 * for what lies on the disk, as does an argument that is called `module`.
 */
export function createProgram(io: Io, finish: Finish): Command {
  const program = new Command("bailiwick")
    .description(
      "Wires pipeline steps, explains and checks the wiring, and runs pipelines so that they finish.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // faults of the call are reported like all others
      getOutHelpWidth: () => helpWidth(io.stdout),
      getErrHelpWidth: () => helpWidth(io.stderr),
      getOutHasColors: () => hasColors(io.stdout, io.env),
      getErrHasColors: () => hasColors(io.stderr, io.env),
    })
    .configureHelp({ minWidthToWrap: 30 }) // a terminal of 80 columns, beside the longest option
    .version(readManifest().version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .enablePositionalOptions() // an option belongs to the command that it stands behind, also within another one
    .commandsGroup("Help:")
    .helpCommand("help [command]", "show help for a command");
  addCommands(Object.entries(commandEntries), commandBuilders, { program, io, finish });
  return program.addHelpText("after", exitCodesHelp);
}

const exitCodesHelp = `
Exit codes: 0 all is well, 1 something was found, 2 it could not be done.
`;
