export type { Clock } from "../kernel/index.js";
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
export { type ComplianceTestFunctions, complianceTests } from "./compliance/compliance-tests.js";
export { defineCompliance, isCompliance } from "./compliance/define-compliance.js";
export { proveRules } from "./compliance/prove-rules.js";
export { type DocsFormat, renderDocs } from "./compliance/render-docs.js";
export { renderReport, type ReportFormat, type ReportOptions } from "./compliance/render-report.js";
export { diff, formatSnapshot, parseSnapshot, snapshot } from "./compliance/snapshot.js";
export { statistics } from "./compliance/statistics.js";
export { defineRegistry, type RegistryOptions } from "./define-registry.js";
export { derive } from "./derive.js";
export type {
  CheckedEntries,
  CheckedReferences,
  Covering,
  Entries,
  Entry,
  IdsOf,
  IdSource,
  Implementation,
  Implementations,
  NoSuchField,
  NoSuchId,
  NotCovered,
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
  type Apply,
  defineKind,
  type ImplementationOf,
  type Kind,
  type KindParts,
  type MetadataOf,
  type Slot,
  slot,
  type SlotName,
  type SlotOptions,
  type Slots,
  type SlotStrictness,
  type TypeFunction,
} from "./kind.js";
export {
  type DomainEventMetadata,
  type EventPhase,
  eventPhases,
  type EventSlotOptions,
} from "./events/domain-event-metadata.js";
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
  type PayloadOf,
  type PublishedOf,
} from "./kinds/domain-events.js";
export {
  defineFeatureFlagKind,
  defineFeatureFlags,
  type FeatureFlagKindParts,
} from "./kinds/feature-flags.js";
export { defineOperationKind, type OperationKindParts } from "./kinds/operations.js";
export { defineProviderKind, type ProviderKindParts } from "./kinds/providers.js";
export {
  rateLimitPolicies,
  type RateLimitPolicy,
  type RateLimitScope,
  rateLimitScopes,
} from "./kinds/rate-limit-policies.js";
export { type RateLimitRule, rateLimitRules } from "./kinds/rate-limit-rules.js";
export {
  type RouteAuth,
  type RouteEntry,
  type RouteErrorStatus,
  type RouteMetadata,
  type RouteMethod,
  routeMethods,
  type RouteOk,
} from "./kinds/routes-metadata.js";
export {
  defineRouteKind,
  type RouteHandlerFunction,
  type RouteKind,
  type RouteRegistry,
} from "./kinds/routes.js";
export { validationRules, type ValidatorSlot } from "./kinds/validation-rules.js";
export { type MethodName, methodName, methods, type MethodsFor } from "./methods.js";
export type { WiringMode } from "./mode.js";
export type { BucketStore, BucketUpdate, SyncBucketStore } from "./rate-limits/bucket-store.js";
export {
  type DerivedRateLimit,
  deriveRateLimits,
  type DeriveRateLimitsOptions,
  type LimitedRegistry,
  type RateLimitTable,
} from "./rate-limits/derive-rate-limits.js";
export {
  createMemoryBuckets,
  type MemoryBuckets,
  type MemoryBucketsOptions,
} from "./rate-limits/memory-buckets.js";
export type { RateLimitDecision, RateLimitVerdict } from "./rate-limits/rate-limit-decision.js";
export { rateLimitHeaders } from "./rate-limits/rate-limit-headers.js";
export type { RateLimitSubject, SubjectOf } from "./rate-limits/rate-limit-subject.js";
export {
  type Answer,
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type RateLimitPolicies,
  type RateLimitTake,
  type ScopeOf,
} from "./rate-limits/rate-limiter.js";
export type { Bucket } from "./rate-limits/token-bucket.js";
export {
  type AnyOf,
  type AnyRegistry,
  type EntriesOf,
  type EntryOf,
  type IdOf,
  type ImplementationAt,
  type ImplementationsOf,
  isMetadataRegistry,
  type KindOf,
  type MetadataEntry,
  type Registry,
  type SlotOf,
  type SomeImplementationsOf,
} from "./registry.js";
export type { JsonProperty, JsonSchema, SchemaDirection, ToJsonSchema } from "./routes/json-schemas.js";
export type {
  MountOptions,
  MountSettings,
  RouteAuthenticate,
  RouteAuthenticating,
  RouteAuthOf,
  RouteAuthorize,
  RouteAuthorizing,
  RouteLimitAnswer,
  RouteLimiting,
  RouteLimitRequest,
  RouteRateLimiter,
  RouteRoleOf,
  RouteSubject,
  RouteUserOf,
} from "./routes/mount-options.js";
export { type MountedRoute, mountRoutes } from "./routes/mount-routes.js";
export { openApi, type OpenApiDocument, type OpenApiOptions } from "./routes/open-api.js";
export {
  parsePath,
  type PathParameter,
  type PathSegment,
  type PathTemplate,
} from "./routes/path-template.js";
export type { RouteInputFault, RouteProblem } from "./routes/problem.js";
export type { RouteApp, RouteContext, RouteEndpoint, RouteHttpRequest } from "./routes/route-app.js";
export type {
  NoSuchPathParameter,
  RouteAnswer,
  RouteCall,
  RouteFailureStatus,
  RouteHandler,
  RouteParams,
  RouteRequest,
} from "./routes/route-handler.js";
export { type Idempotency, idempotencyOf, routeErrors } from "./routes/route-policies.js";
export {
  eachEntry,
  type EachEntryParts,
  type EntryContext,
  type EntryVerdict,
  type ReferenceTarget,
  type Rule,
  type RuleEntry,
  type RuleGroup,
  ruleGroups,
  type RuleOutcome,
  type RuleScope,
  type RuleSlot,
  type RuleSubject,
  type Severity,
  type Verdict,
  wholeRegistry,
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
  type Providers,
  providersWith,
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
  FlagFacts,
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
  type InputOf,
  isTypeToken,
  schema,
  type SchemaIssue,
  schemaOf,
  type SchemaOptions,
  type SchemaResult,
  type StandardSchema,
  type TokenSchema,
  type,
  type TypeOf,
  type TypeToken,
} from "./type-token.js";
export type { NumberConstraints, TextConstraints } from "./validation/constraints.js";
export {
  type Brand,
  createValidators,
  type RawOf,
  type ValidationRegistry,
  type Validator,
  type Validators,
  type ValidOf,
} from "./validation/create-validators.js";
export { invalid, type ValidationResult } from "./validation/run-validation.js";
export { fromSchema, jsonSchemaOf, type RuleSchema, toStandardSchema } from "./validation/schema-bridges.js";
export type { ValidationRule, ValidationRuleFacts, ValidatorFunction } from "./validation/validation-rule.js";
export { type Binding, wire, type WireOptions, type Wiring, type WiringGap } from "./wire.js";
