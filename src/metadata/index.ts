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
  type PayloadOf,
  type PublishedOf,
} from "./kinds/domain-events.js";
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
