import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configCatalogue } from "../../../src/simulation/config/config-json-schema.js";
import { loadSimulationConfig, modelVariables } from "../../../src/simulation/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { caught } from "../../support/caught.js";

const { config } = await loadSimulationConfig(join(projectRoot, "examples/retirement-plan/simulation.yaml"), {
  env: {},
});

describe("modelVariables", () => {
  it("are those of the year, and all settings of the example's simulation", () => {
    expect(modelVariables(config, 2027)).toEqual({
      scenario_id: "baseline",
      plan_design_id: "standard_match",
      simulation_year: 2027,
      start_year: 2025,
      end_year: 2029,
      random_seed: 42,
      growth_target_rate: 0.03,
      termination_rate: 0.12,
      termination_new_hire_rate: 0.25,
      hires_level_shares: [0.4, 0.3, 0.17, 0.09, 0.04],
      hires_level_compensation: [55_000, 72_000, 98_000, 140_000, 210_000],
      hires_minimum_age: 22,
      hires_maximum_age: 60,
      compensation_cola_rate: 0.02,
      compensation_merit_rate: 0.035,
      compensation_promotion_rate: 0.08,
      compensation_promotion_increase: 0.125,
      eligibility_minimum_age: 21,
      eligibility_waiting_period_days: 30,
      enrollment_auto_enabled: true,
      enrollment_auto_scope: "new_hires_only",
      enrollment_auto_window_days: 45,
      enrollment_auto_default_deferral_rate: 0.06,
      enrollment_auto_opt_out_grace_days: 30,
      enrollment_auto_opt_out_rate: 0.09,
      enrollment_voluntary_rate: 0.15,
      enrollment_voluntary_deferral_rate: 0.05,
      escalation_enabled: true,
      escalation_increment: 0.01,
      escalation_maximum_rate: 0.1,
      escalation_effective_month: 1,
      escalation_effective_day: 1,
      escalation_first_escalation_delay_years: 1,
      contributions_annual_limit: 23_500,
      match_enabled: true,
      match_tiers: [
        { up_to: 0.03, rate: 1 },
        { up_to: 0.05, rate: 0.5 },
      ],
      match_minimum_tenure_years: 0,
      match_require_active_at_year_end: false,
    });
  });

  it("are one for each setting below simulation but the census, with names that do not clash", async () => {
    const { settings } = await configCatalogue();
    const below = [...settings.values()].filter(
      ({ path: [first, second] }) => first === "simulation" && second !== "census",
    );
    const names = below.map(({ path }) => path.slice(1).join("_"));
    const own = ["scenario_id", "plan_design_id", "simulation_year", "start_year", "end_year"];
    expect(Object.keys(modelVariables(config, 2025))).toEqual([...own, ...names]);
  });

  it("are frozen, lists too", () => {
    const variables = modelVariables(config, 2025);
    expect(Object.isFrozen(variables) && Object.isFrozen(variables["match_tiers"])).toBe(true);
  });

  it.each([2024, 2030, 2025.5, Number.NaN, "2025"])(
    "refuses %s, which is no year of the configuration",
    (year) => {
      const { code, message } = caught(() => modelVariables(config, year as number));
      expect(code).toBe("OPTION_INVALID");
      expect(message).toContain("modelVariables() needs a year from 2025 to 2029, but was given");
    },
  );
});
