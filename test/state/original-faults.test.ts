import { describe, expect, test } from "vitest";
import { event, member, optOut, planWith } from "../support/state-plan.js";
import { documentedRows, everythingIn } from "../support/state-registries.js";

/** What the original got wrong, case by case, with what is right. */
describe("where the original went wrong", () => {
  test("a year of enrollments applied twice changes nothing, not even the time of the last update", async () => {
    const { database, enrollment, events } = await planWith([member("EMP_002")]);
    await events(event("enrollment", "2025-02-01"), optOut("2025-03-01", { employee_id: "EMP_002" }));
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ outcome: "applied", added: 1, changed: 1 });
    const before = await everythingIn(database);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({
      outcome: "unchanged",
      added: 0,
      changed: 0,
    });
    expect(await everythingIn(database)).toEqual(before);
  });

  test("a year of escalations applied twice counts once", async () => {
    const { database, deferral, events } = await planWith();
    await events(event("DEFERRAL_ESCALATION", "2025-01-01"));
    await deferral.updatePostYear(2025);
    const before = await everythingIn(database);
    expect(await deferral.updatePostYear(2025)).toMatchObject({ outcome: "unchanged" });
    expect(await deferral.updatePostYear(2025)).toMatchObject({ outcome: "unchanged" });
    expect(await deferral.getEscalationCount("EMP_001")).toBe(1);
    expect(await everythingIn(database)).toEqual(before);
  });

  test("an escalation in lower case counts", async () => {
    const { deferral, events } = await planWith();
    await events(event("deferral_escalation", "2025-01-01"));
    await deferral.updatePostYear(2025);
    expect(await deferral.getEscalationCount("EMP_001")).toBe(1);
    expect(await deferral.getEscalationParticipants(2025)).toEqual(["EMP_001"]);
  });

  test.each(["Enrollment", "ENROLLMENT", " enrollment "])("an event of type %j enrols", async (type) => {
    const { enrollment, events } = await planWith();
    await events(event(type, "2025-02-01"));
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ events: 1, warnings: [] });
    expect(await enrollment.isEmployeeEnrolled("EMP_001", 2025)).toBe(true);
  });

  test.each([
    ["ENROLLMENT_CHANGE", "Auto-enrollment opt-out", 0],
    ["enrollment_change", "the employee opted out", null],
    ["enrollment_change", "OPTED-OUT", null],
    ["enrollment_change", "Opt out by letter", 0.03],
    ["enrollment_change", "unenrolled by request", null],
    ["enrollment_change", null, 0],
  ])("an event of type %s with the details %j and the rate %j is an opt-out", async (type, details, rate) => {
    const { enrollment, events } = await planWith([member("EMP_001")]);
    await events(event(type, "2025-02-01", { event_details: details, employee_deferral_rate: rate }));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.isEmployeeEnrolled("EMP_001", 2025)).toBe(false);
  });

  test.each([
    ["adopted outright", 0.03],
    ["stopped outreach", 0.03],
    ["deferral raised", 0.06],
  ])("the details %j are no opt-out", async (details, rate) => {
    const { enrollment, events } = await planWith([member("EMP_001")]);
    await events(
      event("enrollment_change", "2025-02-01", { event_details: details, employee_deferral_rate: rate }),
    );
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.isEmployeeEnrolled("EMP_001", 2025)).toBe(true);
  });

  test("of an enrollment and an opt-out in one year the later one decides", async () => {
    const { enrollment, events } = await planWith();
    await events(event("enrollment", "2025-02-01"), optOut("2025-03-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual([]);
    await events(optOut("2025-02-01"), event("enrollment", "2025-03-01"));
    await enrollment.updatePostYear(2025);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["EMP_001"]);
  });

  test("on one day the sequence decides", async () => {
    const { enrollment, events } = await planWith();
    const day = "2025-02-01";
    await events(
      optOut(day, { event_sequence: 2, event_id: "A" }),
      event("enrollment", day, { event_sequence: 10, event_id: "B" }),
      optOut(day, { event_sequence: null, event_id: "C" }),
    );
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.isEmployeeEnrolled("EMP_001", 2025)).toBe(true);
  });

  test("who opted out in 2025 and enrolled in 2026 is enrolled again, since the first time", async () => {
    const { database, enrollment, events } = await planWith();
    await events(event("enrollment", "2025-02-01"), optOut("2025-03-01"), event("enrollment", "2026-04-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.updatePostYear(2026)).toMatchObject({ added: 0, changed: 1, removed: 0 });
    expect(await documentedRows(enrollment, database)).toEqual([
      {
        employee_id: "EMP_001",
        first_enrollment_date: "2025-02-01",
        first_enrollment_year: 2025,
        enrollment_source: "event",
        is_enrolled: true,
      },
    ]);
  });

  test("an answer for a year stays what it was when later years are applied", async () => {
    const { deferral, enrollment, events } = await planWith([member("EMP_002")]);
    await events(
      event("enrollment", "2025-02-01"),
      event("deferral_escalation", "2025-02-02"),
      optOut("2026-03-01"),
      event("deferral_escalation", "2027-02-02"),
    );
    await enrollment.createForYear(2025);
    for (const year of [2025, 2026, 2027]) {
      await enrollment.updatePostYear(year);
      await deferral.updatePostYear(year);
    }
    const enrolled = [2024, 2025, 2026, 2027, 2028].map((year) =>
      enrollment.isEmployeeEnrolled("EMP_001", year),
    );
    expect(await Promise.all(enrolled)).toEqual([false, true, false, false, false]);
    const counts = [2024, 2025, 2026, 2027, 2028].map((year) => deferral.getEscalationCount("EMP_001", year));
    expect(await Promise.all(counts)).toEqual([0, 1, 1, 2, 2]);
    expect(await deferral.getEscalationParticipants(2025)).toEqual(["EMP_001"]);
    expect(await deferral.getEscalationParticipants(2026)).toEqual([]);
    expect(await deferral.getEscalationParticipants(2027)).toEqual(["EMP_001"]);
  });

  test("years out of order are refused by name, and nothing is changed", async () => {
    const { database, enrollment, events } = await planWith();
    await events(event("enrollment", "2025-02-01"), event("enrollment", "2027-02-01"));
    await enrollment.createForYear(2025);
    const before = await everythingIn(database);
    const refused = enrollment.updatePostYear(2027);
    await expect(refused).rejects.toMatchObject({ code: "STATE_YEAR_INVALID" });
    await expect(refused).rejects.toThrow(/2025/);
    await expect(refused).rejects.toThrow(/2026/);
    expect(await everythingIn(database)).toEqual(before);
  });

  test("an employee who is twice in the baseline with two dates is named, and nothing is changed", async () => {
    const twice = [member("EMP_001", "2020-05-01"), member("EMP_001", "2021-06-01"), member("EMP_002")];
    const { database, enrollment } = await planWith(twice);
    const before = await everythingIn(database);
    const refused = enrollment.createForYear(2025);
    await expect(refused).rejects.toMatchObject({ code: "STATE_INPUT_INVALID" });
    await expect(refused).rejects.toThrow(/EMP_001/);
    expect(await everythingIn(database)).toEqual(before);
  });

  test("an employee who is twice in the baseline with one date has one row, and a warning", async () => {
    const { database, enrollment } = await planWith([member("EMP_001"), member("EMP_001")]);
    const { warnings, added } = await enrollment.createForYear(2025);
    expect(added).toBe(1);
    expect(warnings).toMatchObject([{ count: 1 }]);
    expect(await documentedRows(enrollment, database)).toHaveLength(1);
  });

  test.each([
    ["a table that is not there", "INSERT INTO nowhere VALUES (1)"],
    ["a key that is there", "INSERT INTO enrollment_registry (employee_id) VALUES ('EMP_002')"],
  ])("a transaction whose second statement fails over %s changes nothing, and says so", async (_, fails) => {
    const { database, enrollment } = await planWith([member("EMP_002")]);
    await enrollment.createForYear(2025);
    const before = await everythingIn(database);
    const first = "UPDATE enrollment_registry SET is_enrolled = false";
    const report = await enrollment.executeTransaction([first, fails]);
    expect(report).toMatchObject({ committed: false, failed: { index: 1, text: fails } });
    expect(await everythingIn(database)).toEqual(before);
  });

  test("asking before anything is applied, or without the tables, is an error at once", async () => {
    const { database, deferral, enrollment } = await planWith();
    const invalid = { code: "STATE_YEAR_INVALID" };
    await expect(enrollment.getEnrolledEmployees(2025)).rejects.toMatchObject(invalid);
    await expect(deferral.getEscalationCount("EMP_001")).rejects.toMatchObject(invalid);
    await expect(enrollment.updatePostYear(2025)).rejects.toMatchObject(invalid);
    await enrollment.createForYear(2025);
    await database.transaction((connection) => connection.run({ text: "DROP TABLE fct_yearly_events" }));
    const missing = { code: "STATE_TABLE_MISSING", message: expect.stringMatching(/fct_yearly_events/) };
    await expect(enrollment.updatePostYear(2025)).rejects.toMatchObject(missing);
    await expect(deferral.updatePostYear(2025)).rejects.toMatchObject(missing);
  });

  test("an event without a date is refused by name", async () => {
    const { database, enrollment, events } = await planWith();
    await events(event("enrollment", null, { event_id: "EVT_undated" }));
    await enrollment.createForYear(2025);
    const before = await everythingIn(database);
    const refused = enrollment.updatePostYear(2025);
    await expect(refused).rejects.toMatchObject({ code: "STATE_INPUT_INVALID" });
    await expect(refused).rejects.toThrow(/EVT_undated|EMP_001/);
    expect(await everythingIn(database)).toEqual(before);
  });

  test("an event without a date is of the first of January where that is asked for", async () => {
    const { database, enrollment, events } = await planWith([], { missingDates: "start-of-year" });
    await events(event("enrollment", null), optOut("2024-12-31", { simulation_year: 2025 }));
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ warnings: [{ count: 1 }] });
    expect(await documentedRows(enrollment, database)).toMatchObject([
      { first_enrollment_date: "2025-01-01", is_enrolled: true },
    ]);
  });

  test("members of the baseline are no orphans", async () => {
    const { enrollment, events } = await planWith([member("EMP_002")]);
    await events(event("enrollment", "2025-02-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.validateIntegrity()).toEqual({ isValid: true, errors: [], warnings: [] });
  });

  test("an employee who is twice in a table without a key is found", async () => {
    const { database, enrollment, events } = await planWith();
    await database.transaction(async (connection) => {
      await connection.run({ text: "CREATE TABLE keyless AS FROM enrollment_registry" });
      await connection.run({ text: "DROP TABLE enrollment_registry" });
      await connection.run({ text: "ALTER TABLE keyless RENAME TO enrollment_registry" });
    });
    await events(event("enrollment", "2025-02-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    const again = "INSERT INTO enrollment_registry FROM enrollment_registry";
    await database.transaction((connection) => connection.run({ text: again }));
    const { isValid, errors } = await enrollment.validateIntegrity();
    expect(isValid).toBe(false);
    expect(errors).toContainEqual(expect.objectContaining({ rule: "duplicate-employee", count: 1 }));
  });

  test("a start in the middle of the events is refused, and the earlier years are named", async () => {
    const { deferral, enrollment, events } = await planWith();
    await events(event("enrollment", "2023-02-01"), event("deferral_escalation", "2024-02-01"));
    await expect(enrollment.createForYear(2025)).rejects.toMatchObject({
      code: "STATE_YEAR_INVALID",
      message: expect.stringMatching(/2023/),
    });
    await expect(deferral.updatePostYear(2025)).rejects.toMatchObject({
      code: "STATE_YEAR_INVALID",
      message: expect.stringMatching(/2024/),
    });
  });

  test("when events of a year are deleted and it is applied again, their rows are gone", async () => {
    const { database, deferral, enrollment, events } = await planWith([member("EMP_003")]);
    const kept = event("enrollment", "2025-02-01", { employee_id: "EMP_002" });
    await events(kept, event("enrollment", "2025-02-01"), event("deferral_escalation", "2025-02-01"));
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    await deferral.updatePostYear(2025);
    await events(kept);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ outcome: "reapplied", removed: 1 });
    expect(await deferral.updatePostYear(2025)).toMatchObject({ outcome: "reapplied", removed: 1 });
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["EMP_002", "EMP_003"]);
    expect(await documentedRows(deferral, database)).toEqual([]);
  });

  test("a shorter re-run leaves nothing of the later years", async () => {
    const { database, deferral, enrollment, events } = await planWith();
    const first = event("deferral_escalation", "2025-02-01");
    const enrolled = event("enrollment", "2025-02-01");
    const later = [2026, 2027, 2028].flatMap((year) => [
      event("deferral_escalation", `${year}-02-01`),
      event("enrollment", `${year}-02-01`, { employee_id: `EMP_${year}` }),
    ]);
    await events(first, enrolled, ...later);
    await enrollment.createForYear(2025);
    for (const year of [2025, 2026, 2027, 2028]) {
      await enrollment.updatePostYear(year);
      await deferral.updatePostYear(year);
    }
    // What a run of 2025 and 2026 leaves in the table of events: the run before wrote 2027 and 2028.
    await events(first, enrolled, ...later.slice(0, 2));
    for (const registry of [enrollment, deferral]) {
      expect(await registry.updatePostYear(2025)).toMatchObject({
        outcome: "unchanged",
        removedYears: [2027, 2028],
      });
      expect(await registry.updatePostYear(2026)).toMatchObject({ outcome: "unchanged", removedYears: [] });
      expect((await registry.stats()).years).toEqual([2025, 2026]);
    }
    expect(await documentedRows(deferral, database)).toMatchObject([{ escalation_count: 2 }]);
    expect(await enrollment.getEnrolledEmployees(2028)).toEqual(["EMP_001", "EMP_2026"]);
  });
});
