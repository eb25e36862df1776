export { buildPipeline, type Pipeline } from "./build-pipeline.js";
export type { PipelineOptions } from "./pipeline-options.js";
export { criticalPath, type CriticalPath } from "./plan/critical-path.js";
export type { PlannedInput } from "./plan/planned-input.js";
export type { Plan, PlannedStep } from "./plan/plan.js";
export type { RunEvent, RunEventBase, RunListener, StepEventBase } from "./run/run-event.js";
export {
  days,
  parsePartitions,
  partitions,
  years,
  type Partition,
  type PartitionListOptions,
  type Partitions,
} from "./plan/partitions.js";
export type { PreviewOptions } from "./recording/prepare-run.js";
export type { RunPreview, StepPreview } from "./recording/preview-run.js";
export type { RollbackReport, StepRollback } from "./recording/rollback-report.js";
export type { RollbackOptions, RollbackTarget } from "./recording/rollback.js";
export type { RunOptions } from "./run/run-options.js";
export type { PartitionReport, RunReport, RunStatus, StepReport } from "./run/run-report.js";
export { retryDelay, retryFaults, retryFaultText } from "./retry-policy.js";
export type { CompensationIo, RetryPolicy, StepDefinition, StepHandlers } from "./step-definition.js";
export type { Inputs, Outputs, StepHandler, StepIo } from "./step-handler.js";
export { formatEvent } from "./views/format-event.js";
export type { PipelineDiagramOptions } from "./views/pipeline-diagram.js";
export {
  summariseRun,
  type RecordedRun,
  type RunSummary,
  type SummaryMatrix,
  type SummaryPath,
  type SummaryStep,
} from "./views/run-summary.js";
export type {
  SageMakerArguments,
  SageMakerDefinition,
  SageMakerOptions,
  SageMakerParameter,
  SageMakerReference,
  SageMakerStep,
  SageMakerStepOptions,
  SageMakerStepType,
  SageMakerValue,
} from "./views/sagemaker-definition.js";
export { stepLooks, stepMarks, type StepLook, type StepState, type StepStates } from "./views/step-states.js";
export { transient } from "./transient.js";
