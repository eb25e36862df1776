import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RunEvent, StepHandlers, StepIo, StepReport } from "../../../src/pipeline/index.js";
import { inShort, pipelineOf, pipelineOn } from "../../support/pipelines.js";
import { deferred, idle } from "../../support/promises.js";

const reason = new Error("enough");
const never = (): Promise<void> => new Promise(() => {});

/** Aborts as soon as an event of a type is heard. */
function abortAt(type: RunEvent["type"]): { signal: AbortSignal; onEvent: (event: RunEvent) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === type) controller.abort(reason);
    },
  };
}

/** How a step ends whose handler is under way when the run is cancelled. */
async function endOf(handler: StepHandlers[string], graceMs = 2000): Promise<StepReport> {
  const controller = new AbortController();
  const run = pipelineOf({ only: handler }).run({ signal: controller.signal, graceMs });
  await idle();
  controller.abort(reason);
  const report = await run;
  expect(report.status).toBe(report.steps[0]!.status);
  return report.steps[0]!;
}

describe("a run that is cancelled", () => {
  test("before it starts, starts nothing", async () => {
    const events: string[] = [];
    let hasRun = false;
    const report = await pipelineOf({ only: () => void (hasRun = true) }).run({
      signal: AbortSignal.abort(reason),
      onEvent: (event) => events.push(inShort(event)),
    });
    expect(hasRun).toBe(false);
    expect(report.status).toBe("cancelled");
    expect(report.steps).toEqual([
      {
        stepName: "only",
        status: "skipped",
        reason: "not started: the run was cancelled: enough",
        isLeftOut: false,
      },
    ]);
    expect(events).toEqual(["run-started", "step-skipped only", "run-finished"]);
  });

  test("when it starts, starts nothing either", async () => {
    const report = await pipelineOf({ only: () => {} }).run(abortAt("run-started"));
    expect(report.steps[0]!.status).toBe("skipped");
  });

  test("when a step is about to start, does not call its handler", async () => {
    let hasRun = false;
    const report = await pipelineOf({ only: () => void (hasRun = true) }).run(abortAt("step-started"));
    expect(report.steps[0]).toMatchObject({ status: "cancelled", error: { cause: reason } });
    expect(hasRun).toBe(false);
  });

  test("while steps run, tells them, waits for them and starts no more", async () => {
    const told: string[] = [];
    const wait =
      (name: string): StepHandlers[string] =>
      async ({ signal }) => {
        await sleep(10_000, undefined, { signal }).catch(() => {});
        await idle();
        told.push(name);
        signal.throwIfAborted();
      };
    const pipeline = pipelineOn(
      { nodes: ["left", "right", "next"], edges: [["left", "next"]] },
      { left: wait("left"), right: wait("right"), next: () => ({ next: 1 }) },
    );
    const controller = new AbortController();
    const run = pipeline.run({ signal: controller.signal });
    await idle();
    controller.abort(reason);
    const report = await run;
    expect(told.toSorted()).toEqual(["left", "right"]);
    expect(report.status).toBe("cancelled");
    expect(report.steps).toMatchObject([
      {
        stepName: "left",
        status: "cancelled",
        error: {
          code: "OPERATION_ABORTED",
          message: 'The step "left" in context "test" was aborted: enough.',
          cause: reason,
        },
      },
      { stepName: "right", status: "cancelled" },
      { stepName: "next", status: "skipped", reason: "not started: the run was cancelled: enough" },
    ]);
  });

  test("when all is done, has succeeded", async () => {
    expect((await pipelineOf({ only: () => {} }).run(abortAt("step-succeeded"))).status).toBe("succeeded");
  });

  test("by a timeout says so", async () => {
    const pipeline = pipelineOf({ only: ({ signal }) => sleep(10_000, undefined, { signal }) });
    const report = await pipeline.run({ signal: AbortSignal.timeout(5) });
    expect(report.steps[0]).toMatchObject({
      error: {
        message: 'The step "only" in context "test" was aborted: The operation was aborted due to timeout.',
      },
    });
  });
});

describe("a handler that is under way when the run is cancelled", () => {
  test("may succeed in spite of it", async () => {
    const end = deferred();
    const step = await endOf(async ({ signal }) => {
      signal.addEventListener("abort", () => end.resolve());
      await end.promise;
    });
    expect(step.status).toBe("succeeded");
  });

  test("may throw another error, which is kept as the cause", async () => {
    const failure = new Error("cannot close the file");
    const step = await endOf(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(failure))),
    );
    expect(step).toMatchObject({
      status: "cancelled",
      error: {
        code: "OPERATION_ABORTED",
        message:
          'The step "only" in context "test" was aborted: enough. Its handler then failed: cannot close the file',
      },
    });
    expect("error" in step && step.error.cause).toBe(failure);
  });

  test("may throw an AbortError, which is no failure of its own", async () => {
    const step = await endOf(
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError"))),
        ),
    );
    expect("error" in step && step.error.message).toBe(
      'The step "only" in context "test" was aborted: enough.',
    );
  });

  test("may throw nothing in particular, and the reason of the abort is the cause", async () => {
    const step = await endOf(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject())),
    );
    expect("error" in step && step.error.cause).toBe(reason);
  });

  test("may return without its outputs, and is cancelled, not at fault", async () => {
    const controller = new AbortController();
    const pipeline = pipelineOn(
      { nodes: ["load"], edges: [] },
      {
        load: () => {
          controller.abort(reason);
        },
      },
    );
    const report = await pipeline.run({ signal: controller.signal });
    expect(report.steps[0]).toMatchObject({
      status: "cancelled",
      error: { code: "OPERATION_ABORTED", cause: { code: "HANDLER_OUTPUTS_INVALID" } },
    });
  });

  test("is left behind after the grace time, if it does not end", async () => {
    const step = await endOf(never, 20);
    expect(step).toMatchObject({
      status: "cancelled",
      error: {
        code: "OPERATION_ABORTED",
        message: [
          'The step "only" in context "test" was aborted (enough), but its handler did not end within 20 ms and goes on unheard.',
          "  hint: hand io.signal to what the handler awaits, or check it between pieces of work.",
        ].join("\n"),
        details: { graceMs: 20 },
        cause: reason,
      },
    });
  });

  test("is left behind at once if the grace time is none", async () => {
    expect((await endOf(never, 0)).status).toBe("cancelled");
  });

  test.each([Infinity, 1e12])("is waited for if the grace time is %d", async (graceMs) => {
    const step = await endOf(async ({ signal }) => {
      await sleep(10_000, undefined, { signal }).catch(() => {});
      await sleep(30);
    }, graceMs);
    expect(step.status).toBe("succeeded");
  });

  test("is not heard any more once it is left behind, however it goes on", async () => {
    const unhandled: unknown[] = [];
    const notice = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", notice);
    try {
      const events: string[] = [];
      const rest = deferred();
      let left: StepIo | undefined;
      const controller = new AbortController();
      const handlers: StepHandlers = {
        only: async (io) => {
          left = io;
          controller.abort(reason);
          await rest.promise;
        },
      };
      const report = await pipelineOf(handlers).run({
        signal: controller.signal,
        graceMs: 5,
        onEvent: (event) => events.push(inShort(event)),
      });
      rest.reject(new Error("much too late"));
      left!.log("still here");
      await idle();
      expect(unhandled).toEqual([]);
      expect(report.steps[0]!.status).toBe("cancelled");
      expect(events).toEqual(["run-started", "step-started only", "step-cancelled only", "run-finished"]);
    } finally {
      process.off("unhandledRejection", notice);
    }
  });
});

test("a cancelled run that has ended leaves no timer to keep the process alive", async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const pipeline = pipelineOf({ only: ({ signal }) => sleep(10_000, undefined, { signal }) });
  const report = await pipeline.run({ ...abortAt("step-started"), graceMs: 60_000 });
  expect(report.status).toBe("cancelled");
  expect(timers()).toBe(before);
});

describe("the signal of the caller", () => {
  const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

  test("has no listener left after a run, however it ended and whatever the handlers left on theirs", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const careless: StepHandlers[string] = (io) => {
      io.signal.addEventListener("abort", () => {});
    };
    const fail = (): never => {
      throw new Error("no rows");
    };
    for (let run = 0; run < 20; run++) {
      await pipelineOf({ careless, fail }).run({ signal });
      await pipelineOf({ careless }).run({ signal });
    }
    expect(listeners(signal)).toBe(0);
    const last = pipelineOf({ never }).run({ signal, graceMs: 1 });
    expect(listeners(signal)).toBe(1);
    controller.abort();
    await last;
    expect(listeners(signal)).toBe(0);
  });

  test("has one listener for each run, and many steps at once are no warning", async () => {
    const warnings: Error[] = [];
    const notice = (warning: Error): void => void warnings.push(warning);
    process.on("warning", notice);
    try {
      const controller = new AbortController();
      const { signal } = controller;
      const names = Array.from({ length: 50 }, (_, index) => `n${index}`);
      const wait: StepHandlers[string] = (io) => sleep(10_000, undefined, { signal: io.signal });
      const run = pipelineOf(Object.fromEntries(names.map((name) => [name, wait]))).run({ signal });
      await idle();
      expect(listeners(signal)).toBe(1);
      controller.abort();
      expect((await run).status).toBe("cancelled");
      await idle();
      expect(warnings).toEqual([]);
    } finally {
      process.off("warning", notice);
    }
  });
});
