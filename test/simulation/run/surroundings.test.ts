import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMultiYear, runYear, simulationFiles, type TableChecksum } from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import {
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../../support/simulation-project.js";

let folder: SimulationFolder;
let first: readonly TableChecksum[];

beforeAll(async () => {
  folder = await simulationFolder(60);
  await runYear(exampleConfig, 2025, { set: folder.set("first") });
  first = await tablesOf(folder.database("first"));
}, 300_000);

afterAll(() => folder.remove());

test("a link to the database stays one, and what belongs to the database is where that is", async () => {
  const set = folder.set("linked");
  mkdirSync(join(folder.path, "real"));
  const real = join(folder.path, "real", "data.duckdb");
  symlinkSync(real, folder.database("linked"));
  await runYear(exampleConfig, 2025, { set });
  expect(lstatSync(folder.database("linked")).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(folder.path, "linked"))).toEqual(["simulation.duckdb"]);
  expect(await tablesOf(real)).toEqual(first);
  expect(simulationFiles(folder.database("linked"))).toEqual(simulationFiles(real));
}, 300_000);

test.runIf(existsSync("/dev/full"))(
  "a log that cannot be written is told of, and does the run no harm",
  async () => {
    const broken = {
      write: () => {
        throw new Error("no more lines");
      },
    };
    const told = [];
    for (const [at, logger] of [broken, "/dev/full"].entries()) {
      const { run } = await runYear(exampleConfig, 2025, { set: folder.set(`unlogged-${at}`), logger });
      told.push(run.warnings);
      expect(await tablesOf(folder.database(`unlogged-${at}`))).toEqual(first);
    }
    expect(told).toEqual([
      ["A listener has thrown: no more lines."],
      ["A listener has thrown: ENOSPC: no space left on device, write."],
    ]);
  },
  300_000,
);

test("without the lock of runs, a second one of the same process is kept from the work file", async () => {
  const set = folder.set("shared", "locks.enable_mutex=false");
  const outcomes = await Promise.allSettled([1, 2].map(() => runYear(exampleConfig, 2025, { set })));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: {
      code: "SIMULATION_STAGE_FAILED",
      cause: { code: "STORE_LOCKED", message: expect.stringContaining("of this process is at it") as string },
    },
  });
  expect(await tablesOf(folder.database("shared"))).toEqual(first);
}, 300_000);

test("the work file goes under the lock of the run, before another can have it", async () => {
  const set = folder.set("gone");
  const { work } = simulationFiles(folder.database("gone"));
  const seen: boolean[] = [];
  await runYear(exampleConfig, 2025, {
    set,
    onProgress: ({ type, stage }) => {
      if (type === "stage-finished" && ["validation", "reporting"].includes(stage))
        seen.push(existsSync(work));
    },
  });
  expect(seen).toEqual([true, false]);
}, 300_000);

test("a run that goes on knows the later years, and which of them it has removed", async () => {
  const set = folder.set("longer");
  const path = folder.database("longer");
  copyFileSync(folder.database("first"), path);
  await runMultiYear(exampleConfig, 2026, 2027, { set });
  const before = await tablesOf(path);
  const interrupted = async (more: readonly string[], stage: string): Promise<void> => {
    const controller = new AbortController();
    await expect(
      runYear(exampleConfig, 2026, {
        set: [...set, ...more],
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.type === "stage-started" && progress.stage === stage) controller.abort();
        },
      }),
    ).rejects.toMatchObject({ code: "OPERATION_ABORTED" });
  };
  const shorter = ["years.end=2026"];
  await interrupted(shorter, "validation");
  const same = await runYear(exampleConfig, 2026, { set: [...set, ...shorter], resume: true });
  expect(same.run.removedYears).toEqual([]);
  expect(same.quality!.disposition).toBe("passed");
  expect(await tablesOf(path)).toEqual(before);

  const other = ["simulation.termination.rate=0.2"];
  await interrupted(other, "reporting");
  const changed = await runYear(exampleConfig, 2026, { set: [...set, ...other], resume: true });
  expect(changed.run.removedYears).toEqual([2027]);
}, 300_000);

test("a folder that cannot be made is told of as one", async () => {
  writeFileSync(join(folder.path, "plain"), "");
  const set = [...folder.set("first"), `duckdb_path=${join(folder.path, "plain", "simulation.duckdb")}`];
  await expect(runYear(exampleConfig, 2025, { set })).rejects.toMatchObject({
    code: "SIMULATION_FILE_FAILED",
    message: expect.stringContaining("Could not make the folder") as string,
  });
});

test.each([{ readOnly: true }, {}])(
  "what has the database open in the same process reads each year as it is published: %j",
  async (options) => {
    const name = `open-${Object.keys(options).length}`;
    const set = folder.set(name);
    copyFileSync(folder.database("first"), folder.database(name));
    await using database = await openDuckDb(folder.database(name), options);
    const { year } = await runYear(exampleConfig, 2026, { set });
    const text = "SELECT DISTINCT simulation_year AS year FROM fct_workforce_snapshot ORDER BY year";
    const years = await database.read((connection) => connection.rows({ text }));
    expect([year, ...years]).toEqual([2026, { year: 2025 }, { year: 2026 }]);
  },
  300_000,
);

test("the log of a database that is there no more does not get into the new one", async () => {
  const set = folder.set("orphan");
  const path = folder.database("orphan");
  const old = await openDuckDb(path);
  await old.transaction((connection) => connection.run({ text: "CREATE TABLE orders AS SELECT 1 AS id" }));
  const log = readFileSync(`${path}.wal`);
  await old.close();
  rmSync(path);
  writeFileSync(`${path}.wal`, log);
  await runYear(exampleConfig, 2025, { set });
  expect(await tablesOf(path)).toEqual(first);
}, 300_000);
