import type { RegistryDefinition } from "../registry-definition.js";
import { enrollmentChangeSql, eventTypeSql } from "../years/event-types.js";
import { documentedTable } from "./table-registry.js";

/** Whose deferral rate escalates. */
export const deferralDefinition: RegistryDefinition = Object.freeze({
  name: "deferral",
  ...documentedTable("deferral_escalation_registry"),
  active: "is_participating",
  history: "escalation_history",
  eventTypes: ["deferral_escalation", "enrollment_change", "termination"],
  says:
    `CASE ${eventTypeSql} WHEN 'deferral_escalation' THEN true WHEN 'termination' THEN false ` +
    `ELSE CASE WHEN NOT (${enrollmentChangeSql}) THEN false END END`,
  warnsOfSilence: false,
  historyColumns: [
    { name: "escalations", ofEvents: "count(yes_at)::INTEGER" },
    { name: "last_escalated_on", ofEvents: "max(yes_at)::DATE" },
  ],
  joins: "h.escalations > 0",
  fold: [
    { column: "escalation_count", aggregate: "sum(escalations)::INTEGER" },
    { column: "last_escalation_date", aggregate: "max(last_escalated_on)" },
  ],
  isMember: "sum(escalations) > 0",
  fresh: [
    { column: "escalation_count", value: "h.escalations" },
    { column: "last_escalation_date", value: "h.last_escalated_on" },
  ],
  advance: [
    { column: "escalation_count", value: "r.escalation_count + h.escalations" },
    { column: "last_escalation_date", value: "greatest(r.last_escalation_date, h.last_escalated_on)" },
  ],
  seeded: false,
} as const);
