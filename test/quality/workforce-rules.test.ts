import { describe, expect, test } from "vitest";
import { checkQuality, describeRules, workforceRules } from "../../src/quality/index.js";
import type { DuckDb } from "../../src/store/index.js";
import { caught } from "../support/caught.js";
import { change, databaseWith, subjectOf, workforceTables } from "./quality-database.js";

const options = { firstYear: 2025, lastYear: 2026, targetGrowthRate: 0, maximumDeferralRate: 0.1 };

/** A workforce of 50 of whom each year ten leave and ten come. */
async function workforce(): Promise<DuckDb> {
  const member = "'base', 'standard', 'E' || i";
  return databaseWith(
    ...workforceTables,
    "CREATE TABLE raw_census AS FROM range(50)",
    "CREATE TABLE stg_census AS FROM range(50)",
    `INSERT INTO int_baseline_workforce SELECT ${member}, 2025, 'active', 50000, 0.06 FROM range(50) r(i)`,
    `INSERT INTO fct_workforce_snapshot
      SELECT ${member}, y, if(i < first + 10, 'terminated', 'active'),
        if(i < first + 10, 'experienced_termination', if(i >= first + 50, 'new_hire_active', 'continuous_active')),
        50000, if(i < 50, 0.06, 0), 1 + i % 5
      FROM (SELECT unnest([2025, 2026]) AS y, (y - 2025) * 10 AS first), range(100) r(i) WHERE i BETWEEN first AND first + 59`,
    `INSERT INTO fct_yearly_events
      SELECT 'H' || i || y, ${member}, 'hire', y, make_timestamp(y, 3, 1, 0, 0, 0), 50000, NULL, 1
      FROM (SELECT unnest([2025, 2026]) AS y, (y - 2025) * 10 AS first), range(100) r(i) WHERE i BETWEEN first + 50 AND first + 59`,
    `INSERT INTO fct_yearly_events
      SELECT 'T' || i || y, ${member}, 'termination', y, make_timestamp(y, 9, 1, 0, 0, 0), NULL, NULL, 1
      FROM (SELECT unnest([2025, 2026]) AS y, (y - 2025) * 10 AS first), range(100) r(i) WHERE i BETWEEN first AND first + 9`,
    "CREATE TABLE int_employee_contributions AS SELECT employee_id, simulation_year FROM fct_workforce_snapshot",
    "CREATE TABLE int_employer_match AS SELECT employee_id, simulation_year FROM fct_workforce_snapshot",
  );
}

async function failedRules(database: DuckDb, year = 2026): Promise<readonly string[]> {
  const { results } = await checkQuality(workforceRules(options), subjectOf(database, { year }));
  return results.filter(({ passed }) => !passed).map(({ rule }) => rule);
}

test.each([2025, 2026])("a workforce that fits passes all rules: %i", async (year) => {
  const report = await checkQuality(workforceRules(options), subjectOf(await workforce(), { year }));
  expect(report.results.filter(({ passed }) => !passed)).toEqual([]);
  expect(report.disposition).toBe("passed");
});

describe("a fault is found by the rules it breaks, and by no others:", () => {
  const events = "fct_yearly_events";
  const snapshot = "fct_workforce_snapshot";
  test.each<[string, string, readonly string[]]>([
    [
      "a census that is cut",
      "DELETE FROM stg_census WHERE range = 1",
      ["row-count-drift-raw-census-stg-census"],
    ],
    [
      "an id that was there in a year before",
      `UPDATE ${events} SET event_id = 'T12025' WHERE event_id = 'T112026'`,
      ["unique-key-fct-yearly-events"],
    ],
    [
      "a type in capitals",
      `UPDATE ${events} SET event_type = 'Hire' WHERE event_id = 'H602026'`,
      ["accepted-values-fct-yearly-events-event-type"],
    ],
    [
      "a level beyond the last",
      `UPDATE ${snapshot} SET level_id = 6 WHERE employee_id = 'E30'`,
      ["accepted-values-fct-workforce-snapshot-level-id"],
    ],
    [
      "a contribution of nobody",
      "INSERT INTO int_employee_contributions VALUES ('X', 2026)",
      ["references-int-employee-contributions-fct-workforce-snapshot"],
    ],
    [
      "a match twice",
      "INSERT INTO int_employer_match FROM int_employer_match WHERE employee_id = 'E30' AND simulation_year = 2026",
      ["unique-key-int-employer-match"],
    ],
    [
      "an event of another scenario",
      `UPDATE ${events} SET scenario_id = 'other' WHERE event_id = 'T12025'`,
      ["no-foreign-rows-fct-yearly-events"],
    ],
    [
      "a compensation of nothing",
      `UPDATE ${snapshot} SET current_compensation = 0 WHERE employee_id = 'E30'`,
      ["compensation-range"],
    ],
    [
      "a raise after a termination",
      `INSERT INTO ${events} VALUES ('R', 'base', 'standard', 'E11', 'eligibility', 2026, '2026-10-01', NULL, NULL, 2)`,
      ["event-order"],
    ],
    [
      "an escalation beyond the cap",
      `INSERT INTO ${events} VALUES ('R', 'base', 'standard', 'E30', 'deferral_escalation', 2026, '2026-10-01', NULL, 0.2, 1)`,
      ["snapshot-explained-by-events", "deferral-cap"],
    ],
    [
      "somebody who is missing",
      `DELETE FROM ${snapshot} WHERE employee_id = 'E30' AND simulation_year = 2026`,
      [
        "references-int-employee-contributions-fct-workforce-snapshot",
        "references-int-employer-match-fct-workforce-snapshot",
        "headcount-continuity",
        "growth-exactness",
      ],
    ],
  ])("%s", async (_, fault, rules) => {
    const database = await workforce();
    await change(database, fault);
    expect(await failedRules(database)).toEqual(rules);
  });
});

test("the rules are a list of plain data, and options leave some of them out", () => {
  const described = describeRules(workforceRules(options));
  expect(described).toHaveLength(29);
  expect(new Set(described.map(({ name }) => name)).size).toBe(described.length);
  expect(described.every(({ description = "" }) => description.endsWith("."))).toBe(true);
  expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  expect(described[0]).toEqual({
    name: "row-count-drift-raw-census-stg-census",
    severity: "error",
    description: "stg_census has as many rows as raw_census, but for 0.5 %.",
    threshold: 0.005,
  });
  const fewer = workforceRules({
    firstYear: 2025,
    lastYear: 2029,
    requirePkUniqueness: false,
    rowDriftTolerance: 0.02,
  });
  const names = fewer.map(({ name }) => name);
  expect(fewer[0]?.threshold).toBe(0.02);
  expect(names).toHaveLength(22);
  expect(names.filter((name) => /unique-key|growth-exactness|deferral-cap/u.test(name))).toEqual([]);
});

test.each<[string, object]>([
  ["an unknown one", { growth: 1 }],
  ["years that are reversed", { lastYear: 2024 }],
  ["half a year", { firstYear: 2025.5 }],
  ["a tolerance below 0", { rowDriftTolerance: -1 }],
  ["uniqueness in words", { requirePkUniqueness: "yes" }],
  ["a growth that is none", { targetGrowthRate: Number.NaN }],
  ["a cap of more than all", { maximumDeferralRate: 6 }],
])("refuses options: %s", (_, more) => {
  expect(caught(() => workforceRules({ ...options, ...more })).code).toBe("OPTION_INVALID");
});
