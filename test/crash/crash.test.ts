import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRunStore, type AttemptRecord } from "../../src/store/index.js";
import { readEffects, runSession, runThroughKills } from "./killed-runs.js";

/** CI sets 200; each takes about a third of a second. */
const kills = Number(process.env["BAILIWICK_CRASHES"] ?? 8);
const size = 200;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-crash-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A run without a crash lasts about this long, in milliseconds, from the first line that it writes. */
const ordinaryMs = 120;

describe("a run of 200 steps that is killed again and again", () => {
  test("ends as if nothing had happened", { timeout: 60_000 + kills * 5_000 }, async () => {
    let killed = 0;
    for (let seed = 1; killed < kills; seed++) {
      const undisturbed = { folder: join(folder, `calm-${seed}`), size, seed };
      const disturbed = { folder: join(folder, `killed-${seed}`), size, seed };
      await runThroughKills(undisturbed, []);
      const moments = Array.from({ length: Math.min(6, kills - killed) }, () => Math.random() * ordinaryMs);
      const count = await runThroughKills(disturbed, moments);
      killed += count;
      await expectSameEnd(disturbed.folder, undisturbed.folder);
      await expectTrueRecords(disturbed.folder);
    }
    expect(killed).toBeGreaterThanOrEqual(kills);
  });

  test("has nothing left to do when it is resumed after its end", async () => {
    const crash = { folder: join(folder, "calm-1"), size, seed: 1 };
    const before = await readEffects(crash.folder);
    expect(await runSession(crash, "resume")).toMatchObject({ isDone: true });
    expect(await readEffects(crash.folder)).toEqual(before);
  });
});

async function expectSameEnd(disturbed: string, undisturbed: string): Promise<void> {
  expect(await outputsIn(disturbed)).toEqual(await outputsIn(undisturbed));
}

async function outputsIn(home: string): Promise<Record<string, unknown>> {
  await using store = await openRunStore(join(home, "runs.db"), { readOnly: true });
  const [run, ...others] = store.runs();
  expect(others).toEqual([]);
  expect(run?.status).toBe("succeeded");
  const steps = store.steps(run!.runId);
  expect(steps.map(({ status }) => status)).toEqual(Array(size).fill("succeeded"));
  return Object.fromEntries(
    steps.map(({ partition, stepName }) => [
      stepName,
      store.outputs(run!.runId, { partition, stepName })?.["digest"],
    ]),
  );
}

/** What the store says of the attempts agrees with itself, and with what the handlers did in the world. */
async function expectTrueRecords(home: string): Promise<void> {
  const database = new Database(join(home, "runs.db"), { readonly: true });
  expect(database.prepare("PRAGMA integrity_check").all()).toMatchObject([{ integrity_check: "ok" }]);
  expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  database.close();
  await using store = await openRunStore(join(home, "runs.db"), { readOnly: true });
  const [run] = store.runs();
  const attempts = store.attempts(run!.runId);
  const effects = await readEffects(home);
  for (const [stepName, ofStep] of byStep(attempts)) {
    const successes = ofStep.filter(({ outcome }) => outcome === "succeeded");
    expect(successes, `the successes of ${stepName}`).toHaveLength(1);
    expect(new Set(ofStep.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(ofStep.map(({ number }) => number)).toEqual(ofStep.map((_, at) => at + 1));
    const ofWorld = effects.filter((effect) => effect.stepName === stepName);
    expect(ofWorld.length, `the effects of ${stepName}`).toBeGreaterThanOrEqual(1);
    expect(ofWorld.length, `the effects of ${stepName}`).toBeLessThanOrEqual(ofStep.length);
    expect(new Set(ofWorld.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    // Every effect belongs to an attempt that was on the disk before it.
    for (const { attempt } of ofWorld) expect(ofStep.map(({ number }) => number)).toContain(attempt);
  }
  expect(byStep(attempts).size).toBe(size);
}

function byStep(attempts: readonly AttemptRecord[]): ReadonlyMap<string, readonly AttemptRecord[]> {
  const steps = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts) {
    const list = steps.get(attempt.stepName);
    if (list === undefined) steps.set(attempt.stepName, [attempt]);
    else list.push(attempt);
  }
  return steps;
}
