/**
 * What a simulation is run with: the settings of its file, with environment variables and `--set` over them and defaults
 * below them. Complete, frozen, in the names of the file. Rates are fractions (0.03 is 3 %), money is in the currency of the
 * census, paths are absolute.
 */
export interface SimulationConfig {
  /** Names the scenario; with the plan design it is the scope of every row that is written. */
  readonly scenario_id: string;
  /** Names the design of the plan. */
  readonly plan_design_id: string;
  readonly years: YearsConfig;
  /** The DuckDB file with the tables of the simulation. */
  readonly duckdb_path: string;
  readonly dbt: DbtConfig;
  readonly validation: ValidationConfig;
  readonly locks: LocksConfig;
  readonly simulation: WorkforceConfig;
}

/** The calendar years that are simulated, both included; 50 at most. */
export interface YearsConfig {
  readonly start: number;
  readonly end: number;
}

/** The models, and how they are built. */
export interface DbtConfig {
  /** The folder of the dbt project. */
  readonly project: string;
  readonly target: string;
  /** Threads of the engine: dbt builds as many models at a time. Changes no result. */
  readonly threads: number;
  /** Which models are built, in dbt's words; empty for all. An engine refuses what it cannot select by. */
  readonly selectors: readonly string[];
}

/** What a year must be like to be published. */
export interface ValidationConfig {
  /** By what fraction a count of rows may be off. */
  readonly row_drift_tolerance: number;
  readonly require_pk_uniqueness: boolean;
  /** Whether an error of a rule ends the run before the year is published. */
  readonly fail_on_error: boolean;
}

/** What keeps runs apart. */
export interface LocksConfig {
  /** Whether a second run on the same database is refused while one is under way. */
  readonly enable_mutex: boolean;
}

/** What the models are told: every value but the path of the census is a variable of theirs. */
export interface WorkforceConfig {
  /** From what all draws come: the same seed gives the same tables. */
  readonly random_seed: number;
  readonly census: CensusConfig;
  readonly growth: GrowthConfig;
  readonly termination: TerminationConfig;
  readonly hires: HiresConfig;
  readonly compensation: CompensationConfig;
  readonly eligibility: EligibilityConfig;
  readonly enrollment: EnrollmentConfig;
  readonly escalation: EscalationConfig;
  readonly contributions: ContributionsConfig;
  readonly match: MatchConfig;
}

/** Who is employed when the first year begins. */
export interface CensusConfig {
  /** A CSV or Parquet file. */
  readonly path: string;
}

/** How the number of active employees changes. */
export interface GrowthConfig {
  /** Per year; negative if it shrinks, by no more than those who leave. */
  readonly target_rate: number;
}

/** Who leaves. */
export interface TerminationConfig {
  /** Of those who are active when a year begins. */
  readonly rate: number;
  /** Of those who were hired in the same year. */
  readonly new_hire_rate: number;
}

/** Who is hired. */
export interface HiresConfig {
  /** The share of each of the five levels; their sum is 1. */
  readonly level_shares: readonly number[];
  /** What one is hired for at each of the five levels, in money per year. */
  readonly level_compensation: readonly number[];
  /** In years. */
  readonly minimum_age: number;
  /** In years. */
  readonly maximum_age: number;
}

/** How pay changes. */
export interface CompensationConfig {
  /** The raise of everybody for the cost of living, per year. */
  readonly cola_rate: number;
  /** The raise for merit, per year. */
  readonly merit_rate: number;
  /** Who is promoted, of those who can be, per year. */
  readonly promotion_rate: number;
  /** The raise that comes with a promotion. */
  readonly promotion_increase: number;
}

/** Who may take part in the plan. */
export interface EligibilityConfig {
  /** In years. */
  readonly minimum_age: number;
  /** In days after the hire. */
  readonly waiting_period_days: number;
}

/** How members come into the plan. */
export interface EnrollmentConfig {
  readonly auto: AutoEnrollmentConfig;
  readonly voluntary: VoluntaryEnrollmentConfig;
}

/** Whom automatic enrollment is for. */
export type AutoEnrollmentScope = "new_hires_only" | "all_eligible_employees";

/** Enrollment of those who do nothing. */
export interface AutoEnrollmentConfig {
  readonly enabled: boolean;
  readonly scope: AutoEnrollmentScope;
  /** In days from becoming eligible to being enrolled. */
  readonly window_days: number;
  /** Of compensation. */
  readonly default_deferral_rate: number;
  /** In days after the enrollment. */
  readonly opt_out_grace_days: number;
  /** Of those who were enrolled automatically. */
  readonly opt_out_rate: number;
}

/** Enrollment of those who ask for it. */
export interface VoluntaryEnrollmentConfig {
  /** Of those who are eligible and not enrolled, per year. */
  readonly rate: number;
  /** Of compensation. */
  readonly deferral_rate: number;
}

/** How deferral rates rise by themselves. */
export interface EscalationConfig {
  readonly enabled: boolean;
  /** By how much of compensation a deferral rate rises, per year. */
  readonly increment: number;
  /** Up to where it rises, of compensation. */
  readonly maximum_rate: number;
  /** 1 to 12. */
  readonly effective_month: number;
  /** A day that the month has in every year. */
  readonly effective_day: number;
  /** In years after the enrollment. */
  readonly first_escalation_delay_years: number;
}

/** How much one may contribute. */
export interface ContributionsConfig {
  /** Of one employee, in money per year. */
  readonly annual_limit: number;
}

/** What the employer adds. */
export interface MatchConfig {
  readonly enabled: boolean;
  /** By ascending deferral; at least one. What is deferred beyond the last is not matched. */
  readonly tiers: readonly MatchTier[];
  readonly minimum_tenure_years: number;
  readonly require_active_at_year_end: boolean;
}

/** The match of what is deferred between the tier before, or nothing, and this one. */
export interface MatchTier {
  /** Of compensation. */
  readonly up_to: number;
  /** Of what is deferred in this tier. */
  readonly rate: number;
}
