import { describe, expect, test } from "vitest";
import { EnrollmentRegistry, StateRegistryManager } from "../../src/state/index.js";
import { openDuckDb } from "../../src/store/index.js";
import { databasePath } from "../support/database-path.js";
import { event, member, optOut, planWith, scope } from "../support/state-plan.js";
import { documentedRows } from "../support/state-registries.js";

/** The tests that the document names, in its order. */
describe("the registries of the document", () => {
  test("create the enrollment registry for the first year", async () => {
    const { database, enrollment } = await planWith([
      member("EMP_001", "2019-06-01"),
      { employee_id: "EMP_002", employment_status: "terminated", employee_enrollment_date: "2020-01-01" },
      { employee_id: "EMP_003", employment_status: "active", employee_enrollment_date: null },
    ]);
    expect(await enrollment.createForYear(2025)).toMatchObject({ outcome: "applied", year: 2025, added: 1 });
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["EMP_001"]);
    expect(await documentedRows(enrollment, database)).toEqual([
      {
        employee_id: "EMP_001",
        first_enrollment_date: "2019-06-01",
        first_enrollment_year: 2025,
        enrollment_source: "baseline",
        is_enrolled: true,
      },
    ]);
  });

  test("update the enrollment registry after a year", async () => {
    const { database, enrollment, events } = await planWith([member("EMP_001")]);
    await events(
      event("enrollment", "2025-04-01", { employee_id: "EMP_002" }),
      event("enrollment", "2025-05-01", { employee_id: "EMP_003" }),
      optOut("2025-08-01", { employee_id: "EMP_003" }),
    );
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({
      events: 3,
      added: 2,
      changed: 0,
      removed: 0,
    });
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["EMP_001", "EMP_002"]);
    expect(await documentedRows(enrollment, database)).toMatchObject([
      { employee_id: "EMP_001", enrollment_source: "baseline" },
      { employee_id: "EMP_002", enrollment_source: "event", first_enrollment_date: "2025-04-01" },
      { employee_id: "EMP_003", enrollment_source: "event", is_enrolled: false },
    ]);
  });

  test("track escalations of deferrals", async () => {
    const { database, deferral, events } = await planWith();
    const escalation = (date: string): ReturnType<typeof event> => event("deferral_escalation", date);
    await events(escalation("2025-01-01"), escalation("2025-07-01"), escalation("2026-01-01"));
    await deferral.updatePostYear(2025);
    expect(await deferral.getEscalationCount("EMP_001")).toBe(2);
    await deferral.updatePostYear(2026);
    expect(await deferral.getEscalationCount("EMP_001")).toBe(3);
    expect(await deferral.getEscalationCount("nobody")).toBe(0);
    expect(await deferral.getEscalationParticipants(2026)).toEqual(["EMP_001"]);
    expect(await documentedRows(deferral, database)).toMatchObject([{ last_escalation_date: "2026-01-01" }]);
  });

  test("validate the integrity of the registries", async () => {
    const { database, deferral, enrollment, events } = await planWith([member("EMP_002")]);
    await events(event("enrollment", "2025-04-01"), event("deferral_escalation", "2025-05-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    await deferral.updatePostYear(2025);
    const manager = new StateRegistryManager(database, scope);
    expect(await manager.validateAllRegistries(2025)).toMatchObject({
      enrollment: { isValid: true, errors: [] },
      deferral: { isValid: true, errors: [] },
    });
    await database.transaction(async (connection) => {
      await connection.run({ text: "UPDATE deferral_escalation_registry SET escalation_count = -1" });
      await connection.run({ text: "INSERT INTO enrollment_registry (employee_id) VALUES ('EMP_stray')" });
    });
    const found = await manager.validateAllRegistries(2025);
    expect(found.deferral.errors).toContainEqual(
      expect.objectContaining({ rule: "impossible-count", count: 1 }),
    );
    expect(found.enrollment.errors).toContainEqual(
      expect.objectContaining({
        rule: "orphan",
        samples: [expect.objectContaining({ employee_id: "EMP_stray" })],
      }),
    );
  });

  test("keep the state consistent across years", async () => {
    const { enrollment, events } = await planWith([member("EMP_001")]);
    await events(
      event("enrollment", "2025-04-01", { employee_id: "EMP_002" }),
      event("termination", "2026-04-01"),
      event("enrollment", "2027-04-01", { employee_id: "EMP_002" }),
      event("hire", "2027-05-01"),
      event("enrollment", "2028-02-01"),
    );
    await enrollment.createForYear(2025);
    for (const year of [2025, 2026, 2027, 2028]) await enrollment.updatePostYear(year);
    const both = ["EMP_001", "EMP_002"];
    for (const [year, ids] of Object.entries({
      2025: both,
      2026: ["EMP_002"],
      2027: ["EMP_002"],
      2028: both,
    })) {
      expect(await enrollment.getEnrolledEmployees(Number(year))).toEqual(ids);
    }
    expect(await enrollment.validateIntegrity()).toMatchObject({ isValid: true, warnings: [] });
  });

  test("pass values as parameters, and never as a part of a statement", async () => {
    const hostile = "'; DROP TABLE enrollment_registry; --";
    const { database, events } = await planWith([member(hostile)]);
    const enrollment = new EnrollmentRegistry(database, { scenarioId: hostile, planDesignId: hostile });
    await events(
      event("enrollment", "2025-04-01", { scenario_id: hostile, plan_design_id: hostile, employee_id: '"' }),
    );
    await enrollment.createTable();
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.isEmployeeEnrolled(hostile, 2025)).toBe(true);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(['"', hostile]);
    const year = "2025; DROP TABLE enrollment_registry" as unknown as number;
    await expect(enrollment.updatePostYear(year)).rejects.toMatchObject({ code: "OPTION_INVALID" });
    expect((await enrollment.stats()).employees).toBe(2);
  });

  test("are used by several at once", async () => {
    const path = await databasePath();
    const { database, events } = await planWith([member("EMP_002")], {}, path);
    const years = [2025, 2026, 2027];
    await events(...years.map((year) => event("deferral_escalation", `${year}-01-01`)));
    await using sameFile = await openDuckDb(path);
    const managers = [database, sameFile, database].map((each) => new StateRegistryManager(each, scope));
    await Promise.all(managers.map((manager) => manager.getEnrollmentRegistry().createForYear(2025)));
    for (const year of years) {
      const reports = await Promise.all(
        managers.flatMap((manager) =>
          [manager.getDeferralRegistry(), manager.getEnrollmentRegistry()].map((registry) =>
            registry.updatePostYear(year),
          ),
        ),
      );
      const outcomes = reports.map(({ outcome }) => outcome).toSorted((a, b) => a.localeCompare(b));
      expect(outcomes).toEqual([...Array(2).fill("applied"), ...Array(4).fill("unchanged")]);
    }
    expect(await managers[1]!.getDeferralRegistry().getEscalationCount("EMP_001")).toBe(3);
    expect(await managers[2]!.getEnrollmentRegistry().getEnrolledEmployees(2027)).toEqual(["EMP_002"]);
  });
});
