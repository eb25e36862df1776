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
export * from "./events/index.js";
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
export * from "./rate-limits/index.js";
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
export * from "./runtime/index.js";
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
export * from "./validation/index.js";
export { type Binding, wire, type WireOptions, type Wiring, type WiringGap } from "./wire.js";
