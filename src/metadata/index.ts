export type {
  CheckedRule,
  Compliance,
  ComplianceOptions,
  ComplianceReport,
  Finding,
  MetadataDiff,
  MetadataSnapshot,
  Proof,
  Statistics,
  WaivedFinding,
  Waiver,
} from "./compliance/compliance-report.js";
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
export { wire, type Binding, type WireOptions, type Wiring, type WiringGap } from "./wire.js";
