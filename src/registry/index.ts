export { contextNameToken } from "../kernel/index.js";
export { currentContext, runInContext } from "./ambient-context.js";
export { injectRegistry, provideBailiwick } from "./injection.js";
export {
  integrateWithPipelineBuilder,
  type BuilderClass,
  type IntegrationOptions,
  type WithRegistry,
} from "./integrate-with-pipeline-builder.js";
export {
  clearAllContexts,
  clearContext,
  getContextStats,
  getDefaultRegistry,
  getPipelineRegistry,
  getRegistry,
  listContexts,
  registryManager,
} from "./process-manager.js";
export type { FieldChange, RegistryDiff, StepChange } from "./registry-diff.js";
export { RegistryManager, type RegistryManagerOptions } from "./registry-manager.js";
export type { ContextStats } from "./registry-record.js";
export type { RegistrySnapshot, SnapshotStep } from "./registry-snapshot.js";
export type {
  NamedSpecification,
  RegisterOptions,
  RegistryOptions,
  TransactionOptions,
} from "./registry-options.js";
export { SpecificationRegistry } from "./specification-registry.js";
