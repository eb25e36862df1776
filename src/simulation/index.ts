export type {
  ModelEngine,
  ModelEvent,
  ModelNode,
  ModelReport,
  ModelRequest,
  ModelWork,
  NodeResult,
  VariableValue,
} from "./project/model-engine.js";
export type { ConfigProblem } from "./config/config-error.js";
export { configFingerprint } from "./config/config-fingerprint.js";
export { simulationConfigSchema } from "./config/config-json-schema.js";
export { originText, type ConfigOrigin } from "./config/config-origin.js";
export { explainConfig, type ExplainedSetting } from "./config/explain-config.js";
export { loadSimulationConfig, type LoadConfigOptions, type LoadedConfig } from "./config/load-config.js";
export { modelVariables } from "./config/model-variables.js";
export type {
  AutoEnrollmentConfig,
  AutoEnrollmentScope,
  CensusConfig,
  CompensationConfig,
  ContributionsConfig,
  DbtConfig,
  EligibilityConfig,
  EnrollmentConfig,
  EscalationConfig,
  GrowthConfig,
  HiresConfig,
  LocksConfig,
  MatchConfig,
  MatchTier,
  SimulationConfig,
  TerminationConfig,
  ValidationConfig,
  VoluntaryEnrollmentConfig,
  WorkforceConfig,
  YearsConfig,
} from "./config/simulation-config.js";
export { dbtVersion, supportedDbt, type DbtVersion } from "./dbt/dbt-version.js";
export { findDbt, type FindDbtOptions, type FoundDbt } from "./dbt/find-dbt.js";
export { openDbtEngine, type DbtEngineOptions } from "./dbt/open-dbt-engine.js";
export { tableChecksums, type TableChecksum, type TableChecksumOptions } from "./run/table-checksums.js";
export { makeCensus, type CensusOptions } from "./stages/make-census.js";
export { openEmbeddedEngine, type EmbeddedEngineOptions } from "./embedded/open-embedded-engine.js";
export { runMultiYear, runYear, type YearRunReport } from "./run/run-simulation.js";
export type { PlannedStage, SimulationPlan } from "./run/plan-simulation.js";
export type { ProgressListener, SimulationProgress } from "./run/progress.js";
export type { LogDestination, LogLevel } from "./run/run-log.js";
export type { SimulationOptions } from "./run/simulation-options.js";
export { checkCensus, type CensusFault, type CensusSample } from "./stages/census.js";
export { simulationFiles, type SimulationFiles } from "./stages/simulation-files.js";
export { stageNames, stageSpecifications, type StageName } from "./stages/stages.js";
export {
  acceptedValues,
  checkQuality,
  compensationRange,
  deferralCap,
  defineRule,
  describeRules,
  distributionDrift,
  eventOrder,
  eventSpike,
  formatQuality,
  growthExactness,
  headcountContinuity,
  hireTerminationRatio,
  noForeignRows,
  notNull,
  references,
  rowCountDrift,
  snapshotExplainedByEvents,
  sqlRule,
  uniqueKey,
  valueRange,
  workforceRules,
  type AcceptedValuesOptions,
  type BaselineTable,
  type CompensationRangeOptions,
  type DeferralCapOptions,
  type DistributionDriftOptions,
  type EventOrderOptions,
  type EventSpikeOptions,
  type EventsTable,
  type GrowthExactnessOptions,
  type HeadcountContinuityOptions,
  type HireTerminationRatioOptions,
  type NoForeignRowsOptions,
  type NotNullOptions,
  type QualityCheckOptions,
  type QualityOutcome,
  type QualityReport,
  type QualityResult,
  type QualityRule,
  type QualityRuleDescription,
  type QualitySeverity,
  type QualitySubject,
  type ReferencesOptions,
  type RowCountDriftOptions,
  type RuleOptions,
  type SnapshotExplainedByEventsOptions,
  type SnapshotTable,
  type SqlMeasureRuleOptions,
  type SqlRowsRuleOptions,
  type TableOption,
  type TableRuleOptions,
  type UniqueKeyOptions,
  type ValueRangeOptions,
  type WorkforceRulesOptions,
} from "../quality/index.js";
export { MultiYearReporter, type MultiYearReportOptions } from "./reports/multi-year-reporter.js";
export { reportJson, simulationReportJsonSchema } from "./reports/report-json.js";
export {
  defineReportTemplate,
  reportSections,
  reportTemplates,
  type ReportLayout,
  type ReportSection,
  type ReportTemplate,
  type ReportTemplateName,
} from "./reports/report-template.js";
export type {
  ContributionPoint,
  ContributionSummary,
  Counts,
  EventSummary,
  EventTrend,
  GrowthSummary,
  MultiYearReport,
  ParticipationPoint,
  ParticipationSummary,
  ReportFinding,
  ReportFindingRule,
  RunSummary,
  StageTiming,
  WorkforceBreakdown,
  WorkforcePoint,
  YearAuditReport,
  YearGrowth,
} from "./reports/report-types.js";
export {
  reportFormats,
  writeReports,
  type ReportFormat,
  type WriteReportsOptions,
  type WrittenReport,
} from "./reports/write-reports.js";
export { YearAuditor, type ReportWork } from "./reports/year-auditor.js";
export { formatReport, type FormatReportOptions } from "./views/format-report.js";
export { reportCsv } from "./views/report-csv.js";
export { reportHtml } from "./views/report-html.js";
