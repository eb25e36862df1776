export { buildPipeline, type Pipeline } from "./build-pipeline.js";
export type { PipelineOptions } from "./pipeline-options.js";
export type { Plan, PlannedInput, PlannedStep } from "./plan/plan.js";
export type { RunEvent, RunEventBase, RunListener, StepEventBase } from "./run/run-event.js";
export type { Partition, Partitions } from "./plan/partitions.js";
export type { RunOptions } from "./run/run-options.js";
export type { PartitionReport, RunReport, RunStatus, StepReport } from "./run/run-report.js";
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
