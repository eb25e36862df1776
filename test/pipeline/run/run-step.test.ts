import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { StepHandlers } from "../../../src/pipeline/index.js";
import { inShort, pipelineOf, pipelineOn } from "../../support/pipelines.js";
import { deferred, idle } from "../../support/promises.js";

describe("a step whose handler fails", () => {
  class QuotaExceeded extends Error {}
  const realm = createContext({});

  test.each([
    ["an error", new Error("no rows"), "no rows"],
    ["an error without a message", new QuotaExceeded(), "a QuotaExceeded"],
    ["an error of another realm", runInContext("new Error('far away')", realm), "far away"],
    ["an object with a message", { code: 7, message: "out of memory" }, "out of memory"],
    ["an object without a message", { code: 7 }, "an object"],
    ["an object that has no form as text", Object.create(null), "an object"],
    ["a text", "boom", "boom"],
    ["a symbol", Symbol("boom"), "Symbol(boom)"],
    ["nothing at all", undefined, "undefined"],
    ["null", null, "null"],
  ])("by throwing %s is reported with that as cause", async (_, thrown: unknown, text) => {
    const handlers: StepHandlers[] = [
      {
        only: () => {
          throw thrown;
        },
      },
      { only: () => Promise.reject(thrown) },
    ];
    for (const handler of handlers) {
      const report = await pipelineOf(handler).run();
      const step = report.steps[0]!;
      if (step.status !== "failed") throw new Error(`the step ${step.status}`);
      expect(step.error).toBeInstanceOf(BailiwickError);
      expect(step.error).toMatchObject({
        code: "HANDLER_FAILED",
        message: `The handler of step "only" in context "test" failed: ${text}`,
        details: { stepName: "only", contextName: "test" },
      });
      expect(step.error.cause).toBe(thrown);
      expect(Object.isFrozen(step)).toBe(true);
    }
  });

  test("keeps those behind it from starting, while those that run may finish", async () => {
    const slow = deferred();
    const events: string[] = [];
    const pipeline = pipelineOn(
      {
        nodes: ["slow", "load", "after_slow", "train", "deploy"],
        edges: [
          ["slow", "after_slow"],
          ["load", "train"],
          ["train", "deploy"],
        ],
      },
      {
        slow: async () => {
          await slow.promise;
          return { slow: "done" };
        },
        load: async () => {
          await idle();
          throw new Error("no rows");
        },
        after_slow: () => ({ after_slow: "done" }),
        train: () => ({ train: "done" }),
        deploy: () => ({ deploy: "done" }),
      },
    );
    const report = await pipeline.run({
      onEvent: (event) => {
        events.push(inShort(event));
        if (event.type === "step-failed") slow.resolve();
      },
    });
    const skipped = { status: "skipped", reason: 'not started: the step "load" failed' };
    expect(report.status).toBe("failed");
    expect(report.steps).toMatchObject([
      { stepName: "slow", status: "succeeded" },
      { stepName: "load", status: "failed" },
      { stepName: "after_slow", ...skipped },
      { stepName: "train", ...skipped },
      { stepName: "deploy", ...skipped },
    ]);
    expect(report.outputs).toEqual({ slow: { slow: "done" } });
    expect(events.slice(0, 3).toSorted()).toEqual(["run-started", "step-started load", "step-started slow"]);
    expect(events.slice(3)).toEqual([
      "step-failed load",
      "step-succeeded slow",
      "step-skipped after_slow",
      "step-skipped train",
      "step-skipped deploy",
      "run-finished",
    ]);
  });

  test("keeps those from starting that only waited for their turn", async () => {
    const fail = (): never => {
      throw new Error("no rows");
    };
    const report = await pipelineOf({ first: fail, second: fail }).run({ concurrency: 1 });
    expect(report.steps.map(({ status }) => status).toSorted()).toEqual(["failed", "skipped"]);
  });

  test("names the first failure as the reason, if there are more", async () => {
    const first = deferred();
    const pipeline = pipelineOn(
      {
        nodes: ["late", "early", "last"],
        edges: [
          ["late", "last"],
          ["early", "last"],
        ],
      },
      {
        late: async () => {
          await first.promise;
          throw new Error("late");
        },
        early: async () => {
          throw new Error("early");
        },
        last: () => ({ last: 1 }),
      },
    );
    const report = await pipeline.run({
      onEvent: (event) => {
        if (event.type === "step-failed") first.resolve();
      },
    });
    expect(report.steps.map(({ status }) => status)).toEqual(["failed", "failed", "skipped"]);
    expect(report.steps[2]).toMatchObject({ reason: 'not started: the step "early" failed' });
  });
});

test("a handler that runs another pipeline keeps its report as the cause", async () => {
  const inner = pipelineOf({
    inside: () => {
      throw new Error("no rows");
    },
  });
  const outer = pipelineOf({
    outside: async () => {
      (await inner.run()).assertSucceeded();
    },
  });
  const report = await outer.run();
  expect(report.steps[0]).toMatchObject({
    status: "failed",
    error: { code: "HANDLER_FAILED", cause: { code: "RUN_UNSUCCESSFUL", cause: { code: "HANDLER_FAILED" } } },
  });
});

test("what an inner pipeline did wrong is the failure of the step that ran it", async () => {
  const inner = pipelineOf({ inner: () => ({ unknown: 1 }) });
  const report = await pipelineOf({
    outer: async () => {
      const [step] = (await inner.run()).steps;
      throw step?.status === "failed" ? step.error : new Error("the inner pipeline did not fail");
    },
  }).run();
  expect(report.steps[0]).toMatchObject({
    stepName: "outer",
    error: { code: "HANDLER_FAILED", cause: { code: "HANDLER_OUTPUTS_INVALID" } },
  });
});
