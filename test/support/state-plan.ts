import { onTestFinished } from "vitest";
import {
  DeferralEscalationRegistry,
  EnrollmentRegistry,
  type RegistryOptions,
} from "../../src/state/index.js";
import { openDuckDb, type DuckDb } from "../../src/store/index.js";
import {
  baselineTable,
  createInputTables,
  eventTable,
  replaceRows,
  type LooseEventRow,
} from "./state-inputs.js";
import type { BaselineRow } from "./state-model.js";

/** Whose state the tests look at. */
export const scope = { scenarioId: "base", planDesignId: "standard" };

/** A database with input tables, and both registries of one scope. */
export interface Plan {
  readonly database: DuckDb;
  readonly enrollment: EnrollmentRegistry;
  readonly deferral: DeferralEscalationRegistry;
  /** Puts events in the place of all that there are. */
  readonly events: (...events: readonly LooseEventRow[]) => Promise<void>;
}

/** Makes the tables of both registries beside input tables with a baseline and no events. */
export async function planWith(
  baseline: readonly BaselineRow[] = [],
  options: RegistryOptions = {},
  path = ":memory:",
): Promise<Plan> {
  const database = await openDuckDb(path);
  onTestFinished(() => database.close());
  await createInputTables(database);
  await replaceRows(database, baselineTable, baseline);
  const enrollment = new EnrollmentRegistry(database, scope, options);
  const deferral = new DeferralEscalationRegistry(database, scope, options);
  await enrollment.createTable();
  await deferral.createTable();
  return {
    database,
    enrollment,
    deferral,
    events: (...events) => replaceRows(database, eventTable, events),
  };
}

let lastId = 0;

/** An event of one employee, on a day of its simulation year. */
export function event(
  type: string,
  date: string | null,
  changes: Partial<LooseEventRow> = {},
): LooseEventRow {
  return {
    event_id: `EVT_${++lastId}`,
    scenario_id: scope.scenarioId,
    plan_design_id: scope.planDesignId,
    employee_id: "EMP_001",
    event_type: type,
    simulation_year: Number(date?.slice(0, 4) ?? 2025),
    effective_date: date === null ? null : `${date}T00:00:00`,
    event_details: null,
    employee_deferral_rate: null,
    event_sequence: null,
    ...changes,
  };
}

/** An opt-out as simulations write it. */
export const optOut = (date: string, changes: Partial<LooseEventRow> = {}): LooseEventRow =>
  event("enrollment_change", date, {
    event_details: "Auto-enrollment opt-out - reduced deferral from default to 0%",
    employee_deferral_rate: 0,
    ...changes,
  });

/** An active employee of the baseline. */
export const member = (employee_id: string, employee_enrollment_date = "2020-05-01"): BaselineRow => ({
  employee_id,
  employment_status: "active",
  employee_enrollment_date,
});
