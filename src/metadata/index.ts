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
  defineRouteKind,
  type RouteHandlerFunction,
  type RouteKind,
  type RouteRegistry,
} from "./kinds/routes.js";
export {
  routeMethods,
  type RouteAuth,
  type RouteEntry,
  type RouteErrorStatus,
  type RouteMetadata,
  type RouteMethod,
  type RouteOk,
} from "./kinds/routes-metadata.js";
export { methodName, methods, type MethodName, type MethodsFor } from "./methods.js";
export type { WiringMode } from "./mode.js";
export {
  rateLimitPolicies,
  rateLimitScopes,
  type RateLimitPolicy,
  type RateLimitScope,
} from "./kinds/rate-limit-policies.js";
export { rateLimitRules, type RateLimitRule } from "./kinds/rate-limit-rules.js";
export { validationRules } from "./kinds/validation-rules.js";
export type { BucketStore, BucketUpdate, SyncBucketStore } from "./rate-limits/bucket-store.js";
export {
  deriveRateLimits,
  type DerivedRateLimit,
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
  createRateLimiter,
  type Answer,
  type RateLimiter,
  type RateLimiterOptions,
  type RateLimitPolicies,
  type RateLimitTake,
  type ScopeOf,
} from "./rate-limits/rate-limiter.js";
export type { Bucket } from "./rate-limits/token-bucket.js";
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
export type { JsonProperty, JsonSchema, SchemaDirection, ToJsonSchema } from "./routes/json-schemas.js";
export type {
  RouteAuthenticate,
  RouteAuthorize,
  MountOptions,
  MountSettings,
  RouteLimitAnswer,
  RouteRateLimiter,
  RouteSubject,
  RouteLimitRequest,
  RouteRoleOf,
  RouteUserOf,
} from "./routes/mount-options.js";
export { mountRoutes, type MountedRoute } from "./routes/mount-routes.js";
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
  RouteFailureStatus,
  NoSuchPathParameter,
  RouteParams,
  RouteAnswer,
  RouteCall,
  RouteHandler,
  RouteRequest,
} from "./routes/route-handler.js";
export { routeErrors, idempotencyOf, type Idempotency } from "./routes/route-policies.js";
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
export type { NumberConstraints, TextConstraints } from "./validation/constraints.js";
export {
  createValidators,
  type Brand,
  type RawOf,
  type ValidationRegistry,
  type Validator,
  type Validators,
  type ValidOf,
} from "./validation/create-validators.js";
export { invalid, type ValidationResult } from "./validation/run-validation.js";
export { fromSchema, jsonSchemaOf, toStandardSchema, type RuleSchema } from "./validation/schema-bridges.js";
export type { ValidationRule, ValidatorFunction } from "./validation/validation-rule.js";
export { wire, type Binding, type WireOptions, type Wiring, type WiringGap } from "./wire.js";
