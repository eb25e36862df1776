import { describe, expect, test } from "vitest";
import type { RunEvent, StepIo } from "../../../src/pipeline/index.js";
import { inShort, pipelineOf, pipelineOn, stoppedClock } from "../../support/pipelines.js";
import { idle } from "../../support/promises.js";

describe("the events of a run", () => {
  test("come in order, frozen, with everything that happens", async () => {
    const events: RunEvent[] = [];
    let now = 0;
    const failure = new Error("no rows");
    const graph = {
      nodes: ["load", "train", "deploy"],
      edges: [
        ["load", "train"],
        ["train", "deploy"],
      ],
    } as const;
    const pipeline = pipelineOn(graph, {
      load: ({ log, progress }) => {
        progress(0.5);
        now = 10;
        log("loaded", { rows: 3 });
        progress(1, "closing");
        return { load: 1 };
      },
      train: ({ log }) => {
        log("at work");
        now = 30;
        throw failure;
      },
      deploy: () => ({ deploy: 1 }),
    });
    const report = await pipeline.run({
      clock: { now: () => now },
      seed: 7,
      onEvent: (event) => events.push(event),
    });
    const failed = report.steps[1]!;
    expect(events).toEqual([
      {
        type: "run-started",
        at: 0,
        runId: report.runId,
        pipelineName: "test",
        stepNames: ["load", "train", "deploy"],
        partitions: [],
        seed: 7,
        isResumed: false,
      },
      { type: "step-started", at: 0, stepName: "load", attempt: 1, reason: "ran: new" },
      { type: "step-progress", at: 0, stepName: "load", fraction: 0.5 },
      { type: "step-log", at: 10, stepName: "load", message: "loaded", data: { rows: 3 } },
      { type: "step-progress", at: 10, stepName: "load", fraction: 1, message: "closing" },
      { type: "step-succeeded", at: 10, stepName: "load", durationMs: 10 },
      { type: "step-started", at: 10, stepName: "train", attempt: 1, reason: "ran: new" },
      { type: "step-log", at: 10, stepName: "train", message: "at work" },
      {
        type: "step-failed",
        at: 30,
        stepName: "train",
        durationMs: 20,
        error: failed.status === "failed" ? failed.error : undefined,
      },
      {
        type: "step-skipped",
        at: 30,
        stepName: "deploy",
        reason: 'not started: the step "train" failed',
        isLeftOut: false,
      },
      { type: "run-finished", at: 30, status: "failed", durationMs: 30 },
    ]);
    expect(events.every((event) => Object.isFrozen(event))).toBe(true);
    expect(events.map((event) => Object.hasOwn(event, "message") || Object.hasOwn(event, "data"))).toEqual(
      events.map(
        ({ type, ...event }) => type === "step-log" || ("fraction" in event && event.fraction === 1),
      ),
    );
  });

  test("are heard while it happens, not afterwards", async () => {
    const heard: string[] = [];
    await pipelineOf({
      only: ({ log }) => {
        heard.push("before the log");
        log("now");
        heard.push("after the log");
      },
    }).run({ onEvent: (event) => heard.push(inShort(event)) });
    expect(heard).toEqual([
      "run-started",
      "step-started only",
      "before the log",
      "step-log only",
      "after the log",
      "step-succeeded only",
      "run-finished",
    ]);
  });

  test("are plain enough for JSON, errors included", async () => {
    const lines: string[] = [];
    await pipelineOf({
      only: () => {
        throw new Error("no rows");
      },
    }).run({ clock: stoppedClock, onEvent: (event) => lines.push(JSON.stringify(event)) });
    expect(JSON.parse(lines[2]!)).toEqual({
      type: "step-failed",
      at: 1000,
      stepName: "only",
      durationMs: 0,
      error: {
        name: "BailiwickError",
        code: "HANDLER_FAILED",
        message: 'The handler of step "only" in context "test" failed: no rows',
        details: { stepName: "only", contextName: "test" },
        cause: { name: "Error", message: "no rows", stack: expect.stringContaining("run-event.test.ts") },
      },
    });
  });
});

test.each([
  [0, 0],
  [0.25, 0.25],
  [1, 1],
  [-3, 0],
  [17, 1],
  [Infinity, 1],
  [-Infinity, 0],
  [NaN, 0],
  [undefined, 0],
  ["half", 0],
])("a progress of %s is one of %s", async (given, expected) => {
  const fractions: number[] = [];
  await pipelineOf({ only: ({ progress }) => progress(given as number) }).run({
    onEvent: (event) => {
      if (event.type === "step-progress") fractions.push(event.fraction);
    },
  });
  expect(fractions).toEqual([expected]);
});

test("nobody hears a step that has ended", async () => {
  const heard: string[] = [];
  let ended: StepIo | undefined;
  const pipeline = pipelineOn(
    { nodes: ["hasty", "patient"], edges: [["hasty", "patient"]] },
    {
      hasty: (io) => {
        ended = io;
        io.log("in time");
        return { hasty: 1 };
      },
      patient: async ({ log }) => {
        ended!.log("too late");
        ended!.progress(1);
        await idle();
        log("in time");
        return { patient: 1 };
      },
    },
  );
  await pipeline.run({ onEvent: (event) => heard.push(inShort(event)) });
  ended!.log("far too late");
  expect(heard.filter((event) => event.includes("log") || event.includes("progress"))).toEqual([
    "step-log hasty",
    "step-log patient",
  ]);
});

test("a listener that throws does not stop the run: what it throws is in the report", async () => {
  let heard = 0;
  const report = await pipelineOf({ only: ({ log }) => log("one more") }).run({
    onEvent(event) {
      heard++;
      if (event.type === "run-finished") return;
      throw new Error(`cannot print ${event.type}`);
    },
  });
  expect(report.status).toBe("succeeded");
  expect(heard).toBe(5);
  expect(report.listenerErrors).toEqual(
    ["run-started", "step-started", "step-log", "step-succeeded"].map(
      (type) => new Error(`cannot print ${type}`),
    ),
  );
  expect(Object.isFrozen(report.listenerErrors)).toBe(true);
});

test("a listener that is asynchronous is not waited for, and what it throws meanwhile is kept", async () => {
  const failure = new Error("cannot write the log");
  const write = async ({ type }: RunEvent): Promise<void> => {
    await Promise.resolve();
    if (type === "run-started") throw failure;
  };
  const report = await pipelineOf({ only: () => new Promise((resolve) => setTimeout(resolve, 5)) }).run({
    onEvent: (event): unknown => write(event),
  });
  expect(report.status).toBe("succeeded");
  expect(report.listenerErrors).toEqual([failure]);
});
