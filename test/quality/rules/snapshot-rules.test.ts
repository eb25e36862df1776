import { describe, expect, test } from "vitest";
import {
  growthExactness,
  headcountContinuity,
  snapshotExplainedByEvents,
} from "../../../src/quality/index.js";
import type { DuckDb } from "../../../src/store/index.js";
import { caught } from "../../support/caught.js";
import {
  baseline,
  change,
  check,
  databaseWith,
  events,
  snapshots,
  workforceTables,
} from "../quality-database.js";

const on2026 = { year: 2026, date: "2026-06-01" };
const newHire = { year: 2026, detail: "new_hire_active" };

/**
 * Two years that fit: A goes on with a raise and a rate, B is terminated, C is hired in 2026, D is hired and terminated, and E has
 * left in 2025.
 */
async function goodYears(): Promise<DuckDb> {
  return databaseWith(
    ...workforceTables,
    baseline("A", "B", "E"),
    snapshots(
      { employee: "A", year: 2025 },
      { employee: "B", year: 2025 },
      { employee: "E", year: 2025, status: "terminated", detail: "experienced_termination" },
      { employee: "A", year: 2026, compensation: 60_000, rate: 0.06 },
      { employee: "B", year: 2026, status: "terminated", detail: "experienced_termination" },
      { employee: "C", compensation: 40_000, ...newHire },
      {
        employee: "D",
        compensation: 45_000,
        ...newHire,
        status: "terminated",
        detail: "new_hire_termination",
      },
    ),
    events(
      { employee: "E", type: "termination", year: 2025, date: "2025-05-01" },
      { employee: "A", type: "promotion", compensation: 55_000, ...on2026, sequence: 1 },
      { employee: "A", type: "raise", compensation: 60_000, ...on2026, sequence: 2 },
      { employee: "A", type: "enrollment", rate: 0.05, ...on2026, sequence: 3 },
      { employee: "A", type: "deferral_escalation", rate: 0.06, year: 2026, date: "2026-07-01" },
      { employee: "B", type: "termination", ...on2026 },
      { employee: "C", type: "hire", compensation: 40_000, ...on2026 },
      { employee: "D", type: "hire", compensation: 45_000, ...on2026, sequence: 1 },
      { employee: "D", type: "termination", ...on2026, sequence: 2 },
    ),
  );
}

describe("headcountContinuity", () => {
  const rule = headcountContinuity();

  test("passes years that fit, and the first one after its baseline", async () => {
    const database = await goodYears();
    expect(await check(rule, database)).toMatchObject({
      status: "passed",
      measured: 0,
      message: "2025 ends with 2 active and 2026 begins with 2: all the same.",
    });
    expect(await check(rule, database, { year: 2025 })).toMatchObject({
      status: "passed",
      message: "The baseline has 3 active and 2025 begins with 3: all the same.",
    });
  });

  test.each<[string, string, number, number, readonly object[]]>([
    [
      "somebody is missing",
      "DELETE FROM fct_workforce_snapshot WHERE employee_id = 'A' AND simulation_year = 2026",
      2026,
      -1,
      [{ employee_id: "A", problem: "is missing from the snapshot" }],
    ],
    [
      "somebody has come from nowhere",
      snapshots({ employee: "X", year: 2026 }),
      2026,
      1,
      [{ employee_id: "X", problem: "was not active before, and is no new hire" }],
    ],
    [
      "somebody is back",
      snapshots({ employee: "E", year: 2026 }),
      2026,
      1,
      [{ employee_id: "E", problem: "was not active before, and is no new hire" }],
    ],
    [
      "one is there for another",
      "UPDATE fct_workforce_snapshot SET employee_id = 'Z' WHERE employee_id = 'A' AND simulation_year = 2026",
      2026,
      0,
      [
        { employee_id: "A", problem: "is missing from the snapshot" },
        { employee_id: "Z", problem: "was not active before, and is no new hire" },
      ],
    ],
    [
      "a new hire was there before",
      "UPDATE fct_workforce_snapshot SET detailed_status_code = 'new_hire_active' WHERE employee_id = 'A' AND simulation_year = 2026",
      2026,
      -1,
      [{ employee_id: "A", problem: "is missing from the snapshot" }],
    ],
    [
      "the baseline has somebody else",
      baseline("Q"),
      2025,
      -1,
      [{ employee_id: "Q", problem: "is missing from the snapshot" }],
    ],
    [
      "somebody has lost the scenario",
      "UPDATE fct_workforce_snapshot SET scenario_id = NULL WHERE employee_id = 'A' AND simulation_year = 2026",
      2026,
      0,
      [
        { employee_id: "A", problem: "is missing from the snapshot" },
        { employee_id: "A", problem: "was not active before, and is no new hire" },
      ],
    ],
  ])("%s", async (_, fault, year, measured, samples) => {
    const database = await goodYears();
    await change(database, fault);
    const result = await check(rule, database, { year });
    expect(result).toMatchObject({ status: "failed", count: samples.length, measured });
    expect(result.samples).toEqual(samples);
  });

  test("a year without rows has lost everybody", async () => {
    expect(await check(rule, await goodYears(), { year: 2027 })).toMatchObject({
      status: "failed",
      count: 2,
      measured: -2,
    });
  });
});

describe("snapshotExplainedByEvents", () => {
  const rule = snapshotExplainedByEvents();

  test.each([2025, 2026])("passes years that fit: %i", async (year) => {
    expect(await check(rule, await goodYears(), { year })).toMatchObject({
      status: "passed",
      count: 0,
      message: "Events explain all of fct_workforce_snapshot.",
    });
  });

  const update = (set: string, employee: string): string =>
    `UPDATE fct_workforce_snapshot SET ${set} WHERE employee_id = '${employee}' AND simulation_year = 2026`;
  const forget = (employee: string, type: string): string =>
    `DELETE FROM fct_yearly_events WHERE employee_id = '${employee}' AND event_type = '${type}' AND simulation_year = 2026`;

  test.each<
    [
      string,
      string,
      readonly (readonly [employee: string, problem: string, found: string, expected: string])[],
    ]
  >([
    ["a hire without event", forget("C", "hire"), [["C", "hire without event", "in the snapshot", "a hire"]]],
    [
      "a hire of somebody who is there",
      events({ employee: "A", type: "hire", ...on2026, sequence: 0 }),
      [["A", "hire of somebody who was active", "a hire", "no hire"]],
    ],
    [
      "a hire that is not seen",
      events({ employee: "X", type: "hire", ...on2026 }),
      [["X", "event without a row in the snapshot", "no row", "a row"]],
    ],
    [
      "a termination without event",
      forget("B", "termination"),
      [["B", "termination without event", "terminated", "active"]],
    ],
    [
      "a termination that is not seen",
      events({ employee: "A", type: "termination", ...on2026 }),
      [["A", "termination that is not seen", "active", "terminated"]],
    ],
    [
      "a termination of nobody",
      events({ employee: "Y", type: "termination", ...on2026 }),
      [["Y", "event without a row in the snapshot", "no row", "a row"]],
    ],
    [
      "a compensation without event",
      update("current_compensation = 50000.01", "B"),
      [["B", "compensation", "50000.01", "50000.00"]],
    ],
    [
      "a compensation that is gone",
      update("current_compensation = NULL", "B"),
      [["B", "compensation", "", "50000.00"]],
    ],
    ["a raise that is not seen", forget("A", "raise"), [["A", "compensation", "60000.00", "55000.00"]]],
    [
      "a starting compensation that is another",
      update("current_compensation = 1", "C"),
      [["C", "compensation", "1.00", "40000.00"]],
    ],
    [
      "a rate without event",
      update("current_deferral_rate = 0.01", "C"),
      [["C", "deferral rate", "0.0100", "0.0000"]],
    ],
    [
      "an escalation that is not seen",
      update("current_deferral_rate = 0.05", "A"),
      [["A", "deferral rate", "0.0500", "0.0600"]],
    ],
  ])("%s", async (_, fault, found) => {
    const database = await goodYears();
    await change(database, fault);
    const result = await check(rule, database);
    expect(
      result.samples?.map((row) => [row["employee_id"], row["problem"], row["found"] ?? "", row["expected"]]),
    ).toEqual(found);
    expect(result).toMatchObject({ status: "failed", count: found.length });
  });

  test("who is terminated may have no rate any more", async () => {
    const database = await goodYears();
    const of2025 =
      "UPDATE fct_workforce_snapshot SET current_deferral_rate = 0.04 WHERE employee_id = 'B' AND simulation_year = 2025";
    await change(database, of2025);
    expect(await check(rule, database)).toMatchObject({ status: "passed" });
    await change(database, update("current_deferral_rate = 0.04", "B"));
    expect(await check(rule, database)).toMatchObject({ status: "passed" });
    await change(database, update("current_deferral_rate = 0.03", "B"));
    expect(await check(rule, database)).toMatchObject({ status: "failed", count: 1 });
  });

  test("who is terminated and hired again in a year is active", async () => {
    const database = await goodYears();
    await change(
      database,
      events(
        { employee: "A", type: "termination", year: 2026, date: "2026-02-01" },
        { employee: "A", type: "hire", year: 2026, date: "2026-03-01" },
      ),
    );
    expect(await check(rule, database)).toMatchObject({ status: "passed" });
  });
});

describe("growthExactness", () => {
  test.each<[number, number, number, object]>([
    [100, 0.03, 103, { status: "passed", measured: 103, threshold: 103, count: 0 }],
    [100, 0.03, 104, { status: "failed", measured: 104, threshold: 103, count: 1 }],
    [50, 0.03, 52, { status: "passed", threshold: 52 }],
    [5, 0.1, 6, { status: "passed", threshold: 6 }],
    [100, -0.05, 95, { status: "passed", threshold: 95 }],
    [10, 1e-7, 10, { status: "passed", threshold: 10 }],
    [0, 0.03, 0, { status: "passed", threshold: 0 }],
  ])("from %i by %d to %i", async (start, targetRate, end, expected) => {
    const active = (year: number, count: number): readonly string[] =>
      count === 0
        ? []
        : [snapshots(...Array.from({ length: count }, (_, index) => ({ employee: `E${index}`, year })))];
    const gone = snapshots({ employee: "G", year: 2026, status: "terminated" });
    const database = await databaseWith(
      ...workforceTables,
      ...active(2025, start),
      ...active(2026, end),
      gone,
    );
    const rule = growthExactness({ targetRate });
    expect(await check(rule, database)).toMatchObject(expected);
  });

  test("the first year begins with the baseline, and a tolerance is of employees", async () => {
    const database = await goodYears();
    const first = { year: 2025 };
    expect(await check(growthExactness({ targetRate: 0 }), database, first)).toMatchObject({
      status: "failed",
      count: 1,
      message: "2025 begins with 3 and ends with 2 active; at 0 % it should end with 3.",
    });
    const lenient = growthExactness({ targetRate: 0, tolerance: 1 });
    expect(await check(lenient, database, first)).toMatchObject({ status: "passed" });
    expect(caught(() => growthExactness({ targetRate: 0, tolerance: 0.5 })).code).toBe("OPTION_INVALID");
    expect(caught(() => growthExactness({ targetRate: Number.NaN })).code).toBe("OPTION_INVALID");
  });
});
