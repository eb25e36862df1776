import type { ErrorJson } from "../kernel/index.js";
import type { QualityOutcome, QualitySeverity } from "./quality-rule.js";

/** How one rule ended. `error` is a rule that could not be checked; it counts as failed. */
export interface QualityResult extends QualityOutcome {
  readonly rule: string;
  readonly severity: QualitySeverity;
  readonly description?: string;
  readonly status: "passed" | "failed" | "error";
  readonly durationMs: number;
  readonly error?: ErrorJson;
}

/** What all rules found for one year. */
export interface QualityReport {
  readonly year: number;
  /** `failed` if a rule of severity `error` failed, `passed-with-warnings` if another one did. */
  readonly disposition: "passed" | "passed-with-warnings" | "failed";
  readonly results: readonly QualityResult[];
}
