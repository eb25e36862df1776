export { currentContext, runInContext } from "./ambient-context.js";
export { contextNameToken } from "./context-container.js";
export type { ContentCounts } from "./content.js";
export type { ContextStats } from "./context-stats.js";
export { injectRegistry, provideBailiwick } from "./injection.js";
export {
  integrateWithPipelineBuilder,
  type BuilderClass,
  type IntegrationOptions,
  type WithRegistry,
} from "./integrate-with-pipeline-builder.js";
export { getDefaultRegistry, getPipelineRegistry } from "./legacy.js";
export {
  clearAllContexts,
  clearContext,
  getContextStats,
  getRegistry,
  listContexts,
  registryManager,
} from "./process-manager.js";
export type { FieldChange, RegistryDiff, StepChange } from "./registry-diff.js";
export { RegistryManager, type RegistryManagerOptions } from "./registry-manager.js";
export type { RegistrySnapshot, SnapshotStep } from "./registry-snapshot.js";
export type {
  NamedSpecification,
  RegisterOptions,
  RegistryOptions,
  TransactionOptions,
} from "./registry-options.js";
export { SpecificationRegistry } from "./specification-registry.js";
