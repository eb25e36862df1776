import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BailiwickError } from "../../../src/kernel/index.js";
import {
  runMultiYear,
  runYear,
  type SimulationOptions,
  type TableChecksum,
} from "../../../src/simulation/index.js";
import type { QualityRule } from "../../../src/quality/index.js";
import { openDuckDb, openRunStore } from "../../../src/store/index.js";
import {
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../../support/simulation-project.js";
import { hasMount, smallDisk } from "../../support/small-disk.js";

let folder: SimulationFolder;
let first: readonly TableChecksum[];
let expected: readonly TableChecksum[];

beforeAll(async () => {
  folder = await simulationFolder(60);
  await runYear(exampleConfig, 2025, { set: folder.set("first") });
  first = await tablesOf(folder.database("first"));
  copyFileSync(folder.database("first"), databaseIn("both"));
  await runYear(exampleConfig, 2026, { set: folder.set("both") });
  expected = await tablesOf(folder.database("both"));
}, 300_000);

afterAll(() => folder.remove());

function databaseIn(name: string): string {
  folder.set(name);
  return folder.database(name);
}

/** The options of a simulation whose first year is published. */
function afterFirst(name: string, ...more: string[]): { readonly set: string[]; readonly path: string } {
  const path = databaseIn(name);
  copyFileSync(folder.database("first"), path);
  return { set: folder.set(name, ...more), path };
}

async function failure(work: Promise<unknown>): Promise<BailiwickError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown as BailiwickError,
  );
  expect(error).toBeDefined();
  return error!;
}

/** A copy of the example's models in which some cannot be built before a file is there. */
function gatedProject(name: string): { readonly project: string; readonly open: (gate: string) => void } {
  const project = join(folder.path, name, "dbt");
  cpSync(join(dirname(exampleConfig), "dbt"), project, { recursive: true });
  const gate = (one: string): string => join(folder.path, name, `${one}.csv`);
  for (const stage of ["foundation", "event_generation", "state_accumulation"]) {
    const config = `{{ config(materialized='table', tags=['${stage}']) }}`;
    writeFileSync(
      join(project, "models", `zz_${stage}.sql`),
      `${config}\nselect * from read_csv('${gate(stage)}')\n`,
    );
  }
  writeFileSync(
    join(project, "tests", "zz_validation.sql"),
    `select * from read_csv('${gate("validation")}') where id = 0 and {{ ref('zz_foundation') }}.id = 0\n`.replace(
      / and .*$/m,
      "\n-- {{ ref('zz_foundation') }}",
    ),
  );
  return { project, open: (one) => writeFileSync(gate(one), "id\n1\n") };
}

test("a stage that fails ends the run, names itself, and is where the run goes on", async () => {
  const { project, open } = gatedProject("gated");
  const set = folder.set("gated", `dbt.project=${project}`, "years.end=2026");
  const stages = ["foundation", "event_generation", "state_accumulation", "validation"];
  let runId: string | undefined;
  for (const stage of stages) {
    const error = await failure(runMultiYear(exampleConfig, 2025, 2026, { set, resume: true }));
    expect(error).toMatchObject({ code: "SIMULATION_STAGE_FAILED", details: { year: 2025, stage } });
    expect(error.message).toContain(`The stage ${stage} of 2025 failed`);
    const isTest = stage === "validation";
    const code = isTest ? "SIMULATION_QUALITY_FAILED" : "MODEL_SQL_FAILED";
    expect(error.details).toMatchObject({ model: isTest ? null : `zz_${stage}`, code });
    expect(error.cause).toMatchObject({ code });
    expect(error.hint).toContain(String(error.details["runId"]));
    runId ??= error.details["runId"] as string;
    expect(error.details["runId"]).toBe(runId);
    expect(existsSync(folder.database("gated"))).toBe(false);
    open(stage);
  }
  const report = await runMultiYear(exampleConfig, 2025, 2026, { set, resume: runId! });
  expect(report.run!.runId).toBe(runId);
  expect(report.quality.map(({ year }) => year)).toEqual([2025, 2026]);
  const tables = await tablesOf(folder.database("gated"));
  expect(tables.filter(({ table }) => !table.startsWith("zz_"))).toEqual(expected);
}, 300_000);

test("a run that is cancelled goes on where it was, and what is published stays as it was", async () => {
  const { set, path } = afterFirst("cancelled");
  for (const stage of ["initialization", "event_generation", "registries", "reporting"]) {
    const controller = new AbortController();
    const error = await failure(
      runYear(exampleConfig, 2026, {
        set,
        resume: true,
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.type === "stage-started" && progress.stage === stage)
            controller.abort(new Error("enough"));
        },
      }),
    );
    expect(error.code).toBe("OPERATION_ABORTED");
    expect(error.message).toContain(`in the stage ${stage} of 2026`);
    expect(await tablesOf(path)).toEqual(first);
  }
  await runYear(exampleConfig, 2026, { set, resume: true });
  expect(await tablesOf(path)).toEqual(expected);
  const aborted = AbortSignal.abort(new Error("before"));
  await expect(runYear(exampleConfig, 2026, { set, signal: aborted })).rejects.toMatchObject({
    code: "OPERATION_ABORTED",
  });
}, 300_000);

describe("rules of data quality", () => {
  const rule = (severity: QualityRule["severity"]): QualityRule => ({
    name: `never-${severity}`,
    severity,
    check: ({ year }) =>
      Promise.resolve({
        passed: year < 2026,
        message: `in ${year}`,
        samples: [{ many: 2n ** 70n }] as never,
      }),
  });

  test("with an error stop a year before it is published", async () => {
    const { set, path } = afterFirst("quality");
    const error = await failure(runYear(exampleConfig, 2026, { set, rules: [rule("error")] }));
    expect(error).toMatchObject({
      code: "SIMULATION_STAGE_FAILED",
      details: { stage: "validation", code: "SIMULATION_QUALITY_FAILED" },
      cause: { code: "SIMULATION_QUALITY_FAILED", details: { rules: ["never-error"] } },
    });
    expect(error.message).toContain("never-error: in 2026");
    expect(await tablesOf(path)).toEqual(first);
    // Rules are no part of what a run is made from: without this one it goes on.
    const report = await runYear(exampleConfig, 2026, { set, resume: true });
    expect(report.run.stages.map(({ stage }) => stage)).toEqual(["validation", "reporting"]);
    expect(await tablesOf(path)).toEqual(expected);
  }, 300_000);

  test("with a warning, or where errors are not to stop it, are told", async () => {
    const { set } = afterFirst("told", "validation.fail_on_error=false");
    const report = await runYear(exampleConfig, 2026, { set, rules: [rule("warning"), rule("error")] });
    expect(report.quality).toMatchObject({ year: 2026, disposition: "failed" });
    expect(report.run.warnings!.join()).toContain("The year 2026 fails 1 rule of data quality");
    const { set: again } = afterFirst("warned");
    const warned = await runYear(exampleConfig, 2026, { set: again, rules: [rule("warning")] });
    expect(warned.quality!.disposition).toBe("passed-with-warnings");
  }, 300_000);

  test("and data tests that only warn say how many rows have broken them", async () => {
    const { project, open } = gatedProject("warning");
    for (const stage of ["foundation", "event_generation", "state_accumulation", "validation"]) open(stage);
    const text = "{{ config(severity='warn') }} select * from {{ ref('zz_foundation') }}";
    writeFileSync(join(project, "tests", "zz_warning.sql"), text);
    const { quality } = await runYear(exampleConfig, 2025, {
      set: folder.set("warning", `dbt.project=${project}`),
    });
    expect(quality!.disposition).toBe("passed-with-warnings");
    const found = quality!.results.find(({ rule: name }) => name === "test:zz_warning");
    expect(found).toMatchObject({ severity: "warning", count: 1, message: "1 row broke the test" });
  }, 300_000);
});

describe("a run is not gone on with", () => {
  async function interrupted(name: string): Promise<{ readonly set: string[]; readonly path: string }> {
    const { set, path } = afterFirst(name);
    const controller = new AbortController();
    const onProgress: SimulationOptions["onProgress"] = ({ type, stage }) => {
      if (type === "stage-started" && stage === "registries") controller.abort();
    };
    await failure(runYear(exampleConfig, 2026, { set, signal: controller.signal, onProgress }));
    return { set, path };
  }

  test("with other settings, unless it may begin anew", async () => {
    const { set, path } = await interrupted("settings");
    const other = [...set, "simulation.termination.rate=0.2"];
    const error = await failure(runYear(exampleConfig, 2026, { set: other, resume: true }));
    expect(error.code).toBe("SIMULATION_RESUME_REFUSED");
    expect(error.details["changes"]).toEqual(["termination_rate: 0.12 → 0.2"]);
    expect(await tablesOf(path)).toEqual(first);
    const { run } = await runYear(exampleConfig, 2026, { set: other, resume: true, force: true });
    expect(run.stages).toHaveLength(7);
    expect(run.warnings!.join("\n")).toContain("termination_rate: 0.12 → 0.2");
  }, 300_000);

  test("with another census or other models", async () => {
    const { set } = await interrupted("parts");
    const census = join(folder.path, "other.csv");
    writeFileSync(census, readFileSync(folder.census, "utf8").split("\n").slice(0, 30).join("\n"));
    const { project } = gatedProject("parts");
    const other = [...set, `simulation.census.path=${census}`, `dbt.project=${project}`];
    const error = await failure(runYear(exampleConfig, 2026, { set: other, resume: true }));
    expect(error.message).toContain("the census");
    expect(error.message).toContain('"models/zz_event_generation.sql"');
  }, 300_000);

  test("whose work file is gone or another run's: the year begins anew", async () => {
    const { set, path } = await interrupted("lost");
    rmSync(`${path}.work`, { recursive: true });
    const { run } = await runYear(exampleConfig, 2026, { set, resume: true });
    expect(run.stages).toHaveLength(7);
    expect(run.warnings!.join("\n")).toContain("begins anew, because its work file is gone");

    const other = await interrupted("stolen");
    await using store = await openRunStore(`${other.path}.runs.db`);
    const runId = store.runs()[0]!.runId;
    await using database = await openDuckDb(`${other.path}.work/simulation.duckdb`);
    await database.transaction((connection) =>
      connection.run({ text: "UPDATE bailiwick.simulation_stages SET run_id = 'another'" }),
    );
    await database.close();
    const again = await runYear(exampleConfig, 2026, { set: other.set, resume: runId });
    expect(again.run.warnings!.join("\n")).toContain("another run has used its work file");
    expect(await tablesOf(other.path)).toEqual(expected);
  }, 300_000);

  test("that is not known, or has other years", async () => {
    const { set } = await interrupted("unknown");
    await expect(runYear(exampleConfig, 2026, { set, resume: "nobody" })).rejects.toMatchObject({
      code: "RUN_UNKNOWN",
    });
    await expect(runMultiYear(exampleConfig, 2026, 2027, { set, resume: true })).rejects.toMatchObject({
      code: "RUN_OF_ANOTHER_PLAN",
    });
  }, 300_000);
});

test("registries that do not agree with the events stop the year", async () => {
  const { set, path } = afterFirst("registries");
  await using database = await openDuckDb(path);
  await database.transaction((connection) =>
    connection.run({ text: "UPDATE bailiwick.enrollment_history SET is_enrolled = NOT is_enrolled" }),
  );
  await database.close();
  const error = await failure(runYear(exampleConfig, 2026, { set }));
  expect(error.cause).toMatchObject({ code: "SIMULATION_REGISTRIES_INVALID" });
  expect(error.message).toContain("history-mismatch");
}, 300_000);

test("a year that cannot be put in the place of the database is not published", async () => {
  const { set, path } = afterFirst("blocked");
  const onProgress: SimulationOptions["onProgress"] = ({ type, stage }) => {
    if (type === "stage-started" && stage === "reporting") mkdirSync(`${path}.work/publishing`);
  };
  const error = await failure(runYear(exampleConfig, 2026, { set, onProgress }));
  expect(error).toMatchObject({ details: { stage: "reporting", code: "SIMULATION_FILE_FAILED" } });
  expect(await tablesOf(path)).toEqual(first);
  rmSync(`${path}.work/publishing`, { recursive: true });
  await runYear(exampleConfig, 2026, { set, resume: true });
  expect(await tablesOf(path)).toEqual(expected);
}, 300_000);

test.runIf(hasMount)(
  "a full disk leaves what is published as it was",
  async () => {
    mkdirSync(join(folder.path, "small"));
    const disk = smallDisk(join(folder.path, "small"));
    const set = [...folder.set("small"), `duckdb_path=${join(disk, "simulation.duckdb")}`];
    const error = await failure(runYear(exampleConfig, 2025, { set }));
    expect(["SIMULATION_STAGE_FAILED", "STORE_WRITE_FAILED"]).toContain(error.code);
    expect(existsSync(join(disk, "simulation.duckdb"))).toBe(false);
  },
  300_000,
);
