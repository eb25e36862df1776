import type { RegistryDefinition } from "../registry-definition.js";

/** Whose deferral rate escalates. */
export const deferralDefinition: RegistryDefinition = Object.freeze({
  name: "deferral",
  table: "deferral_escalation_registry",
  columns: [
    { name: "employee_id", type: "VARCHAR" },
    { name: "escalation_count", type: "INTEGER" },
    { name: "last_escalation_date", type: "DATE" },
    { name: "is_participating", type: "BOOLEAN" },
    { name: "last_updated", type: "TIMESTAMP" },
  ],
  active: "is_participating",
  history: "escalation_history",
  eventTypes: ["deferral_escalation", "enrollment_change", "termination"],
  seeded: false,
} as const);
