import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EnrollmentRegistry } from "../../src/state/index.js";
import type { DuckDb } from "../../src/store/index.js";
import { addEvents, addMembers, change, openStateDatabase, rowsOf } from "./state-database.js";

const scope = { scenarioId: "base", planDesignId: "standard" };
let database: DuckDb;
let time = Date.UTC(2026, 0, 1);
const clock = { now: () => time };
let enrollment: EnrollmentRegistry;

beforeEach(async () => {
  database = await openStateDatabase();
  enrollment = new EnrollmentRegistry(database, scope, { clock });
});
afterEach(async () => database.close());

const table = (): Promise<readonly unknown[]> =>
  rowsOf(database, "SELECT * FROM enrollment_registry ORDER BY employee_id");

describe("createForYear()", () => {
  it("seeds from the active employees of the baseline that have an enrollment date", async () => {
    await addMembers(
      database,
      { employee: "A", date: "2020-01-15" },
      { employee: "B", date: null },
      { employee: "C", date: "2021-01-15", status: "terminated" },
      { employee: "D", date: "2022-01-15", status: "\tActive \r" },
    );
    const report = await enrollment.createForYear(2025);
    expect(report).toEqual({
      registry: "enrollment",
      year: 2025,
      outcome: "applied",
      events: 2,
      added: 2,
      changed: 0,
      removed: 0,
      removedYears: [],
      warnings: [],
    });
    expect(Object.isFrozen(report) && Object.isFrozen(report.warnings)).toBe(true);
    expect(await table()).toEqual([
      {
        employee_id: "A",
        first_enrollment_date: "2020-01-15",
        first_enrollment_year: 2025,
        enrollment_source: "baseline",
        is_enrolled: true,
        last_updated: "2026-01-01T00:00:00.000000",
      },
      {
        employee_id: "D",
        first_enrollment_date: "2022-01-15",
        first_enrollment_year: 2025,
        enrollment_source: "baseline",
        is_enrolled: true,
        last_updated: "2026-01-01T00:00:00.000000",
      },
    ]);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["A", "D"]);
  });
});

describe("updatePostYear()", () => {
  it("follows the dates of events within a year and over years", async () => {
    await addMembers(database, { employee: "A", date: "2020-01-15" });
    await addEvents(
      database,
      {
        employee: "A",
        type: "enrollment_change",
        year: 2025,
        date: "2025-05-01",
        details: "Auto-enrollment opt-out",
      },
      { employee: "B", type: "Enrollment", year: 2025, date: "2025-03-01" },
      { employee: "B", type: "termination", year: 2025, date: "2025-06-01" },
      { employee: "C", type: "enrollment", year: 2026, date: "2026-02-01" },
      { employee: "A", type: "enrollment", year: 2026, date: "2026-02-01" },
    );
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({
      outcome: "applied",
      events: 3,
      added: 1,
      changed: 1,
    });
    expect(await enrollment.updatePostYear(2026)).toMatchObject({
      outcome: "applied",
      events: 2,
      added: 1,
      changed: 1,
    });
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual([]);
    expect(await enrollment.getEnrolledEmployees(2026)).toEqual(["A", "C"]);
    expect(await enrollment.isEmployeeEnrolled("A", 2026)).toBe(true);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ outcome: "unchanged", removedYears: [] });
    expect(await enrollment.isEmployeeEnrolled("A", 2024)).toBe(false);
    expect([...(await enrollment.areEmployeesEnrolled(["C", "X", "C"], 2026))]).toEqual([
      ["C", true],
      ["X", false],
    ]);
    const batches: (readonly string[])[] = [];
    for await (const batch of enrollment.streamEnrolledEmployees(2026)) batches.push(batch);
    expect(batches).toEqual([["A", "C"]]);
    const snapshot = await enrollment.snapshot(2026);
    expect(snapshot.size).toBe(2);
    expect(snapshot.isEmployeeEnrolled("C")).toBe(true);
    expect(await enrollment.stats()).toMatchObject({
      employees: 3,
      active: 2,
      years: [2025, 2026],
      table: "main.enrollment_registry",
    });
    await change(
      database,
      "UPDATE fct_yearly_events SET effective_date = '2025-07-01' WHERE employee_id = 'B' AND event_type = 'Enrollment'",
    );
    expect(await enrollment.updatePostYear(2025)).toMatchObject({
      outcome: "reapplied",
      changed: 2,
      removed: 1,
      removedYears: [2026],
    });
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["B"]);
  });
});

describe("streamEnrolledEmployees()", () => {
  it("gives all in batches, and lets the database go when its reader leaves early", async () => {
    await change(
      database,
      `INSERT INTO int_baseline_workforce (employee_id, employment_status, employee_enrollment_date)
       SELECT format('EMP_{:05}', i), 'active', DATE '2020-01-01' FROM range(30000) AS employees (i)`,
    );
    await enrollment.createForYear(2025);
    const sizes: number[] = [];
    for await (const batch of enrollment.streamEnrolledEmployees(2025)) sizes.push(batch.length);
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(30_000);
    for await (const batch of enrollment.streamEnrolledEmployees(2025)) {
      expect(batch[0]).toBe("EMP_00000");
      break;
    }
    expect(await enrollment.isEmployeeEnrolled("EMP_29999", 2025)).toBe(true);
  });
});
