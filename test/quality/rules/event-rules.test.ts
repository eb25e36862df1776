import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deferralCap,
  eventOrder,
  eventSpike,
  hireTerminationRatio,
  type QualityResult,
} from "../../../src/quality/index.js";
import { caught } from "../../support/caught.js";
import { tries } from "../../support/tries.js";
import {
  change,
  check,
  databaseWith,
  events,
  workforceTables,
  type EventParts,
} from "../quality-database.js";

/** What a rule finds in some events. */
async function withEvents(
  rule: Parameters<typeof check>[0],
  list: readonly EventParts[],
  year = 2026,
): Promise<QualityResult> {
  const database = await databaseWith(...workforceTables, ...(list.length === 0 ? [] : [events(...list)]));
  return check(rule, database, { year });
}

function many(type: string, count: number, year = 2026): readonly EventParts[] {
  return Array.from({ length: count }, (_, index) => ({
    employee: `E${index}`,
    type,
    year,
    date: `${year}-03-01`,
  }));
}

describe("hireTerminationRatio", () => {
  test.each<[number, number, object]>([
    [3, 10, { status: "passed", measured: 0.3 }],
    [30, 10, { status: "passed", measured: 3, threshold: 3 }],
    [2, 10, { status: "failed", measured: 0.2, threshold: 0.3 }],
    [31, 10, { status: "failed", measured: 3.1, threshold: 3 }],
    [0, 10, { status: "failed", measured: 0 }],
    [
      0,
      0,
      {
        status: "passed",
        measured: null,
        message: "There are no hires and no terminations in 2026: nothing to measure.",
      },
    ],
    [5, 0, { status: "failed", measured: null }],
  ])("of %i hires and %i terminations", async (hires, terminations, expected) => {
    const list = [...many("hire", hires), ...many("TERMINATION", terminations), ...many("hire", 9, 2025)];
    const result = await withEvents(hireTerminationRatio(), list);
    expect(result).toMatchObject({ severity: "warning", ...expected });
    expect(JSON.stringify(result)).not.toMatch(/Infinity|NaN/u);
  });

  test("is of the scope, and of events that have none", async () => {
    const list: readonly EventParts[] = [
      ...many("termination", 2),
      ...many("hire", 1).map((event) => ({ ...event, scenario: null })),
      ...many("hire", 9).map((event) => ({ ...event, plan: "other" })),
    ];
    expect(await withEvents(hireTerminationRatio(), list)).toMatchObject({ measured: 0.5 });
  });

  test.each([{ minimum: -1 }, { minimum: 2, maximum: 1 }, { maximum: Infinity }])("refuses %o", (bounds) => {
    expect(caught(() => hireTerminationRatio(bounds)).code).toBe("OPTION_INVALID");
  });
});

describe("eventOrder", () => {
  const rule = eventOrder();
  const at = (type: string, date: string | null, more: Partial<EventParts> = {}): EventParts => ({
    employee: "E1",
    type,
    year: date === null ? 2026 : Number(date.slice(0, 4)),
    date,
    ...more,
  });

  test.each<[string, readonly EventParts[], readonly string[]]>([
    ["nothing", [], []],
    ["before a termination", [at("raise", "2026-01-01"), at("termination", "2026-02-01")], []],
    ["after a termination", [at("termination", "2026-02-01"), at("raise", "2026-03-01", { id: "R" })], ["R"]],
    ["in a later year", [at("termination", "2025-12-31"), at("raise", "2026-03-01", { id: "R" })], ["R"]],
    ["in a year before", [at("termination", "2025-02-01"), at("raise", "2025-03-01", { id: "R" })], []],
    [
      "of the year before, by a termination that is dated back",
      [at("raise", "2025-03-01", { id: "R" }), at("termination", "2025-02-01", { year: 2026 })],
      ["R"],
    ],
    ["in a year to come", [at("termination", "2026-02-01"), at("raise", "2027-03-01", { id: "R" })], []],
    [
      "after a rehire",
      [
        at("termination", "2026-02-01"),
        at("hire", "2026-03-01"),
        at("raise", "2026-04-01"),
        at("termination", "2026-05-01"),
      ],
      [],
    ],
    [
      "after a second termination",
      [
        at("termination", "2026-02-01"),
        at("rehire", "2026-03-01"),
        at("termination", "2026-05-01"),
        at("raise", "2026-06-01", { id: "R" }),
      ],
      ["R"],
    ],
    [
      "a termination of a terminated",
      [at("termination", "2026-02-01"), at("termination", "2026-05-01", { id: "T" })],
      ["T"],
    ],
    [
      "on the same day, before it",
      [at("termination", "2026-02-01", { sequence: 2 }), at("raise", "2026-02-01", { sequence: 1 })],
      [],
    ],
    [
      "on the same day, after it",
      [at("termination", "2026-02-01", { sequence: 1 }), at("raise", "2026-02-01", { sequence: 2, id: "R" })],
      ["R"],
    ],
    [
      "on the same day, without a sequence",
      [at("termination", "2026-02-01", { sequence: null }), at("raise", "2026-02-01", { sequence: null })],
      [],
    ],
    [
      "of another employee",
      [at("termination", "2026-02-01"), at("raise", "2026-03-01", { employee: "E2" })],
      [],
    ],
    [
      "of another scenario",
      [at("termination", "2026-02-01", { scenario: "other" }), at("raise", "2026-03-01")],
      [],
    ],
    [
      "of no scenario and plan",
      [
        at("termination", "2026-02-01", { scenario: null, plan: null }),
        at("raise", "2026-03-01", { scenario: null, plan: null, id: "R" }),
      ],
      ["R"],
    ],
    ["in capitals", [at("Termination", "2026-02-01"), at("RAISE", "2026-03-01", { id: "R" })], ["R"]],
    ["without a date", [at("raise", null, { id: "R" })], ["R"]],
    ["without a date, in another year", [at("raise", null, { id: "R", year: 2025 })], []],
    [
      "without a year",
      [at("termination", "2026-02-01"), at("raise", "2026-03-01", { id: "R", year: null })],
      ["R"],
    ],
    ["without an employee", [at("raise", "2026-03-01", { id: "R", employee: null })], ["R"]],
  ])("of events %s", async (_, list, ids) => {
    const result = await withEvents(rule, list);
    expect(result.samples?.map((row) => row["event_id"])).toEqual(ids);
    expect(result).toMatchObject({ status: ids.length === 0 ? "passed" : "failed", count: ids.length });
  });

  test("says what is wrong with each", async () => {
    const result = await withEvents(rule, [
      at("termination", "2026-02-01"),
      at("raise", "2026-03-01", { id: "A" }),
      at("raise", null, { id: "B", employee: "E2" }),
    ]);
    expect(result.message).toBe(
      "2 events of fct_yearly_events come after a termination, or have no date or employee.",
    );
    expect(result.samples).toMatchObject([
      { event_id: "A", problem: "after termination", terminated_on: "2026-02-01T00:00:00.000000" },
      { event_id: "B", problem: "no date", terminated_on: null },
    ]);
  });

  test("agrees with a walk through the events", async () => {
    const database = await databaseWith(...workforceTables);
    const anyEvent = fc.record({
      employee: fc.constantFrom("E1", "E2"),
      type: fc.constantFrom("hire", "termination", "raise"),
      day: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 10 }), async (list) => {
        const known = list.map(({ day, ...event }, index) => ({
          ...event,
          id: `X${index}`,
          year: 2026,
          date: `2026-01-0${day}`,
          sequence: index,
        }));
        await change(
          database,
          "DELETE FROM fct_yearly_events",
          ...(known.length === 0 ? [] : [events(...known)]),
        );
        const gone = new Set<string>();
        const wrong: string[] = [];
        for (const { id, employee, type } of known.toSorted(
          (a, b) => a.date.localeCompare(b.date) || a.sequence - b.sequence,
        )) {
          if (type === "hire") gone.delete(employee);
          else if (gone.has(employee)) wrong.push(id);
          if (type === "termination") gone.add(employee);
        }
        const result = await check(rule, database);
        expect(result.samples?.map((row) => row["event_id"])?.toSorted()).toEqual(wrong.toSorted());
        expect(result.count).toBe(wrong.length);
      }),
      { numRuns: tries(60) },
    );
  });

  test("of a table with other names", async () => {
    const database = await databaseWith(
      `CREATE TABLE "my events" AS SELECT 'R' AS event_id, 'base' AS s, 'standard' AS plan_design_id, 'E1' AS employee_id,
        'raise' AS event_type, 2026 AS simulation_year, NULL::DATE AS "the date", 1 AS event_sequence`,
    );
    const other = eventOrder({
      events: { table: "my events", columns: { scenario: "s", date: "the date" } },
    });
    expect(await check(other, database)).toMatchObject({
      count: 1,
      samples: [{ event_id: "R", problem: "no date" }],
    });
    expect(await check(rule, database)).toMatchObject({
      status: "error",
      error: { code: "STORE_TABLE_MISSING" },
    });
  });

  test.each<[string, object]>([
    ["an unknown column", { columns: { dates: "x" } }],
    ["a column that is a number", { columns: { date: 1 } }],
    ["columns that are none", { columns: [] }],
    ["an unknown part", { tabel: "x" }],
    ["no table", { table: null }],
  ])("refuses %s", (_, part) => {
    expect(caught(() => eventOrder({ events: part })).code).toBe("OPTION_INVALID");
  });
});

describe("eventSpike", () => {
  const rule = eventSpike();

  test("compares each type with the year before, and tells the new ones", async () => {
    const list = [
      ...many("raise", 4, 2025),
      ...many("raise", 8),
      ...many("hire", 3, 2025),
      ...many("hire", 7),
      ...many("promotion", 1, 2025),
      ...many("promotion", 9),
      ...many("enrollment", 2),
      ...many("eligibility", 5, 2025),
      ...many("hire", 1, 2024),
    ];
    expect(await withEvents(rule, list)).toMatchObject({
      status: "failed",
      severity: "warning",
      measured: 9,
      threshold: 2,
      count: 2,
      message:
        'More than 2 times the events of 2025: "promotion" has 9 after 1, "hire" has 7 after 3. New in 2026: "enrollment".',
      samples: [
        { event_type: "promotion", previous: 1, current: 9, ratio: 9 },
        { event_type: "hire", previous: 3, current: 7, ratio: 7 / 3 },
      ],
    });
  });

  test.each<[string, readonly EventParts[], number, object]>([
    ["twice as many", [...many("raise", 2, 2025), ...many("raise", 4)], 2026, { measured: 2, count: 0 }],
    [
      "a new type",
      many("raise", 4),
      2026,
      {
        measured: null,
        message: 'No type of event has more than 2 times the events of 2025. New in 2026: "raise".',
      },
    ],
    ["no events", [], 2026, { measured: null }],
    [
      "the first year",
      many("raise", 4, 2025),
      2025,
      { measured: null, message: "2025 is the first year: nothing to compare with." },
    ],
  ])("passes: %s", async (_, list, year, expected) => {
    expect(await withEvents(rule, list, year)).toMatchObject({ status: "passed", ...expected });
  });
});

test("deferralCap is of escalations only, and one without a rate is none", async () => {
  const event = { employee: "E1", year: 2026, date: "2026-01-01" };
  const list: readonly EventParts[] = [
    { ...event, type: "deferral_escalation", rate: 0.1, id: "A" },
    { ...event, type: "deferral_escalation", rate: 0.1001, id: "B" },
    { ...event, type: "deferral_escalation", rate: null, id: "C" },
    { ...event, type: "enrollment", rate: 0.5, id: "D" },
    { ...event, type: "deferral_escalation", rate: 0.5, year: 2025, id: "E" },
  ];
  const result = await withEvents(deferralCap({ maximum: 0.1 }), list);
  expect(result).toMatchObject({
    status: "failed",
    count: 2,
    message: "2 escalations end beyond 10 %, or without a rate.",
  });
  expect(result.samples?.map((row) => row["event_id"])).toEqual(["B", "C"]);
  expect(await withEvents(deferralCap({ maximum: 0.1 }), list.slice(0, 1))).toMatchObject({
    status: "passed",
  });
  expect(caught(() => deferralCap({ maximum: 10 })).code).toBe("OPTION_INVALID");
});
