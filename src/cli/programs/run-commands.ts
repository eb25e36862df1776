import { Argument, Option, type Command } from "commander";
import type { GraphOptions } from "../commands/graph.js";
import type { RollbackCommandOptions } from "../commands/rollback.js";
import type { RunCommandOptions } from "../commands/run.js";
import type { RunsOptions } from "../commands/runs.js";
import { addWiringOptions, steps, store } from "./options.js";
import type { CommandSurroundings } from "./add-commands.js";

/** Builds `run`. */
export function buildRun(command: Command, { io, finish }: CommandSurroundings): void {
  const failureMode = new Option(
    "--failure-mode <stop|finish-independent|kill>",
    "what a failure does",
  ).choices(["stop", "finish-independent", "kill"]);
  command
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
    .action(async (module: string, options: RunCommandOptions) => {
      const { run } = await import("../commands/run.js");
      finish(await run(module, options, io));
    });
}

/** Builds `rollback`. */
export function buildRollback(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .argument("<module>", "the module of the pipeline, as for run")
    .option("--run <id>", "the run; latest for the newest one of the pipeline", "latest")
    .option("--to-step <name>", "take back what completed after this step did")
    .option(
      "--to-partition <key>",
      "take back the partitions behind this one; with --to-step, where that step is",
    )
    .addOption(store)
    .action(async (module: string, options: RollbackCommandOptions) => {
      const { rollback } = await import("../commands/rollback.js");
      finish(await rollback(module, options, io));
    });
}

/** Builds `runs`. */
export function buildRuns(command: Command, { io, finish }: CommandSurroundings): void {
  const what = new Argument("<what>", "list, show ID or diff ID ID").choices(["list", "show", "diff"]);
  command
    .addArgument(what)
    .argument("[id]", "a run, or latest")
    .argument("[other]", "the run that it is compared with")
    .addOption(store)
    .option("--limit <count>", "list so many, the newest ones")
    .option("--events", "show the events too")
    .action(async (...given: [RunsWhat, string | undefined, string | undefined, RunsOptions]) => {
      const [word, id, other, options] = given;
      const { runs } = await import("../commands/runs.js");
      const ids = [id, other].filter((one) => one !== undefined);
      finish(await runs(word, ids, options, io));
    });
}

type RunsWhat = "list" | "show" | "diff";

/** Builds `graph`. */
export function buildGraph(command: Command, { io, finish }: CommandSurroundings): void {
  const format = new Option("--format <mermaid|dot|svg>", "how to draw it")
    .choices(["mermaid", "dot", "svg"])
    .default("mermaid");
  command.argument("<sources...>", "a module, or specification files and folders");
  addWiringOptions(command)
    .addOption(steps)
    .addOption(format)
    .option("--run <id>", "show how the steps of a run stand; latest for the newest one")
    .addOption(store)
    .action(async (sources: readonly string[], options: GraphOptions) => {
      const { graph } = await import("../commands/graph.js");
      finish(await graph(sources, options, io));
    });
}
