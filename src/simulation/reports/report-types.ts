import type { QualityReport } from "../../quality/index.js";

/** How many of what there are, by its name. */
export type Counts = Readonly<Record<string, number>>;

/** Who there is at the end of a year. */
export interface WorkforceBreakdown {
  /** Everybody of the year's snapshot: those who are there at its end, and those who left within it. */
  readonly totalEmployees: number;
  /** Those who are there at the end of the year. */
  readonly activeEmployees: number;
  /** By `detailed_status_code`; the sum is `totalEmployees`. */
  readonly byStatus: Counts;
  /** The mean annual compensation of the active, to the cent; `null` if there are none. */
  readonly averageCompensation: number | null;
}

/** What has happened in a year: rows of `fct_yearly_events`. */
export interface EventSummary {
  readonly totalEvents: number;
  /** By event type in lower case; the sum is `totalEvents`. */
  readonly byType: Counts;
  readonly hires: number;
  readonly terminations: number;
  /** Hires for each termination; `null` if there is no termination. */
  readonly hireTerminationRatio: number | null;
}

/** How a year compares with its beginning. */
export interface YearGrowth {
  /**
   * Where the number of active employees at the beginning of the year comes from: the snapshot of the year before, or the
   * baseline of the year; `null` if there is neither.
   */
  readonly comparedWith: "snapshot" | "baseline" | null;
  readonly previousActive: number | null;
  readonly currentActive: number;
  readonly netGrowth: number | null;
  /** As a fraction; `null` if there was nobody before, or nobody knows. */
  readonly growthRate: number | null;
}

/** Who takes part in the plan at the end of a year, of the active employees. */
export interface ParticipationSummary {
  readonly participating: number;
  /** Of the active employees, from 0 to 1; `null` if there are none. */
  readonly rate: number | null;
  /** The active by `participation_status_detail`; the sum is the number of active employees. */
  readonly byDetail: Counts;
  /** The mean of those who take part, as a fraction of compensation; `null` if there are none. */
  readonly averageDeferralRate: number | null;
}

/** What was paid into the plan in a year, in the currency of the census, for everybody of the year's snapshot. */
export interface ContributionSummary {
  /** How many have contributed something. */
  readonly contributors: number;
  readonly employeeContributions: number;
  readonly employerMatch: number;
  /** Contributions and match together. */
  readonly total: number;
  /** For each who has contributed, to the cent; `null` if nobody has. */
  readonly averageContribution: number | null;
  /** Match for each unit contributed; `null` if nothing was contributed. */
  readonly matchRate: number | null;
}

/** Something in the tables of a year that does not add up. */
export interface ReportFinding {
  readonly rule: ReportFindingRule;
  readonly message: string;
  readonly found: number;
  readonly expected: number;
}

/** What may not add up. */
export type ReportFindingRule =
  "duplicate-employees" | "headcount-unexplained" | "hires-unlike-snapshot" | "terminations-unlike-snapshot";

/** What one simulated year has come to. */
export interface YearAuditReport {
  readonly year: number;
  readonly workforce: WorkforceBreakdown;
  readonly events: EventSummary;
  readonly growth: YearGrowth;
  readonly participation: ParticipationSummary;
  readonly contributions: ContributionSummary;
  /** Where events and snapshots of the year differ; empty if they agree. */
  readonly findings: readonly ReportFinding[];
}

/** Growth from the end of the first year of a report to the end of its last one. */
export interface GrowthSummary {
  readonly startYear: number;
  readonly endYear: number;
  readonly startActive: number;
  readonly endActive: number;
  readonly netGrowth: number;
  /** As a fraction; `null` for one year, or if there was nobody at the start. */
  readonly totalGrowthRate: number | null;
  /**
   * The compound annual growth rate, as a fraction for each calendar year, whether the report has that year or not; `null`
   * as for `totalGrowthRate`.
   */
  readonly compoundAnnualGrowthRate: number | null;
}

/** One year of the workforce. */
export interface WorkforcePoint {
  readonly year: number;
  readonly totalEmployees: number;
  readonly activeEmployees: number;
  readonly netGrowth: number | null;
  readonly growthRate: number | null;
}

/** The events of one type over all years of a report. */
export interface EventTrend {
  readonly eventType: string;
  readonly total: number;
  /** Every year of the report, also without an event. */
  readonly counts: readonly { readonly year: number; readonly count: number }[];
}

/** One year of participation. */
export interface ParticipationPoint {
  readonly year: number;
  readonly participating: number;
  readonly rate: number | null;
}

/** One year of what was paid. */
export interface ContributionPoint {
  readonly year: number;
  readonly employeeContributions: number;
  readonly employerMatch: number;
}

/** How long a stage of a year took. */
export interface StageTiming {
  readonly year: number;
  readonly stage: string;
  readonly durationMs: number;
}

/** The run that has made what is reported. */
export interface RunSummary {
  readonly runId: string;
  readonly engine: "embedded" | "dbt";
  /** A time of ISO 8601, for example `2025-12-31T23:59:59.000Z`. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** In the order in which they ran. */
  readonly stages: readonly StageTiming[];
  /** Later years that were removed, because they stood on years that came to something else. */
  readonly removedYears?: readonly number[];
  /** What somebody should know, a sentence each. */
  readonly warnings?: readonly string[];
}

/**
 * What a simulation of several years has come to: plain data, frozen, without `NaN`, `Infinity`, or the time of its making, so
 * that equal tables give equal reports.
 */
export interface MultiYearReport {
  /** Grows when a field is taken away or changes what it means. */
  readonly schemaVersion: 1;
  readonly scenarioId: string;
  readonly planDesignId: string;
  /** By year. */
  readonly years: readonly YearAuditReport[];
  readonly growth: GrowthSummary;
  /** By year. */
  readonly workforceProgression: readonly WorkforcePoint[];
  /** By type; the documented ones first, in the order of an employee's life. */
  readonly eventTrends: readonly EventTrend[];
  /** By year. */
  readonly participationTrend: readonly ParticipationPoint[];
  /** By year. */
  readonly contributionTrend: readonly ContributionPoint[];
  /** What the rules of data quality found, by year; empty if that is not known. */
  readonly quality: readonly QualityReport[];
  readonly run?: RunSummary;
}
