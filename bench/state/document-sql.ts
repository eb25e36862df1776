import type { DuckDbConnection } from "bailiwick/state";

/**
 * What the document's registries run, on the tables that it documents, with their keys. One word is changed: it looks for
 * escalations in upper case only, and would find none.
 */
export const documentTables = [
  `CREATE TABLE IF NOT EXISTS enrollment_registry (
    employee_id VARCHAR PRIMARY KEY,
    first_enrollment_date DATE,
    first_enrollment_year INTEGER,
    enrollment_source VARCHAR,
    is_enrolled BOOLEAN,
    last_updated TIMESTAMP
  )`,
  `CREATE TABLE IF NOT EXISTS deferral_escalation_registry (
    employee_id VARCHAR PRIMARY KEY,
    escalation_count INTEGER,
    last_escalation_date DATE,
    is_participating BOOLEAN,
    last_updated TIMESTAMP
  )`,
];

const baseline = (year: number): string => `INSERT INTO enrollment_registry
  SELECT DISTINCT employee_id, employee_enrollment_date, ${year}, 'baseline', true, CURRENT_TIMESTAMP
  FROM int_baseline_workforce baseline
  WHERE employment_status = 'active' AND employee_enrollment_date IS NOT NULL AND employee_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM enrollment_registry known WHERE known.employee_id = baseline.employee_id)`;

const enrollments = (year: number): string => `INSERT INTO enrollment_registry
  SELECT employee_id, COALESCE(MIN(effective_date)::DATE, DATE '${year}-01-01'), ${year}, 'event', true, CURRENT_TIMESTAMP
  FROM fct_yearly_events events
  WHERE event_type IN ('enrollment', 'ENROLLMENT') AND simulation_year = ${year} AND employee_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM enrollment_registry known WHERE known.employee_id = events.employee_id)
  GROUP BY employee_id`;

const optOuts = (year: number): string => `UPDATE enrollment_registry
  SET is_enrolled = false, last_updated = CURRENT_TIMESTAMP
  WHERE employee_id IN (
    SELECT DISTINCT employee_id FROM fct_yearly_events
    WHERE event_type = 'enrollment_change' AND LOWER(event_details) LIKE '%opt-out%' AND simulation_year = ${year}
  )`;

const escalationsOf = (
  year: number,
): string => `SELECT employee_id, COUNT(*) AS count, MAX(effective_date)::DATE AS last
  FROM fct_yearly_events
  WHERE event_type IN ('deferral_escalation') AND simulation_year = ${year} AND employee_id IS NOT NULL
  GROUP BY employee_id`;

const escalatedAgain = (year: number): string => `UPDATE deferral_escalation_registry AS registry
  SET escalation_count = registry.escalation_count + events.count,
    last_escalation_date = GREATEST(registry.last_escalation_date, events.last),
    is_participating = true, last_updated = CURRENT_TIMESTAMP
  FROM (${escalationsOf(year)}) AS events
  WHERE registry.employee_id = events.employee_id`;

const escalatedFirst = (year: number): string => `INSERT INTO deferral_escalation_registry
  SELECT employee_id, count, last, true, CURRENT_TIMESTAMP
  FROM (${escalationsOf(year)}) AS events
  WHERE NOT EXISTS (
    SELECT 1 FROM deferral_escalation_registry known WHERE known.employee_id = events.employee_id
  )`;

/** Whether an employee is enrolled, as the document asks it, once for each call. */
export const enrolledQuery = `SELECT COUNT(*) AS found FROM enrollment_registry
  WHERE employee_id = $id AND is_enrolled AND first_enrollment_year <= $year LIMIT 1`;

/** Seeds the registry of a first year. */
export const seed = (connection: DuckDbConnection, year: number): Promise<void> =>
  runAll(connection, [baseline(year)]);

/** Brings the table of enrollments up to a year, once the year before it is in it. */
export const enroll = (connection: DuckDbConnection, year: number): Promise<void> =>
  runAll(connection, [enrollments(year), optOuts(year)]);

/** Brings the table of escalations up to a year; a second time counts twice. */
export const escalate = (connection: DuckDbConnection, year: number): Promise<void> =>
  runAll(connection, [escalatedAgain(year), escalatedFirst(year)]);

export async function runAll(connection: DuckDbConnection, texts: readonly string[]): Promise<void> {
  for (const text of texts) await connection.run({ text });
}
