import { deepFreeze } from "../../kernel/index.js";
import { configCatalogue } from "./config-json-schema.js";
import { originText, type ConfigOrigin } from "./config-origin.js";
import type { LoadedConfig } from "./load-config.js";
import { variableOf } from "./overrides.js";
import { valueAt } from "./tree.js";

/** A setting with its value, and what is to be known of it. Plain data. */
export interface ExplainedSetting {
  /** As `--set` takes it, such as `simulation.growth.target_rate`. */
  readonly path: string;
  /** The environment variable that sets it. */
  readonly variable: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
  /** The origin in words: `simulation.yaml:4:10`, the name of a variable, `--set …` or `default`. */
  readonly from: string;
  readonly description: string;
  /** In what numbers are: `fraction`, `days`, `money per year`; absent for what has no unit. */
  readonly unit?: string;
  /** As in the file; absent for what must be set. */
  readonly default?: unknown;
  /** The least and the greatest that a number may be. */
  readonly range?: readonly [minimum: number, maximum: number];
  /** The words that a text may be. */
  readonly choices?: readonly string[];
}

/** Every setting of a configuration, in the order of the schema, with where its value comes from. Loads the schema library. */
export async function explainConfig({ config, origins }: LoadedConfig): Promise<readonly ExplainedSetting[]> {
  const { settings } = await configCatalogue();
  const explained = Object.entries(origins).map(([path, origin]): ExplainedSetting => {
    const setting = settings.get(path)!;
    const {
      description = "",
      "x-unit": unit,
      default: fallback,
      minimum,
      maximum,
      enum: choices,
    } = setting.node;
    return {
      path,
      variable: variableOf(path),
      value: valueAt(config, setting.path),
      origin,
      from: originText(origin),
      description,
      ...(unit === undefined || unit === "path" ? {} : { unit }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(minimum === undefined || maximum === undefined ? {} : { range: [minimum, maximum] }),
      ...(choices === undefined ? {} : { choices }),
    };
  });
  return deepFreeze(explained);
}
