import { Argument, Command, Option } from "commander";
import { hasColors } from "./has-colors.js";
import type { ExitCode, Io } from "./io.js";
import type { ContextsOptions } from "./commands/contexts.js";
import type { DoctorOptions } from "./commands/doctor.js";
import type { GraphOptions } from "./commands/graph.js";
import type { LockOptions } from "./commands/lock.js";
import type { ResolveOptions } from "./commands/resolve.js";
import type { RollbackCommandOptions } from "./commands/rollback.js";
import type { RunCommandOptions } from "./commands/run.js";
import type { RunsOptions } from "./commands/runs.js";
import type { WhyOptions } from "./commands/why.js";
import { readManifest } from "./package-manifest.js";

type Finish = (exitCode: ExitCode) => void;

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
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => hasColors(io.stdout, io.env),
      getErrHasColors: () => hasColors(io.stderr, io.env),
    })
    .configureHelp({ minWidthToWrap: 30 }) // a terminal of 80 columns, beside the longest option
    .version(readManifest().version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command");
  addResolve(program, io, finish);
  addWhy(program, io, finish);
  addLock(program, io, finish);
  addRun(program, io, finish);
  addRollback(program, io, finish);
  addRuns(program, io, finish);
  addGraph(program, io, finish);
  addContexts(program, io, finish);
  addDoctor(program, io, finish);
  addCompletion(program, io, finish);
  return program.addHelpText("after", exitCodesHelp);
}

const exitCodesHelp = `
Exit codes: 0 all is well, 1 something was found, 2 it could not be done.
`;

const specifications = new Argument("<specs...>", "specification files, or folders of them");
const json = new Option("--json", "write one JSON document");
const store = new Option("--store <file>", "the run store (default: .bailiwick/runs.db)");
const steps = new Option("--steps <names>", "wire these steps only: names with commas between them");

/** The options that say how specifications are wired. */
function addWiringOptions(command: Command): Command {
  return command
    .option("--graph <file>", "the edges between steps, as YAML or JSON; - is standard input")
    .option("--profile <strict|classic|file>", "how candidates are scored", "strict")
    .option("--pins <file>", "wires that a person decided, as YAML or JSON");
}

function addResolve(program: Command, io: Io, finish: Finish): void {
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
      const { resolve } = await import("./commands/resolve.js");
      finish(await resolve(paths, options, io));
    });
}

function addWhy(program: Command, io: Io, finish: Finish): void {
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
      const { why } = await import("./commands/why.js");
      finish(await why(input, output, options, io));
    });
}

function addLock(program: Command, io: Io, finish: Finish): void {
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
      const { lock } = await import("./commands/lock.js");
      finish(await lock(paths, options, io));
    });
}

function addRun(program: Command, io: Io, finish: Finish): void {
  const failureMode = new Option(
    "--failure-mode <stop|finish-independent|kill>",
    "what a failure does",
  ).choices(["stop", "finish-independent", "kill"]);
  program
    .command("run")
    .summary("run the pipeline of a module, and record it")
    .description(
      "Runs the pipeline that a module exports, as pipeline, by default or as the only one, and records it, so " +
        "that it can go on where it stopped. module#name chooses an export; a function is called for its pipeline.",
    )
    .argument("<module>", "a JavaScript module, or TypeScript where this Node or a loader reads it")
    .addOption(store)
    .option("--resume [id]", "go on with a run; without an id with the latest of the pipeline")
    .option("--only <names>", "run these steps only: names with commas between them")
    .option("--from <names>", "run these steps, and all behind them")
    .option("--until <names>", "run these steps, and all they need")
    .option("--force <names>", "run these steps again, and all behind them; all for every one")
    .option("--over <partitions>", "run once for each: 2025..2029, 2025-01-01..2025-01-31 or eu,us")
    .option("--concurrency <count>", "how many steps may run at the same time")
    .addOption(failureMode)
    .option("--seed <number>", "start ready steps in the order of an earlier run")
    .addOption(new Option("--dry-run", "show what would run and why, and write nothing").conflicts("events"))
    .option("--events <file>", "write what happens as NDJSON; - is standard output")
    .addOption(json)
    .addHelpText(
      "after",
      examples("run pipeline.js", "run pipeline.js --resume", "run pipeline.js --over 2025..2029 --dry-run"),
    )
    .action(async (module: string, options: RunCommandOptions) => {
      const { run } = await import("./commands/run.js");
      finish(await run(module, options, io));
    });
}

function addRollback(program: Command, io: Io, finish: Finish): void {
  program
    .command("rollback")
    .summary("take a run back by the compensations of its steps")
    .description(
      "Calls the compensations of the steps of a run, in the reverse order in which the steps completed.",
    )
    .argument("<module>", "the module of the pipeline, as for run")
    .option("--run <id>", "the run; latest for the newest one of the pipeline", "latest")
    .option("--to-step <name>", "take back what completed after this step did")
    .option(
      "--to-partition <key>",
      "take back the partitions behind this one; with --to-step, where that step is",
    )
    .addOption(store)
    .addOption(json)
    .addHelpText("after", examples("rollback pipeline.js", "rollback pipeline.js --to-partition 2026"))
    .action(async (module: string, options: RollbackCommandOptions) => {
      const { rollback } = await import("./commands/rollback.js");
      finish(await rollback(module, options, io));
    });
}

function addRuns(program: Command, io: Io, finish: Finish): void {
  const what = new Argument("<what>", "list, show ID or diff ID ID").choices(["list", "show", "diff"]);
  program
    .command("runs")
    .summary("list runs, show one, or say how two differ")
    .description("Lists the runs of a store, shows one with its steps and attempts, or says how two differ.")
    .addArgument(what)
    .argument("[id]", "a run, or latest")
    .argument("[other]", "the run that it is compared with")
    .addOption(store)
    .option("--limit <count>", "list so many, the newest ones")
    .option("--events", "show the events too")
    .addOption(json)
    .addHelpText("after", examples("runs list", "runs show latest --events", "runs diff ID latest"))
    .action(async (...given: [RunsWhat, string | undefined, string | undefined, RunsOptions]) => {
      const [word, id, other, options] = given;
      const { runs } = await import("./commands/runs.js");
      const ids = [id, other].filter((one) => one !== undefined);
      finish(await runs(word, ids, options, io));
    });
}

type RunsWhat = "list" | "show" | "diff";

function addGraph(program: Command, io: Io, finish: Finish): void {
  const format = new Option("--format <mermaid|dot|svg>", "how to draw it")
    .choices(["mermaid", "dot", "svg"])
    .default("mermaid");
  const command = program
    .command("graph")
    .summary("draw the steps, and how those of a run stand")
    .description(
      "Draws the pipeline of a module, or the wiring of specification files; with --run how its steps stand.",
    )
    .argument("<sources...>", "a module, or specification files and folders");
  addWiringOptions(command)
    .addOption(steps)
    .addOption(format)
    .option("--run <id>", "show how the steps of a run stand; latest for the newest one")
    .addOption(store)
    .addHelpText("after", examples("graph steps/", "graph pipeline.js --run latest --format svg > run.svg"))
    .action(async (sources: readonly string[], options: GraphOptions) => {
      const { graph } = await import("./commands/graph.js");
      finish(await graph(sources, options, io));
    });
}

function addContexts(program: Command, io: Io, finish: Finish): void {
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
      const { contexts } = await import("./commands/contexts.js");
      finish(await contexts(sources, options, io));
    });
}

function addDoctor(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command("doctor")
    .summary("check the installation and the specifications")
    .description("Checks the installation and, if given, specifications; says of all it finds what to do.")
    .argument("[specs...]", "specification files, or folders of them");
  addWiringOptions(command)
    .addOption(json)
    .addHelpText("after", examples("doctor", "doctor steps/"))
    .action(async (paths: readonly string[], options: DoctorOptions) => {
      const { doctor } = await import("./commands/doctor.js");
      finish(await doctor(paths, options, io));
    });
}

function addCompletion(program: Command, io: Io, finish: Finish): void {
  program
    .command("completion")
    .summary("write a completion script for a shell")
    .description("Writes a script that completes commands, options and values in a shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh"]))
    .addHelpText("after", examples("completion bash > ~/.bailiwick.bash && . ~/.bailiwick.bash"))
    .action(async (shell: "bash" | "zsh") => {
      const { completion } = await import("./commands/completion.js");
      finish(completion(shell, program, io));
    });
}

function examples(...calls: readonly string[]): string {
  return ["", "Examples:", ...calls.map((call) => `  bailiwick ${call}`), ""].join("\n");
}
