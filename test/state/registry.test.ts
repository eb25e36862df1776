import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BailiwickError } from "../../src/kernel/index.js";
import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import type { DuckDb } from "../../src/store/index.js";
import { addEvents, addMembers, change, openStateDatabase, rowsOf } from "./state-database.js";

const scope = { scenarioId: "base", planDesignId: "standard" };
let database: DuckDb;
let enrollment: EnrollmentRegistry;
let deferral: DeferralEscalationRegistry;

beforeEach(async () => {
  database = await openStateDatabase();
  enrollment = new EnrollmentRegistry(database, scope);
  deferral = new DeferralEscalationRegistry(database, scope);
});
afterEach(async () => database.close());

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: unknown) => (error instanceof BailiwickError ? error.code : String(error)),
  );
const faultOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "none",
    (error: unknown) => (error as BailiwickError).details["fault"],
  );
const everything = async (): Promise<unknown> =>
  Promise.all(
    ["ledger", "enrollment_history", "escalation_history"].map((table) =>
      rowsOf(database, `SELECT * FROM bailiwick.${table} ORDER BY ALL`),
    ),
  );

describe("years", () => {
  it("are refused out of order, with the years that are missing", async () => {
    await addEvents(database, { employee: "A", type: "enrollment", year: 2025, date: "2025-03-01" });
    expect(await codeOf(enrollment.getEnrolledEmployees(2025))).toBe("STATE_YEAR_INVALID");
    expect(await codeOf(enrollment.stats())).toBe("STATE_YEAR_INVALID");
    await expect(enrollment.updatePostYear(2025)).rejects.toThrow("call createForYear() first");
    await expect(enrollment.createForYear(2026)).rejects.toThrow("because there are events of 2025");
    await expect(deferral.updatePostYear(2027)).rejects.toThrow("start with 2025");
    await enrollment.createForYear(2025);
    expect(await codeOf(deferral.getEscalationCount("A"))).toBe("STATE_YEAR_INVALID");
    await expect(enrollment.updatePostYear(2026)).rejects.toThrow("apply 2025 first");
    await expect(enrollment.updatePostYear(2028)).rejects.toMatchObject({
      details: { missing: [2025, 2026, 2027] },
    });
    await expect(enrollment.updatePostYear(2024)).rejects.toThrow("lies before the start, which is 2025");
    await deferral.updatePostYear(2025);
    await expect(deferral.updatePostYear(2024)).rejects.toThrow("needs a scope of its own");
  });

  it.each(["2025", "2025; DROP TABLE x", Number.NaN, 2025.5, 1899, 10_000, undefined, null])(
    "refuses %j",
    async (year) => {
      const wrong = year as number;
      for (const call of [
        enrollment.createForYear(wrong),
        enrollment.updatePostYear(wrong),
        enrollment.removeAfter(wrong),
        enrollment.getEnrolledEmployees(wrong),
        enrollment.isEmployeeEnrolled("A", wrong),
        enrollment.areEmployeesEnrolled(["A"], wrong),
        enrollment.snapshot(wrong),
        enrollment.streamEnrolledEmployees(wrong).next(),
        deferral.getEscalationParticipants(wrong),
        deferral.streamEscalationParticipants(wrong).next(),
      ]) {
        expect(await codeOf(call)).toBe("OPTION_INVALID");
      }
      if (year === undefined) return;
      expect(await codeOf(deferral.getEscalationCount("A", wrong))).toBe("OPTION_INVALID");
      expect(await codeOf(deferral.getEscalationCounts(["A"], wrong))).toBe("OPTION_INVALID");
    },
  );

  it("are applied without events, with a warning", async () => {
    expect(await deferral.updatePostYear(2025)).toMatchObject({
      outcome: "applied",
      events: 0,
      warnings: [{ rule: "year-without-events", count: 0 }],
    });
  });

  it("that have changed later are removed by a shorter re-run", async () => {
    for (const year of [2025, 2026, 2027]) {
      await addEvents(database, {
        employee: "A",
        type: "deferral_escalation",
        year,
        date: `${year}-03-01`,
      });
      await deferral.updatePostYear(year);
    }
    await change(database, "DELETE FROM fct_yearly_events WHERE simulation_year >= 2026");
    expect(await deferral.updatePostYear(2025)).toMatchObject({
      outcome: "unchanged",
      removedYears: [2026, 2027],
      changed: 1,
    });
    expect(await deferral.getEscalationCount("A")).toBe(1);
    expect(await deferral.getEscalationCount("A", 2027)).toBe(1);
  });

  it("whose events changed without meaning keep those after them", async () => {
    for (const year of [2025, 2026]) {
      await addEvents(database, {
        employee: "A",
        type: "deferral_escalation",
        year,
        date: `${year}-03-01`,
      });
      await deferral.updatePostYear(year);
    }
    await change(database, "UPDATE fct_yearly_events SET event_details = 'x' WHERE simulation_year = 2025");
    const report = { outcome: "reapplied", added: 0, changed: 0, removed: 0, removedYears: [] };
    expect(await deferral.updatePostYear(2025)).toMatchObject(report);
    expect(await deferral.updatePostYear(2025)).toMatchObject({ outcome: "unchanged" });
    expect(await deferral.getEscalationCount("A")).toBe(2);
  });

  it("are removed after one", async () => {
    await addMembers(database, { employee: "A", date: "2020-01-01" });
    await enrollment.createForYear(2025);
    for (const year of [2025, 2026]) {
      await addEvents(database, {
        employee: `E${year}`,
        type: "enrollment",
        year,
        date: `${year}-03-01`,
      });
      await enrollment.updatePostYear(year);
    }
    expect(await enrollment.removeAfter(2030)).toMatchObject({ removedYears: [], removed: 0 });
    expect(await enrollment.removeAfter(2025)).toMatchObject({ removedYears: [2026], removed: 1 });
    expect(await enrollment.removeAfter(2024)).toMatchObject({ removedYears: [2025], removed: 1 });
    expect(await enrollment.getEnrolledEmployees(2030)).toEqual(["A"]);
  });

  it("decide by year where the time is the same, however many there are", async () => {
    for (let year = 2000; year <= 2020; year++) {
      const type = year % 2 === 0 ? "deferral_escalation" : "termination";
      await addEvents(database, { employee: "A", type, year, date: "1900-01-01" });
      await deferral.updatePostYear(year);
      const participants = year % 2 === 0 ? ["A"] : [];
      expect(await deferral.getEscalationParticipants(year)).toEqual(participants);
      const [row] = await rowsOf(database, "SELECT * FROM deferral_escalation_registry");
      expect(row).toMatchObject({ is_participating: year % 2 === 0 });
    }
    expect(await deferral.getEscalationCount("A")).toBe(11);
  });

  it("decide by the date where an event of a later year lies before one of an earlier year", async () => {
    await addEvents(
      database,
      { employee: "A", type: "termination", year: 2025, date: "2025-12-31" },
      { employee: "A", type: "deferral_escalation", year: 2026, date: "2025-06-01" },
    );
    await deferral.updatePostYear(2025);
    await deferral.updatePostYear(2026);
    expect(await deferral.getEscalationParticipants(2026)).toEqual([]);
    expect(await rowsOf(database, "SELECT * EXCLUDE last_updated FROM deferral_escalation_registry")).toEqual(
      [
        {
          employee_id: "A",
          escalation_count: 1,
          last_escalation_date: "2025-06-01",
          is_participating: false,
        },
      ],
    );
  });

  it("decide by sequence, then id, where all the rest is the same", async () => {
    const same = { year: 2025, date: "2025-06-01" };
    await addEvents(
      database,
      { ...same, employee: "A", type: "termination", sequence: null },
      { ...same, employee: "A", type: "deferral_escalation", sequence: -5 },
      { ...same, employee: "B", type: "deferral_escalation", id: "b" },
      { ...same, employee: "B", type: "termination", id: "a" },
      { ...same, employee: "C", type: "deferral_escalation", id: "c" },
      { ...same, employee: "C", type: "termination", id: "d" },
    );
    await deferral.updatePostYear(2025);
    expect(await deferral.getEscalationParticipants(2025)).toEqual(["A", "B"]);
  });
});

describe("events", () => {
  const good = { employee: "A", type: "enrollment", year: 2025, date: "2025-03-01" };

  it.each([
    ["event-without-employee", [{ ...good, employee: null }]],
    ["event-without-employee", [{ ...good, employee: "" }]],
    ["event-without-id", [{ ...good, id: null }]],
    [
      "event-id-repeated",
      [
        { ...good, id: "x" },
        { ...good, id: "x", employee: "B" },
      ],
    ],
    ["event-without-date", [{ ...good, date: null }]],
    ["event-beyond-time", [{ ...good, date: "infinity" }]],
    ["event-beyond-time", [{ ...good, date: "0044-03-15 (BC)" }]],
  ])("are refused: %s", async (fault, events) => {
    await enrollment.createForYear(2025);
    await addEvents(database, good, ...events);
    const before = await everything();
    expect(await faultOf(enrollment.updatePostYear(2025))).toBe(fault);
    expect(await codeOf(enrollment.updatePostYear(2025))).toBe("STATE_INPUT_INVALID");
    expect(await everything()).toEqual(before);
  });

  it("without a date are taken for the start of their year where that was asked for", async () => {
    const lenient = new EnrollmentRegistry(database, scope, { missingDates: "start-of-year" });
    await addEvents(database, { ...good, date: null });
    await lenient.createForYear(2025);
    expect((await lenient.updatePostYear(2025)).warnings).toMatchObject([{ rule: "missing-date", count: 1 }]);
    expect(await rowsOf(database, "SELECT first_enrollment_date FROM enrollment_registry")).toEqual([
      { first_enrollment_date: "2025-01-01" },
    ]);
  });

  it("of unknown types and without effect are counted", async () => {
    await enrollment.createForYear(2025);
    await addEvents(
      database,
      { ...good, type: " ENROLLMENT\r\n" },
      { ...good, employee: "B", type: "benefit_enrollment" },
      { ...good, employee: "C", type: "enrollment_change" },
    );
    expect((await enrollment.updatePostYear(2025)).warnings).toMatchObject([
      { rule: "unknown-event-type", count: 1 },
      { rule: "enrollment-change-without-effect", count: 1 },
    ]);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["A"]);
  });

  it.each([
    ["Auto-enrollment opt-out - reduced", undefined, false],
    ["opt out", 0.05, false],
    ["OPTOUT", undefined, false],
    ["opted out", undefined, false],
    ["opted-out", undefined, false],
    ["opting out", undefined, false],
    ["unenrolled", undefined, false],
    ["Disenrolled by mail", undefined, false],
    [undefined, 0, false],
    ["changed", 0.05, true],
    ["changed", undefined, true],
  ])("of an enrollment change %j at %j leave an employee enrolled: %j", async (details, rate, isEnrolled) => {
    await enrollment.createForYear(2025);
    const event = {
      ...good,
      type: "enrollment_change",
      date: "2025-05-01",
      ...(details === undefined ? {} : { details }),
      ...(rate === undefined ? {} : { rate }),
    };
    await addEvents(database, good, event);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.isEmployeeEnrolled("A", 2025)).toBe(isEnrolled);
  });
});

describe("the baseline", () => {
  it.each([
    ["employee-without-id", [{ employee: null, date: "2020-01-01" }]],
    ["employee-without-id", [{ employee: "", date: "2020-01-01" }]],
    [
      "employee-contradictory",
      [
        { employee: "A", date: "2020-01-01" },
        { employee: "A", date: "2020-01-02" },
      ],
    ],
  ])("is refused: %s", async (fault, members) => {
    await addMembers(database, ...members);
    expect(await faultOf(enrollment.createForYear(2025))).toBe(fault);
    expect(await codeOf(enrollment.getEnrolledEmployees(2025))).toBe("STATE_YEAR_INVALID");
  });

  it("counts a repeated employee once, and seeds again only if it changed", async () => {
    const member = { employee: "A", date: "2020-01-01" };
    await addMembers(database, member, member);
    expect((await enrollment.createForYear(2025)).warnings).toMatchObject([
      { rule: "baseline-repeated", count: 1 },
    ]);
    await enrollment.updatePostYear(2025);
    expect(await enrollment.createForYear(2025)).toMatchObject({ outcome: "unchanged", removedYears: [] });
    await addMembers(database, { employee: "B", date: "2020-01-01" });
    expect(await enrollment.createForYear(2025)).toMatchObject({
      outcome: "reapplied",
      added: 1,
      removedYears: [2025],
    });
  });

  it("is that of the scope and the year where it says whose it is", async () => {
    await addMembers(
      database,
      { employee: "A", date: "2020-01-01" },
      { employee: "B", date: "2020-01-01" },
      { employee: "C", date: "2020-01-01" },
      { employee: "D", date: "2020-01-01" },
    );
    await change(
      database,
      "ALTER TABLE int_baseline_workforce ADD COLUMN scenario_id VARCHAR DEFAULT 'base'",
      "ALTER TABLE int_baseline_workforce ADD COLUMN plan_design_id VARCHAR DEFAULT 'standard'",
      "ALTER TABLE int_baseline_workforce ADD COLUMN simulation_year INTEGER DEFAULT 2025",
      "UPDATE int_baseline_workforce SET scenario_id = 'other' WHERE employee_id = 'B'",
      "UPDATE int_baseline_workforce SET plan_design_id = 'other' WHERE employee_id = 'C'",
      "UPDATE int_baseline_workforce SET simulation_year = 2026 WHERE employee_id = 'D'",
    );
    await enrollment.createForYear(2025);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["A"]);
  });
});

describe("tables", () => {
  it("of the inputs are named where they or their columns are missing", async () => {
    await change(database, "ALTER TABLE fct_yearly_events DROP COLUMN event_sequence");
    await expect(deferral.updatePostYear(2025)).rejects.toMatchObject({
      code: "STATE_TABLE_DRIFT",
      details: { missing: ["event_sequence"] },
    });
    await change(database, "DROP TABLE fct_yearly_events", "DROP TABLE int_baseline_workforce");
    expect(await codeOf(deferral.updatePostYear(2025))).toBe("STATE_TABLE_MISSING");
    expect(await codeOf(enrollment.createForYear(2025))).toBe("STATE_TABLE_MISSING");
  });

  it("of the events need not be there when the baseline is seeded", async () => {
    await change(database, "DROP TABLE fct_yearly_events");
    expect(await enrollment.createForYear(2025)).toMatchObject({ outcome: "applied" });
  });

  it("that are there are adopted with what else they have, and brought to the state", async () => {
    await change(
      database,
      `CREATE TABLE enrollment_registry (employee_id VARCHAR, first_enrollment_date DATE, first_enrollment_year INTEGER,
        enrollment_source VARCHAR, is_enrolled BOOLEAN, last_updated TIMESTAMP, note VARCHAR)`,
      "INSERT INTO enrollment_registry VALUES ('A', '2019-01-01', 2019, 'event', false, '2020-01-01', 'kept')",
      "INSERT INTO enrollment_registry VALUES ('X', '2019-01-01', 2019, 'event', false, '2020-01-01', 'gone')",
      "INSERT INTO enrollment_registry VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    );
    await addMembers(database, { employee: "A", date: "2020-01-01" }, { employee: "B", date: "2020-01-01" });
    expect(await enrollment.createTable()).toMatchObject({ outcome: "present" });
    expect(await enrollment.createForYear(2025)).toMatchObject({ added: 1, changed: 1, removed: 2 });
    expect(await rowsOf(database, "SELECT employee_id, note FROM enrollment_registry ORDER BY 1")).toEqual([
      { employee_id: "A", note: "kept" },
      { employee_id: "B", note: null },
    ]);
  });

  it("that lack a documented column are refused", async () => {
    await change(database, "CREATE TABLE enrollment_registry (employee_id VARCHAR, is_enrolled BOOLEAN)");
    await expect(enrollment.createTable()).rejects.toMatchObject({ code: "STATE_TABLE_DRIFT" });
  });

  it("that were dropped are made and filled again by createTable() only", async () => {
    await addMembers(database, { employee: "A", date: "2020-01-01" });
    await enrollment.createForYear(2025);
    await change(database, "DROP TABLE enrollment_registry");
    expect(await codeOf(enrollment.stats())).toBe("STATE_TABLE_MISSING");
    expect(await codeOf(enrollment.updatePostYear(2025))).toBe("STATE_TABLE_MISSING");
    expect(await enrollment.createTable()).toEqual({
      registry: "enrollment",
      table: "main.enrollment_registry",
      outcome: "created",
    });
    expect(await enrollment.stats()).toMatchObject({ employees: 1, active: 1 });
  });

  it("of a further scope lie in a schema of its own", async () => {
    const other = new EnrollmentRegistry(database, { ...scope, scenarioId: "other" });
    await addEvents(
      database,
      { employee: "A", type: "enrollment", year: 2025, date: "2025-03-01" },
      { employee: "B", type: "enrollment", year: 2025, date: "2025-03-01", scenario: "other" },
    );
    await enrollment.createForYear(2025);
    await other.createForYear(2025);
    await enrollment.updatePostYear(2025);
    await other.updatePostYear(2025);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["A"]);
    expect(await other.getEnrolledEmployees(2025)).toEqual(["B"]);
    expect(await other.stats()).toMatchObject({
      table: "bailiwick_scope_2.enrollment_registry",
      employees: 1,
    });
  });

  it.each(["deferral", "enrollment"])("of many employees are the same as of few: %s", async (name) => {
    const type = name === "deferral" ? "deferral_escalation" : "enrollment";
    await addMembers(database, { employee: "E000001", date: "2020-01-01" });
    await change(
      database,
      `INSERT INTO fct_yearly_events SELECT 'X' || i, 'base', 'standard', 'E' || lpad(i::VARCHAR, 6, '0'), '${type}', 2025,
        TIMESTAMP '2025-03-01', NULL, NULL, 1 FROM range(12000) AS t(i)`,
    );
    const registry = name === "deferral" ? deferral : enrollment;
    if (registry instanceof EnrollmentRegistry) await registry.createForYear(2025);
    const added = name === "deferral" ? 12_000 : 11_999;
    expect(await registry.updatePostYear(2025)).toMatchObject({ added });
    expect(await registry.stats()).toMatchObject({ employees: 12_000, active: 12_000 });
    const { table } = await registry.stats();
    const rows = (): Promise<unknown> => rowsOf(database, `SELECT * FROM ${table} ORDER BY employee_id`);
    const before = await rows();
    await addEvents(database, { employee: "N", type, year: 2026, date: "2026-01-01" });
    expect(await registry.updatePostYear(2026)).toMatchObject({ added: 1, changed: 0 });
    expect(await registry.removeAfter(2025)).toMatchObject({ added: 0, changed: 0, removed: 1 });
    expect(await rows()).toEqual(before);
    await expect(
      change(database, `INSERT INTO ${table} SELECT * FROM ${table} LIMIT 1`),
    ).rejects.toMatchObject({
      code: "STORE_CONSTRAINT",
    });
  });
});

describe("questions", () => {
  it("about many employees are answered in the order given", async () => {
    await addEvents(
      database,
      { employee: "A", type: "Deferral_Escalation", year: 2025, date: "2025-03-01" },
      { employee: "A", type: "DEFERRAL_ESCALATION", year: 2025, date: "2025-09-01" },
    );
    await deferral.updatePostYear(2025);
    expect([...(await deferral.getEscalationCounts(["B", "A", "B"]))]).toEqual([
      ["B", 0],
      ["A", 2],
    ]);
    expect([...(await deferral.getEscalationCounts(["A"], 2024))]).toEqual([["A", 0]]);
    expect((await deferral.getEscalationCounts([])).size).toBe(0);
    expect(await deferral.getEscalationParticipants(2024)).toEqual([]);
  });

  it.each([undefined, null, "", 7])("about %j are refused", async (id) => {
    const wrong = id as string;
    expect(await codeOf(enrollment.isEmployeeEnrolled(wrong, 2025))).toBe("OPTION_INVALID");
    expect(await codeOf(enrollment.areEmployeesEnrolled([wrong], 2025))).toBe("OPTION_INVALID");
    expect(await codeOf(deferral.getEscalationCount(wrong))).toBe("OPTION_INVALID");
    expect(await codeOf(deferral.getEscalationCounts(wrong))).toBe("OPTION_INVALID");
  });

  it("end their stream with its reader", async () => {
    await change(
      database,
      `INSERT INTO fct_yearly_events SELECT 'X' || i, 'base', 'standard', 'E' || lpad(i::VARCHAR, 6, '0'), 'deferral_escalation',
        2025, TIMESTAMP '2025-03-01', NULL, NULL, 1 FROM range(9000) AS t(i)`,
    );
    await deferral.updatePostYear(2025);
    for await (const batch of deferral.streamEscalationParticipants(2025)) {
      expect(batch[0]).toBe("E000000");
      break;
    }
    const ids: string[] = [];
    for await (const batch of deferral.streamEscalationParticipants(2025)) ids.push(...batch);
    expect(ids).toEqual(await deferral.getEscalationParticipants(2025));
    const before: unknown[] = [];
    for await (const batch of deferral.streamEscalationParticipants(2024)) before.push(batch);
    expect(before).toEqual([]);
  });

  it("fail through their stream", async () => {
    expect(await codeOf(deferral.streamEscalationParticipants(2025).next())).toBe("STATE_YEAR_INVALID");
  });

  it("end with their signal", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    expect(await codeOf(enrollment.createForYear(2025, { signal }))).toBe("OPERATION_ABORTED");
  });
});

describe("new", () => {
  const make = (...given: readonly unknown[]): (() => EnrollmentRegistry) => {
    const [first, second, third] = given as ConstructorParameters<typeof EnrollmentRegistry>;
    return () => new EnrollmentRegistry(first, second, third);
  };

  it("refuses what it cannot work with", () => {
    expect(make({}, scope)).toThrow("needs a database that openDuckDb() has opened");
    expect(make(database, { scenarioId: "base" })).toThrow("The option planDesignId");
    expect(make(database, { ...scope, scenarioId: " " })).toThrow("The option scenarioId");
    expect(make(database, { ...scope, scenario: "x" })).toThrow('"scenario" is not an option');
    expect(make(database, scope, { missingDates: "maybe" })).toThrow("The option missingDates");
    expect(make(database, scope, { clock: 5 })).toThrow("The option clock");
    expect(make(database, scope, { dates: "refuse" })).toThrow('"dates" is not an option');
  });

  it("refuses a call's options that nobody reads", async () => {
    expect(await codeOf(enrollment.createTable({ timeout: 5 } as never))).toBe("OPTION_INVALID");
    expect(await codeOf(enrollment.createTable({ signal: 5 } as never))).toBe("OPTION_INVALID");
  });
});
