export { checkCompliance } from "./compliance/check-compliance.js";
export type {
  CheckedRule,
  Compliance,
  ComplianceOptions,
  ComplianceReport,
  FieldChange,
  Finding,
  MetadataDiff,
  MetadataSnapshot,
  Proof,
  ProofOutcome,
  Statistics,
  StatisticsOptions,
  WaivedFinding,
  Waiver,
} from "./compliance/compliance-report.js";
export { complianceTests, type ComplianceTestFunctions } from "./compliance/compliance-tests.js";
export { defineCompliance, isCompliance } from "./compliance/define-compliance.js";
export { proveRules } from "./compliance/prove-rules.js";
export { renderDocs, type DocsFormat } from "./compliance/render-docs.js";
export { renderReport, type ReportFormat, type ReportOptions } from "./compliance/render-report.js";
export { diff, formatSnapshot, parseSnapshot, snapshot } from "./compliance/snapshot.js";
export { statistics } from "./compliance/statistics.js";
export {
  defineKind,
  slot,
  type Apply,
  type ImplementationOf,
  type Kind,
  type KindParts,
  type MetadataOf,
  type Slot,
  type SlotName,
  type SlotOptions,
  type Slots,
  type SlotStrictness,
  type TypeFunction,
} from "./kind.js";
export { defineRegistry, type RegistryOptions } from "./define-registry.js";
export { derive } from "./derive.js";
export type {
  CheckedEntries,
  CheckedReferences,
  Covering,
  Entries,
  Entry,
  IdSource,
  IdsOf,
  Implementation,
  Implementations,
  References,
  SlotImplementations,
  SomeImplementations,
  WithId,
} from "./entries.js";
export { createEventBus } from "./events/create-event-bus.js";
export type {
  EventBus,
  EventBusOptions,
  EventDelivery,
  EventErrorPolicy,
  EventFailure,
  EventOccurrence,
  EventSubscription,
  PublishOptions,
  SubscribeOptions,
} from "./events/event-bus.js";
export {
  eventPhases,
  type DomainEventMetadata,
  type EventPhase,
  type EventSlotOptions,
} from "./kinds/domain-event-metadata.js";
export {
  defineEventKind,
  domainEvents,
  type EventContext,
  type EventEntry,
  type EventHandler,
  type EventHandlerOf,
  type EventHandling,
  type EventKind,
  type EventKindParts,
  type EventOf,
  type EventRegistry,
  type EventSlotsOf,
  type PublishedOf,
} from "./kinds/domain-events.js";
export {
  defineFeatureFlagKind,
  defineFeatureFlags,
  type FeatureFlagKindParts,
} from "./kinds/feature-flags.js";
export { defineOperationKind, type OperationKindParts } from "./kinds/operations.js";
export { defineProviderKind, type ProviderKindParts } from "./kinds/providers.js";
export { methodName, methods, type MethodName, type MethodsFor } from "./methods.js";
export type { WiringMode } from "./mode.js";
export {
  isMetadataRegistry,
  type AnyRegistry,
  type EntriesOf,
  type EntryOf,
  type IdOf,
  type ImplementationAt,
  type ImplementationsOf,
  type KindOf,
  type MetadataEntry,
  type Registry,
  type SlotOf,
  type SomeImplementationsOf,
} from "./registry.js";
export {
  eachEntry,
  ruleGroups,
  wholeRegistry,
  type EachEntryParts,
  type EntryContext,
  type EntryVerdict,
  type ReferenceTarget,
  type Rule,
  type RuleEntry,
  type RuleGroup,
  type RuleOutcome,
  type RuleScope,
  type RuleSubject,
  type Severity,
  type Verdict,
  type WholeRegistryParts,
} from "./rule.js";
export { cacheQueries, type QueryCache, type QueryCacheOptions } from "./runtime/cache-queries.js";
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type OperationCall,
  type OperationMiddleware,
} from "./runtime/create-dispatcher.js";
export {
  createProvider,
  createProviders,
  oauthProviders,
  providersWith,
  type Providers,
} from "./runtime/create-provider.js";
export {
  evaluateFlag,
  evaluateFlags,
  type FlagDecision,
  type FlagReason,
  type FlagSource,
  type RegistryOfFlags,
  type VariantOf,
} from "./runtime/evaluate-flag.js";
export type {
  AnyFeatureFlagKind,
  FeatureFlagKind,
  FeatureFlagMetadata,
  FlagContext,
  FlagDecider,
  FlagDeciderSlot,
  FlagSubject,
  SubjectFor,
} from "./runtime/feature-flag-metadata.js";
export type {
  CachePolicy,
  CommandContext,
  CommandMetadata,
  DependenciesOf,
  EventsOf,
  InputOfOperation,
  OperationContext,
  OperationHandler,
  OperationHandlerSlot,
  OperationInput,
  OperationKind,
  OperationMetadata,
  OperationResult,
  Page,
  QueryContext,
  QueryMetadata,
  ResultOfOperation,
} from "./runtime/operation-metadata.js";
export type { OperationEntry } from "./runtime/prepare-operations.js";
export type {
  CapabilityMethods,
  IdsWithCapability,
  OAuthIds,
  OAuthMethods,
  OAuthTokens,
  ProviderAuth,
  ProviderFactory,
  ProviderFactorySlot,
  ProviderKind,
  ProviderMetadata,
  ProviderObject,
  ProviderOf,
  ProviderSetting,
  SettingsFor,
} from "./runtime/provider-metadata.js";
export { rolloutBucket } from "./runtime/rollout.js";
export {
  isTypeToken,
  schema,
  schemaOf,
  type,
  type InputOf,
  type SchemaIssue,
  type SchemaOptions,
  type SchemaResult,
  type StandardSchema,
  type TokenSchema,
  type TypeOf,
  type TypeToken,
} from "./type-token.js";
export { wire, type Binding, type WireOptions, type Wiring, type WiringGap } from "./wire.js";
