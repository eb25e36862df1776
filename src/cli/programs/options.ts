import { Argument, Option, type Command } from "commander";
import type { ExitCode } from "../io.js";

/** Hears with which exit code a command has ended. */
export type Finish = (exitCode: ExitCode) => void;

/** Specification files, or folders of them. */
export const specifications = new Argument("<specs...>", "specification files, or folders of them");

/** One JSON document in place of text. */
export const json = new Option("--json", "write one JSON document");

/** The run store. */
export const store = new Option("--store <file>", "the run store (default: .bailiwick/runs.db)");

/** Only some steps. */
export const steps = new Option("--steps <names>", "wire these steps only: names with commas between them");

/** The options that say how specifications are wired. */
export function addWiringOptions(command: Command): Command {
  return command
    .option("--graph <file>", "the edges between steps, as YAML or JSON; - is standard input")
    .option("--profile <strict|classic|file>", "how candidates are scored", "strict")
    .option("--pins <file>", "wires that a person decided, as YAML or JSON");
}

/** Examples below the help of a command. */
export function examples(...calls: readonly string[]): string {
  return ["", "Examples:", ...calls.map((call) => `  bailiwick ${call}`), ""].join("\n");
}
