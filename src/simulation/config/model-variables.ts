import { argumentInvalid, deepFreeze } from "../../kernel/index.js";
import type { VariableValue } from "../project/model-engine.js";
import type { SimulationConfig } from "./simulation-config.js";
import { leavesOf } from "./tree.js";

/**
 * The dbt variables of a year: `scenario_id`, `plan_design_id`, `simulation_year`, `start_year`, `end_year`, and every value
 * below `simulation` but the path of the census, by its path joined with `_`, such as `growth_target_rate`. Frozen.
 *
 * @param year one of the years of the configuration
 * @throws BailiwickError `OPTION_INVALID`
 */
export function modelVariables(
  config: SimulationConfig,
  year: number,
): Readonly<Record<string, VariableValue>> {
  const { scenario_id, plan_design_id, years, simulation } = config;
  if (!Number.isInteger(year) || year < years.start || year > years.end) {
    throw argumentInvalid("year", "modelVariables()", `a year from ${years.start} to ${years.end}`, year);
  }
  const { census: _, ...workforce } = simulation;
  const values = [...leavesOf(workforce)].map(([path, value]) => [path.join("_"), value as VariableValue]);
  return deepFreeze({
    scenario_id,
    plan_design_id,
    simulation_year: year,
    start_year: years.start,
    end_year: years.end,
    ...(Object.fromEntries(values) as Record<string, VariableValue>),
  });
}
