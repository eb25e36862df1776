import { Argument, Option, type Command } from "commander";

/** Specification files, or folders of them. */
export const specifications = new Argument("<specs...>", "specification files, or folders of them");

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
