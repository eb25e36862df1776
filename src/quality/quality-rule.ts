import type { DuckDb, SqlRow, SqlStatement } from "../store/index.js";

/** `error` stops a run before its year is published; `warning` and `info` are told. */
export type QualitySeverity = "error" | "warning" | "info";

/** What a rule is checked on. */
export interface QualitySubject {
  readonly database: DuckDb;
  /** The simulation year that is checked. */
  readonly year: number;
  /** The first year of the simulation: the one before it is none of a gap. */
  readonly firstYear: number;
  readonly scenarioId: string;
  readonly planDesignId: string;
}

/** What a rule found. */
export interface QualityOutcome {
  readonly passed: boolean;
  /** One sentence from the facts: what was measured, and what was expected. */
  readonly message: string;
  /** Finite, or `null` where there was nothing to measure. */
  readonly measured?: number | null;
  readonly threshold?: number;
  /** How many rows break the rule. */
  readonly count?: number;
  /** Twenty of them at most. */
  readonly samples?: readonly SqlRow[];
  /** The statement that was asked. */
  readonly query?: SqlStatement;
}

/** A data-quality rule: plain data, but for how it is checked. */
export interface QualityRule {
  /** Kebab-case; unique within a run. */
  readonly name: string;
  readonly severity: QualitySeverity;
  readonly description?: string;
  /** The bound that `measured` is held against, where it is one number and known beforehand. */
  readonly threshold?: number;
  /** Checks the data of one year. What it throws is told as an error of the rule, which has then failed. */
  check(
    subject: QualitySubject,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<QualityOutcome>;
}
