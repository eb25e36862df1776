export { buildPipeline, type Pipeline } from "./build-pipeline.js";
export type { PipelineOptions } from "./pipeline-options.js";
export type { Plan, PlannedInput, PlannedStep } from "./plan.js";
export type { RunEvent, RunEventBase, RunListener, StepEventBase } from "./run-event.js";
export type { RunOptions } from "./run-options.js";
export type { RunReport, RunStatus, StepReport } from "./run-report.js";
export type { Inputs, Outputs, StepHandler, StepHandlers, StepIo } from "./step-handler.js";
