import { describe, expect, test } from "vitest";
import { YearAuditor } from "../../../src/simulation/index.js";
import { change, emptySimulation, scope, simulatedYears } from "./simulated-years.js";

const firstYear = 2025;

/** Two active employees, one of them hired in the year, and one who left. */
async function smallYear() {
  const database = await emptySimulation();
  await change(
    database,
    `INSERT INTO int_baseline_workforce VALUES ('E1', 'active', 2025, 'baseline', 'standard_match'),
      ('E2', 'Active', 2025, 'baseline', 'standard_match'), ('E0', 'terminated', 2025, 'baseline', 'standard_match')`,
    `INSERT INTO fct_workforce_snapshot VALUES
      ('E1', 'baseline', 'standard_match', 2025, 'active', 'continuous_active', 100000, 0.06, 'participating',
        'participating - census enrollment', 6000, 3000),
      ('E2', 'baseline', 'standard_match', 2025, 'terminated', 'experienced_termination', 80000, 0.03, 'participating',
        'participating - auto enrollment', 1200.10, 600.05),
      ('E3', 'baseline', 'standard_match', 2025, 'active', 'new_hire_active', 60000, 0, 'not_participating',
        'not_participating - not auto enrolled', 0, 0)`,
    `INSERT INTO fct_yearly_events VALUES
      ('1', 'baseline', 'standard_match', 'E3', 'HIRE', 2025, '2025-02-01'),
      ('2', 'baseline', 'standard_match', 'E2', 'termination', 2025, '2025-07-01'),
      ('3', 'baseline', 'standard_match', 'E1', ' raise', 2025, '2025-07-01'),
      ('4', 'baseline', 'standard_match', 'E1', 'deferral_match_response', 2025, '2025-07-01')`,
  );
  return database;
}

describe("the audit of a year", () => {
  test("tells the workforce, events, growth, participation and contributions", async () => {
    const report = await new YearAuditor(await smallYear(), scope).audit(2025);
    expect(report).toEqual({
      year: 2025,
      workforce: {
        totalEmployees: 3,
        activeEmployees: 2,
        byStatus: {
          continuous_active: 1,
          new_hire_active: 1,
          experienced_termination: 1,
          new_hire_termination: 0,
        },
        averageCompensation: 80_000,
      },
      events: {
        totalEvents: 4,
        byType: {
          hire: 1,
          termination: 1,
          promotion: 0,
          raise: 1,
          eligibility: 0,
          enrollment: 0,
          enrollment_change: 0,
          deferral_escalation: 0,
          deferral_match_response: 1,
        },
        hires: 1,
        terminations: 1,
        hireTerminationRatio: 1,
      },
      growth: { comparedWith: "baseline", previousActive: 2, currentActive: 2, netGrowth: 0, growthRate: 0 },
      participation: {
        participating: 1,
        rate: 0.5,
        byDetail: { "not_participating - not auto enrolled": 1, "participating - census enrollment": 1 },
        averageDeferralRate: 0.06,
      },
      contributions: {
        contributors: 2,
        employeeContributions: 7200.1,
        employerMatch: 3600.05,
        total: 10_800.15,
        averageContribution: 3600.05,
        matchRate: 0.5,
      },
      findings: [],
    });
  });

  test("is frozen all the way down", async () => {
    const report = await new YearAuditor(await smallYear(), scope).audit(2025);
    expect([report, report.events, report.events.byType, report.findings].every(Object.isFrozen)).toBe(true);
  });

  test("compares with the snapshot of the year before, and with nothing where there is none", async () => {
    const auditor = new YearAuditor(await simulatedYears({ years: 3 }), scope);
    const [first, second] = [await auditor.audit(2025), await auditor.audit(2026)];
    expect(first.growth).toMatchObject({ comparedWith: "baseline", previousActive: 200 });
    expect(second.growth.comparedWith).toBe("snapshot");
    expect(second.growth.previousActive).toBe(first.workforce.activeEmployees);

    const database = await simulatedYears({ years: 3 });
    await change(database, "DELETE FROM fct_workforce_snapshot WHERE simulation_year = 2026");
    expect((await new YearAuditor(database, scope).audit(2027)).growth).toMatchObject({
      comparedWith: null,
      previousActive: null,
      netGrowth: null,
      growthRate: null,
    });
  });

  test("says null and not Infinity or NaN where there is nothing to divide by", async () => {
    const database = await emptySimulation();
    await change(
      database,
      `INSERT INTO fct_workforce_snapshot VALUES ('E1', 'baseline', 'standard_match', 2025, 'terminated', NULL, NULL, NULL,
        NULL, NULL, NULL, NULL)`,
      "INSERT INTO fct_yearly_events VALUES ('1', 'baseline', 'standard_match', 'E3', 'hire', 2025, '2025-02-01')",
    );
    const { workforce, events, participation, contributions } = await new YearAuditor(database, scope).audit(
      firstYear,
    );
    expect(workforce.byStatus["unknown"]).toBe(1);
    expect(events.hireTerminationRatio).toBeNull();
    expect(participation).toEqual({ participating: 0, rate: null, byDetail: {}, averageDeferralRate: null });
    expect(contributions).toMatchObject({ averageContribution: null, matchRate: null, total: 0 });
  });
});

describe("what does not add up is a finding", () => {
  test.each([
    [
      "hires-unlike-snapshot",
      "INSERT INTO fct_yearly_events SELECT 'x', * EXCLUDE (event_id) FROM fct_yearly_events WHERE event_type = 'HIRE'",
      ["There are 2 hire events, but 1 new hire in the snapshot.", 2, 1],
    ],
    [
      "terminations-unlike-snapshot",
      "DELETE FROM fct_yearly_events WHERE event_type = 'termination'",
      ["There are 0 termination events, but 1 employee in the snapshot who left.", 0, 1],
    ],
    [
      "headcount-unexplained",
      "DELETE FROM int_baseline_workforce WHERE employee_id = 'E1'",
      ["1 active at the beginning, 1 hire and 1 termination make 1 at the end, but there are 2.", 2, 1],
    ],
    [
      "duplicate-employees",
      "UPDATE fct_workforce_snapshot SET employee_id = 'E1'",
      ["One employee stands in the snapshot of the year more than once.", 1, 0],
    ],
  ])("%s", async (rule, statement, [message, found, expected]) => {
    const database = await smallYear();
    await change(database, statement);
    const { findings } = await new YearAuditor(database, scope).audit(2025);
    expect(findings).toContainEqual({ rule, message, found, expected });
  });

  test("several employees that stand twice are counted", async () => {
    const database = await smallYear();
    await change(database, "INSERT INTO fct_workforce_snapshot FROM fct_workforce_snapshot");
    const { findings } = await new YearAuditor(database, scope).audit(2025);
    expect(findings[0]?.message).toBe("3 employees stand in the snapshot of the year more than once.");
  });
});

describe("a year that cannot be audited", () => {
  test("is refused by naming the years that there are", async () => {
    const auditor = new YearAuditor(await simulatedYears({ years: 2 }), scope);
    await expect(auditor.audit(2031)).rejects.toMatchObject({
      code: "REPORT_YEAR_MISSING",
      message: expect.stringContaining(
        'The scenario "baseline" with the plan design "standard_match" has no workforce snapshot of 2031; there are snapshots of 2025, 2026.',
      ) as string,
      details: { missing: [2031], years: [2025, 2026] },
    });
  });

  test("is told apart from one that has events, but was not finished", async () => {
    const database = await simulatedYears({ years: 2 });
    await change(database, "DELETE FROM fct_workforce_snapshot WHERE simulation_year = 2026");
    await expect(new YearAuditor(database, scope).audit(2026)).rejects.toThrow(
      "there is one of 2025. Of 2026 there are events, but no more.",
    );
  });

  test("of another scenario is refused by naming those that there are", async () => {
    const database = await simulatedYears({ years: 1 });
    const auditor = new YearAuditor(database, { ...scope, scenarioId: "optimistic" });
    await expect(auditor.audit(2025)).rejects.toMatchObject({
      message: expect.stringContaining(
        'nor of any other year; the database has those of "baseline/standard_match".',
      ) as string,
      details: { scopes: ["baseline/standard_match"] },
    });
    const empty = new YearAuditor(await emptySimulation(), scope);
    await expect(empty.audit(2025)).rejects.toThrow("nor of any other year; the table is empty.");
  });

  test("of a database without its tables is refused by naming all that is missing", async () => {
    const database = await emptySimulation();
    await change(
      database,
      "DROP TABLE fct_yearly_events",
      "ALTER TABLE fct_workforce_snapshot DROP participation_status",
      "ALTER TABLE fct_workforce_snapshot DROP employer_match_amount",
      "ALTER TABLE int_baseline_workforce DROP employment_status",
    );
    await expect(new YearAuditor(database, scope).audit(2025)).rejects.toMatchObject({
      code: "REPORT_TABLE_MISSING",
      message: expect.stringContaining(
        "it has a table int_baseline_workforce without the column employment_status, no table fct_yearly_events, " +
          "a table fct_workforce_snapshot without the columns participation_status, employer_match_amount.",
      ) as string,
    });
  });

  test.each([2025.5, "2025", 1899, 10_000, Number.NaN, undefined, null])("%s is no year", async (year) => {
    const auditor = new YearAuditor(await emptySimulation(), scope);
    await expect(auditor.audit(year as never)).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });

  test("options that are unknown, and a signal that is none, are refused; an aborted one ends the work", async () => {
    const auditor = new YearAuditor(await simulatedYears({ years: 1 }), scope);
    await expect(auditor.audit(2025, { sginal: 1 } as never)).rejects.toThrow('did you mean "signal"?');
    await expect(auditor.audit(2025, { signal: 1 } as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    const work = { signal: AbortSignal.abort(new Error("enough")) };
    await expect(auditor.audit(2025, work)).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
  });
});

test.each([
  ["no database", [{}, scope]],
  ["nothing for a database", [null, scope]],
  ["no scope", [undefined, undefined]],
  ["a blank scenario", [undefined, { ...scope, scenarioId: " " }]],
  ["an unknown part of the scope", [undefined, { ...scope, year: 1 }]],
])("%s is refused", async (_, [database, given]) => {
  const real = await emptySimulation();
  expect(() => new YearAuditor((database === undefined ? real : database) as never, given as never)).toThrow(
    expect.objectContaining({ code: "OPTION_INVALID" }),
  );
});
