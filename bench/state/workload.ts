import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDuckDb, type DuckDb } from "bailiwick/state";

export const scope = { scenarioId: "base", planDesignId: "standard" };
export const years = [2025, 2026, 2027, 2028, 2029] as const;
const eventsEach = 12;

/** The id of an employee by number, in SQL. */
const employeeId = (number: string): string => `'EMP_' || lpad((${number})::VARCHAR, 7, '0')`;

/** Two fifths are enrolled before the first year; of those a few are there no more. */
const baseline = `CREATE TABLE int_baseline_workforce AS
  SELECT
    employee_id,
    if(number % 50 = 0, 'terminated', 'active') AS employment_status,
    DATE '2010-01-01' + (hash(number) % 5000)::INTEGER AS employee_enrollment_date
  FROM employees
  WHERE number % 5 < 2`;

/**
 * One of the twelve events of each employee; some two or three fall into a year, and they come in the order of the years, as a
 * simulation appends them. They are an enrollment of those who are not enrolled, two to three escalations, an opt-out of one
 * in twenty, a termination of one in twenty-five, and for the rest what no registry reads.
 */
function events(slot: number): string {
  const year = years[0] + Math.floor((slot * years.length) / eventsEach);
  const others = ["raise", "merit", "promotion", "eligibility"];
  const ordinary = slot % 4 === 2 ? "deferral_escalation" : others[slot % 3];
  return `SELECT
    'EVT_' || hash(number, ${slot}) AS event_id,
    '${scope.scenarioId}' AS scenario_id,
    '${scope.planDesignId}' AS plan_design_id,
    employee_id,
    CASE
      WHEN number % 5 >= 2 AND number // 5 % 6 = ${slot} THEN 'enrollment'
      WHEN number % 20 = 7 AND number // 20 % 5 = ${slot - 6} THEN 'enrollment_change'
      WHEN number % 25 = 3 AND ${slot} = 11 THEN 'termination'
      ELSE '${ordinary}'
    END AS event_type,
    ${year} AS simulation_year,
    TIMESTAMP '${year}-01-01 ${String(slot).padStart(2, "0")}:00:00' + to_days((hash(number, ${slot}) % 365)::INTEGER) AS effective_date,
    if(event_type = 'enrollment_change', 'Auto-enrollment opt-out - reduced deferral from default to 0%', NULL)
      AS event_details,
    (60_000 + hash(number) % 60_000)::DOUBLE AS compensation_amount,
    if(event_type = 'enrollment_change', 0, 0.06)::DECIMAL(5, 4) AS employee_deferral_rate,
    ${slot}::BIGINT AS event_sequence
  FROM employees`;
}

/** A database of its own for one contender. */
export interface Workload extends AsyncDisposable {
  readonly database: DuckDb;
}

/**
 * Opens a copy of the database with a baseline and five years of events. Making them takes longer than all the rest, so
 * that the first contender does it, and those after it copy the file; building the benches anew deletes it.
 */
export async function openWorkload(employees: number): Promise<Workload> {
  const original = join(import.meta.dirname, `${employees}-employees.duckdb`);
  if (!existsSync(original)) await makeWorkload(original, employees);
  const folder = mkdtempSync(join(import.meta.dirname, "copy-"));
  const path = join(folder, "state.duckdb");
  copyFileSync(original, path);
  const database = await openDuckDb(path);
  return {
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function makeWorkload(path: string, employees: number): Promise<void> {
  const draft = `${path}.${process.pid}`;
  const database = await openDuckDb(draft);
  const texts = [
    `CREATE TABLE employees AS
      SELECT number, ${employeeId("number")} AS employee_id FROM range(${employees}) AS numbers(number)`,
    baseline,
    ...Array.from({ length: eventsEach }, (_, slot) =>
      slot === 0
        ? `CREATE TABLE fct_yearly_events AS ${events(slot)}`
        : `INSERT INTO fct_yearly_events ${events(slot)}`,
    ),
    "DROP TABLE employees",
  ];
  for (const text of texts) await database.transaction((connection) => connection.run({ text }));
  await database.close();
  renameSync(draft, path);
}
