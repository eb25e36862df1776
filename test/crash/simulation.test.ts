import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runMultiYear, stageNames, type TableChecksum } from "../../src/simulation/index.js";
import { StateRegistryManager } from "../../src/state/index.js";
import { openDuckDb } from "../../src/store/index.js";
import {
  exampleConfig,
  simulationFolder,
  tablesOf,
  type SimulationFolder,
} from "../support/simulation-project.js";

/** CI sets 8, so that there is one in each stage; each takes about six seconds. */
const kills = Number(process.env["BAILIWICK_CRASHES"] ?? 2);
/** How a run follows one that was killed. */
const ways = ["resume", "new"] as const;
const anyStage = Math.floor(Math.random() * stageNames.length);
/** The stages that runs are killed in, one after the other: from any one on. */
const killedStages = Array.from(
  { length: kills },
  (_, at) => stageNames[(at + anyStage) % stageNames.length]!,
);
const years = [2025, 2026] as const;

/** It uses the built package. */
const program = fileURLToPath(new URL("../fixtures/crash/simulation-years.mjs", import.meta.url));

let folder: SimulationFolder;
/** What may be published after a kill: nothing, the first year, or both. */
let published: readonly (readonly TableChecksum[])[];
/** How long stages take, in milliseconds. */
let calm: Session;

beforeAll(async () => {
  folder = await simulationFolder(60);
  await runMultiYear(exampleConfig, 2025, 2025, { set: folder.set("first") });
  calm = await runSession("calm", "new");
  if (!calm.isDone) throw new Error(`A session failed that was not killed:\n${calm.errors}`);
  const both = await tablesOf(folder.database("calm"));
  published = [[], await tablesOf(folder.database("first")), both];
}, 120_000);

afterAll(() => folder.remove());

/** What a process said, and when, in milliseconds after it was ready. */
interface Session {
  readonly marks: ReadonlyMap<string, number>;
  readonly wasKilled: boolean;
  readonly isDone: boolean;
  readonly errors: string;
}

/** A moment to kill at: so long after the process has said something. */
interface Moment {
  readonly mark: string;
  readonly afterMs: number;
}

/** Simulates in a process of its own, and kills it at a moment, if it is not done by then. */
async function runSession(name: string, resume: "new" | "resume", kill?: Moment): Promise<Session> {
  const order = [exampleConfig, String(years[0]), String(years[1]), resume, ...folder.set(name)];
  const child = spawn(process.execPath, [program, ...order]);
  const marks = new Map<string, number>();
  let readyAt = 0;
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const mark of text.trim().split("\n")) {
      if (mark === "ready") readyAt = performance.now();
      marks.set(mark, performance.now() - readyAt);
      if (mark === kill?.mark) timer = setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.on("close", (code, by) => done([code, by])),
  );
  clearTimeout(timer);
  return { marks, wasKilled: signal === "SIGKILL", isDone: marks.has("done"), errors };
}

/** Some time within a stage; in the last one up to its end and a little more, where files are renamed and removed. */
function momentIn(stage: string, year: number): Moment {
  const mark = `stage-started ${year} ${stage}`;
  const duration = calm.marks.get(`stage-finished ${year} ${stage}`)! - calm.marks.get(mark)!;
  return { mark, afterMs: Math.random() * (stage === "reporting" ? duration * 1.2 : duration) };
}

async function publishedIn(name: string): Promise<readonly TableChecksum[]> {
  const path = folder.database(name);
  return existsSync(path) ? tablesOf(path) : [];
}

test.each(killedStages.map((stage, at) => ({ at, stage })))(
  "after a run was killed, the next ends in the same tables, and leaves nothing behind",
  { timeout: 120_000 },
  async ({ at, stage }) => {
    const name = `killed-${at}`;
    const way = ways[at % ways.length]!;
    const moment = momentIn(stage, years[Math.floor(at / 2) % years.length]!);
    const session = await runSession(name, "new", moment);
    expect({ moment, errors: session.errors }).toEqual({ moment, errors: "" });
    expect(session.wasKilled || session.isDone).toBe(true);
    expect(published).toContainEqual(await publishedIn(name));

    const { errors, isDone } = await runSession(name, way);
    expect({ moment, way, errors, isDone }).toEqual({ moment, way, errors: "", isDone: true });
    expect(await publishedIn(name)).toEqual(published[2]);
    await expectSoundEnd(name);
    rmSync(dirname(folder.database(name)), { recursive: true });
  },
);

/** Nothing is left of the kill: the registries agree, and no work file is there. */
async function expectSoundEnd(name: string): Promise<void> {
  const path = folder.database(name);
  await using database = await openDuckDb(path, { readOnly: true });
  const scope = { scenarioId: "baseline", planDesignId: "standard_match" };
  const found = await new StateRegistryManager(database, scope).validateAllRegistries(years[1]);
  expect([...found.enrollment.errors, ...found.deferral.errors]).toEqual([]);
  const files = readdirSync(dirname(path)).filter((file) => !/-(?:wal|shm)$/.test(file));
  expect(files.toSorted()).toEqual(["simulation.duckdb", "simulation.duckdb.runs.db"]);
}
