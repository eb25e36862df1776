export { DeferralEscalationRegistry } from "./deferral-escalation-registry.js";
export { EnrollmentRegistry, type EnrollmentSnapshot } from "./enrollment-registry.js";
export { provideStateRegistries, type StateProvision } from "./provide-state-registries.js";
export { listStateScopes } from "./reading/list-scopes.js";
export { Registry } from "./registry.js";
export type { RegistryOptions, StateWork, ValidationWork } from "./registry-definition.js";
export type { RegistryParts } from "./registry-parts.js";
export type {
  IntegrityRule,
  RegistryFinding,
  RegistryStats,
  RegistryValidationResult,
  RemovalReport,
  RepairReport,
  StateWarning,
  TableChanges,
  TableReport,
  TransactionReport,
  YearReport,
} from "./reports.js";
export type { RegistryName, StateScope } from "./scope.js";
export { StateRegistryManager, type StateValidation } from "./state-registry-manager.js";
export {
  defineSql,
  openDuckDb,
  type DuckDb,
  type DuckDbConnection,
  type DuckDbOptions,
  type DuckDbWork,
  type SqlParameter,
  type SqlRow,
  type SqlScalarOf,
  type SqlScalarType,
  type SqlStatement,
  type SqlTemplate,
  type SqlTemplateArguments,
  type SqlTemplateParts,
  type SqlTemplateValues,
  type SqlType,
  type SqlTypes,
  type SqlValue,
  type SqlValueOf,
  type TableName,
} from "../store/index.js";
