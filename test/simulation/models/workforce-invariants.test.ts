import { expect, test } from "vitest";
import { openDuckDb, type DuckDb } from "../../../src/store/index.js";
import { workforceInvariants } from "./workforce-invariants.js";

const invariants = workforceInvariants(
  {
    scenario_id: "s",
    plan_design_id: "p",
    growth_target_rate: 0,
    escalation_increment: 0.01,
    escalation_maximum_rate: 0.07,
    contributions_annual_limit: 500,
    match_enabled: true,
    match_tiers: [
      { up_to: 0.03, rate: 1 },
      { up_to: 0.05, rate: 0.5 },
    ],
  },
  { first: 2025, last: 2026 },
);

/**
 * Two years of four employees: A escalates twice and gets a raise, B is promoted and enrols in the second year, C leaves, and
 * N is hired for them, auto-enrolled, and opts out.
 */
const soundWorkforce = [
  `CREATE TABLE int_baseline_workforce AS SELECT *, 2025 AS simulation_year, employee_deferral_rate > 0 AS is_enrolled_at_census
    FROM (VALUES ('A', 1000.00, 1, 0.0500), ('B', 2000.00, 2, 0.0000), ('C', 3000.00, 3, 0.0000))
    AS members (employee_id, current_compensation, level_id, employee_deferral_rate)`,
  `CREATE TABLE fct_yearly_events AS SELECT * REPLACE (CAST(effective_date AS TIMESTAMP) AS effective_date),
      md5(concat_ws('|', employee_id, effective_date, event_type)) AS event_id, year(effective_date) AS simulation_year,
      's' AS scenario_id, 'p' AS plan_design_id,
      row_number() OVER (PARTITION BY employee_id, year(effective_date) ORDER BY effective_date) AS event_sequence
    FROM (VALUES
      ('A', 'deferral_escalation', 'deferral_escalation', DATE '2025-01-01', NULL, NULL, 1, 0.0600, 0.0500),
      ('B', 'promotion', 'promotion', DATE '2025-04-01', 2200.00, 2000.00, 3, NULL, NULL),
      ('C', 'termination', 'experienced_termination', DATE '2025-07-01', NULL, NULL, 3, NULL, NULL),
      ('N', 'hire', 'hire', DATE '2025-03-01', 1500.00, NULL, 1, NULL, NULL),
      ('N', 'eligibility', 'eligibility', DATE '2025-04-01', NULL, NULL, 1, NULL, NULL),
      ('N', 'enrollment', 'auto_enrollment', DATE '2025-05-01', NULL, NULL, 1, 0.0600, 0.0000),
      ('N', 'enrollment_change', 'opt_out', DATE '2025-06-01', NULL, NULL, 1, 0.0000, 0.0600),
      ('A', 'deferral_escalation', 'deferral_escalation', DATE '2026-01-01', NULL, NULL, 1, 0.0700, 0.0600),
      ('A', 'raise', 'raise', DATE '2026-07-01', 1100.00, 1000.00, 1, NULL, NULL),
      ('B', 'enrollment', 'voluntary_enrollment', DATE '2026-02-01', NULL, NULL, 3, 0.0500, 0.0000)
    ) AS events (employee_id, event_type, event_category, effective_date, compensation_amount, previous_compensation, level_id,
      employee_deferral_rate, prev_employee_deferral_rate)`,
  `CREATE TABLE fct_workforce_snapshot AS SELECT *, 's' AS scenario_id, 'p' AS plan_design_id,
      if(termination_date IS NULL, 'active', 'terminated') AS employment_status,
      if(current_deferral_rate > 0, 'participating', 'not_participating') AS participation_status,
      if(current_deferral_rate > 0, 'participating', 'not_participating') || ' - so' AS participation_status_detail,
      current_deferral_rate > 0 AS is_enrolled_flag, employee_id = 'N' AS ever_opted_out, DATE '2024-01-01' AS employee_enrollment_date,
      if(employee_id = 'N', DATE '2025-04-01', DATE '2024-01-01') AS employee_eligibility_date,
      if(employee_id = 'N', DATE '2025-03-01', DATE '2020-01-01') AS employee_hire_date
    FROM (VALUES
      ('A', 2025, 'continuous_active', NULL, 1000.00, 1000.00, 1, 0.0600, 1, DATE '2025-01-01', 60.00, 40.00),
      ('B', 2025, 'continuous_active', NULL, 2200.00, 2100.00, 3, 0.0000, 0, NULL, 0.00, 0.00),
      ('C', 2025, 'experienced_termination', DATE '2025-07-01', 3000.00, 1500.00, 3, 0.0000, 0, NULL, 0.00, 0.00),
      ('N', 2025, 'new_hire_active', NULL, 1500.00, 1200.00, 1, 0.0000, 0, NULL, 8.00, 8.00),
      ('A', 2026, 'continuous_active', NULL, 1100.00, 1050.00, 1, 0.0700, 2, DATE '2026-01-01', 73.50, 42.00),
      ('B', 2026, 'continuous_active', NULL, 2200.00, 2200.00, 3, 0.0500, 0, NULL, 100.00, 80.00),
      ('N', 2026, 'continuous_active', NULL, 1500.00, 1500.00, 1, 0.0000, 0, NULL, 0.00, 0.00)
    ) AS rows (employee_id, simulation_year, detailed_status_code, termination_date, current_compensation,
      prorated_annual_compensation, level_id, current_deferral_rate, total_deferral_escalations, last_escalation_date,
      annual_contribution_amount, employer_match_amount)`,
  `CREATE TABLE int_employee_contributions AS
    SELECT employee_id, simulation_year, annual_contribution_amount FROM fct_workforce_snapshot`,
  `CREATE TABLE int_employer_match AS
    SELECT employee_id, simulation_year, annual_contribution_amount, employer_match_amount FROM fct_workforce_snapshot`,
];

/** Which invariants the workforce breaks after these statements. */
async function broken(...statements: readonly string[]): Promise<readonly string[]> {
  const database = await openDuckDb(":memory:");
  try {
    for (const text of [...soundWorkforce, ...statements])
      await database.transaction((connection) => connection.run({ text }));
    return await namesOfBroken(database);
  } finally {
    await database.close();
  }
}

async function namesOfBroken(database: DuckDb): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, sql } of invariants) {
    const rows = await database.read((connection) => connection.rows({ text: sql }));
    if (rows.length > 0) names.push(name);
  }
  return names;
}

const events = "UPDATE fct_yearly_events SET";
const snapshot = "UPDATE fct_workforce_snapshot SET";

/** For each invariant one change that breaks it. */
const faults: Readonly<Record<string, string>> = {
  "an event has an identifier of its own": `${events} event_id = 'same'`,
  "an employee has one row a year":
    "INSERT INTO fct_workforce_snapshot FROM fct_workforce_snapshot WHERE employee_id = 'B'",
  "there are rows of the simulated years and of one scenario only": `${events} scenario_id = 'other' WHERE employee_id = 'C'`,
  "an event takes place in its year": `${events} effective_date = '2027-01-01' WHERE event_type = 'raise'`,
  "the workforce grows by exactly its rate": "DELETE FROM fct_workforce_snapshot WHERE employee_id = 'N'",
  "a year begins with those who were active at the end of the one before": `${snapshot} employee_id = 'X' WHERE employee_id = 'N' AND simulation_year = 2026`,
  "those hired are those who are new": `${snapshot} employee_hire_date = '2025-03-02' WHERE employee_id = 'N'`,
  "those terminated are those who have left": `${snapshot} termination_date = '2025-07-02' WHERE employee_id = 'C'`,
  "nothing happens before the hire": `${snapshot} employee_hire_date = '2025-04-02' WHERE employee_id = 'B'`,
  "nothing happens from the termination on": `INSERT INTO fct_yearly_events SELECT * REPLACE ('C' AS employee_id)
    FROM fct_yearly_events WHERE event_type = 'raise'`,
  "events of an employee are numbered in the order of their dates": `${events} event_sequence = 5 - event_sequence WHERE employee_id = 'N'`,
  "whoever has an event in a year was employed in it": `${events} employee_id = 'X' WHERE event_type = 'eligibility'`,
  "an event that changes compensation starts from what it was": `${events} previous_compensation = 1 WHERE event_type = 'raise'`,
  "compensation at the end of a year is what the last event has made it": `${snapshot} current_compensation = 1 WHERE employee_id = 'N'`,
  "a promotion is by one level, up to the fifth": `${events} level_id = 4 WHERE event_type = 'promotion'`,
  "an event that changes a deferral rate starts from what it was": `${events} prev_employee_deferral_rate = 0.01 WHERE event_type = 'enrollment'`,
  "the deferral rate at the end of a year is what the last event has made it": `${snapshot} current_deferral_rate = 0.02 WHERE employee_id = 'A'`,
  "an escalation raises the rate by its increment, and not above its maximum": `${events} employee_deferral_rate = 0.08 WHERE employee_deferral_rate = 0.07`,
  "escalations are counted": `${snapshot} total_deferral_escalations = 1 WHERE employee_id = 'A'`,
  "nobody enrols twice without an opt-out between": `${events} event_type = 'enrollment' WHERE event_type = 'enrollment_change'`,
  "only who was auto-enrolled opts out": `${events} event_category = 'voluntary_enrollment' WHERE event_category = 'auto_enrollment'`,
  "after an opt-out nothing happens by itself": `INSERT INTO fct_yearly_events SELECT * REPLACE ('N' AS employee_id)
    FROM fct_yearly_events WHERE event_type = 'deferral_escalation'`,
  "whoever has ever opted out is known for it": `${snapshot} ever_opted_out = false WHERE simulation_year = 2026`,
  "nobody enrols before they are eligible": `${snapshot} employee_eligibility_date = '2026-02-02' WHERE employee_id = 'B'`,
  "participants are enrolled with a rate above 0": `${snapshot} is_enrolled_flag = false WHERE employee_id = 'A'`,
  "everybody employed in a year has one row of contributions and one of the match, with the amounts of the snapshot":
    "DELETE FROM int_employer_match WHERE employee_id = 'C'",
  "a contribution is neither above its limit nor above the highest rate of what was paid": `${snapshot} annual_contribution_amount = 72.02 WHERE employee_id = 'N'`,
  "what is paid in a year is not more than the highest compensation of it": `${snapshot} prorated_annual_compensation = 1100.01 WHERE employee_id = 'A'`,
  "there is no match without a contribution, nor above what the tiers allow": `${snapshot} employer_match_amount = 0.01 WHERE employee_id = 'C'`,
};

test("a sound workforce breaks none", async () => {
  expect(await broken()).toEqual([]);
});

test("there is a fault for each", () => {
  expect(Object.keys(faults).toSorted()).toEqual(invariants.map(({ name }) => name).toSorted());
});

test.each(Object.entries(faults))("%s: a fault is found", async (name, statement) => {
  expect(await broken(statement)).toContain(name);
});

test("a setting that is missing is named", () => {
  const years = { first: 2025, last: 2026 };
  expect(() => workforceInvariants({}, years)).toThrow("scenario_id is undefined, and no text");
  expect(() => workforceInvariants({ scenario_id: "s", plan_design_id: "p" }, years)).toThrow(
    "growth_target_rate is undefined, and no number",
  );
});
