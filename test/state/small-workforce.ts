import { openDuckDb, type DuckDb, type SqlRow } from "../../src/store/index.js";

export const scope = { scenarioId: "base", planDesignId: "standard" };

/** Runs statements that need no values. */
export async function run(database: DuckDb, ...statements: readonly string[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const text of statements) await connection.run({ text });
  });
}

export async function rows(database: DuckDb, text: string): Promise<readonly SqlRow[]> {
  return database.read((connection) => connection.rows({ text }));
}

/** What an event of the tests is; anything else about it does not matter. */
export interface TestEvent {
  readonly employee: string;
  readonly type: string;
  /** Its year is the simulation year, unless that is given. */
  readonly date: string | null;
  readonly year?: number;
  readonly details?: string;
  readonly rate?: number;
  readonly scenario?: string;
}

export async function addEvents(database: DuckDb, events: readonly TestEvent[]): Promise<void> {
  await database.transaction(async (connection) => {
    const [row] = await connection.rows<{ n: number }>({
      text: "SELECT count(*) AS n FROM fct_yearly_events",
    });
    for (const [index, event] of events.entries()) {
      const { employee, type, date, details = null, rate = null, scenario = scope.scenarioId } = event;
      await connection.run({
        text: `INSERT INTO fct_yearly_events VALUES ($id, $scenario, 'standard', $employee, $type, $year,
          CAST($date AS DATE), $details, CAST($rate AS DECIMAL(9, 6)), $id)`,
        values: {
          id: (row?.n ?? 0) + index + 1,
          scenario,
          employee,
          type,
          year: event.year ?? Number(date?.slice(0, 4)),
          date,
          details,
          rate,
        },
      });
    }
  });
}

/** The tables that the registries read, with nobody in them. */
export const inputTables = [
  `CREATE TABLE int_baseline_workforce (employee_id VARCHAR, employment_status VARCHAR,
    employee_enrollment_date DATE, employee_hire_date DATE, simulation_year INTEGER)`,
  `CREATE TABLE fct_yearly_events (event_id VARCHAR, scenario_id VARCHAR, plan_design_id VARCHAR,
    employee_id VARCHAR, event_type VARCHAR, simulation_year INTEGER, effective_date DATE,
    event_details VARCHAR, employee_deferral_rate DECIMAL(9, 6), event_sequence INTEGER)`,
];

/** Employees of three years: of the baseline, and of events of two scopes. */
export async function smallWorkforce(): Promise<DuckDb> {
  const database = await openDuckDb(":memory:");
  await run(
    database,
    ...inputTables,
    `INSERT INTO int_baseline_workforce VALUES
      ('B1', 'active', '2020-03-01', '2019-01-01', 2025), ('B2', 'Active', '2021-05-01', '2018-01-01', 2025),
      ('B3', 'active', NULL, '2018-01-01', 2025), ('B4', 'terminated', '2020-01-01', '2018-01-01', 2025)`,
  );
  await addEvents(database, [
    { employee: "E1", type: "hire", date: "2025-01-10" },
    { employee: "E1", type: "Enrollment", date: "2025-02-01" },
    { employee: "B2", type: "enrollment_change", date: "2025-06-01", details: "Opt-out" },
    { employee: "E2", type: "enrollment", date: "2026-03-01" },
    { employee: "B2", type: "enrollment", date: "2026-04-01" },
    { employee: "E1", type: "termination", date: "2027-01-31" },
    { employee: "B1", type: "deferral_escalation", date: "2025-07-01" },
    { employee: "B1", type: "DEFERRAL_ESCALATION", date: "2026-07-01" },
    { employee: "E1", type: "deferral_escalation", date: "2025-08-01" },
    { employee: "E2", type: "deferral_escalation", date: "2027-08-01" },
    { employee: "X1", type: "enrollment", date: "2025-02-01", scenario: "other" },
    { employee: "X1", type: "deferral_escalation", date: "2025-03-01", scenario: "other" },
  ]);
  return database;
}

/** The documented tables, as they are made today. */
export const documentedTables = {
  enrollment: `CREATE TABLE enrollment_registry (employee_id VARCHAR PRIMARY KEY, first_enrollment_date DATE,
    first_enrollment_year INTEGER, enrollment_source VARCHAR, is_enrolled BOOLEAN, last_updated TIMESTAMP)`,
  deferral: `CREATE TABLE deferral_escalation_registry (employee_id VARCHAR PRIMARY KEY, escalation_count INTEGER,
    last_escalation_date DATE, is_participating BOOLEAN, last_updated TIMESTAMP)`,
};
