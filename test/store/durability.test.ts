import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import Libsql from "libsql";
import { beforeAll, describe, expect, test } from "vitest";
import { compileScript } from "../support/compile-script.js";
import { opened, storePath } from "./store-file.js";

let program: string;

beforeAll(async () => {
  program = await compileScript(new URL("store-program.ts", import.meta.url));
});

function record(path: string, runId: string, steps: number, perCommit: number): ChildProcess {
  return fork(program, [path, runId, String(steps), String(perCommit)]);
}

/** What SQLite thinks of the file. */
function integrity(path: string): unknown {
  const database = new Libsql(path);
  try {
    return [
      database.prepare("PRAGMA integrity_check").raw().all(),
      database.prepare("PRAGMA foreign_key_check").raw().all(),
    ];
  } finally {
    database.close();
  }
}

describe("a process that is killed", () => {
  test("leaves everything that it said was durable, and no half commit", async () => {
    const perCommit = 7;
    const path = await storePath();
    for (let round = 0; round < 8; round++) {
      const child = record(path, `run ${round}`, 1_000_000, perCommit);
      const exited = once(child, "exit");
      let durable = 0;
      child.on("message", (count: number) => {
        durable = count;
        if (count >= perCommit * (3 + 5 * round)) child.kill("SIGKILL");
      });
      expect((await exited)[1]).toBe("SIGKILL");

      const store = await opened(path);
      const steps = store.steps(`run ${round}`);
      expect(steps.length).toBeGreaterThanOrEqual(durable);
      expect(steps.length % perCommit).toBe(0);
      expect(store.run(`run ${round}`)).toMatchObject({ status: "running" });
      expect(store.attempts(`run ${round}`)).toHaveLength(steps.length);
      expect([...store.events(`run ${round}`)].map(({ sequence }) => sequence)).toEqual(
        steps.map((_, index) => index + 1),
      );
      steps.forEach((step, index) => {
        expect(step).toMatchObject({ stepName: `step ${index + 1}`, status: "succeeded" });
        expect(store.outputs(step.runId, step)).toEqual({ count: String(index + 1) });
      });
      expect(integrity(path)).toEqual([[["ok"]], []]);
      store.close();
    }
  });
});

describe("processes that record at the same time", () => {
  test("wait for each other, and lose nothing", async () => {
    const path = await storePath();
    const runs = ["a", "b", "c"];
    const ends = await Promise.all(runs.map(async (runId) => once(record(path, runId, 120, 3), "exit")));
    expect(ends).toEqual(runs.map(() => [0, null]));
    const store = await opened(path);
    for (const runId of runs) {
      expect(store.run(runId)).toMatchObject({ status: "succeeded" });
      expect(store.steps(runId)).toHaveLength(120);
      expect([...store.events(runId)]).toHaveLength(120);
    }
    expect(integrity(path)).toEqual([[["ok"]], []]);
  });
});
