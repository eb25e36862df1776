import fc from "fast-check";
import type { StateScope } from "../../src/state/index.js";
import type { DuckDb, SqlValue, TableName } from "../../src/store/index.js";
import type { BaselineRow, EventRow } from "./state-model.js";

/** The year that worlds begin with. */
export const firstYear = 2025;

/** Worlds last so many years at most. */
export const mostYears = 8;

/** Ids that only a careless comparison takes for one another, puts in another order, or splices. */
export const employees = ["EMP_001", "emp_001", "EMP_01", "O'Brien; --", "😀", "ﬀ", "__proto__", "EMP_002"];

/** The scopes of one database that are worked with; there are rows of a third one. */
export const scopes: readonly StateScope[] = [
  { scenarioId: "base", planDesignId: "standard" },
  { scenarioId: "base", planDesignId: "Standard" },
];

const anyStatus = fc.constantFrom("active", "active", "active", "Active", "ACTIVE", "terminated", null);

/** Rows of the baseline, one for each employee at most. */
export const anyBaseline: fc.Arbitrary<readonly BaselineRow[]> = fc.uniqueArray(
  fc.record({
    employee_id: fc.constantFrom(...employees),
    employment_status: anyStatus,
    employee_enrollment_date: fc.constantFrom("2019-02-28", "2024-12-31", "2025-07-01", null),
  }),
  { selector: ({ employee_id }) => employee_id, maxLength: 5 },
);

/** Types as they are written, the telling ones more often. */
const anyType = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("enrollment", "Enrollment", " ENROLLMENT ") },
  { weight: 6, arbitrary: fc.constantFrom("enrollment_change", "ENROLLMENT_CHANGE", "Enrollment_Change\t") },
  {
    weight: 6,
    arbitrary: fc.constantFrom("deferral_escalation", "DEFERRAL_ESCALATION", "Deferral_Escalation"),
  },
  { weight: 3, arbitrary: fc.constantFrom("termination", "TERMINATION") },
  { weight: 3, arbitrary: fc.constantFrom("hire", "promotion", "Raise", "merit", "eligibility") },
  { weight: 1, arbitrary: fc.constantFrom("benefit_enrollment", "enrollments", "", "enrolment") },
);

const anyDetails = fc.constantFrom(
  null,
  null,
  "",
  "Auto-enrollment opt-out - reduced deferral from default to 0%",
  "Employee OPTED OUT",
  "opting out of the plan",
  "optout",
  "Unenrolled by request",
  "deferral raised to 6%",
);

/** How an event is dated in its year: few days, so that many fall on one, and some in a neighbouring year. */
const anyDay = fc.constantFrom(
  { offset: 0, day: "01-01T00:00:00" },
  { offset: 0, day: "03-15T00:00:00" },
  { offset: 0, day: "03-15T08:30:00" },
  { offset: 0, day: "12-31T23:59:59" },
  { offset: -1, day: "12-31T00:00:00" },
  { offset: 1, day: "01-01T00:00:00" },
  { offset: 2, day: "03-15T08:30:00" },
);

const anyEvent = fc.record({
  employee: fc.constantFrom(...employees),
  type: anyType,
  when: anyDay,
  details: anyDetails,
  rate: fc.constantFrom(null, 0, 0.03, 1),
  sequence: fc.constantFrom(null, 1, 2, 2, 10),
});

/** The events of a year, without what makes them unique. */
export type YearEvents = readonly (typeof anyEvent extends fc.Arbitrary<infer Event> ? Event : never)[];

export const anyYearEvents: fc.Arbitrary<YearEvents> = fc.array(anyEvent, { maxLength: 9 });

/** Rows of the table of events for the events of a year. Ids begin with a letter that puts them in any order. */
export function eventRows(scope: StateScope, year: number, events: YearEvents): readonly EventRow[] {
  return events.map(({ employee, type, when, details, rate, sequence }, at) => ({
    event_id: `${"bAzZ"[at % 4]}-${scope.planDesignId}-${year}-${at}`,
    scenario_id: scope.scenarioId,
    plan_design_id: scope.planDesignId,
    employee_id: employee,
    event_type: type,
    simulation_year: year,
    effective_date: `${year + when.offset}-${when.day}`,
    event_details: details,
    employee_deferral_rate: rate,
    event_sequence: sequence,
  }));
}

export const baselineTable: TableName = { table: "int_baseline_workforce" };
export const eventTable: TableName = { table: "fct_yearly_events" };

const baselineColumns = {
  employee_id: "VARCHAR",
  employment_status: "VARCHAR",
  employee_enrollment_date: "DATE",
};

const eventColumns = {
  event_id: "VARCHAR",
  scenario_id: "VARCHAR",
  plan_design_id: "VARCHAR",
  employee_id: "VARCHAR",
  event_type: "VARCHAR",
  simulation_year: "INTEGER",
  effective_date: "TIMESTAMP",
  event_details: "VARCHAR",
  employee_deferral_rate: "DECIMAL(5,4)",
  event_sequence: "BIGINT",
};

/** Makes the input tables, empty. */
export async function createInputTables(database: DuckDb): Promise<void> {
  const made = [
    [baselineTable, baselineColumns],
    [eventTable, eventColumns],
  ] as const;
  await database.transaction(async (connection) => {
    for (const [{ table }, columns] of made) {
      const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
      await connection.run({ text: `CREATE TABLE ${table} (${list.join(", ")})` });
    }
  });
}

/** A row of the table of events that may lack what it must not. */
export type LooseEventRow = { readonly [Column in keyof EventRow]: EventRow[Column] | null };

/** Puts rows in the place of all that a table holds, in the order given. */
export async function replaceRows(
  database: DuckDb,
  table: TableName,
  rows: readonly (BaselineRow | LooseEventRow)[],
): Promise<void> {
  const names = Object.keys(table === baselineTable ? baselineColumns : eventColumns);
  const columns = Object.fromEntries(
    names.map((name) => [
      name,
      rows.map((row) => (row as unknown as Record<string, SqlValue>)[name] ?? null),
    ]),
  );
  await database.transaction(async (connection) => {
    await connection.run({ text: `DELETE FROM ${table.table}` });
    if (rows.length > 0) await connection.append(table, columns);
  });
}
