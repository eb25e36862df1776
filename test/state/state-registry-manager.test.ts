import { container as globalContainer } from "tsyringe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RegistryManager } from "../../src/registry/index.js";
import {
  DeferralEscalationRegistry,
  EnrollmentRegistry,
  provideStateRegistries,
  StateRegistryManager,
  type DuckDb,
  type RegistryValidationResult,
} from "../../src/state/index.js";
import { addEvents, rows, run, scope, smallWorkforce } from "./small-workforce.js";

let database: DuckDb;
let registries: StateRegistryManager;
beforeEach(async () => {
  database = await smallWorkforce();
  registries = new StateRegistryManager(database, scope);
});
afterEach(() => database.close());

async function applyEnrollment(...years: readonly number[]): Promise<void> {
  const enrollment = registries.getEnrollmentRegistry();
  await enrollment.createForYear(years[0]!);
  for (const year of years) await enrollment.updatePostYear(year);
}

async function applyDeferral(...years: readonly number[]): Promise<void> {
  const deferral = registries.getDeferralRegistry();
  await deferral.createTable();
  for (const year of years) await deferral.updatePostYear(year);
}

const errorsOf = ({ errors }: RegistryValidationResult): string[] =>
  errors.map(({ rule, message }) => `${rule}: ${message}`);

describe("the registries of a scope", () => {
  test("are made on first use, and are the same afterwards", () => {
    const enrollment = registries.getEnrollmentRegistry();
    expect(enrollment).toBeInstanceOf(EnrollmentRegistry);
    expect(registries.getEnrollmentRegistry()).toBe(enrollment);
    const deferral = registries.getDeferralRegistry();
    expect(deferral).toBeInstanceOf(DeferralEscalationRegistry);
    expect(registries.getDeferralRegistry()).toBe(deferral);
    for (const { scope: own } of [enrollment, deferral, registries]) expect(own).toEqual(scope);
  });

  test("are of a scope of their own, which nobody changes afterwards", () => {
    const given = { ...scope };
    const manager = new StateRegistryManager(database, given);
    given.scenarioId = "other";
    expect(manager.getEnrollmentRegistry().scope).toEqual(scope);
    expect(Object.isFrozen(manager.scope)).toBe(true);
  });

  test("touch nothing in the database before they are used", async () => {
    registries.getEnrollmentRegistry();
    registries.getDeferralRegistry();
    const found = await rows(database, "SELECT table_name FROM duckdb_tables() ORDER BY table_name");
    expect(found.map((row) => row["table_name"])).toEqual(["fct_yearly_events", "int_baseline_workforce"]);
  });

  test("hold no state: those of another manager of the same scope see the same", async () => {
    await applyEnrollment(2025);
    const other = new StateRegistryManager(database, scope).getEnrollmentRegistry();
    expect(other).not.toBe(registries.getEnrollmentRegistry());
    expect(await other.getEnrolledEmployees(2025)).toEqual(["B1", "E1"]);
    await other.updatePostYear(2026);
    expect(await registries.getEnrollmentRegistry().getEnrolledEmployees(2026)).toEqual([
      "B1",
      "B2",
      "E1",
      "E2",
    ]);
  });

  test("are given the options", async () => {
    await addEvents(database, [{ employee: "N1", type: "enrollment", date: null, year: 2025 }]);
    await expect(applyEnrollment(2025)).rejects.toMatchObject({ code: "STATE_INPUT_INVALID" });
    const clock = { now: () => Date.UTC(2030, 0, 1) };
    registries = new StateRegistryManager(database, scope, { missingDates: "start-of-year", clock });
    await applyEnrollment(2025);
    const found = await rows(database, "SELECT * FROM enrollment_registry WHERE employee_id = 'N1'");
    expect(found).toMatchObject([{ first_enrollment_date: "2025-01-01" }]);
    expect(String(found[0]?.["last_updated"])).toMatch(/^2030-01-01T00:00:00/);
  });
});

describe("validateAllRegistries", () => {
  test("finds both sound when the year has been applied to both, and when more has", async () => {
    await applyEnrollment(2025, 2026);
    await applyDeferral(2025, 2026);
    for (const year of [2025, 2026]) {
      const found = await registries.validateAllRegistries(year);
      expect([found.enrollment, found.deferral].flatMap(errorsOf)).toEqual([]);
      expect(found).toMatchObject({ enrollment: { isValid: true }, deferral: { isValid: true } });
      expect(Object.isFrozen(found)).toBe(true);
    }
  });

  test("says which registry a year has not been applied to", async () => {
    await applyEnrollment(2025, 2026, 2027);
    await applyDeferral(2025);
    const found = await registries.validateAllRegistries(2026);
    expect(found.enrollment.isValid).toBe(true);
    expect(found.deferral.isValid).toBe(false);
    expect(errorsOf(found.deferral)).toEqual([
      "year-missing: The year 2026 has not been applied to the deferral registry; only 2025 has been.",
    ]);
    expect(found.deferral.errors[0]).toMatchObject({
      severity: "error",
      count: 1,
      samples: [{ year: 2026 }],
    });
    const query = found.deferral.errors[0]!.query;
    expect(await database.read((connection) => connection.rows(query))).toEqual([{ year: 2025 }]);

    expect(errorsOf((await registries.validateAllRegistries(2030)).enrollment)).toEqual([
      "year-missing: The year 2030 has not been applied to the enrollment registry; only 2025 to 2027 have been.",
    ]);
    await registries.getDeferralRegistry().validateIntegrity();
    expect((await registries.getDeferralRegistry().validateIntegrity()).isValid).toBe(true);
  });

  test("finds what is wrong besides, too", async () => {
    await applyEnrollment(2025);
    await applyDeferral(2025);
    await run(database, "UPDATE deferral_escalation_registry SET escalation_count = -1");
    const { enrollment, deferral } = await registries.validateAllRegistries(2026);
    expect(enrollment.errors.map(({ rule }) => rule)).toEqual(["year-missing"]);
    expect(deferral.errors.map(({ rule }) => rule)).toEqual(["impossible-count", "year-missing"]);
  });

  test("says so if nothing has been applied, and if there are no tables", async () => {
    const before = await registries.validateAllRegistries(2025);
    expect(before.enrollment.isValid).toBe(false);
    expect(before.enrollment.errors.map(({ rule }) => rule)).toContain("table-drift");
    await registries.getEnrollmentRegistry().createTable();
    await registries.getDeferralRegistry().createTable();
    const { enrollment, deferral } = await registries.validateAllRegistries(2025);
    expect([enrollment, deferral].flatMap(errorsOf)).toEqual([
      "year-missing: The year 2025 has not been applied to the enrollment registry; no year has been.",
      "year-missing: The year 2025 has not been applied to the deferral registry; no year has been.",
    ]);
  });

  test.each([
    undefined,
    null,
    "2025",
    "2025; DROP TABLE enrollment_registry",
    Number.NaN,
    2025.5,
    1899,
    10_000,
  ])("refuses %j as a year", async (year) => {
    await expect(registries.validateAllRegistries(year as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
  });

  test.each([null, { sginal: 1 }])("refuses %j as what goes with it, under its own name", async (work) => {
    await expect(registries.validateAllRegistries(2025, work as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("validateAllRegistries()") as string,
    });
  });

  test("ends when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(registries.validateAllRegistries(2025, { signal })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
  });
});

test("two contexts share a database and nothing else", async () => {
  const contexts = new RegistryManager({ container: globalContainer.createChildContainer() });
  await addEvents(database, [{ employee: "E1", type: "enrollment", date: "2025-03-01", scenario: "other" }]);
  const [base, other] = ["base/standard", "other/standard"].map((name) => {
    const container = contexts.getContainer(name);
    provideStateRegistries(container, { database });
    return container.resolve(EnrollmentRegistry);
  });
  for (const enrollment of [base!, other!]) {
    await enrollment.createForYear(2025);
    await enrollment.updatePostYear(2025);
  }
  expect(await base!.getEnrolledEmployees(2025)).toEqual(["B1", "E1"]);
  expect(await other!.getEnrolledEmployees(2025)).toEqual(["B1", "B2", "E1", "X1"]);
  expect((await base!.stats()).table).not.toBe((await other!.stats()).table);
  await base!.updatePostYear(2026);
  expect((await other!.stats()).years).toEqual([2025]);
  expect(await rows(database, "SELECT employee_id FROM enrollment_registry ORDER BY employee_id")).toEqual(
    ["B1", "B2", "E1", "E2"].map((employee_id) => ({ employee_id })),
  );
  await contexts[Symbol.asyncDispose]();
});
