import { Argument, Option, type Command } from "commander";
import type { Io } from "../io.js";
import type { ConfigCommandOptions } from "../commands/config.js";
import type { StateAction, StateOptions } from "../commands/state.js";
import { examples, json, type Finish } from "./options.js";

/** Given once for each setting. */
function setOption(): Option {
  return new Option("--set <setting=value>", "over the file and the environment; may be repeated").argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
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
