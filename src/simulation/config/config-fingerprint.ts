import { fingerprint } from "../../kernel/index.js";
import type { SimulationConfig } from "./simulation-config.js";

/**
 * What a configuration makes of a year, in 16 hexadecimal digits: two that give equal tables for equal inputs have the same.
 *
 * In it are `scenario_id`, `plan_design_id`, `years.start`, `dbt.target`, `dbt.selectors` and everything below `simulation`
 * but the path of the census. Not in it are `years.end` (what a year comes to does not depend on how many follow),
 * `dbt.threads`, `validation` and `locks`, and paths: what is in the census and the models is for whoever reads them to
 * take the fingerprint of. O(settings).
 */
export function configFingerprint(config: SimulationConfig): string {
  const { scenario_id, plan_design_id, years, dbt, simulation } = config;
  const { census: _, ...workforce } = simulation;
  return fingerprint({
    scenario_id,
    plan_design_id,
    start: years.start,
    target: dbt.target,
    selectors: dbt.selectors,
    simulation: workforce,
  });
}
