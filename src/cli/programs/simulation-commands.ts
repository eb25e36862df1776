import { Argument, Option, type Command } from "commander";
import type { Io } from "../io.js";
import type { ConfigCommandOptions } from "../commands/config.js";
import type { ReportCommandOptions } from "../commands/report.js";
import type { SimulateOptions } from "../commands/simulate.js";
import type { InitOptions, ValidateOptions } from "../commands/simulation-project.js";
import type { StateAction, StateOptions } from "../commands/state.js";
import { examples, json, type Finish } from "./options.js";

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

/** Adds `simulate`, with the commands within it. */
export function addSimulate(program: Command, io: Io, finish: Finish): void {
  const engine = new Option("--engine <embedded|dbt>", "what builds the models (default: embedded)").choices([
    "embedded",
    "dbt",
  ]);
  const select = new Option("--select <models>", "build these only, in dbt's words; may be repeated");
  const command = program
    .command("simulate")
    .summary("simulate a workforce and its retirement plan over years")
    .description(
      "Simulates years one after the other, checks and publishes each, and writes reports. What is interrupted or has " +
        "failed goes on with --resume. simulate init makes a project to begin with.",
    )
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
    .addOption(json)
    .addHelpText(
      "after",
      examples(
        "simulate init my-plan",
        "simulate my-plan/simulation.yaml --years 2025-2029",
        "simulate my-plan/simulation.yaml --resume",
      ),
    )
    .action(async (config: string, options: SimulateOptions) => {
      const { simulate } = await import("../commands/simulate.js");
      finish(await simulate(config, options, io));
    });
  addSimulateValidate(command, io, finish);
  addSimulateInit(command, io, finish);
}

function addSimulateValidate(simulate: Command, io: Io, finish: Finish): void {
  simulate
    .command("validate")
    .summary("check configuration, census and models, and run nothing")
    .description(
      "Checks a configuration, its census and its models, and tells all that is wrong. Nothing is written.",
    )
    .argument("<config>", "the configuration, as YAML or JSON")
    .addOption(setOption())
    .addOption(json)
    .addHelpText("after", examples("simulate validate simulation.yaml"))
    .action(async (config: string, options: ValidateOptions) => {
      const { validateProject } = await import("../commands/simulation-project.js");
      finish(await validateProject(config, options, io));
    });
}

function addSimulateInit(simulate: Command, io: Io, finish: Finish): void {
  simulate
    .command("init")
    .summary("make a project: models, configuration and a census")
    .description(
      "Copies the example into a new folder: a dbt project, a configuration, and a made-up census, all to be changed.",
    )
    .argument("<folder>", "the folder, which is made; it has to be empty if it is there")
    .option("--employees <count>", "how many employees the census has", "10000")
    .option("--seed <number>", "another one makes another census", "1")
    .addOption(json)
    .addHelpText("after", examples("simulate init my-plan", "simulate init my-plan --employees 500"))
    .action(async (folder: string, options: InitOptions) => {
      const { initProject } = await import("../commands/simulation-project.js");
      finish(await initProject(folder, options, io));
    });
}

/** Adds `report`. */
export function addReport(program: Command, io: Io, finish: Finish): void {
  const format = new Option("--format <text|json|csv|html>", "how to write it").choices([
    "text",
    "json",
    "csv",
    "html",
  ]);
  program
    .command("report")
    .summary("report what the years of a simulation have come to")
    .description(
      "Reports what the published years of a simulation have come to: on standard output as text, json or html, or with " +
        "--out as files, one for each format and table.",
    )
    .argument("<source>", "the configuration, or the DuckDB file")
    .option("--years <A-B>", "these years only; one year for one (default: all that there are)")
    .addOption(format)
    .addOption(templateOption())
    .option("--out <folder>", "write files into this folder; without --format in all formats")
    .option("--scenario <id>", "of a database that has several")
    .option("--plan <id>", "of a database that has several plan designs")
    .addOption(setOption())
    .addHelpText(
      "after",
      examples("report simulation.yaml", "report simulation.duckdb --format html --out report"),
    )
    .action(async (source: string, options: ReportCommandOptions) => {
      const { report } = await import("../commands/report.js");
      finish(await report(source, options, io));
    });
}

/** Adds `config`. */
export function addConfig(program: Command, io: Io, finish: Finish): void {
  const what = new Argument("<what>", "show or schema").choices(["show", "schema"]);
  program
    .command("config")
    .summary("show every setting of a simulation, and where it comes from")
    .description(
      "Shows every setting of a configuration with its value and where that comes from: the file, an environment " +
        "variable, --set or the default; or writes the JSON Schema of configurations, for editors.",
    )
    .addArgument(what)
    .argument("[config]", "the configuration, as YAML or JSON")
    .addOption(setOption())
    .addOption(json)
    .addHelpText("after", examples("config show simulation.yaml", "config schema > simulation.schema.json"))
    .action(async (action: "show" | "schema", file: string | undefined, options: ConfigCommandOptions) => {
      const { config } = await import("../commands/config.js");
      finish(await config(action, file, options, io));
    });
}

/** Adds `state`. */
export function addState(program: Command, io: Io, finish: Finish): void {
  const what = new Argument("<what>", "validate, repair or show").choices(["validate", "repair", "show"]);
  program
    .command("state")
    .summary("look at the registries of state in a database, or repair them")
    .description(
      "Compares the registries of state with the baseline and the events, rebuilds them from these, or shows " +
        "what they hold. Without --scenario and --plan of all that the database has.",
    )
    .addArgument(what)
    .argument("<file>", "the DuckDB file")
    .option("--scenario <id>", "only this scenario")
    .option("--plan <id>", "only this plan design")
    .addOption(new Option("--dry-run", "of repair: tell what would change, and change nothing"))
    .addOption(json)
    .addHelpText("after", examples("state show simulation.duckdb", "state validate simulation.duckdb"))
    .action(async (action: StateAction, file: string, options: StateOptions) => {
      const { state } = await import("../commands/state.js");
      finish(await state(action, file, options, io));
    });
}
