import { Argument, Option, type Command } from "commander";
import type { ConfigCommandOptions } from "../commands/config.js";
import type { ReportCommandOptions } from "../commands/report.js";
import type { SimulateOptions } from "../commands/simulate.js";
import type { InitOptions, ValidateOptions } from "../commands/simulation-project.js";
import type { StateAction, StateOptions } from "../commands/state.js";
import type { CommandSurroundings } from "./add-commands.js";

/** An option that may be given several times, each time with one value. */
function repeated(option: Option): Option {
  return option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
}

function setOption(): Option {
  return repeated(new Option("--set <setting=value>", "over the file and the environment; may be repeated"));
}

function templateOption(): Option {
  return new Option("--template <executive|detailed>", "which sections the reports have").choices([
    "executive",
    "detailed",
  ]);
}

/** Builds `simulate`. */
export function buildSimulate(command: Command, { io, finish }: CommandSurroundings): void {
  const engine = new Option("--engine <embedded|dbt>", "what builds the models (default: embedded)").choices([
    "embedded",
    "dbt",
  ]);
  const select = new Option("--select <models>", "build these only, in dbt's words; may be repeated");
  command
    .enablePositionalOptions()
    .argument("<config>", "the configuration, as YAML or JSON")
    .option("--years <A-B>", "these years only; one year for one (default: those of the configuration)")
    .addOption(engine)
    .option("--resume [run]", "go on with a run; without an id with the latest, if it has not succeeded")
    .option(
      "--force",
      "of --resume: begin the unfinished year anew where settings, models or census have changed",
    )
    .addOption(new Option("--dry-run", "show what would be done, and write nothing"))
    .addOption(repeated(select))
    .addOption(setOption())
    .option("--report <folder>", "where the reports go (default: beside the database)")
    .addOption(templateOption())
    .option("--log <file>", "append what happens, as lines of JSON")
    .option("--threads <count>", "how many threads the engine has")
    .action(async (config: string, options: SimulateOptions) => {
      const { simulate } = await import("../commands/simulate.js");
      finish(await simulate(config, options, io));
    });
}

/** Builds `simulate validate`. */
export function buildSimulateValidate(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .argument("<config>", "the configuration, as YAML or JSON")
    .addOption(setOption())
    .action(async (config: string, options: ValidateOptions) => {
      const { validateProject } = await import("../commands/simulation-project.js");
      finish(await validateProject(config, options, io));
    });
}

/** Builds `simulate init`. */
export function buildSimulateInit(command: Command, { io, finish }: CommandSurroundings): void {
  command
    .argument("<folder>", "the folder, which is made; it has to be empty if it is there")
    .option("--employees <count>", "how many employees the census has", "10000")
    .option("--seed <number>", "another one makes another census", "1")
    .action(async (folder: string, options: InitOptions) => {
      const { initProject } = await import("../commands/simulation-project.js");
      finish(await initProject(folder, options, io));
    });
}

/** Builds `report`. */
export function buildReport(command: Command, { io, finish }: CommandSurroundings): void {
  const format = new Option("--format <text|json|csv|html>", "how to write it").choices([
    "text",
    "json",
    "csv",
    "html",
  ]);
  command
    .argument("<source>", "the configuration, or the DuckDB file")
    .option("--years <A-B>", "these years only; one year for one (default: all that there are)")
    .addOption(format)
    .addOption(templateOption())
    .option("--out <folder>", "write files into this folder; without --format in all formats")
    .option("--scenario <id>", "of a database that has several")
    .option("--plan <id>", "of a database that has several plan designs")
    .addOption(setOption())
    .action(async (source: string, options: ReportCommandOptions) => {
      const { report } = await import("../commands/report.js");
      finish(await report(source, options, io));
    });
}

/** Builds `config`. */
export function buildConfig(command: Command, { io, finish }: CommandSurroundings): void {
  const what = new Argument("<what>", "show or schema").choices(["show", "schema"]);
  command
    .addArgument(what)
    .argument("[config]", "the configuration, as YAML or JSON")
    .addOption(setOption())
    .action(async (action: "show" | "schema", file: string | undefined, options: ConfigCommandOptions) => {
      const { config } = await import("../commands/config.js");
      finish(await config(action, file, options, io));
    });
}

/** Builds `state`. */
export function buildState(command: Command, { io, finish }: CommandSurroundings): void {
  const what = new Argument("<what>", "validate, repair or show").choices(["validate", "repair", "show"]);
  command
    .addArgument(what)
    .argument("<file>", "the DuckDB file")
    .option("--scenario <id>", "only this scenario")
    .option("--plan <id>", "only this plan design")
    .addOption(new Option("--dry-run", "of repair: tell what would change, and change nothing"))
    .action(async (action: StateAction, file: string, options: StateOptions) => {
      const { state } = await import("../commands/state.js");
      finish(await state(action, file, options, io));
    });
}
