import { Argument, Option, type Command } from "commander";
import type { Io } from "../io.js";
import type { ContextsOptions } from "../commands/contexts.js";
import type { DoctorOptions } from "../commands/doctor.js";
import type { LockOptions } from "../commands/lock.js";
import type { ResolveOptions } from "../commands/resolve.js";
import type { WhyOptions } from "../commands/why.js";
import { addWiringOptions, examples, json, specifications, steps, type Finish } from "./options.js";

/** Adds `resolve`. */
export function addResolve(program: Command, io: Io, finish: Finish): void {
  const format = new Option("--format <text|json|mermaid|dot>", "how to write it")
    .choices(["text", "json", "mermaid", "dot"])
    .default("text");
  const command = program
    .command("resolve")
    .summary("wire the steps and show the wires")
    .description("Wires the steps of specification files and shows the wires, and what could not be wired.")
    .addArgument(specifications);
  addWiringOptions(command)
    .addOption(steps)
    .addOption(format)
    .addOption(new Option("--json", "short for --format json").conflicts("format"))
    .addHelpText("after", examples("resolve steps/", "resolve steps/ --graph edges.yaml --format mermaid"))
    .action(async (paths: readonly string[], options: ResolveOptions) => {
      const { resolve } = await import("../commands/resolve.js");
      finish(await resolve(paths, options, io));
    });
}

/** Adds `why`. */
export function addWhy(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command("why")
    .summary("explain a wire, or why there is none")
    .description("Explains what an input is fed by, or, with an output, why it is not fed by that one.")
    .argument("<input>", "the input: step.dependency")
    .argument("[output]", "the output: step.output")
    .requiredOption("--specs <paths...>", "specification files, or folders of them");
  addWiringOptions(command)
    .addOption(steps)
    .addOption(json)
    .addHelpText(
      "after",
      examples("why train.rows --specs steps/", "why train.rows load.other --specs steps/"),
    )
    .action(async (input: string, output: string | undefined, options: WhyOptions) => {
      const { why } = await import("../commands/why.js");
      finish(await why(input, output, options, io));
    });
}

/** Adds `lock`. */
export function addLock(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command("lock")
    .summary("write the wiring down, or check that it is still the same")
    .description(
      "Checks the wiring against the lock file, or writes the lock file if there is none. A wiring that lacks required inputs is not written.",
    )
    .addArgument(specifications)
    .option("--file <file>", "the lock file", "bailiwick.lock.json")
    .addOption(
      new Option("--check", "check, and do not write where there is no lock file").conflicts("update"),
    )
    .option("--update", "write the wiring as it is now");
  addWiringOptions(command)
    .addOption(steps)
    .addOption(json)
    .addHelpText("after", examples("lock steps/", "lock steps/ --check", "lock steps/ --update"))
    .action(async (paths: readonly string[], options: LockOptions) => {
      const { lock } = await import("../commands/lock.js");
      finish(await lock(paths, options, io));
    });
}

/** Adds `contexts`. */
export function addContexts(program: Command, io: Io, finish: Finish): void {
  program
    .command("contexts")
    .summary("list contexts, and what they name differently")
    .description(
      "Lists contexts with what they hold, and the steps that go by one name and are not the same.\n\n" +
        "A source is a module, which is run and whose contexts are listed; a folder, in which each folder is a\n" +
        "context and the files beside them are one called like the folder; a specification file, which is one\n" +
        "called like the file; or name=path, which puts all of the path into one context.",
    )
    .argument("<sources...>", "modules, specification files, folders, or name=path")
    .addOption(json)
    .addHelpText(
      "after",
      examples("contexts pipelines/", "contexts staging=a/ production=b/", "contexts app.js"),
    )
    .action(async (sources: readonly string[], options: ContextsOptions) => {
      const { contexts } = await import("../commands/contexts.js");
      finish(await contexts(sources, options, io));
    });
}

/** Adds `doctor`. */
export function addDoctor(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command("doctor")
    .summary("check the installation, specifications, and what a simulation needs")
    .description(
      "Checks the installation and, if given, specifications, and what a simulation needs: its configuration, its " +
        "database and who holds it, room on the disk, and dbt. Says of all it finds what to do.",
    )
    .argument("[specs...]", "specification files, or folders of them");
  addWiringOptions(command)
    .option("--config <file>", "the configuration of a simulation")
    .option("--database <file>", "a DuckDB file, in place of that of the configuration")
    .addOption(json)
    .addHelpText("after", examples("doctor", "doctor steps/", "doctor --config simulation.yaml"))
    .action(async (paths: readonly string[], options: DoctorOptions) => {
      const { doctor } = await import("../commands/doctor.js");
      finish(await doctor(paths, options, io));
    });
}

/** Adds `completion`. */
export function addCompletion(program: Command, io: Io, finish: Finish): void {
  program
    .command("completion")
    .summary("write a completion script for a shell")
    .description("Writes a script that completes commands, options and values in a shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh"]))
    .addHelpText("after", examples("completion bash > ~/.bailiwick.bash && . ~/.bailiwick.bash"))
    .action(async (shell: "bash" | "zsh") => {
      const { completion } = await import("../commands/completion.js");
      finish(completion(shell, program, io));
    });
}
