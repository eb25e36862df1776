import type { z } from "zod";
import { configFields, unsignedZero, type SettingNotes, type Zod } from "./config-fields.js";
import type { SimulationConfig } from "./simulation-config.js";

/** The shape of a configuration: types, units, ranges and defaults. What several settings are to each other is no part of it. */
export function configSchema(z: Zod, notes: SettingNotes): z.ZodType<SimulationConfig> {
  const { identifier, year, path, section, words, count, fraction, flag } = configFields(z, notes);
  const fields = {
    $schema: z
      .string()
      .optional()
      .register(notes, { description: "Where an editor finds this schema. Ignored." }),
    scenario_id: identifier("Names the scenario; with the plan design it is the scope of every row."),
    plan_design_id: identifier("Names the design of the plan."),
    years: z
      .strictObject({
        start: year("The first year that is simulated."),
        end: year("The last year that is simulated; at most 50 with the first."),
      })
      .register(notes, { description: "The years that are simulated, both included." }),
    duckdb_path: path(
      "The DuckDB file with the tables of the simulation. One file holds one scenario and plan design.",
      "simulation.duckdb",
    ),
    dbt: section("The models, and how they are built.", {
      project: path("The folder of the dbt project.", "dbt"),
      target: z
        .string()
        .regex(/^[\w.-]+$/, { error: 'a name of letters, digits, "_", "-" and "."' })
        .default("dev")
        .register(notes, { description: "The target of the dbt profile." }),
      threads: count(
        "Threads of the engine: dbt builds as many models, the embedded one runs as many data tests at a time; changes no result.",
        {
          unit: "threads",
          range: [1, 256],
          fallback: 4,
        },
      ),
      selectors: words("Which models are built, in the words of dbt's --select; empty for all."),
    }),
    validation: section("What a year must be like to be published.", {
      row_drift_tolerance: fraction("By how much a count of rows may be off.", 0.005),
      require_pk_uniqueness: flag("Whether a primary key that comes twice is an error.", true),
      fail_on_error: flag("Whether an error of a rule ends the run before the year is published.", true),
    }),
    locks: section("What keeps runs apart.", {
      enable_mutex: flag(
        "Whether a second run on the same database is refused while one is under way.",
        true,
      ),
    }),
    simulation: section("What the models are told.", workforceFields(z, notes)),
  };
  return z.strictObject(fields).register(notes, {
    title: "Simulation configuration",
    description: "What a multi-year simulation of a workforce and its retirement plan is run with.",
  });
}

function workforceFields(z: Zod, notes: SettingNotes) {
  const { path, section, count, fraction, rate, levels } = configFields(z, notes);
  const age = (description: string, range: readonly [number, number], fallback: number) =>
    count(description, { unit: "years of age", range, fallback });
  return {
    random_seed: count("From what all draws come: the same seed gives the same tables.", {
      unit: "none",
      range: [0, 2_147_483_647],
      fallback: 42,
    }),
    census: section("Who is employed when the first year begins.", {
      path: path("A CSV or Parquet file with one row for each employee.", "census.csv"),
    }),
    growth: section("How the number of active employees changes.", {
      target_rate: rate("Growth of the active employees per year; negative if they become fewer.", {
        range: [-0.9, 1],
        fallback: 0.03,
      }),
    }),
    termination: section("Who leaves.", {
      rate: fraction("Those who leave in a year, of the active ones at its start.", 0.12),
      new_hire_rate: rate("Those who leave in the year of their hire, of those hired in it.", {
        range: [0, 0.9],
        fallback: 0.25,
      }),
    }),
    hires: section("Who is hired.", {
      level_shares: levels("The share of each of the five levels among those hired; the sum is 1.", {
        unit: "fraction",
        value: z.number().min(0).max(1),
        fallback: [0.4, 0.3, 0.17, 0.09, 0.04],
      }),
      level_compensation: levels("What is paid at first at each of the five levels.", {
        unit: "money per year",
        value: z.number().min(1).max(100_000_000),
        fallback: [55_000, 72_000, 98_000, 140_000, 210_000],
      }),
      minimum_age: age("The youngest who are hired.", [18, 75], 22),
      maximum_age: age("The oldest who are hired.", [18, 75], 60),
    }),
    compensation: section("How pay changes.", {
      cola_rate: fraction("The raise of everybody for the cost of living, per year.", 0.02),
      merit_rate: fraction("The raise for merit, per year.", 0.035),
      promotion_rate: fraction("Those who are promoted in a year, of those below the highest level.", 0.08),
      promotion_increase: fraction("The raise that comes with a promotion.", 0.125),
    }),
    eligibility: section("Who may take part in the plan.", {
      minimum_age: age("From what age on.", [0, 75], 21),
      waiting_period_days: count("How long after the hire.", {
        unit: "days",
        range: [0, 3650],
        fallback: 30,
      }),
    }),
    ...planFields(z, notes),
    ...contributionFields(z, notes),
  };
}

function planFields(z: Zod, notes: SettingNotes) {
  const { section, count, fraction, flag, rate } = configFields(z, notes);
  return {
    enrollment: section("How members come into the plan.", {
      auto: section("Enrollment of those who do nothing.", {
        enabled: flag("Whether there is any.", true),
        scope: z
          .enum(["new_hires_only", "all_eligible_employees"])
          .default("new_hires_only")
          .register(notes, { description: "Whom it is for." }),
        window_days: count("From becoming eligible to being enrolled.", {
          unit: "days",
          range: [0, 365],
          fallback: 45,
        }),
        default_deferral_rate: fraction("What is deferred, of compensation.", 0.06),
        opt_out_grace_days: count("From the enrollment to the opt-out.", {
          unit: "days",
          range: [0, 365],
          fallback: 30,
        }),
        opt_out_rate: fraction("Those who opt out, of those enrolled automatically.", 0.09),
      }),
      voluntary: section("Enrollment of those who ask for it.", {
        rate: fraction("Those who enroll in a year, of those eligible and not enrolled.", 0.15),
        deferral_rate: fraction("What they defer, of compensation.", 0.05),
      }),
    }),
    escalation: section("How deferral rates rise by themselves.", {
      enabled: flag("Whether they do.", true),
      increment: rate("By how much of compensation a deferral rate rises in a year.", {
        range: [0.0001, 1],
        fallback: 0.01,
      }),
      maximum_rate: fraction("Up to where it rises, of compensation.", 0.1),
      effective_month: count("The month in which it rises.", { unit: "month", range: [1, 12], fallback: 1 }),
      effective_day: count("The day on which it rises, which the month must have in every year.", {
        unit: "day of the month",
        range: [1, 31],
        fallback: 1,
      }),
      first_escalation_delay_years: count("From the enrollment to the first rise.", {
        unit: "years",
        range: [0, 50],
        fallback: 1,
      }),
    }),
  };
}

function contributionFields(z: Zod, notes: SettingNotes) {
  const { section, flag, quantity } = configFields(z, notes);
  return {
    contributions: section("How much one may contribute.", {
      annual_limit: quantity("What an employee may defer at most.", {
        unit: "money per year",
        range: [0, 100_000_000],
        fallback: 23_500,
      }),
    }),
    match: section("What the employer adds.", {
      enabled: flag("Whether there is a match.", true),
      tiers: z
        .array(tier(z, notes))
        .min(1)
        .max(20)
        .default([
          { up_to: 0.03, rate: 1 },
          { up_to: 0.05, rate: 0.5 },
        ])
        .register(notes, {
          description:
            "The match by ascending deferral; what is deferred beyond the last tier is not matched.",
          "x-unit": "fraction",
        }),
      minimum_tenure_years: quantity("How long one must have been employed.", {
        unit: "years",
        range: [0, 50],
        fallback: 0,
      }),
      require_active_at_year_end: flag("Whether only those get it who are active when the year ends.", false),
    }),
  };
}

function tier(z: Zod, notes: SettingNotes) {
  return z.strictObject({
    up_to: z.number().min(0.0001).max(1).register(notes, {
      description: "The deferral at which this tier ends, of compensation.",
      "x-unit": "fraction",
    }),
    rate: z.number().min(0).max(5).overwrite(unsignedZero).register(notes, {
      description: "The match, of what is deferred in this tier.",
      "x-unit": "fraction",
    }),
  });
}
