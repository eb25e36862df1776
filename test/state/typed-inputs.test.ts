import { describe, expect, test } from "vitest";
import { EnrollmentRegistry, StateRegistryManager } from "../../src/state/index.js";
import type { DuckDb } from "../../src/store/index.js";
import { addEvents, rows, run, scope, smallWorkforce } from "./small-workforce.js";

async function withTypes(...statements: readonly string[]): Promise<DuckDb> {
  const database = await smallWorkforce();
  // A table is not changed and altered in one transaction.
  for (const statement of statements) await run(database, statement);
  return database;
}

const retype = (table: string, column: string, type: string): string =>
  `ALTER TABLE ${table} ALTER ${column} SET DATA TYPE ${type}`;

/** All that the registries answer as of the last year, and what a validation finds. */
async function outcomeOf(database: DuckDb): Promise<unknown> {
  const manager = new StateRegistryManager(database, scope);
  const enrollment = manager.getEnrollmentRegistry();
  const deferral = manager.getDeferralRegistry();
  await enrollment.createForYear(2025);
  for (const year of [2025, 2026, 2027]) {
    await enrollment.updatePostYear(year);
    await deferral.updatePostYear(year);
  }
  const found = await manager.validateAllRegistries(2027);
  return {
    enrolled: await enrollment.getEnrolledEmployees(2027),
    participants: await deferral.getEscalationParticipants(2027),
    findings: [...found.enrollment.errors, ...found.deferral.errors],
  };
}

const usual = { enrolled: ["B1", "B2", "E2"], participants: ["B1", "E2"], findings: [] };

describe("inputs whose columns have other types", () => {
  test.each([
    ["effective_date", "TIMESTAMP"],
    ["effective_date", "TIMESTAMPTZ"],
    ["employee_deferral_rate", "FLOAT"],
    ["event_sequence", "HUGEINT"],
    ["simulation_year", "DOUBLE"],
    ["event_id", "INTEGER"],
  ])("are read: %s as %s", async (column, type) => {
    const database = await withTypes(retype("fct_yearly_events", column, type));
    expect(await outcomeOf(database)).toEqual(usual);
  });

  test("are read where a column has no value, and so no type of its own", async () => {
    const database = await withTypes(
      "UPDATE fct_yearly_events SET event_details = NULL, employee_deferral_rate = 0 WHERE event_details IS NOT NULL",
      retype("fct_yearly_events", "event_details", "INTEGER"),
    );
    expect(await outcomeOf(database)).toEqual(usual);
  });

  test("are read with ids that are numbers", async () => {
    const number = "translate(employee_id, 'BEX', '123')";
    const database = await withTypes(
      `UPDATE fct_yearly_events SET employee_id = ${number}`,
      `UPDATE int_baseline_workforce SET employee_id = ${number}`,
      retype("fct_yearly_events", "employee_id", "INTEGER"),
      retype("int_baseline_workforce", "employee_id", "BIGINT"),
    );
    const expected = { enrolled: ["11", "12", "22"], participants: ["11", "22"], findings: [] };
    expect(await outcomeOf(database)).toEqual(expected);
  });

  test("are read with a scope of numbers", async () => {
    const database = await withTypes(
      "UPDATE fct_yearly_events SET scenario_id = '7'",
      retype("fct_yearly_events", "scenario_id", "INTEGER"),
    );
    const registry = new EnrollmentRegistry(database, { ...scope, scenarioId: "7" });
    await registry.createForYear(2025);
    expect(await registry.updatePostYear(2025)).toMatchObject({ outcome: "applied", added: 2 });
  });

  test("have times in UTC, wherever the process runs", async () => {
    const database = await smallWorkforce();
    expect(await rows(database, "SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone: "UTC" }]);
  });
});

describe("a baseline", () => {
  test.each(["infinity", "200000-01-01", "0044-03-15 (BC)"])("with the date %s is refused", async (date) => {
    const database = await withTypes(
      `UPDATE int_baseline_workforce SET employee_enrollment_date = '${date}' WHERE employee_id = 'B1'`,
    );
    const registry = new EnrollmentRegistry(database, scope);
    await expect(registry.createForYear(2025)).rejects.toMatchObject({
      code: "STATE_INPUT_INVALID",
      details: { fault: "employee-beyond-time", count: 1, samples: [{ employee_id: "B1" }] },
    });
  });
});

test("a hire date that is no date says nothing, and one as a text what it says", async () => {
  const database = await withTypes(
    "ALTER TABLE int_baseline_workforce ALTER COLUMN employee_hire_date TYPE VARCHAR",
    "UPDATE int_baseline_workforce SET employee_hire_date = if(employee_id = 'B1', '2999-01-01', 'soon')",
  );
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createForYear(2025);
  const { warnings } = await registry.validateIntegrity();
  expect(warnings.filter(({ rule }) => rule === "date-before-hire")).toMatchObject([
    { count: 1, samples: [{ employee_id: "B1", hired_on: "2999-01-01" }] },
  ]);
});

describe("an enrollment change", () => {
  test.each([
    { details: "Has begun enrollment", isEnrolled: true },
    { details: "Un-enrolled by phone", isEnrolled: false },
    { details: "disenrollment", isEnrolled: false },
  ])("of which it is said: $details", async ({ details, isEnrolled }) => {
    const database = await smallWorkforce();
    await addEvents(database, [
      { employee: "B1", type: "enrollment_change", date: "2025-08-01", details, rate: 0.03 },
    ]);
    const registry = new EnrollmentRegistry(database, scope);
    await registry.createForYear(2025);
    await registry.updatePostYear(2025);
    expect(await registry.isEmployeeEnrolled("B1", 2025)).toBe(isEnrolled);
  });

  test("to a rate that is no number says nothing", async () => {
    const database = await withTypes(retype("fct_yearly_events", "employee_deferral_rate", "DOUBLE"));
    await addEvents(database, [{ employee: "N1", type: "enrollment_change", date: "2025-08-01" }]);
    await run(
      database,
      "UPDATE fct_yearly_events SET employee_deferral_rate = 'nan' WHERE employee_id = 'N1'",
    );
    const registry = new EnrollmentRegistry(database, scope);
    await registry.createForYear(2025);
    expect((await registry.updatePostYear(2025)).warnings).toMatchObject([
      { rule: "enrollment-change-without-effect", count: 1 },
    ]);
    expect(await registry.isEmployeeEnrolled("N1", 2025)).toBe(false);
  });
});
