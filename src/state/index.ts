export { DeferralEscalationRegistry } from "./deferral-escalation-registry.js";
export { EnrollmentRegistry, type EnrollmentSnapshot } from "./enrollment-registry.js";
export { Registry } from "./registry.js";
export type { RegistryOptions, StateWork } from "./registry-definition.js";
export type {
  IntegrityRule,
  RegistryFinding,
  RegistryStats,
  RegistryValidationResult,
  RemovalReport,
  RepairReport,
  StateWarning,
  TableReport,
  TransactionReport,
  YearReport,
} from "./reports.js";
export type { RegistryName, StateScope } from "./scope.js";
