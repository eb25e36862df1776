import { explainConfig, simulationConfigSchema, type ExplainedSetting } from "../../simulation/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, widthOf, type ExitCode, type Io } from "../io.js";
import { readConfig, type ConfigOptions } from "../simulations/read-config.js";
import { styleOf } from "../style.js";
import { cutText, tableLines } from "../table.js";
import { jsonText } from "../texts.js";

/** What `bailiwick config` takes. */
export interface ConfigCommandOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** Shows every setting of a configuration with where its value comes from, or writes the JSON Schema of all of them. */
export async function config(
  what: "show" | "schema",
  file: string | undefined,
  options: ConfigCommandOptions,
  io: Io,
): Promise<ExitCode> {
  if (what === "schema") {
    if (file !== undefined || options.set !== undefined) {
      throw invalidCommand(
        "config schema takes no configuration: it is the same for all",
        "leave it out: bailiwick config schema > simulation.schema.json.",
      );
    }
    io.stdout.write(jsonText(await simulationConfigSchema()));
    return exitCodes.ok;
  }
  if (file === undefined) {
    throw invalidCommand(
      "config show takes a configuration, but was given none",
      "name its file: bailiwick config show simulation.yaml.",
    );
  }
  const loaded = await readConfig(file, options, io);
  const settings = await explainConfig(loaded);
  io.stdout.write(
    options.json === true ? jsonText({ file: loaded.file, settings }) : settingsText(settings, io),
  );
  return exitCodes.ok;
}

function settingsText(settings: readonly ExplainedSetting[], io: Io): string {
  const style = styleOf(io.stdout, io.env);
  const columns = widthOf(io.stdout);
  const titles = [{ title: "Setting" }, { title: "Value" }, { title: "Unit" }, { title: "From" }];
  const rows = settings.map(({ path, value, unit, from }) => [path, valueText(value), unit ?? "", from]);
  const [head = "", ...lines] = tableLines(titles, rows).map((line) =>
    columns === undefined ? line : cutText(line, columns),
  );
  const shown = lines.map((line, index) =>
    settings[index]?.origin.kind === "default" ? style.dim(line) : line,
  );
  return `${[style.dim(head), ...shown].join("\n")}\n`;
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
