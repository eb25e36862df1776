import { expect, test } from "vitest";
import { repairRegistry } from "../../src/state/repair.js";
import type { RegistryName } from "../../src/state/scope.js";
import { AppliedWorkforce } from "./applied-workforce.js";
import { addEvents, documentedTables, rows, run } from "./small-workforce.js";

const registries: readonly RegistryName[] = ["enrollment", "deferral"];

/** Everything that a registry keeps, with the times at which it was written. */
async function everything({ database, access: { definition } }: AppliedWorkforce): Promise<unknown> {
  const tables = [
    definition.table,
    `bailiwick.${definition.history}`,
    "bailiwick.ledger",
    "bailiwick.scopes",
  ];
  return Promise.all(tables.map((table) => rows(database, `SELECT rowid, * FROM ${table} ORDER BY ALL`)));
}

test.each(registries)(
  "a sound %s registry is not changed at all, nor the time at which it was",
  async (name) => {
    const workforce = await AppliedWorkforce.of(name);
    const before = await everything(workforce);
    workforce.time += 86_400_000;
    expect(await repairRegistry(workforce.access, {})).toEqual({
      registry: name,
      years: [2025, 2026, 2027],
      added: 0,
      changed: 0,
      removed: 0,
      before: { isValid: true, errors: [], warnings: [] },
    });
    expect(await everything(workforce)).toEqual(before);
  },
);

test("only rows that are wrong are written, and each employee is counted once", async () => {
  const table = documentedTables.enrollment.replace(" PRIMARY KEY", "");
  const workforce = await AppliedWorkforce.of("enrollment", table);
  const { database, access } = workforce;
  await run(
    database,
    "INSERT INTO enrollment_registry FROM enrollment_registry WHERE employee_id = 'B1'",
    "UPDATE enrollment_registry SET is_enrolled = NULL WHERE employee_id IN ('B1', 'B2')",
    "DELETE FROM enrollment_registry WHERE employee_id = 'E1'",
    "INSERT INTO enrollment_registry (employee_id) VALUES ('Z1'), ('Z1'), ('X1'), (NULL), (NULL)",
  );
  workforce.time += 1000;
  const report = await repairRegistry(access, {});
  expect(report).toMatchObject({ added: 1, changed: 2, removed: 4, before: { isValid: false } });
  expect(report.before.errors.map(({ rule }) => rule)).toEqual([
    "duplicate-employee",
    "null-employee",
    "orphan",
    "foreign-scope",
    "missing-row",
    "wrong-state",
  ]);
  const written = "SELECT employee_id, epoch_ms(last_updated) AS at FROM enrollment_registry ORDER BY ALL";
  expect(await rows(database, written)).toEqual([
    { employee_id: "B1", at: workforce.time },
    { employee_id: "B2", at: workforce.time },
    { employee_id: "E1", at: workforce.time },
    { employee_id: "E2", at: workforce.time - 1000 },
  ]);
  expect(Object.isFrozen(report) && Object.isFrozen(report.before.errors[0]?.samples)).toBe(true);
});

test("what the events of the applied years say now counts, and years after a gap are gone", async () => {
  const workforce = await AppliedWorkforce.of("deferral");
  const { database, access } = workforce;
  await addEvents(database, [{ employee: "E9", type: "deferral_escalation", date: "2025-12-31" }]);
  await run(database, "DELETE FROM bailiwick.ledger WHERE registry = 'deferral' AND year = 2026");
  expect(await repairRegistry(access, {})).toMatchObject({ years: [2025], added: 1, changed: 2, removed: 1 });
  expect(
    await rows(
      database,
      "SELECT employee_id, escalation_count FROM deferral_escalation_registry ORDER BY ALL",
    ),
  ).toEqual([
    { employee_id: "B1", escalation_count: 1 },
    { employee_id: "E1", escalation_count: 1 },
    { employee_id: "E9", escalation_count: 1 },
  ]);
  expect(
    await rows(database, "SELECT DISTINCT year FROM bailiwick.ledger WHERE registry = 'deferral'"),
  ).toEqual([{ year: 2025 }]);
});

test.each(registries)("of a %s registry that nothing was applied to no row is removed", async (name) => {
  const workforce = await AppliedWorkforce.of(name);
  await run(workforce.database, "DELETE FROM bailiwick.ledger");
  const before = await everything(workforce);
  await expect(repairRegistry(workforce.access, {})).rejects.toMatchObject({
    code: "STATE_YEAR_INVALID",
    message: expect.stringContaining("would only remove the rows that there are") as unknown,
    hint: expect.stringContaining("updatePostYear() first") as unknown,
  });
  expect(await everything(workforce)).toEqual(before);
});

test.each(registries)("of an empty %s registry there is nothing to repair", async (name) => {
  const workforce = await AppliedWorkforce.of(name);
  const { table, history } = workforce.access.definition;
  for (const emptied of ["bailiwick.ledger", table, `bailiwick.${history}`])
    await run(workforce.database, `DELETE FROM ${emptied}`);
  expect(await repairRegistry(workforce.access, {})).toMatchObject({
    years: [],
    added: 0,
    changed: 0,
    removed: 0,
  });
});

test("a scope without tables cannot be repaired, and is found to have none", async () => {
  const workforce = await AppliedWorkforce.of("enrollment");
  await run(workforce.database, "DELETE FROM bailiwick.scopes");
  expect((await workforce.findings()).map(({ rule, message }) => [rule, message])).toEqual([
    [
      "table-drift",
      "The enrollment registry of base/standard has no tables in this database; createTable() makes them.",
    ],
  ]);
  await expect(repairRegistry(workforce.access, {})).rejects.toMatchObject({
    code: "STATE_TABLE_MISSING",
    message: expect.stringContaining("base/standard") as unknown,
    hint: "call createTable() first.",
  });
});

test("a repair that is ended leaves everything as it was", async () => {
  const workforce = await AppliedWorkforce.of("enrollment");
  await run(workforce.database, "DELETE FROM enrollment_registry");
  const before = await everything(workforce);
  const signal = AbortSignal.abort();
  await expect(repairRegistry(workforce.access, { signal })).rejects.toMatchObject({
    code: "OPERATION_ABORTED",
  });
  expect(await everything(workforce)).toEqual(before);
});

test("another scope is neither read nor touched", async () => {
  const workforce = await AppliedWorkforce.of("deferral");
  const { database, access } = workforce;
  await run(
    database,
    "CREATE SCHEMA other",
    documentedTables.deferral.replace("deferral_escalation_registry", "other.deferral_escalation_registry"),
    "INSERT INTO bailiwick.scopes VALUES (2, 'other', 'standard', 'other')",
    `INSERT INTO bailiwick.ledger SELECT * REPLACE (2 AS scope_id) FROM bailiwick.ledger WHERE registry = 'deferral' AND year = 2025`,
  );
  const own = await rows(database, "FROM deferral_escalation_registry ORDER BY ALL");
  const other = { ...access, scope: { scenarioId: "other", planDesignId: "standard" } };
  expect(await repairRegistry(other, {})).toMatchObject({ years: [2025], added: 1 });
  expect(
    await rows(database, "SELECT employee_id, escalation_count FROM other.deferral_escalation_registry"),
  ).toEqual([{ employee_id: "X1", escalation_count: 1 }]);
  expect(await rows(database, "FROM deferral_escalation_registry ORDER BY ALL")).toEqual(own);
  expect(await workforce.findings()).toEqual([]);
});

test.each([
  [
    "UPDATE fct_yearly_events SET effective_date = NULL WHERE event_type = 'Enrollment'",
    "event-without-date",
  ],
  [
    "UPDATE fct_yearly_events SET employee_id = '' WHERE event_type = 'termination'",
    "event-without-employee",
  ],
  [
    "INSERT INTO int_baseline_workforce VALUES ('B1', 'active', '2020-03-02', NULL, 2025)",
    "employee-contradictory",
  ],
])("an input from which no state can be told stops a repair: %s", async (statement, fault) => {
  const workforce = await AppliedWorkforce.of("enrollment");
  await run(
    workforce.database,
    "DELETE FROM enrollment_registry",
    "DELETE FROM bailiwick.ledger WHERE year = 2027",
  );
  await run(
    workforce.database,
    statement,
    "INSERT INTO bailiwick.ledger SELECT * REPLACE (2027 AS year) FROM bailiwick.ledger WHERE year = 2026",
  );
  const before = await everything(workforce);
  await expect(repairRegistry(workforce.access, {})).rejects.toMatchObject({
    code: "STATE_INPUT_INVALID",
    details: { fault },
  });
  expect(await everything(workforce)).toEqual(before);
});
