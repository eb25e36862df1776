import type { RegistryDefinition } from "../registry-definition.js";
import { enrollmentChangeSql, eventTypeSql } from "../years/event-types.js";
import { documentedTable } from "./table-registry.js";

/**
 * The first enrollment as one number, so that its date and its year are found by one minimum: the days since the year 1, then
 * the year of the simulation. What an event says comes after what the baseline says, whatever the dates.
 */
const firstEnrollment =
  "min((first_enrolled_on - DATE '0001-01-01') * 16384 + year + " +
  "CASE WHEN decided_at IS NULL THEN 0 ELSE 1099511627776 END)";

/** Who is enrolled. */
export const enrollmentDefinition: RegistryDefinition = Object.freeze({
  name: "enrollment",
  ...documentedTable("enrollment_registry"),
  active: "is_enrolled",
  history: "enrollment_history",
  eventTypes: ["enrollment", "enrollment_change", "termination"],
  says: `CASE ${eventTypeSql} WHEN 'enrollment' THEN true WHEN 'termination' THEN false ELSE ${enrollmentChangeSql} END`,
  warnsOfSilence: true,
  historyColumns: [{ name: "first_enrolled_on", ofEvents: "min(yes_at)::DATE" }],
  joins: "h.first_enrolled_on IS NOT NULL",
  fold: [
    {
      column: "first_enrollment_date",
      aggregate: `DATE '0001-01-01' + ((${firstEnrollment} & 1099511627775) >> 14)::INTEGER`,
    },
    { column: "first_enrollment_year", aggregate: `(${firstEnrollment} & 16383)::INTEGER` },
    {
      column: "enrollment_source",
      aggregate: `CASE WHEN ${firstEnrollment} < 1099511627776 THEN 'baseline' ELSE 'event' END`,
    },
  ],
  isMember: `count(first_enrolled_on) > 0`,
  fresh: [
    { column: "first_enrollment_date", value: "h.first_enrolled_on" },
    { column: "first_enrollment_year", value: "h.year" },
    { column: "enrollment_source", value: "'event'" },
  ],
  advance: [],
  seeded: true,
} as const);
