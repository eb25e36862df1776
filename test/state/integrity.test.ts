import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDuckDb } from "../../src/store/index.js";
import { validateRegistry } from "../../src/state/integrity.js";
import { repairRegistry } from "../../src/state/repair.js";
import type { IntegrityRule, RegistryFinding } from "../../src/state/reports.js";
import type { RegistryName } from "../../src/state/scope.js";
import { AppliedWorkforce } from "./applied-workforce.js";
import { tries } from "../support/tries.js";
import { addEvents, documentedTables, rows, run } from "./small-workforce.js";

interface Corruption {
  readonly title: string;
  readonly registry: RegistryName;
  /** How the documented table is made. */
  readonly table?: string;
  readonly statements: readonly string[];
  readonly rule: IntegrityRule;
  readonly message: RegExp;
  readonly samples: readonly Readonly<Record<string, unknown>>[];
}

const keyless = {
  enrollment: documentedTables.enrollment.replace(" PRIMARY KEY", ""),
  deferral: documentedTables.deferral.replace(" PRIMARY KEY", ""),
};
const newRow = (employee: string): string =>
  `INSERT INTO enrollment_registry VALUES (${employee}, '2025-01-01', 2025, 'event', true, NULL)`;

const corruptions: readonly Corruption[] = [
  {
    title: "an employee twice, in a table without a key",
    registry: "enrollment",
    table: keyless.enrollment,
    statements: [
      "INSERT INTO enrollment_registry FROM enrollment_registry WHERE employee_id IN ('B1', 'E1')",
    ],
    rule: "duplicate-employee",
    message: /^2 employees with several rows in main\.enrollment_registry\.$/,
    samples: [
      { employee_id: "B1", rows: 2 },
      { employee_id: "E1", rows: 2 },
    ],
  },
  {
    title: "an employee three times, among escalations",
    registry: "deferral",
    table: keyless.deferral,
    statements: Array.from(
      { length: 2 },
      () =>
        "INSERT INTO deferral_escalation_registry FROM deferral_escalation_registry WHERE employee_id = 'E1' LIMIT 1",
    ),
    rule: "duplicate-employee",
    message: /^1 employee with several rows/,
    samples: [{ employee_id: "E1", rows: 3 }],
  },
  {
    title: "a row without an employee",
    registry: "enrollment",
    table: keyless.enrollment,
    statements: [newRow("NULL")],
    rule: "null-employee",
    message: /^1 row of main\.enrollment_registry without an employee_id\.$/,
    samples: [{ employee_id: null, enrollment_source: "event" }],
  },
  {
    title: "a row of nobody",
    registry: "enrollment",
    statements: [newRow("'Z9'")],
    rule: "orphan",
    message: /^1 row of main\.enrollment_registry with neither baseline nor an applied event behind\.$/,
    samples: [{ employee_id: "Z9" }],
  },
  {
    title: "a row of somebody whose only event is of another scope",
    registry: "enrollment",
    statements: [newRow("'X1'")],
    rule: "foreign-scope",
    message: /only another scope's events know/,
    samples: [{ employee_id: "X1" }],
  },
  {
    title: "a row of escalations from another scope",
    registry: "deferral",
    statements: ["INSERT INTO deferral_escalation_registry VALUES ('X1', 1, '2025-03-01', true, NULL)"],
    rule: "foreign-scope",
    message: /^1 row of main\.deferral_escalation_registry for employees/,
    samples: [{ employee_id: "X1", escalation_count: 1 }],
  },
  {
    title: "a row of a baseline employee who never escalated",
    registry: "deferral",
    statements: ["INSERT INTO deferral_escalation_registry VALUES ('B2', 1, '2025-03-01', true, NULL)"],
    rule: "orphan",
    message: /^1 row/,
    samples: [{ employee_id: "B2" }],
  },
  {
    title: "rows that are gone",
    registry: "enrollment",
    statements: ["DELETE FROM enrollment_registry WHERE employee_id IN ('B1', 'E2')"],
    rule: "missing-row",
    message: /^2 employees without a row/,
    samples: [
      { employee_id: "B1", first_enrollment_date: "2020-03-01", enrollment_source: "baseline" },
      { employee_id: "E2", first_enrollment_year: 2026, is_enrolled: true },
    ],
  },
  ...[
    "first_enrollment_date = '2024-01-01'",
    "first_enrollment_year = NULL",
    "enrollment_source = 'baseline'",
    "is_enrolled = false",
  ].map((change): Corruption => ({
    title: `a row with ${change}`,
    registry: "enrollment",
    statements: [`UPDATE enrollment_registry SET ${change} WHERE employee_id = 'E2'`],
    rule: "wrong-state",
    message: /^1 row of main\.enrollment_registry with values other than/,
    samples: [
      {
        employee_id: "E2",
        expected_first_enrollment_date: "2026-03-01",
        expected_first_enrollment_year: 2026,
        expected_enrollment_source: "event",
        expected_is_enrolled: true,
      },
    ],
  })),
  ...["escalation_count = 1", "last_escalation_date = NULL", "is_participating = NULL"].map(
    (change): Corruption => ({
      title: `a row with ${change}`,
      registry: "deferral",
      statements: [`UPDATE deferral_escalation_registry SET ${change} WHERE employee_id = 'B1'`],
      rule: "wrong-state",
      message: /^1 row/,
      samples: [
        { employee_id: "B1", expected_escalation_count: 2, expected_last_escalation_date: "2026-07-01" },
      ],
    }),
  ),
  ...["NULL", "-1", "3"].map((count): Corruption => ({
    title: `a count of ${count} where there are two events`,
    registry: "deferral",
    statements: [
      `UPDATE deferral_escalation_registry SET escalation_count = ${count} WHERE employee_id = 'B1'`,
    ],
    rule: "impossible-count",
    message:
      /^1 row of main\.deferral_escalation_registry with an escalation_count that is missing, negative, or above/,
    samples: [
      {
        employee_id: "B1",
        escalation_count: count === "NULL" ? null : Number(count),
        expected_escalation_count: 2,
      },
    ],
  })),
  {
    title: "history that lost a row",
    registry: "enrollment",
    statements: ["DELETE FROM bailiwick.enrollment_history WHERE employee_id = 'E2'"],
    rule: "history-mismatch",
    message: /^1 row of bailiwick\.enrollment_history/,
    samples: [{ row_is: "missing", year: 2026, employee_id: "E2" }],
  },
  {
    title: "history that has a row twice",
    registry: "deferral",
    statements: [
      "INSERT INTO bailiwick.escalation_history FROM bailiwick.escalation_history WHERE employee_id = 'E2'",
    ],
    rule: "history-mismatch",
    message: /^1 row of bailiwick\.escalation_history/,
    samples: [{ row_is: "unexpected", year: 2027, employee_id: "E2", escalations: 1 }],
  },
  {
    title: "history that was changed",
    registry: "deferral",
    statements: ["UPDATE bailiwick.escalation_history SET escalations = 7 WHERE employee_id = 'E2'"],
    rule: "history-mismatch",
    message: /^2 rows/,
    samples: [
      { row_is: "missing", employee_id: "E2", escalations: 1 },
      { row_is: "unexpected", employee_id: "E2", escalations: 7 },
    ],
  },
  {
    title: "history of a year that was not applied",
    registry: "deferral",
    statements: [
      "INSERT INTO bailiwick.escalation_history VALUES (1, 2031, 'E2', 1, '2031-01-01', '2031-01-01', true)",
    ],
    rule: "foreign-year",
    message: /^1 row of bailiwick\.escalation_history of a year that is not applied/,
    samples: [{ year: 2031, employee_id: "E2" }],
  },
  {
    title: "history of a scope that is not known",
    registry: "enrollment",
    statements: ["INSERT INTO bailiwick.enrollment_history VALUES (9, 2025, 'E2', NULL, '2025-01-01', true)"],
    rule: "foreign-scope",
    message: /^1 row of bailiwick\.enrollment_history of a scope that is not known/,
    samples: [{ scope_id: 9, employee_id: "E2" }],
  },
  {
    title: "a ledger of a scope that is not known",
    registry: "enrollment",
    statements: [
      "INSERT INTO bailiwick.ledger SELECT * REPLACE (9 AS scope_id) FROM bailiwick.ledger WHERE year = 2026",
    ],
    rule: "foreign-scope",
    message: /^1 row of bailiwick\.ledger of a scope that is not known/,
    samples: [{ scope_id: 9, year: 2026 }],
  },
  {
    title: "a ledger with a gap",
    registry: "enrollment",
    statements: [
      "INSERT INTO bailiwick.ledger SELECT * REPLACE (2029 AS year) FROM bailiwick.ledger WHERE year = 2026",
    ],
    rule: "foreign-year",
    message: /^1 row of bailiwick\.ledger of a year that does not follow/,
    samples: [{ year: 2029, source: "events" }],
  },
  {
    title: "a ledger with a year twice",
    registry: "deferral",
    statements: ["INSERT INTO bailiwick.ledger FROM bailiwick.ledger WHERE year = 2026"],
    rule: "ledger-mismatch",
    message: /^1 year more than once in bailiwick\.ledger/,
    samples: [{ year: 2026, source: "events", rows: 2 }],
  },
  {
    title: "a ledger with another date of the last event",
    registry: "enrollment",
    statements: ["UPDATE bailiwick.ledger SET last_event_at = NULL WHERE source = 'events' AND year = 2026"],
    rule: "ledger-mismatch",
    message: /^1 year of which bailiwick\.ledger has noted other rows/,
    samples: [{ year: 2026, source: "events", last_event_at: null, last_now: "2026-04-01T00:00:00.000000" }],
  },
  {
    title: "a ledger without the baseline",
    registry: "enrollment",
    statements: ["DELETE FROM bailiwick.ledger WHERE source = 'baseline'"],
    rule: "ledger-mismatch",
    message: /^bailiwick\.ledger lacks the baseline/,
    samples: [{ year: 2025, source: "baseline" }],
  },
  {
    title: "a scope that is recorded twice",
    registry: "enrollment",
    statements: ["INSERT INTO bailiwick.scopes VALUES (9, 'base', 'standard', 'elsewhere')"],
    rule: "foreign-scope",
    message: /^1 row of bailiwick\.scopes with the scope, the number or the tables of this one/,
    samples: [{ scope_id: 9, table_schema: "elsewhere" }],
  },
];

test.each(["enrollment", "deferral"] as const)(
  "nothing is wrong with the %s as it was applied",
  async (name) => {
    const workforce = await AppliedWorkforce.of(name);
    expect(await validateRegistry(workforce.access, {})).toEqual({ isValid: true, errors: [], warnings: [] });
  },
);

describe("found, named, and repaired:", () => {
  test.each(corruptions)("$registry: $title", async (corruption) => {
    const { registry, table, statements, rule, message, samples } = corruption;
    const workforce = await AppliedWorkforce.of(registry, table);
    const { database, access } = workforce;
    const sound = await workforce.findings();
    const before = await contents(workforce);
    await run(database, ...statements);

    const found = (await workforce.findings()).filter((finding) => finding.rule !== "table-drift");
    expect(found).toEqual([expect.objectContaining({ rule, severity: "error", count: samples.length })]);
    const [finding] = found as [RegistryFinding];
    expect(finding.message).toMatch(message);
    expect(finding.samples).toEqual(samples.map((sample): unknown => expect.objectContaining(sample)));
    expect(await database.read((connection) => connection.rows(finding.query))).toHaveLength(finding.count);

    await repairRegistry(access, {});
    expect(await workforce.findings()).toEqual(sound);
    expect(await contents(workforce)).toEqual(before);
  });
});

describe("warned of, and left to who makes the events:", () => {
  test("types that nobody knows", async () => {
    const workforce = await AppliedWorkforce.of("enrollment");
    await addEvents(workforce.database, [
      { employee: "E1", type: "bonus", date: "2025-05-05" },
      { employee: "E2", type: " Merit ", date: "2025-05-05" },
    ]);
    await run(
      workforce.database,
      "INSERT INTO fct_yearly_events (event_id, scenario_id, plan_design_id, simulation_year) VALUES ('n', 'base', 'standard', 2025)",
    );
    await expectWarning(workforce, "unknown-event-type", /^2 events of a type that is not known/, [
      { event_id: "13", event_type: "bonus" },
      { event_id: "n", event_type: null },
    ]);
  });

  test("events of years that are not applied", async () => {
    const workforce = await AppliedWorkforce.of("deferral");
    await addEvents(workforce.database, [
      { employee: "E1", type: "deferral_escalation", date: "2028-05-05" },
      { employee: "E2", type: "deferral_escalation", date: "2028-05-05" },
      { employee: "E2", type: "raise", date: "2029-05-05" },
    ]);
    await expectWarning(workforce, "foreign-year", /^1 year with events of the scope that is not applied/, [
      { year: 2028, events: 2 },
    ]);
  });

  test.each([
    [
      "of the baseline",
      "UPDATE int_baseline_workforce SET employee_hire_date = '2022-01-01' WHERE employee_id = 'B1'",
      "B1",
    ],
    [
      "of the first hire",
      "UPDATE fct_yearly_events SET effective_date = '2025-04-01' WHERE event_type = 'hire'",
      "E1",
    ],
  ])("a date before the hire date %s", async (_, statement, employee) => {
    const workforce = await AppliedWorkforce.of("enrollment");
    await run(workforce.database, statement);
    await expectWarning(
      workforce,
      "date-before-hire",
      /^1 row of main\.enrollment_registry with a first_enrollment_date before/,
      [{ employee_id: employee }],
    );
  });

  test("an escalation before the hire date", async () => {
    const workforce = await AppliedWorkforce.of("deferral");
    await run(workforce.database, "UPDATE int_baseline_workforce SET employee_hire_date = '2027-01-01'");
    await expectWarning(workforce, "date-before-hire", /last_escalation_date before/, [
      { employee_id: "B1", last_escalation_date: "2026-07-01", hired_on: "2027-01-01" },
    ]);
  });

  test("somebody enrolled after a termination, unless they were hired again", async () => {
    const workforce = await AppliedWorkforce.of("enrollment");
    await addEvents(workforce.database, [
      { employee: "E1", type: "enrollment", date: "2027-02-01" },
      { employee: "E2", type: "termination", date: "2027-02-01" },
      { employee: "E2", type: "hire", date: "2027-03-01" },
      { employee: "E2", type: "enrollment", date: "2027-04-01" },
    ]);
    await repairRegistry(workforce.access, {});
    await expectWarning(workforce, "enrolled-after-termination", /^1 event that enrols somebody/, [
      { event_id: "13", employee_id: "E1" },
    ]);
  });
});

test("a file that is only read is looked at all the same", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "bailiwick-")), "state.duckdb");
  const workforce = await AppliedWorkforce.of("enrollment", documentedTables.enrollment, path);
  await run(
    workforce.database,
    newRow("'Z9'"),
    "UPDATE bailiwick.enrollment_history SET is_enrolled = false WHERE employee_id = 'E2'",
  );
  await workforce.database.close();
  await using database = await openDuckDb(path, { readOnly: true });
  const { errors } = await validateRegistry({ ...workforce.access, database }, {});
  expect(errors.map(({ rule, count }) => [rule, count])).toEqual([
    ["orphan", 1],
    ["history-mismatch", 2],
  ]);
});

test("of many rows twenty are shown, and all are counted", async () => {
  const workforce = await AppliedWorkforce.of("enrollment");
  await run(
    workforce.database,
    "INSERT INTO enrollment_registry (employee_id) SELECT 'Z' || lpad(number::VARCHAR, 3, '0') FROM range(100) AS numbers (number)",
  );
  const [finding] = await workforce.findings();
  expect(finding).toMatchObject({ rule: "orphan", count: 100 });
  expect(finding?.samples.map(({ employee_id }) => employee_id)).toEqual(
    Array.from({ length: 20 }, (_, index) => `Z0${String(index).padStart(2, "0")}`),
  );
});

/** The documented table and what lies beside it. */
async function contents({ database, access: { definition } }: AppliedWorkforce): Promise<unknown> {
  const tables = [definition.table, `bailiwick.${definition.history}`, "bailiwick.ledger"];
  const written = (table: string): string =>
    table === "bailiwick.ledger" ? "applied_at" : table === definition.table ? "last_updated" : "scope_id";
  return Promise.all(
    tables.map((table) => rows(database, `SELECT * EXCLUDE (${written(table)}) FROM ${table} ORDER BY ALL`)),
  );
}

async function expectWarning(
  workforce: AppliedWorkforce,
  rule: IntegrityRule,
  message: RegExp,
  samples: Corruption["samples"],
): Promise<void> {
  const warnings = (await validateRegistry(workforce.access, {})).warnings;
  expect(warnings).toEqual([expect.objectContaining({ rule, severity: "warning", count: samples.length })]);
  const [finding] = warnings as [RegistryFinding];
  expect(finding.message).toMatch(message);
  expect(finding.samples).toEqual(samples.map((sample): unknown => expect.objectContaining(sample)));
  expect(await workforce.database.read((connection) => connection.rows(finding.query))).toHaveLength(
    finding.count,
  );
}

test("validations at once, over and over, find the same each time", { timeout: 120_000 }, async () => {
  const workforce = await AppliedWorkforce.of("enrollment");
  await run(workforce.database, newRow("'X1'"));
  const first = await workforce.findings();
  for (let round = 0; round < tries(2); round++) {
    const found = await Promise.all(Array.from({ length: 4 }, () => workforce.findings()));
    expect(found).toEqual([first, first, first, first]);
  }
});
