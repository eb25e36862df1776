import { describe, expect, onTestFinished, test } from "vitest";
import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import { openDuckDb } from "../../src/store/index.js";
import { databasePath } from "../support/database-path.js";
import type { LooseEventRow } from "../support/state-inputs.js";
import type { BaselineRow } from "../support/state-model.js";
import { event, member, planWith, scope, type Plan } from "../support/state-plan.js";
import { everythingIn } from "../support/state-registries.js";

/** The work is refused with a code and a message that names what is wrong, and nothing in the database is changed. */
async function expectRefused(
  { database }: Pick<Plan, "database">,
  work: () => Promise<unknown>,
  code: string,
  named: RegExp = /./,
): Promise<void> {
  const before = await everythingIn(database);
  await expect(work()).rejects.toMatchObject({ code, message: expect.stringMatching(named) });
  expect(await everythingIn(database)).toEqual(before);
}

/** What a JavaScript caller may hand in for a year. */
const noYears = [
  "2025",
  "2025; DROP TABLE fct_yearly_events",
  NaN,
  2025.5,
  Infinity,
  1899,
  10_000,
  null,
  2025n,
  {},
];

/** What a JavaScript caller may hand in for an id. */
const noIds = ["", null, undefined, 7, ["EMP_001"]];

describe("what is no year", () => {
  test.each(noYears)("%s is refused by every method that takes one", async (given) => {
    const plan = await planWith([member("EMP_002")]);
    const { deferral, enrollment } = plan;
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
    await deferral.updatePostYear(2025);
    const year = given as number;
    const calls: (() => Promise<unknown>)[] = [
      () => enrollment.createForYear(year),
      () => enrollment.updatePostYear(year),
      () => enrollment.getEnrolledEmployees(year),
      () => enrollment.streamEnrolledEmployees(year).next(),
      () => enrollment.isEmployeeEnrolled("EMP_001", year),
      () => enrollment.areEmployeesEnrolled(["EMP_001"], year),
      () => enrollment.snapshot(year),
      () => enrollment.removeAfter(year),
      () => deferral.updatePostYear(year),
      () => deferral.getEscalationParticipants(year),
      () => deferral.getEscalationCount("EMP_001", year),
      () => deferral.getEscalationCounts(["EMP_001"], year),
      () => deferral.removeAfter(year),
    ];
    for (const call of calls) await expectRefused(plan, call, "OPTION_INVALID");
  });
});

test.each(noIds)("%j is no id", async (given) => {
  const plan = await planWith([member("EMP_002")]);
  const { deferral, enrollment } = plan;
  await enrollment.createForYear(2025);
  await enrollment.updatePostYear(2025);
  await deferral.updatePostYear(2025);
  const id = given as string;
  const calls: (() => Promise<unknown>)[] = [
    () => enrollment.isEmployeeEnrolled(id, 2025),
    () => enrollment.areEmployeesEnrolled(["EMP_001", id], 2025),
    () => deferral.getEscalationCount(id),
    () => deferral.getEscalationCounts([id], 2025),
  ];
  for (const call of calls) await expectRefused(plan, call, "OPTION_INVALID");
});

describe("events that cannot be right", () => {
  const twice = event("enrollment", "2025-03-01", { event_id: "EVT_twice", employee_id: "EMP_003" });
  test.each<[string, readonly LooseEventRow[], RegExp]>([
    [
      "without an employee",
      [event("enrollment", "2025-03-01", { employee_id: null, event_id: "EVT_x" })],
      /EVT_x/,
    ],
    [
      "with an empty id of an employee",
      [event("termination", "2025-03-01", { employee_id: "", event_id: "EVT_y" })],
      /EVT_y/,
    ],
    ["without an id", [event("enrollment_change", "2025-03-01", { event_id: null })], /EMP_001/],
    ["with the id of another", [twice, { ...twice, employee_id: "EMP_004" }], /EVT_twice/],
    ["that are there twice", [twice, twice], /EVT_twice/],
    ["without a date", [event("termination", null, { event_id: "EVT_z" })], /EVT_z/],
  ])("%s are named", async (_, rows, named) => {
    const plan = await planWith([member("EMP_002")]);
    const { deferral, enrollment, events } = plan;
    await enrollment.createForYear(2025);
    await events(event("enrollment", "2025-01-01"), event("deferral_escalation", "2025-01-01"), ...rows);
    await expectRefused(plan, () => enrollment.updatePostYear(2025), "STATE_INPUT_INVALID", named);
    const ofDeferral = rows.map((row) =>
      row.event_type === "enrollment" ? { ...row, event_type: "deferral_escalation" } : row,
    );
    await events(...ofDeferral);
    await expectRefused(plan, () => deferral.updatePostYear(2025), "STATE_INPUT_INVALID", named);
  });

  test("are all counted, and the first three shown", async () => {
    const plan = await planWith();
    await plan.enrollment.createForYear(2025);
    await plan.events(
      ...Array.from({ length: 5 }, () => event("enrollment", "2025-03-01", { event_id: null })),
    );
    await expectRefused(
      plan,
      () => plan.enrollment.updatePostYear(2025),
      "STATE_INPUT_INVALID",
      /^main\.fct_yearly_events has 5 events of 2025 without an id: (?:event_id NULL[^;]*(?:; | …)){3}/,
    );
  });

  test("do not matter where a registry does not read them", async () => {
    const { enrollment, events } = await planWith();
    const promotion = event("promotion", "2025-03-01", { event_id: null, employee_id: null });
    await events(promotion, promotion, event("enrollment", "2025-01-01"));
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ events: 1, warnings: [] });
  });

  test("of a type that nobody knows are counted in a warning", async () => {
    const { enrollment, events } = await planWith();
    await events(
      event("enrolment", "2025-03-01"),
      event("Enrolment", "2025-03-01"),
      event("retirement", "2025-03-01"),
    );
    await enrollment.createForYear(2025);
    const { warnings } = await enrollment.updatePostYear(2025);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        rule: "unknown-event-type",
        count: 2,
        message: expect.stringMatching(/enrolment/),
      }),
    );
    expect(warnings).toContainEqual(
      expect.objectContaining({
        rule: "unknown-event-type",
        count: 1,
        message: expect.stringMatching(/retirement/),
      }),
    );
  });
});

describe("a baseline that cannot be right", () => {
  test.each<[string, BaselineRow, RegExp]>([
    ["without an employee", { ...member("EMP_001"), employee_id: null }, /employee_id|employee/],
    ["with an empty id", member(""), /employee/],
    ["with two dates for one", member("EMP_002", "1999-01-01"), /EMP_002/],
  ])("%s is named", async (_, row, named) => {
    const plan = await planWith([member("EMP_002"), row]);
    await expectRefused(plan, () => plan.enrollment.createForYear(2025), "STATE_INPUT_INVALID", named);
  });

  test("does not matter where nobody is enrolled by it", async () => {
    const gone = {
      employee_id: null,
      employment_status: "terminated",
      employee_enrollment_date: "2020-01-01",
    };
    const { enrollment } = await planWith([gone, member("EMP_002")]);
    expect(await enrollment.createForYear(2025)).toMatchObject({ added: 1 });
  });
});

describe("tables", () => {
  test.each(["int_baseline_workforce", "enrollment_registry", "fct_yearly_events"])(
    "without %s nothing is done, and it is named",
    async (table) => {
      const plan = await planWith([member("EMP_002")]);
      const { database, enrollment } = plan;
      if (table !== "int_baseline_workforce") await enrollment.createForYear(2025);
      await database.transaction((connection) => connection.run({ text: `DROP TABLE ${table}` }));
      const work =
        table === "int_baseline_workforce"
          ? () => enrollment.createForYear(2025)
          : () => enrollment.updatePostYear(2025);
      await expectRefused(plan, work, "STATE_TABLE_MISSING", new RegExp(table));
    },
  );

  test.each([
    ["fct_yearly_events", "event_sequence"],
    ["enrollment_registry", "is_enrolled"],
  ])("%s without the column %s is refused, and the column is named", async (table, column) => {
    const plan = await planWith();
    const { database, enrollment } = plan;
    await enrollment.createForYear(2025);
    await database.transaction((connection) =>
      connection.run({ text: `ALTER TABLE ${table} DROP COLUMN ${column}` }),
    );
    await expectRefused(plan, () => enrollment.updatePostYear(2025), "STATE_TABLE_DRIFT", new RegExp(column));
  });

  test.each([
    ["effective_date", "VARCHAR", "DATE or TIMESTAMP"],
    ["simulation_year", "VARCHAR", "a number"],
    ["event_sequence", "VARCHAR", "a number"],
    ["employee_deferral_rate", "VARCHAR", "a number"],
    ["event_details", "BLOB", "VARCHAR"],
    ["employee_id", "BLOB", "VARCHAR"],
  ])("events with %s as %s are refused, and what it has to be is said", async (column, type, expected) => {
    const plan = await planWith([member("EMP_002")]);
    const { database, enrollment, deferral } = plan;
    await enrollment.createForYear(2025);
    await database.transaction((connection) =>
      connection.run({ text: `ALTER TABLE fct_yearly_events ALTER ${column} TYPE ${type}` }),
    );
    const named = new RegExp(`fct_yearly_events .*${column} as ${type} \\(needs ${expected}\\)`);
    for (const work of [
      () => enrollment.createForYear(2025),
      () => enrollment.updatePostYear(2025),
      () => deferral.updatePostYear(2025),
    ])
      await expectRefused(plan, work, "STATE_TABLE_DRIFT", named);
    const { errors } = await enrollment.validateIntegrity();
    expect(errors).toEqual([
      expect.objectContaining({
        rule: "table-drift",
        message: expect.stringContaining(`has ${column} as ${type} where ${expected} is declared`),
      }),
    ]);
  });

  test("of any types that say the same are read", async () => {
    const { database, enrollment, events } = await planWith([member("EMP_002")]);
    await events(event("enrollment", "2025-03-01", { employee_deferral_rate: 0.05, event_sequence: 1 }));
    for (const [column, type] of [
      ["effective_date", "DATE"],
      ["simulation_year", "DOUBLE"],
      ["event_sequence", "DECIMAL(9, 0)"],
      ["employee_deferral_rate", "FLOAT"],
      ["event_type", "ENUM ('enrollment')"],
    ])
      await database.transaction((connection) =>
        connection.run({ text: `ALTER TABLE fct_yearly_events ALTER ${column} TYPE ${type}` }),
      );
    await enrollment.createForYear(2025);
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ added: 1, warnings: [] });
    expect(await enrollment.updatePostYear(2025)).toMatchObject({ outcome: "unchanged" });
    expect(await enrollment.validateIntegrity()).toEqual({ isValid: true, errors: [], warnings: [] });
  });

  test.each([
    ["employee_enrollment_date", "VARCHAR", "DATE or TIMESTAMP"],
    ["simulation_year", "VARCHAR", "a number"],
  ])("a baseline with %s as %s is refused", async (column, type, expected) => {
    const plan = await planWith([member("EMP_002")]);
    const { database, enrollment } = plan;
    await database.transaction((connection) =>
      connection.run({
        text: `CREATE OR REPLACE TABLE int_baseline_workforce AS
          SELECT employee_id, employment_status, employee_enrollment_date, 2025 AS simulation_year
          FROM int_baseline_workforce`,
      }),
    );
    await database.transaction((connection) =>
      connection.run({ text: `ALTER TABLE int_baseline_workforce ALTER ${column} TYPE ${type}` }),
    );
    const named = new RegExp(`${column} as ${type} \\(needs ${expected}\\)`);
    await expectRefused(plan, () => enrollment.createForYear(2025), "STATE_TABLE_DRIFT", named);
  });

  test("of a baseline with columns of a scope are read and validated by them", async () => {
    const { database, enrollment } = await planWith([member("EMP_002"), member("EMP_003")]);
    await database.transaction((connection) =>
      connection.run({
        text: `CREATE OR REPLACE TABLE int_baseline_workforce AS SELECT *, 'standard' AS plan_design_id,
          if(employee_id = 'EMP_002', 'base', 'other') AS scenario_id FROM int_baseline_workforce`,
      }),
    );
    await enrollment.createForYear(2025);
    expect(await enrollment.getEnrolledEmployees(2025)).toEqual(["EMP_002"]);
    expect(await enrollment.validateIntegrity()).toEqual({ isValid: true, errors: [], warnings: [] });
  });

  test("of a later version of the package are left alone", async () => {
    const plan = await planWith();
    const { database, enrollment } = plan;
    await enrollment.createForYear(2025);
    await database.transaction((connection) =>
      connection.run({ text: "UPDATE bailiwick.migrations SET version = version + 1000" }),
    );
    const again = new EnrollmentRegistry(database, scope);
    for (const work of [
      () => again.createTable(),
      () => again.createForYear(2025),
      () => again.updatePostYear(2025),
      () => again.getEnrolledEmployees(2025),
      () => new DeferralEscalationRegistry(database, scope).updatePostYear(2025),
    ])
      await expectRefused(plan, work, "STORE_NEWER");
  });

  test("of a file that may only be read answer, and are not written", async () => {
    const path = await databasePath();
    const { database, enrollment, events } = await planWith([member("EMP_002")], {}, path);
    await events(event("enrollment", "2025-01-01"));
    await enrollment.createForYear(2025);
    await database.close();
    await using readOnly = await openDuckDb(path, { readOnly: true });
    const registry = new EnrollmentRegistry(readOnly, scope);
    expect(await registry.getEnrolledEmployees(2025)).toEqual(["EMP_002"]);
    expect(await registry.validateIntegrity()).toMatchObject({ isValid: true });
    for (const work of [
      () => registry.updatePostYear(2025),
      () => registry.createForYear(2026),
      () => registry.repair(),
    ])
      await expectRefused({ database: readOnly }, work, "STORE_READ_ONLY");
  });
});

describe("before anything was applied", () => {
  test("removing years does nothing, and makes nothing", async () => {
    const database = await openDuckDb(":memory:");
    onTestFinished(() => database.close());
    const before = await everythingIn(database);
    expect(await new EnrollmentRegistry(database, scope).removeAfter(2025)).toEqual({
      registry: "enrollment",
      removedYears: [],
      added: 0,
      changed: 0,
      removed: 0,
    });
    expect(await everythingIn(database)).toEqual(before);
  });

  test("a validation names createTable(), and not the tables that it makes", async () => {
    const database = await openDuckDb(":memory:");
    onTestFinished(() => database.close());
    const { errors } = await new EnrollmentRegistry(database, scope).validateIntegrity();
    expect(errors.map(({ message }) => message)).toEqual([
      "The table main.fct_yearly_events is not there.",
      "The table main.int_baseline_workforce is not there.",
      "The enrollment registry of base/standard has no tables in this database; createTable() makes them.",
    ]);
    for (const { query } of errors)
      expect(await database.read((connection) => connection.rows(query))).toEqual([]);
  });
});

test("a year without events says of which scope there are none", async () => {
  const { enrollment } = await planWith();
  await enrollment.createForYear(2025);
  expect((await enrollment.updatePostYear(2025)).warnings).toEqual([
    {
      rule: "year-without-events",
      message: 'There are no events of 2025 for scenario "base" and plan design "standard".',
      count: 0,
    },
  ]);
});

test("a signal in the place of the options is no option", async () => {
  const { enrollment } = await planWith();
  const { signal } = new AbortController();
  await expect(enrollment.createForYear(2025, signal as object)).rejects.toMatchObject({
    code: "OPTION_INVALID",
    hint: "write { signal }.",
  });
});

test.each([
  ["no scope", undefined],
  ["an empty scenario", { scenarioId: "", planDesignId: "standard" }],
  ["no plan", { scenarioId: "base" }],
  ["a number for a plan", { scenarioId: "base", planDesignId: 1 }],
])("a registry of %s is not made", async (_, given) => {
  const { database } = await planWith();
  for (const Made of [EnrollmentRegistry, DeferralEscalationRegistry])
    expect(() => new Made(database, given as typeof scope)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
});

test.each([{ missingDates: "ignore" }, { missingDate: "refuse" }, { clock: 5 }])(
  "a registry with the options %j is not made",
  async (options) => {
    const { database } = await planWith();
    expect(() => new EnrollmentRegistry(database, scope, options as object)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  },
);
