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

// Reports
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
