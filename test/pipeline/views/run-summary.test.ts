import { describe, expect, test } from "vitest";
import { summariseRun } from "../../../src/pipeline/index.js";
import type { RunRecord, StepRecord } from "../../../src/store/index.js";
import { pipelineOf, pipelineOn } from "../../support/pipelines.js";

/** A clock that goes on by a millisecond whenever it is asked. */
function ticking(): { now: () => number } {
  let now = 0;
  return { now: () => now++ };
}

const run: RunRecord = {
  runId: "r1",
  contextName: "test",
  pipelineName: "nightly",
  planFingerprint: "0",
  partitions: [],
  seed: 1,
  status: "failed",
  sessions: 1,
  startedAt: 1000,
  endedAt: 1500,
};

const record = (stepName: string, more: Partial<StepRecord> = {}): StepRecord => ({
  runId: "r1",
  partition: "",
  stepName,
  fingerprint: "0",
  parts: { specification: "0", code: "0", options: "0", inputs: {}, after: {} },
  status: "succeeded",
  reason: "ran: new",
  attempts: 1,
  ...more,
});

describe("the summary of a report", () => {
  test("says of each step how it ended and why, and is frozen", async () => {
    const pipeline = pipelineOn(
      { nodes: ["load", "train"], edges: [["load", "train"]] },
      {
        load: () => {
          throw new Error("no rows\nat all");
        },
        train: () => {},
      },
    );
    const report = await pipeline.run({ clock: ticking() });
    const summary = summariseRun(report, pipeline.plan);
    expect(summary).toMatchObject({
      runId: report.runId,
      status: "failed",
      durationMs: report.durationMs,
      steps: [
        {
          stepName: "load",
          state: "failed",
          attempts: 1,
          reason: expect.stringMatching(/no rows$/) as string,
        },
        { stepName: "train", state: "skipped", attempts: 0 },
      ],
      counts: { failed: 1, skipped: 1 },
    });
    expect(summary.steps[1]?.reason).toContain("load");
    expect(summary.slowest.map(({ stepName }) => stepName)).toEqual(["load"]);
    for (const value of [summary, summary.steps, summary.steps[0], summary.counts, summary.slowest])
      expect(Object.isFrozen(value)).toBe(true);
  });

  test("names the slowest steps, and no more than five of them", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const report = await pipelineOf(Object.fromEntries(names.map((name) => [name, () => {}]))).run();
    const { slowest } = summariseRun(report);
    const durations = slowest.map(({ durationMs = 0 }) => durationMs);
    expect(durations).toEqual(durations.toSorted((a, b) => b - a));
    expect(slowest).toHaveLength(5);
  });
});

describe("the summary of a recorded run", () => {
  test("tells results that were taken over, steps that run, and how long it took", () => {
    const steps = [
      record("load", { reusedFrom: "r0", attempts: 0 }),
      record("train", { status: "running", durationMs: 40 }),
      record("judge", { status: "failed", error: { name: "Error", message: "too bad\nreally" } }),
    ];
    expect(summariseRun({ run, steps })).toMatchObject({
      durationMs: 500,
      counts: { reused: 1, running: 1, failed: 1 },
      steps: [{ state: "reused" }, { state: "running" }, { state: "failed", reason: "too bad" }],
    });
    const { endedAt: _, ...open } = run;
    expect(summariseRun({ run: { ...open, status: "running" }, steps })).not.toHaveProperty("durationMs");
  });

  test("finds the chain that took longest", () => {
    const pipeline = pipelineOn(
      {
        nodes: ["a", "b", "c", "d"],
        edges: [
          ["a", "b"],
          ["a", "c"],
          ["b", "d"],
          ["c", "d"],
        ],
      },
      { a: () => ({ a: 1 }), b: () => ({ b: 1 }), c: () => ({ c: 1 }), d: () => ({ d: 1 }) },
    );
    const steps = Object.entries({ a: 10, b: 5, c: 30, d: 1 }).map(([name, durationMs]) =>
      record(name, { durationMs }),
    );
    expect(summariseRun({ run, steps }, pipeline.plan).criticalPath).toMatchObject({
      stepNames: ["a", "c", "d"],
      durationMs: 41,
    });
    expect(summariseRun({ run, steps })).not.toHaveProperty("criticalPath");
  });

  test("has a matrix of steps and partitions", () => {
    const steps = [
      record("load", { partition: "2025" }),
      record("train", { partition: "2025", status: "failed" }),
      record("load", { partition: "2026" }),
    ];
    const summary = summariseRun({ run: { ...run, partitions: ["2025", "2026"] }, steps });
    expect(summary.matrix).toEqual({
      partitions: ["2025", "2026"],
      stepNames: ["load", "train"],
      states: [
        ["succeeded", "succeeded"],
        ["failed", undefined],
      ],
    });
    expect(summary).not.toHaveProperty("criticalPath");
  });
});
