/** The types of events that there are, as they are compared: in lower case, without blanks around. Any other is unknown. */
export const eventTypes = Object.freeze([
  "termination",
  "promotion",
  "hire",
  "raise",
  "merit",
  "enrollment",
  "enrollment_change",
  "deferral_escalation",
  "deferral_match_response",
  "eligibility",
] as const);

/** A text as types and statuses are compared, in SQL: in lower case, without blanks, tabs and ends of lines around it. */
export const comparableSql = (column: string): string => `lower(trim(${column}, E' \\t\\r\\n'))`;

/** The type of an event as it is compared, in SQL. */
export const eventTypeSql = comparableSql("event_type");

/** Whether the details of an `enrollment_change` say that it ends the enrollment; NULL without details. In SQL. */
const saysOptOutSql =
  "regexp_matches(event_details, '(^|[^a-z])(opt(ed|ing)?[\\s_-]?out|(un|dis)[\\s_-]?enrol)', 'i')";

/**
 * What an `enrollment_change` says: true that the employee is enrolled, false that not, NULL nothing. In SQL.
 */
export const enrollmentChangeSql =
  `CASE WHEN ${saysOptOutSql} THEN false WHEN employee_deferral_rate = 0 THEN false ` +
  "WHEN employee_deferral_rate > 0 AND NOT isnan(employee_deferral_rate) THEN true END";
