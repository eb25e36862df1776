import { Argument, Option, type Command } from "commander";
import type { ContextsOptions } from "../commands/contexts.js";
import type { DoctorOptions } from "../commands/doctor.js";
import type { LockOptions } from "../commands/lock.js";
import type { ResolveOptions } from "../commands/resolve.js";
import type { WhyOptions } from "../commands/why.js";
import { addWiringOptions, specifications, steps } from "./options.js";
import type { CommandSurroundings } from "./add-commands.js";

/** Builds `resolve`. */
export function buildResolve(command: Command, { io, finish }: CommandSurroundings): void {
  const format = new Option("--format <text|json|mermaid|dot>", "how to write it")
    .choices(["text", "json", "mermaid", "dot"])
    .default("text");
  command.addArgument(specifications);
  addWiringOptions(command)
    .addOption(steps)
    .addOption(format)
    .action(async (paths: readonly string[], options: ResolveOptions) => {
      const { resolve } = await import("../commands/resolve.js");
      finish(await resolve(paths, options, io));
    });
}

/** Builds `why`. */
export function buildWhy(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .argument("<input>", "the input: step.dependency")
    .argument("[output]", "the output: step.output")
    .requiredOption("--specs <paths...>", "specification files, or folders of them");
  addWiringOptions(command)
    .addOption(steps)
    .action(async (input: string, output: string | undefined, options: WhyOptions) => {
      const { why } = await import("../commands/why.js");
      finish(await why(input, output, options, io));
    });
}

/** Builds `lock`. */
export function buildLock(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .addArgument(specifications)
    .option("--file <file>", "the lock file", "bailiwick.lock.json")
    .addOption(
      new Option("--check", "check, and do not write where there is no lock file").conflicts("update"),
    )
    .option("--update", "write the wiring as it is now");
  addWiringOptions(command)
    .addOption(steps)
    .action(async (paths: readonly string[], options: LockOptions) => {
      const { lock } = await import("../commands/lock.js");
      finish(await lock(paths, options, io));
    });
}

/** Builds `contexts`. */
export function buildContexts(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .argument("<sources...>", "modules, specification files, folders, or name=path")
    .action(async (sources: readonly string[], options: ContextsOptions) => {
      const { contexts } = await import("../commands/contexts.js");
      finish(await contexts(sources, options, io));
    });
}

/** Builds `doctor`. */
export function buildDoctor(command: Command, { io, finish }: CommandSurroundings): void {
  command.argument("[specs...]", "specification files, or folders of them");
  addWiringOptions(command)
    .option("--config <file>", "the configuration of a simulation")
    .option("--database <file>", "a DuckDB file, in place of that of the configuration")
    .action(async (paths: readonly string[], options: DoctorOptions) => {
      const { doctor } = await import("../commands/doctor.js");
      finish(await doctor(paths, options, io));
    });
}

/** Builds `completion`. */
export function buildCompletion(command: Command, { program, io, finish }: CommandSurroundings): void {
  command
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh"]))
    .action(async (shell: "bash" | "zsh") => {
      const { completion } = await import("../commands/completion.js");
      finish(completion(shell, program, io));
    });
}
