import { openDuckDb, type DuckDb } from "../../src/store/index.js";

/** An event as tests write it; what is left out is what most events have. */
export interface TestEvent {
  readonly id?: string | null;
  readonly scenario?: string;
  readonly plan?: string;
  readonly employee: string | null;
  readonly type: string;
  readonly year: number;
  readonly date: string | null;
  readonly details?: string;
  readonly rate?: number;
  readonly sequence?: number | null;
}

/** A member of the baseline. */
export interface TestMember {
  readonly employee: string | null;
  readonly date: string | null;
  readonly status?: string;
}

/** A database with the two input tables. */
export async function openStateDatabase(path = ":memory:"): Promise<DuckDb> {
  const database = await openDuckDb(path);
  await database.transaction(async (connection) => {
    await connection.run({
      text: `CREATE TABLE int_baseline_workforce (employee_id VARCHAR, employment_status VARCHAR, employee_enrollment_date DATE)`,
    });
    await connection.run({
      text: `CREATE TABLE fct_yearly_events (event_id VARCHAR, scenario_id VARCHAR, plan_design_id VARCHAR, employee_id VARCHAR,
        event_type VARCHAR, simulation_year INTEGER, effective_date TIMESTAMP, event_details VARCHAR,
        employee_deferral_rate DECIMAL(5,4), event_sequence BIGINT)`,
    });
  });
  return database;
}

let eventsMade = 0;

/** Adds events. */
export async function addEvents(database: DuckDb, ...events: readonly TestEvent[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const event of events) {
      const { id = `EVT_${String(++eventsMade).padStart(6, "0")}`, scenario = "base", plan = "standard" } = event;
      await connection.run({
        text: `INSERT INTO fct_yearly_events VALUES ($id, $scenario, $plan, $employee, $type, $year::INTEGER, $date::TIMESTAMP,
          $details, $rate::DECIMAL(5,4), $sequence::BIGINT)`,
        values: {
          id,
          scenario,
          plan,
          employee: event.employee,
          type: event.type,
          year: event.year,
          date: event.date,
          details: event.details ?? null,
          rate: event.rate ?? null,
          sequence: event.sequence === undefined ? 1 : event.sequence,
        },
      });
    }
  });
}

/** Adds members to the baseline. */
export async function addMembers(database: DuckDb, ...members: readonly TestMember[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const { employee, date, status = "active" } of members) {
      await connection.run({
        text: "INSERT INTO int_baseline_workforce VALUES ($employee, $status, $date::DATE)",
        values: { employee, status, date },
      });
    }
  });
}

/** Changes the database as somebody else would. */
export async function change(database: DuckDb, ...statements: readonly string[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const text of statements) await connection.run({ text });
  });
}

/** All rows that a query has. */
export async function rowsOf(database: DuckDb, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return database.read((connection) => connection.rows({ text }));
}
