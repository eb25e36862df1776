import type { RegistryDefinition } from "../registry-definition.js";

/** Who is enrolled. */
export const enrollmentDefinition: RegistryDefinition = Object.freeze({
  name: "enrollment",
  table: "enrollment_registry",
  columns: [
    { name: "employee_id", type: "VARCHAR" },
    { name: "first_enrollment_date", type: "DATE" },
    { name: "first_enrollment_year", type: "INTEGER" },
    { name: "enrollment_source", type: "VARCHAR" },
    { name: "is_enrolled", type: "BOOLEAN" },
    { name: "last_updated", type: "TIMESTAMP" },
  ],
  active: "is_enrolled",
  history: "enrollment_history",
  eventTypes: ["enrollment", "enrollment_change", "termination"],
  seeded: true,
} as const);
