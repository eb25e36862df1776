export type { QualityReport, QualityResult } from "./quality-report.js";
export type { QualityOutcome, QualityRule, QualitySeverity, QualitySubject } from "./quality-rule.js";
