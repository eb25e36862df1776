import { openDuckDb, type DuckDb } from "../../../src/store/index.js";

export const scope = { scenarioId: "baseline", planDesignId: "standard_match" };

/** The tables that simulations leave, as far as reports read them; with nobody in them. */
const emptyTables = [
  `CREATE TABLE int_baseline_workforce (employee_id VARCHAR, employment_status VARCHAR, simulation_year INTEGER,
    scenario_id VARCHAR, plan_design_id VARCHAR)`,
  `CREATE TABLE fct_yearly_events (event_id VARCHAR, scenario_id VARCHAR, plan_design_id VARCHAR, employee_id VARCHAR,
    event_type VARCHAR, simulation_year INTEGER, effective_date TIMESTAMP)`,
  `CREATE TABLE fct_workforce_snapshot (employee_id VARCHAR, scenario_id VARCHAR, plan_design_id VARCHAR,
    simulation_year INTEGER, employment_status VARCHAR, detailed_status_code VARCHAR, current_compensation DECIMAL(14, 2),
    current_deferral_rate DECIMAL(5, 4), participation_status VARCHAR, participation_status_detail VARCHAR,
    annual_contribution_amount DECIMAL(14, 2), employer_match_amount DECIMAL(14, 2))`,
];

/** Runs statements that need no values. */
export async function change(database: DuckDb, ...statements: readonly string[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const text of statements) await connection.run({ text });
  });
}

/** A database with the tables of a simulation, and nobody in them. */
export async function emptySimulation(path = ":memory:"): Promise<DuckDb> {
  const database = await openDuckDb(path);
  await change(database, ...emptyTables);
  return database;
}

/** What makes simulated years; what is left out is as in the small ones. */
export interface YearsMade {
  readonly path?: string;
  readonly first?: number;
  readonly years?: number;
  readonly employees?: number;
  /** How many of a hundred active employees leave in a year. */
  readonly leaving?: number;
  /** How many are hired in a year for a hundred active at its beginning. */
  readonly hired?: number;
  readonly scenarioId?: string;
  readonly planDesignId?: string;
}

/**
 * Years that add up: every hire and every termination is an event and a row of the snapshot. Who leaves is decided by the number of
 * the employee alone.
 */
export async function simulatedYears(made: YearsMade = {}): Promise<DuckDb> {
  const { first = 2025, years = 5, employees = 200, leaving = 12, hired = 15 } = made;
  const { scenarioId, planDesignId } = { ...scope, ...made };
  const database = await emptySimulation(made.path);
  const values = { scenario: scenarioId, plan: planDesignId };
  await database.transaction(async (connection) => {
    await connection.run({
      text: `INSERT INTO int_baseline_workforce
        SELECT 'E' || i, 'active', $first, $scenario, $plan FROM range($employees) AS r(i)`,
      values: { ...values, first, employees },
    });
    // In the order of their numbers; those hired later have higher ones.
    await connection.run({
      text: `CREATE TABLE members AS
        SELECT CAST(i AS INTEGER) AS number, 0 AS hired_in, 'active' AS state FROM range($employees) AS r(i)`,
      values: { employees },
    });
    for (let year = first; year < first + years; year++) {
      const every = { ...values, year };
      await connection.run({
        text: `INSERT INTO members SELECT CAST(number AS INTEGER), $year, 'active'
          FROM (SELECT count(*) AS there FROM members) , range((SELECT CAST(round(count(*) FILTER (state = 'active') * $hired / 100) AS BIGINT)
            FROM members)) AS r(i), LATERAL (SELECT there + i AS number)`,
        values: { year, hired },
      });
      await connection.run({
        text: `UPDATE members SET state = 'leaving' WHERE state = 'active'
          AND hash(number, $year) % 100 < $leaving`,
        values: { year, leaving },
      });
      await connection.run({ text: snapshotOfYear, values: every });
      await connection.run({ text: eventsOfYear, values: every });
      await connection.run({ text: "UPDATE members SET state = 'left' WHERE state = 'leaving'" });
    }
    await connection.run({ text: "DROP TABLE members" });
  });
  return database;
}

const snapshotOfYear = `INSERT INTO fct_workforce_snapshot
  SELECT 'E' || number, $scenario, $plan, $year, if(state = 'active', 'active', 'terminated'),
    CASE WHEN hired_in = $year AND state = 'active' THEN 'new_hire_active' WHEN hired_in = $year THEN 'new_hire_termination'
      WHEN state = 'active' THEN 'continuous_active' ELSE 'experienced_termination' END,
    compensation, rate, if(rate > 0, 'participating', 'not_participating'),
    CASE number % 4 WHEN 0 THEN 'not_participating - opted out of AE' WHEN 1 THEN 'participating - auto enrollment'
      WHEN 2 THEN 'participating - voluntary enrollment' ELSE 'participating - census enrollment' END,
    compensation * rate, compensation * rate / 2
  FROM (SELECT *, CAST(50000 + number % 100 * 1000 AS DECIMAL(14, 2)) AS compensation,
    CAST(number % 4 * 0.02 AS DECIMAL(5, 4)) AS rate FROM members WHERE state <> 'left')`;

const eventsOfYear = `INSERT INTO fct_yearly_events
  SELECT 'EVT_' || $year || type || number, $scenario, $plan, 'E' || number, type, $year, make_timestamp($year, 6, 1, 0, 0, 0)
  FROM (
    SELECT number, 'hire' AS type FROM members WHERE hired_in = $year
    UNION ALL SELECT number, 'termination' FROM members WHERE state = 'leaving'
    UNION ALL SELECT number, 'raise' FROM members WHERE state = 'active' AND hired_in < $year
    UNION ALL SELECT number, 'promotion' FROM members WHERE state = 'active' AND hash(number, $year, 'p') % 12 = 0
    UNION ALL SELECT number, 'eligibility' FROM members WHERE hired_in = $year
    UNION ALL SELECT number, 'enrollment' FROM members WHERE hired_in = $year AND number % 4 > 0
    UNION ALL SELECT number, 'enrollment_change' FROM members WHERE hired_in = $year AND number % 11 = 0
    UNION ALL SELECT number, 'deferral_escalation' FROM members WHERE state = 'active' AND number % 4 = 1 AND hired_in < $year)`;
