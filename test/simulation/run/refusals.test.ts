import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runMultiYear, runYear } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import {
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../../support/simulation-project.js";

let folder: SimulationFolder;

beforeAll(async () => {
  folder = await simulationFolder(60);
  await runYear(exampleConfig, 2025, { set: folder.set("first") });
}, 300_000);

afterAll(() => folder.remove());

function unwritten(name: string, ...more: string[]): { readonly set: string[]; readonly database: string } {
  const database = join(folder.path, "never", name, "simulation.duckdb");
  return { set: [`duckdb_path=${database}`, `simulation.census.path=${folder.census}`, ...more], database };
}

describe("years are refused", () => {
  test.each([
    [2026, 2025, "the last year, 2025, lies before the first, 2026"],
    [2024, 2025, "2024 to 2025 are not within the years of the configuration, 2025 to 2029"],
    [2030, 2030, "2030 is not within the years of the configuration, 2025 to 2029"],
  ])("from %d to %d", async (start, end, fault) => {
    const { set, database } = unwritten("years");
    await expect(runMultiYear(exampleConfig, start, end, { set })).rejects.toMatchObject({
      code: "SIMULATION_YEARS_INVALID",
      message: expect.stringContaining(fault) as string,
    });
    expect(existsSync(dirname(database))).toBe(false);
  });

  test.each([[2025.5], [Number.NaN], ["2025"], [undefined]])(
    "that are no whole numbers: %s",
    async (year) => {
      await expect(runYear(exampleConfig, year as number)).rejects.toMatchObject({ code: "OPTION_INVALID" });
      await expect(runMultiYear(exampleConfig, 2025, year as number)).rejects.toMatchObject({
        code: "OPTION_INVALID",
      });
    },
  );

  test("that go on from years which are not there", async () => {
    const { set, database } = unwritten("gap");
    const error: unknown = await runMultiYear(exampleConfig, 2028, 2029, { set }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: "SIMULATION_YEAR_MISSING",
      details: { year: 2028, missing: [2025, 2026, 2027] },
    });
    expect(existsSync(dirname(database))).toBe(false);
    await expect(runYear(exampleConfig, 2027, { set: folder.set("first") })).rejects.toMatchObject({
      code: "SIMULATION_YEAR_MISSING",
      details: { missing: [2026], published: [2025] },
    });
  });
});

describe("options are refused", () => {
  test.each([
    [{ dry_run: true }, '"dry_run" is not an option of runYear() (did you mean "dryRun"?)'],
    [{ engine: "spark" }, 'must be "embedded" or "dbt", but is "spark"'],
    [{ select: "tag:foundation" }, "must be a list of selectors"],
    [{ set: "a=1" }, "must be a list of texts"],
    [{ env: [] }, "must be an object of texts by name"],
    [{ resume: "" }, "must be true, false or the id of a run"],
    [{ force: 1 }, "must be true or false"],
    [{ force: true }, "must be left out without resume"],
    [{ dryRun: "yes" }, "must be true or false"],
    [{ rules: [{ name: "x" }] }, "must be a list of rules of data quality"],
    [{ signal: {} }, "must be an AbortSignal"],
    [{ onProgress: true }, "must be a function"],
    [{ logger: 3 }, "must be the path of a file, or a stream"],
    [{ logLevel: "all" }, 'must be "debug", "info", "warn" or "error"'],
    [{ threads: 0 }, "must be a whole number from 1 to 64"],
  ])("%j", async (options, fault) => {
    await expect(runYear(exampleConfig, 2025, options as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(fault) as string,
    });
  });
});

describe("before anything is written", () => {
  test("a census with faults is refused", async () => {
    const { set, database } = unwritten("census", `simulation.census.path=${join(folder.path, "bad.csv")}`);
    writeFileSync(join(folder.path, "bad.csv"), "employee_id,employee_hire_date\nE1,soon\n");
    await expect(runYear(exampleConfig, 2025, { set })).rejects.toMatchObject({
      code: "SIMULATION_CENSUS_INVALID",
    });
    expect(existsSync(dirname(database))).toBe(false);
  });

  test("a project that is not there is refused", async () => {
    const { set, database } = unwritten("project", "dbt.project=/nowhere/dbt");
    await expect(runYear(exampleConfig, 2025, { set })).rejects.toMatchObject({
      code: "SIMULATION_FILE_FAILED",
      message: expect.stringContaining("/nowhere/dbt") as string,
    });
    expect(existsSync(dirname(database))).toBe(false);
  });

  test.each([
    ["scenario_id=other", 'it holds the scenario "baseline" with the plan design "standard_match"'],
    ["plan_design_id=other", 'it holds the scenario "baseline" with the plan design "standard_match"'],
    ["years.start=2024", "its simulation starts in 2025, and not in 2024"],
  ])("a database of another simulation is refused: %s", async (setting, fault) => {
    const path = folder.database("first");
    const before = await tablesOf(path);
    const year = setting === "years.start=2024" ? 2024 : 2025;
    await expect(runYear(exampleConfig, year, { set: folder.set("first", setting) })).rejects.toMatchObject({
      code: "SIMULATION_DATABASE_FOREIGN",
      message: expect.stringContaining(fault) as string,
    });
    expect(await tablesOf(path)).toEqual(before);
  });

  test("a database of something else is refused", async () => {
    const set = folder.set("foreign");
    const database = await openDuckDb(folder.database("foreign"));
    await database.transaction((connection) => connection.run({ text: "CREATE TABLE orders (id INTEGER)" }));
    await database.close();
    await expect(runYear(exampleConfig, 2025, { set })).rejects.toMatchObject({
      code: "SIMULATION_DATABASE_FOREIGN",
      message: expect.stringContaining("it has tables, but none of a simulation") as string,
    });
  });
});

test("what another program has left beside the database is part of it", async () => {
  const set = folder.set("left");
  const path = folder.database("left");
  copyFileSync(folder.database("first"), path);
  const database = await openDuckDb(path);
  await database.transaction((connection) =>
    connection.run({ text: "CREATE TABLE notes AS SELECT 1 AS id" }),
  );
  mkdirSync(join(folder.path, "crashed"));
  copyFileSync(path, join(folder.path, "crashed", "simulation.duckdb"));
  copyFileSync(`${path}.wal`, join(folder.path, "crashed", "simulation.duckdb.wal"));
  await database.close();
  const crashed = set.map((text) => text.replace("/left/", "/crashed/"));
  await runYear(exampleConfig, 2026, { set: crashed });
  const tables = await tablesOf(folder.database("crashed"));
  expect(tables.find(({ table }) => table === "notes")).toMatchObject({ rows: 1 });
}, 300_000);
