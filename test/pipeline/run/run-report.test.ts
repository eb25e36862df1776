import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import { buildPipeline } from "../../../src/pipeline/index.js";
import { pipelineOf, pipelineOn, stoppedClock } from "../../support/pipelines.js";
import { idle, thrownBy } from "../../support/promises.js";
import { registryOf } from "../../support/resolvers.js";

const succeed = (): void => {};
const fail = (message: string) => async () => {
  throw new Error(message);
};

test("a report says how every step ended, in the order of the plan, and is frozen", async () => {
  const registry = registryOf({ one: { stepType: "Any" }, two: { stepType: "Any" } });
  const pipeline = buildPipeline(registry, { two: succeed, one: succeed }, { name: "nightly" });
  const report = await pipeline.run({ clock: stoppedClock });
  expect(report).toMatchObject({
    pipelineName: "nightly",
    contextName: "test",
    status: "succeeded",
    startedAt: 1000,
    durationMs: 0,
    steps: [
      { stepName: "one", status: "succeeded", startedAt: 1000, durationMs: 0 },
      { stepName: "two", status: "succeeded", startedAt: 1000, durationMs: 0 },
    ],
    outputs: { one: {}, two: {} },
    listenerErrors: [],
  });
  for (const value of [report, report.steps, ...report.steps, report.outputs]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
});

describe("assertSucceeded", () => {
  test("returns the report of a run that succeeded", async () => {
    const report = await pipelineOf({ one: succeed }).run();
    expect(report.assertSucceeded()).toBe(report);
  });

  test("throws one error for all that failed, were cancelled or did not start", async () => {
    const controller = new AbortController();
    const pipeline = pipelineOn(
      {
        nodes: ["slow", "load", "check", "train", "deploy"],
        edges: [
          ["load", "train"],
          ["train", "deploy"],
        ],
      },
      {
        slow: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
        load: fail("no such file\n  at line 7"),
        check: async () => {
          await idle();
          throw new Error("too old");
        },
        train: succeed,
        deploy: succeed,
      },
    );
    const report = await pipeline.run({
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "step-failed" && event.stepName === "check") controller.abort(new Error("enough"));
      },
    });
    const error = thrownBy(() => report.assertSucceeded());
    expect(error).toBeInstanceOf(BailiwickError);
    expect(error).toMatchObject({
      code: "RUN_UNSUCCESSFUL",
      message: [
        'The pipeline "test" failed:',
        '  - The step "slow" in context "test" was aborted: enough.',
        '  - The handler of step "load" in context "test" failed: no such file',
        "      at line 7",
        '  - The handler of step "check" in context "test" failed: too old',
        '  - not started: "train" and "deploy"',
      ].join("\n"),
      details: {
        pipelineName: "test",
        contextName: "test",
        status: "failed",
        ended: ["slow", "load", "check"],
        skipped: ["train", "deploy"],
      },
      cause: { code: "HANDLER_FAILED", details: { stepName: "load" } },
    });
  });

  test("throws for a run that was cancelled before it began", async () => {
    const report = await pipelineOf({ one: succeed, two: succeed }).run({ signal: AbortSignal.abort() });
    const error = thrownBy(() => report.assertSucceeded());
    expect(error).toMatchObject({
      code: "RUN_UNSUCCESSFUL",
      message: ['The pipeline "test" was cancelled:', '  - not started: "one" and "two"'].join("\n"),
      details: { status: "cancelled", ended: [], skipped: ["one", "two"] },
    });
    expect((error as Error).cause).toBeUndefined();
  });

  test("has the cancellation as cause if nothing failed", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const pipeline = pipelineOf({
      one: ({ signal }) => {
        controller.abort(reason);
        signal.throwIfAborted();
      },
    });
    const report = await pipeline.run({ signal: controller.signal });
    expect(thrownBy(() => report.assertSucceeded())).toMatchObject({
      message: [
        'The pipeline "test" was cancelled:',
        '  - The step "one" in context "test" was aborted: enough.',
      ].join("\n"),
      cause: { code: "OPERATION_ABORTED", cause: reason },
    });
  });
});
