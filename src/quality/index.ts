export { checkQuality, type QualityCheckOptions } from "./check-quality.js";
export { defineRule, describeRules, type QualityRuleDescription } from "./define-rule.js";
export { formatQuality } from "./format-quality.js";
export type { QualityReport, QualityResult } from "./quality-report.js";
export type { QualityOutcome, QualityRule, QualitySeverity, QualitySubject } from "./quality-rule.js";
export type { RuleOptions, TableOption, TableRuleOptions } from "./rule-options.js";
export { acceptedValues, type AcceptedValuesOptions } from "./rules/accepted-values.js";
export { deferralCap, type DeferralCapOptions } from "./rules/deferral-cap.js";
export { distributionDrift, type DistributionDriftOptions } from "./rules/distribution-drift.js";
export { eventOrder, type EventOrderOptions } from "./rules/event-order.js";
export { eventSpike, type EventSpikeOptions } from "./rules/event-spike.js";
export { growthExactness, type GrowthExactnessOptions } from "./rules/growth-exactness.js";
export { headcountContinuity, type HeadcountContinuityOptions } from "./rules/headcount-continuity.js";
export { hireTerminationRatio, type HireTerminationRatioOptions } from "./rules/hire-termination-ratio.js";
export { noForeignRows, type NoForeignRowsOptions } from "./rules/no-foreign-rows.js";
export { notNull, type NotNullOptions } from "./rules/not-null.js";
export { references, type ReferencesOptions } from "./rules/references.js";
export { rowCountDrift, type RowCountDriftOptions } from "./rules/row-count-drift.js";
export {
  snapshotExplainedByEvents,
  type SnapshotExplainedByEventsOptions,
} from "./rules/snapshot-explained-by-events.js";
export { uniqueKey, type UniqueKeyOptions } from "./rules/unique-key.js";
export {
  compensationRange,
  valueRange,
  type CompensationRangeOptions,
  type ValueRangeOptions,
} from "./rules/value-range.js";
export { sqlRule, type SqlMeasureRuleOptions, type SqlRowsRuleOptions } from "./sql-rule.js";
export { workforceRules, type WorkforceRulesOptions } from "./workforce-rules.js";
export type { BaselineTable, EventsTable, SnapshotTable } from "./workforce-tables.js";
