import { onTestFinished } from "vitest";
import { checkQuality } from "../../src/quality/index.js";
import type { QualityResult, QualityRule, QualitySubject } from "../../src/quality/index.js";
import { openDuckDb, type DuckDb } from "../../src/store/index.js";

/** A database in memory with what some statements make, closed after the test. */
export async function databaseWith(...statements: readonly string[]): Promise<DuckDb> {
  const database = await openDuckDb(":memory:");
  onTestFinished(() => database.close());
  await change(database, ...statements);
  return database;
}

/** Changes a database. */
export async function change(database: DuckDb, ...statements: readonly string[]): Promise<void> {
  await database.transaction(async (connection) => {
    for (const text of statements) await connection.run({ text });
  });
}

/** What most tests check: the second year of a simulation. */
export function subjectOf(database: DuckDb, more: Partial<QualitySubject> = {}): QualitySubject {
  return {
    database,
    year: 2026,
    firstYear: 2025,
    scenarioId: "base",
    planDesignId: "standard",
    ...more,
  };
}

/** What one rule finds. */
export async function check(
  rule: QualityRule,
  database: DuckDb,
  more: Partial<QualitySubject> = {},
): Promise<QualityResult> {
  const { results } = await checkQuality([rule], subjectOf(database, more));
  return results[0]!;
}

/** The tables of the simulation, as far as rules read them, without rows. */
export const workforceTables = [
  `CREATE TABLE fct_yearly_events (event_id VARCHAR, scenario_id VARCHAR, plan_design_id VARCHAR, employee_id VARCHAR,
    event_type VARCHAR, simulation_year INTEGER, effective_date TIMESTAMP, compensation_amount DECIMAL(14,2),
    employee_deferral_rate DECIMAL(5,4), event_sequence BIGINT)`,
  `CREATE TABLE fct_workforce_snapshot (scenario_id VARCHAR, plan_design_id VARCHAR, employee_id VARCHAR,
    simulation_year INTEGER, employment_status VARCHAR, detailed_status_code VARCHAR, current_compensation DECIMAL(14,2),
    current_deferral_rate DECIMAL(5,4), level_id INTEGER)`,
  `CREATE TABLE int_baseline_workforce (scenario_id VARCHAR, plan_design_id VARCHAR, employee_id VARCHAR,
    simulation_year INTEGER, employment_status VARCHAR, current_compensation DECIMAL(14,2), employee_deferral_rate DECIMAL(5,4))`,
] as const;

type Cell = string | number | null;

/** One event of the scope `base`, `standard`, if it says nothing else. */
export interface EventParts {
  readonly id?: string;
  readonly scenario?: string | null;
  readonly plan?: string | null;
  readonly employee: string | null;
  readonly type: string | null;
  readonly year: number | null;
  readonly date: string | null;
  readonly compensation?: number | null;
  readonly rate?: number | null;
  readonly sequence?: number | null;
}

let made = 0;

/** A statement that adds events. */
export function events(...list: readonly EventParts[]): string {
  const rows = list.map(({ scenario = "base", plan = "standard", ...event }) => [
    event.id ?? `EVT_${++made}`,
    scenario,
    plan,
    event.employee,
    event.type,
    event.year,
    event.date,
    event.compensation ?? null,
    event.rate ?? null,
    event.sequence === undefined ? 1 : event.sequence,
  ]);
  return `INSERT INTO fct_yearly_events VALUES ${rows.map(rowOf).join(", ")}`;
}

/** One row of the snapshot: somebody who goes on, if it says nothing else. */
export interface SnapshotParts {
  readonly scenario?: string | null;
  readonly employee: string;
  readonly year: number | null;
  readonly status?: string;
  readonly detail?: string;
  readonly compensation?: number | null;
  readonly rate?: number | null;
  readonly level?: number | null;
}

/** A statement that adds rows of the snapshot. */
export function snapshots(...list: readonly SnapshotParts[]): string {
  const rows = list.map(({ scenario = "base", status = "active", detail = "continuous_active", ...row }) => [
    scenario,
    "standard",
    row.employee,
    row.year,
    status,
    detail,
    row.compensation === undefined ? 50_000 : row.compensation,
    row.rate ?? 0,
    row.level ?? 1,
  ]);
  return `INSERT INTO fct_workforce_snapshot VALUES ${rows.map(rowOf).join(", ")}`;
}

/** A statement that adds active members of the baseline, of 2025. */
export function baseline(...employees: readonly string[]): string {
  const rows = employees.map((id) => ["base", "standard", id, 2025, "active", 50_000, 0]);
  return `INSERT INTO int_baseline_workforce VALUES ${rows.map(rowOf).join(", ")}`;
}

function rowOf(cells: readonly Cell[]): string {
  return `(${cells.map((cell) => (typeof cell === "string" ? `'${cell}'` : String(cell))).join(", ")})`;
}
