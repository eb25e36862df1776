import { spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runYear, type TableChecksum } from "../../../src/simulation/index.js";
import { runNode } from "../../support/run-node.js";
import {
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../../support/simulation-project.js";

/** It uses the built package. */
const program = fileURLToPath(new URL("../../fixtures/crash/simulation.mjs", import.meta.url));

let folder: SimulationFolder;
let expected: readonly TableChecksum[];
let first: readonly TableChecksum[];

beforeAll(async () => {
  folder = await simulationFolder(60);
  await runYear(exampleConfig, 2025, { set: folder.set("first") });
  first = await tablesOf(folder.database("first"));
  const { set } = copyOfFirst("both");
  await runYear(exampleConfig, 2026, { set });
  expected = await tablesOf(folder.database("both"));
}, 300_000);

afterAll(() => folder.remove());

/** A database in which the first year is published. */
function copyOfFirst(name: string): { readonly set: string[]; readonly path: string } {
  const set = folder.set(name);
  const path = folder.database(name);
  copyFileSync(folder.database("first"), path);
  return { set, path };
}

test.each([
  ["stage-started", "initialization"],
  ["stage-progress", "foundation"],
  ["stage-progress", "event_generation"],
  ["stage-progress", "state_accumulation"],
  ["stage-finished", "registries"],
  ["stage-progress", "validation"],
  ["stage-started", "reporting"],
  ["stage-finished", "reporting"],
])(
  "a run that is killed at the %s of %s goes on to the same tables",
  async (type, stage) => {
    const { set, path } = copyOfFirst(`${type}-${stage}`);
    const order = { config: exampleConfig, year: 2026, set, dieAt: { type, stage } };
    const ended = await runNode([program, JSON.stringify(order)], { cwd: folder.path, seconds: 120 });
    expect(ended).toMatchObject({ failed: true, errors: "" });
    // What is published is what was there before, or all of the year.
    const isPublished = type === "stage-finished" && stage === "reporting";
    expect(await tablesOf(path)).toEqual(isPublished ? expected : first);

    const reused: string[] = [];
    const { run } = await runYear(exampleConfig, 2026, {
      set,
      resume: true,
      onProgress: (progress) => {
        if (progress.type === "stage-reused") reused.push(progress.stage);
      },
    });
    // Once all is published, the work file is gone: who dies before that is recorded makes the year again.
    const anew = "The year 2026 begins anew, because its work file is gone.";
    expect(run.warnings).toEqual(isPublished ? [anew] : []);
    expect([...reused, ...run.stages.map((done) => done.stage)]).toHaveLength(7);
    expect(reused).not.toContain(stage);
    expect(await tablesOf(path)).toEqual(expected);
  },
  300_000,
);

test("a run that is killed before anything is published begins again", async () => {
  const set = folder.set("nothing");
  const dieAt = { type: "stage-started", stage: "registries" };
  const order = { config: exampleConfig, year: 2025, set, dieAt };
  await runNode([program, JSON.stringify(order)], { cwd: folder.path, seconds: 120 });
  await runYear(exampleConfig, 2025, { set });
  expect(await tablesOf(folder.database("nothing"))).toEqual(first);
}, 300_000);

test("a second process on the same database is refused, and told by whom", async () => {
  const { set } = copyOfFirst("shared");
  const order = { config: exampleConfig, year: 2026, set, stopAt: "foundation" };
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    cwd: folder.path,
    stdio: [...stdio],
  });
  try {
    await new Promise((resolve, reject) => {
      child.stdout.once("data", resolve);
      child.once("exit", reject);
    });
    await expect(runYear(exampleConfig, 2026, { set })).rejects.toMatchObject({
      code: "LOCK_HELD",
      message: expect.stringContaining(String(child.pid)) as string,
    });
    // Without the lock of runs it is DuckDB that keeps them apart.
    const unlocked = [...set, "locks.enable_mutex=false"];
    await expect(runYear(exampleConfig, 2026, { set: unlocked })).rejects.toMatchObject({
      code: "SIMULATION_STAGE_FAILED",
      cause: { code: "STORE_LOCKED", message: expect.stringContaining(String(child.pid)) as string },
    });
  } finally {
    child.kill("SIGKILL");
  }
}, 300_000);
