import { describe, expect, test } from "vitest";
import { EnrollmentModel, EscalationModel, ModelRefusal, type EventRow } from "./state-model.js";

let ids = 0;

const event = (event_type: string, date: string, changes: Partial<EventRow> = {}): EventRow => ({
  event_id: String(++ids),
  scenario_id: "base",
  plan_design_id: "standard",
  employee_id: "E",
  event_type,
  simulation_year: Number(date.slice(0, 4)),
  effective_date: `${date}T00:00:00`,
  event_details: null,
  employee_deferral_rate: null,
  event_sequence: null,
  ...changes,
});

/** The years in which somebody is enrolled when all events are applied. */
function enrolledIn(events: readonly EventRow[], member = false): number[] {
  const model = new EnrollmentModel();
  const row = { employee_id: "E", employment_status: "Active", employee_enrollment_date: "2020-01-01" };
  model.createForYear(2025, member ? [row] : []);
  for (const year of [2025, 2026, 2027]) model.updatePostYear(year, events);
  return [2024, 2025, 2026, 2027, 2028].filter((year) => model.asOf(year).get("E")?.is_enrolled === true);
}

describe("the model of the enrollment registry", () => {
  test.each<[string, readonly EventRow[], boolean, number[]]>([
    ["a member of the baseline stays one", [], true, [2025, 2026, 2027, 2028]],
    ["an enrollment enrols", [event("Enrollment", "2026-02-01")], false, [2026, 2027, 2028]],
    ["a termination ends it", [event("TERMINATION", "2026-02-01")], true, [2025]],
    [
      "an opt-out ends it, and an enrollment begins it again",
      [
        event("enrollment_change", "2025-02-01", { event_details: "Opt-Out" }),
        event("enrollment", "2027-02-01"),
      ],
      true,
      [2027, 2028],
    ],
    [
      "a rate of 0 ends it",
      [event("enrollment_change", "2026-02-01", { employee_deferral_rate: 0 })],
      true,
      [2025],
    ],
    [
      "a rate above 0 begins it",
      [event("enrollment_change", "2026-02-01", { employee_deferral_rate: 0.1 })],
      false,
      [2026, 2027, 2028],
    ],
    [
      "a change that says nothing changes nothing",
      [event("enrollment_change", "2026-02-01")],
      true,
      [2025, 2026, 2027, 2028],
    ],
    [
      "an event of a later year that is dated before does not count before",
      [event("termination", "2025-02-01", { simulation_year: 2027 })],
      true,
      [2025, 2026],
    ],
    [
      "on one day the sequence decides, and then the id",
      [
        event("enrollment", "2025-02-01", { event_sequence: 3, event_id: "b" }),
        event("termination", "2025-02-01", { event_sequence: 3, event_id: "a" }),
        event("termination", "2025-02-01", { event_sequence: null, event_id: "z" }),
      ],
      false,
      [2025, 2026, 2027, 2028],
    ],
  ])("%s", (_, events, member, years) => {
    expect(enrolledIn(events, member)).toEqual(years);
  });

  test("keeps what was applied until a year is applied again, and removes what stood on it", () => {
    const model = new EnrollmentModel();
    const events = [event("enrollment", "2025-02-01"), event("termination", "2026-02-01")];
    model.createForYear(2025, []);
    expect(() => model.updatePostYear(2026, events)).toThrow(ModelRefusal);
    expect(model.updatePostYear(2025, events)).toEqual({ outcome: "applied", removedYears: [] });
    model.updatePostYear(2026, events);
    expect(model.updatePostYear(2025, events)).toEqual({ outcome: "unchanged", removedYears: [] });
    expect(model.updatePostYear(2025, [])).toEqual({ outcome: "reapplied", removedYears: [2026] });
    expect(model.now()).toEqual([]);
  });

  test("removes later years whose events are gone, when the year itself is the same", () => {
    const model = new EnrollmentModel();
    const events = ["2025", "2026", "2027"].map((year) => event("enrollment", `${year}-02-01`));
    model.createForYear(2025, []);
    for (const year of [2025, 2026, 2027]) model.updatePostYear(year, events);
    expect(model.updatePostYear(2025, events.slice(0, 2))).toEqual({
      outcome: "unchanged",
      removedYears: [2027],
    });
  });
});

test("the model of the escalation registry counts, and opting out ends taking part but not the count", () => {
  const model = new EscalationModel();
  const events = [
    event("deferral_escalation", "2025-03-01"),
    event("Deferral_Escalation", "2025-02-01"),
    event("enrollment_change", "2026-02-01", { employee_deferral_rate: 0 }),
    event("termination", "2026-02-01", { employee_id: "never escalated" }),
  ];
  for (const year of [2025, 2026]) model.updatePostYear(year, events);
  const state = { employee_id: "E", escalation_count: 2, last_escalation_date: "2025-03-01" };
  expect([...model.asOf(2025).values()]).toEqual([{ ...state, is_participating: true }]);
  expect(model.now()).toEqual([{ ...state, is_participating: false }]);
});
