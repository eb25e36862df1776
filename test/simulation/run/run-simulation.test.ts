import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getRegistry } from "../../../src/registry/index.js";
import {
  runMultiYear,
  runYear,
  stageNames,
  type MultiYearReport,
  type SimulationProgress,
} from "../../../src/simulation/index.js";
import { StateRegistryManager } from "../../../src/state/index.js";
import { openDuckDb, openRunStore } from "../../../src/store/index.js";
import {
  ask,
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../../support/simulation-project.js";

let folder: SimulationFolder;
let report: MultiYearReport;
const told: SimulationProgress[] = [];
const lines: string[] = [];

beforeAll(async () => {
  folder = await simulationFolder(300);
  report = await runMultiYear(exampleConfig, 2025, 2029, {
    set: folder.set("whole"),
    onProgress: (progress) => told.push(progress),
    logger: { write: (line) => lines.push(line) },
    logLevel: "debug",
  });
}, 300_000);

afterAll(() => folder.remove());

test("five years are simulated, published and reported", async () => {
  expect(report.years.map(({ year }) => year)).toEqual([2025, 2026, 2027, 2028, 2029]);
  // The headcount grows by 3 %, rounded in every year.
  let active = 300;
  for (const { workforce } of report.years)
    expect(workforce.activeEmployees).toBe((active = Math.round(active * 1.03)));
  expect(report.quality.map(({ disposition }) => disposition)).not.toContain("failed");
  expect(report.years.flatMap(({ findings }) => findings)).toEqual([]);
  expect(report.run).toMatchObject({ engine: "embedded" });
  expect(report.run!.stages.map(({ year, stage }) => `${year} ${stage}`)).toEqual(
    report.years.flatMap(({ year }) => stageNames.map((stage) => `${year} ${stage}`)),
  );
  const years = await ask(folder.database("whole"), "SELECT year, run_id FROM bailiwick.simulation_years");
  expect(years).toEqual(report.years.map(({ year }) => ({ year, run_id: report.run!.runId })));
});

test("only the database and the record of runs are left on the disk", () => {
  const files = readdirSync(dirname(folder.database("whole"))).filter((name) => !/-(?:wal|shm)$/.test(name));
  expect(files.toSorted()).toEqual(["simulation.duckdb", "simulation.duckdb.runs.db"]);
});

test("the stages are steps of the context of the scenario, wired by what they give and need", async () => {
  expect(getRegistry("baseline/standard_match").listStepNames()).toEqual([...stageNames]);
  await using store = await openRunStore(`${folder.database("whole")}.runs.db`, { readOnly: true });
  const [run] = store.runs();
  expect(run).toMatchObject({
    contextName: "baseline/standard_match",
    pipelineName: "simulation",
    status: "succeeded",
    partitions: ["2025", "2026", "2027", "2028", "2029"],
  });
});

test("the registries agree with the events after the last year", async () => {
  await using database = await openDuckDb(folder.database("whole"), { readOnly: true });
  const scope = { scenarioId: "baseline", planDesignId: "standard_match" };
  const found = await new StateRegistryManager(database, scope).validateAllRegistries(2029);
  expect([...found.enrollment.errors, ...found.deferral.errors]).toEqual([]);
});

test("progress is told for each stage in order, with the time that is left", () => {
  const finished = told.filter(({ type }) => type === "stage-finished");
  expect(finished.map(({ index }) => index)).toEqual(Array.from({ length: 35 }, (_, at) => at + 1));
  expect(new Set(told.map(({ total }) => total))).toEqual(new Set([35]));
  expect(told[0]).toMatchObject({
    type: "stage-started",
    year: 2025,
    stage: "initialization",
    remainingMs: null,
  });
  const afterFirstYear = finished.filter(({ year }) => year > 2025);
  for (const { remainingMs } of afterFirstYear) expect(remainingMs).toBeGreaterThanOrEqual(0);
  expect(finished.at(-1)!.remainingMs).toBe(0);
  const nodes = told.flatMap(({ node }) => node?.name ?? []);
  expect(nodes).toContain("fct_yearly_events");
  for (let at = 1; at < told.length; at++)
    expect(told[at]!.elapsedMs).toBeGreaterThanOrEqual(told[at - 1]!.elapsedMs);
});

test("every record of the log names scenario, plan design and run, and those of stages their year and stage", () => {
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const record of records)
    expect(record).toMatchObject({
      scenario_id: "baseline",
      plan_design_id: "standard_match",
      run_id: report.run!.runId,
    });
  const ofStages = records.filter(({ event }) => String(event).startsWith("step-") || event === "node-ended");
  for (const record of ofStages) expect(stageNames).toContain(record["stage"]);
  expect(ofStages.filter(({ event }) => event === "step-succeeded")).toHaveLength(35);
  expect(ofStages.every(({ year }) => typeof year === "number")).toBe(true);
});

test("one thread makes the tables that several make", async () => {
  await runMultiYear(exampleConfig, 2025, 2026, { set: folder.set("single", "years.end=2026"), threads: 1 });
  await runMultiYear(exampleConfig, 2025, 2026, { set: folder.set("several", "years.end=2026"), threads: 4 });
  const tables = await tablesOf(folder.database("single"));
  expect(tables.length).toBeGreaterThan(20);
  expect(await tablesOf(folder.database("several"))).toEqual(tables);
});

test("a year that is run again alone leaves everything as it is", async () => {
  const before = await tablesOf(folder.database("whole"));
  const bytes = readFileSync(folder.database("whole"));
  const year = await runYear(exampleConfig, 2027, { set: folder.set("whole") });
  expect(year).toMatchObject({ year: 2027, run: { engine: "embedded" }, quality: { year: 2027 } });
  expect(year.workforce).toEqual(report.years[2]!.workforce);
  expect(await tablesOf(folder.database("whole"))).toEqual(before);
  expect(readFileSync(folder.database("whole")).equals(bytes)).toBe(true);
});

test("a year that comes to something else takes the later ones with it, and the report says so", async () => {
  expect(report.run!.removedYears).toEqual([]);
  const set = folder.set("changed", "simulation.growth.target_rate=0.1");
  copyFileSync(folder.database("whole"), folder.database("changed"));
  const second = await runYear(exampleConfig, 2026, { set });
  expect(second.run.removedYears).toEqual([2027, 2028, 2029]);
  expect(second.run.warnings!.join("\n")).toContain("The year 2025 was made from other parts: the settings");
  const path = folder.database("changed");
  expect(
    await ask(path, "SELECT DISTINCT simulation_year AS year FROM fct_yearly_events ORDER BY year"),
  ).toEqual([{ year: 2025 }, { year: 2026 }]);
  // From the first year on it is as if nothing had been there.
  const third = await runYear(exampleConfig, 2025, { set });
  expect(third.run.removedYears).toEqual([2026]);
  await runYear(exampleConfig, 2025, { set: folder.set("fresh", "simulation.growth.target_rate=0.1") });
  expect(await tablesOf(path)).toEqual(await tablesOf(folder.database("fresh")));
}, 300_000);

test("two scenarios run at once in one process, and none sees the other", async () => {
  const set = (name: string) => folder.set(name, `scenario_id=${name}`, "years.end=2025");
  const [one, other] = await Promise.all(
    ["left", "right"].map((name) => runMultiYear(exampleConfig, 2025, 2025, { set: set(name) })),
  );
  expect([one!.scenarioId, other!.scenarioId]).toEqual(["left", "right"]);
  for (const name of ["left", "right"]) {
    const scopes = await ask(folder.database(name), "SELECT DISTINCT scenario_id FROM fct_yearly_events");
    expect(scopes).toEqual([{ scenario_id: name }]);
  }
  // They draw by the same seed, so that they differ by their names only.
  expect(one!.growth).toEqual(other!.growth);
}, 300_000);

test("a dry run says what would run, and leaves no file", async () => {
  const set = folder.set("dry").map((text) => text.replace("/dry/", "/never/"));
  const plan = await runMultiYear(exampleConfig, 2025, 2026, { set, dryRun: true });
  expect(plan).toMatchObject({ scenarioId: "baseline", years: [2025, 2026], engine: "embedded" });
  expect(plan.stages.map(({ stage }) => stage)).toEqual([...stageNames]);
  const models = Object.fromEntries(plan.stages.map((stage) => [stage.stage, stage.models]));
  expect(models["foundation"]!.indexOf("stg_census")).toBeLessThan(
    models["foundation"]!.indexOf("int_baseline_workforce"),
  );
  expect(models["event_generation"]!.at(-1)).toBe("fct_yearly_events");
  expect(models["validation"]).toEqual([]);
  expect(existsSync(dirname(plan.database))).toBe(false);
  const selected = await runYear(exampleConfig, 2025, {
    set,
    dryRun: true,
    select: ["int_hires+ stg_census"],
  });
  expect(selected.stages.find(({ stage }) => stage === "foundation")!.models).toEqual(["stg_census"]);
  const chosen = selected.stages.find(({ stage }) => stage === "event_generation")!.models;
  expect(chosen).toContain("int_hires");
  expect(chosen).not.toContain("int_experienced_terminations");
});

test("logs are appended to a file", async () => {
  const file = `${folder.path}/logs/deep/run.ndjson`;
  const options = { set: folder.set("logged"), logger: file };
  await runYear(exampleConfig, 2025, options);
  const first = readFileSync(file, "utf8").trim().split("\n");
  expect(first.map((line) => (JSON.parse(line) as { event: string }).event).at(-1)).toBe("run-finished");
  writeFileSync(`${folder.path}/taken`, "");
  await expect(
    runYear(exampleConfig, 2025, { ...options, logger: `${folder.path}/taken/run.ndjson` }),
  ).rejects.toMatchObject({ code: "OUTPUT_FILE_UNWRITABLE" });
});
