import { Argument, Option, type Command } from "commander";
import type { Io } from "../io.js";
import type { StateAction, StateOptions } from "../commands/state.js";
import { examples, json, type Finish } from "./options.js";

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
