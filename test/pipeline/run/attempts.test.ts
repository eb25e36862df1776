/* oxlint-disable unicorn/no-thenable -- what can be awaited is what one of these tests is about */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import {
  transient,
  type RunEvent,
  type StepDefinition,
  type StepReport,
} from "../../../src/pipeline/index.js";
import { inShort, pipelineOf } from "../../support/pipelines.js";
import { idle } from "../../support/promises.js";

const never = (): Promise<void> => new Promise(() => {});

function errorOf(step: StepReport | undefined): BailiwickError {
  if (step?.status !== "failed" && step?.status !== "cancelled") throw new Error(`the step ${step?.status}`);
  return step.error;
}

describe("an attempt that takes too long", () => {
  test("is aborted with the error that it fails with", async () => {
    let reason: unknown;
    const report = await pipelineOf({
      slow: {
        timeoutMs: 20,
        handle: ({ signal }) =>
          sleep(10_000, undefined, { signal }).catch((error: unknown) => {
            reason = signal.reason;
            throw error;
          }),
      },
    }).run();
    expect(report.status).toBe("failed");
    expect(errorOf(report.steps[0])).toMatchObject({
      code: "STEP_TIMED_OUT",
      message: 'The step "slow" in context "test" took longer than 20 ms and was aborted.',
      details: { stepName: "slow", contextName: "test", timeoutMs: 20 },
    });
    expect(reason).toBe(errorOf(report.steps[0]));
  });

  test("fails although its handler returns in the end", async () => {
    const report = await pipelineOf({ slow: () => sleep(40) }).run({ timeoutMs: 5 });
    expect(errorOf(report.steps[0]).code).toBe("STEP_TIMED_OUT");
  });

  test("keeps what else its handler threw", async () => {
    const failure = new Error("cannot close the file");
    const report = await pipelineOf({
      slow: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(failure))),
    }).run({ timeoutMs: 5 });
    expect(errorOf(report.steps[0])).toMatchObject({
      code: "STEP_TIMED_OUT",
      message:
        'The step "slow" in context "test" took longer than 5 ms and was aborted. Its handler then failed: cannot close the file',
    });
    expect(errorOf(report.steps[0]).cause).toBe(failure);
  });

  test("is left behind after the grace time, while others go on", async () => {
    const report = await pipelineOf({
      stuck: { handle: never, timeoutMs: 5 },
      other: () => sleep(60),
    }).run({ graceMs: 10, failureMode: "finish-independent" });
    expect(report.steps.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    expect(errorOf(report.steps[0])).toMatchObject({
      code: "STEP_TIMED_OUT",
      message: [
        'The step "stuck" in context "test" took longer than 5 ms and was aborted, but its handler did not end within 10 ms and goes on unheard.',
        "  hint: hand io.signal to what the handler awaits, or check it between pieces of work.",
      ].join("\n"),
      details: { timeoutMs: 5, graceMs: 10 },
    });
  });

  test("and is left behind when its run is cancelled meanwhile", async () => {
    const controller = new AbortController();
    const run = pipelineOf({ stuck: { handle: never, timeoutMs: 5 } }).run({
      signal: controller.signal,
      graceMs: 50,
    });
    await sleep(20);
    controller.abort();
    expect(errorOf((await run).steps[0]).code).toBe("STEP_TIMED_OUT");
  });

  test("hears the abort of its run through its own signal, also where it aborts it itself", async () => {
    const controller = new AbortController();
    const report = await pipelineOf({
      only: {
        timeoutMs: 10_000,
        handle: ({ signal }) => {
          controller.abort(new Error("enough"));
          signal.throwIfAborted();
        },
      },
    }).run({ signal: controller.signal });
    expect(errorOf(report.steps[0]).message).toBe('The step "only" in context "test" was aborted: enough.');
  });

  test("leaves no timer behind if it ends in time", async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    const report = await pipelineOf({
      atOnce: () => {},
      later: () => idle(),
      broken: () => {
        throw new Error("no rows");
      },
    }).run({ timeoutMs: 60_000, failureMode: "finish-independent" });
    expect(report.steps.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "failed"]);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe("a step that fails of what may be gone the next time", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Fails so many times before it succeeds. */
  function flaky(times: number, more: Partial<StepDefinition> = {}): StepDefinition & { attempts: number[] } {
    const attempts: number[] = [];
    return {
      ...more,
      attempts,
      handle: ({ attempt }) => {
        attempts.push(attempt);
        if (attempts.length <= times) throw transient(new Error(`busy ${attempt}`));
      },
    };
  }

  /** Without what only the test knows of it. */
  function definition(step: ReturnType<typeof flaky>): StepDefinition {
    return { handle: (io) => step.handle(io), ...(step.retry === undefined ? {} : { retry: step.retry }) };
  }

  test("is tried again after growing delays, and each attempt is an event", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const step = flaky(3);
    const events: RunEvent[] = [];
    const run = pipelineOf({ step: definition(step) }).run({
      retry: { maxRetries: 5, delayMs: 100, factor: 3, maxDelayMs: 500, jitter: 0 },
      onEvent: (event) => events.push(event),
    });
    for (const [delay, attempts] of [
      [100, 1],
      [300, 2],
      [500, 3],
    ] as const) {
      await vi.advanceTimersByTimeAsync(delay - 1);
      expect(step.attempts).toHaveLength(attempts);
      await vi.advanceTimersByTimeAsync(1);
      expect(step.attempts).toHaveLength(attempts + 1);
    }
    const report = await run;
    expect(report.steps[0]).toMatchObject({ status: "succeeded", attempts: 4 });
    expect(step.attempts).toEqual([1, 2, 3, 4]);
    const retried = events.flatMap((event) => (event.type === "step-retried" ? [event] : []));
    expect(retried).toMatchObject(
      [100, 300, 500].map((delayMs, index) => ({
        stepName: "step",
        attempt: index + 1,
        delayMs,
        error: { code: "HANDLER_FAILED" },
      })),
    );
  });

  test("fails in the end, if the retries do not suffice", async () => {
    const step = flaky(9);
    const report = await pipelineOf({ step: definition(step) }).run({ retry: { maxRetries: 2, delayMs: 0 } });
    expect(report.steps[0]).toMatchObject({
      status: "failed",
      attempts: 3,
      error: { code: "HANDLER_FAILED" },
    });
    expect(errorOf(report.steps[0]).message).toContain("busy 3");
  });

  test("is not tried again if nobody says that it may be gone, or how often", async () => {
    for (const retry of [undefined, {}, { maxRetries: 3, delayMs: 0, isTransient: () => false }]) {
      let attempts = 0;
      const report = await pipelineOf({
        step: () => {
          attempts++;
          throw new Error("broken");
        },
      }).run(retry === undefined ? {} : { retry });
      expect([attempts, report.status]).toEqual([1, "failed"]);
    }
  });

  test("follows its own policy before that of the run", async () => {
    const [own, runs] = [flaky(5, { retry: { maxRetries: 1, delayMs: 0 } }), flaky(5)];
    await pipelineOf({ own: definition(own), runs: definition(runs) }).run({
      retry: { maxRetries: 3, delayMs: 0 },
      failureMode: "finish-independent",
    });
    expect([own.attempts.length, runs.attempts.length]).toEqual([2, 4]);
  });

  test("may have timed out", async () => {
    const asked: unknown[] = [];
    let attempts = 0;
    const report = await pipelineOf({
      step: ({ signal }) => (++attempts === 1 ? sleep(10_000, undefined, { signal }) : undefined),
    }).run({
      timeoutMs: 10,
      retry: {
        maxRetries: 1,
        delayMs: 0,
        isTransient: (error) => {
          asked.push(error);
          return error instanceof BailiwickError && error.code === "STEP_TIMED_OUT";
        },
      },
    });
    expect(report.steps[0]).toMatchObject({ status: "succeeded", attempts: 2 });
    expect(asked).toHaveLength(1);
  });

  test("does not hold up others while it waits", async () => {
    const events: string[] = [];
    const step = flaky(1);
    await pipelineOf({ step: definition(step), other: () => {} }).run({
      concurrency: 1,
      retry: { maxRetries: 1, delayMs: 30, jitter: 0 },
      onEvent: (event) => events.push(inShort(event)),
    });
    expect(events.indexOf("step-succeeded other")).toBeLessThan(events.indexOf("step-succeeded step"));
    expect(step.attempts).toEqual([1, 2]);
  });

  test("is cancelled while it waits, with what it failed of as the cause", async () => {
    const controller = new AbortController();
    const started = performance.now();
    const report = await pipelineOf({ step: definition(flaky(1)) }).run({
      signal: controller.signal,
      retry: { maxRetries: 1, delayMs: 60_000 },
      onEvent: ({ type }) => {
        if (type === "step-retried") controller.abort(new Error("enough"));
      },
    });
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(report.status).toBe("cancelled");
    expect(errorOf(report.steps[0])).toMatchObject({
      code: "OPERATION_ABORTED",
      message: 'The step "step" in context "test" was aborted: enough.',
      cause: { code: "HANDLER_FAILED" },
    });
  });

  test("has failed, if another step fails while it waits", async () => {
    const report = await pipelineOf({
      step: definition(flaky(1)),
      broken: async () => {
        await sleep(20);
        throw new Error("no rows");
      },
    }).run({ retry: { maxRetries: 1, delayMs: 60_000 } });
    expect(report.steps.map(({ status }) => status)).toEqual(["failed", "failed"]);
    expect(errorOf(report.steps[0]).message).toContain("busy 1");
  });

  test("fails of a policy that fails, and keeps what the handler threw", async () => {
    const failure = new Error("no rows");
    const report = await pipelineOf({
      step: () => {
        throw failure;
      },
    }).run({
      retry: {
        maxRetries: 1,
        isTransient: () => {
          throw new TypeError("not a function");
        },
      },
    });
    expect(errorOf(report.steps[0])).toMatchObject({
      code: "HANDLER_FAILED",
      message: [
        'The handler of step "step" in context "test" failed: no rows',
        'Whether to try again is unknown: isTransient of step "step" in context "test" failed: TypeError: not a function',
      ].join("\n"),
      cause: { cause: failure },
    });
  });

  test.each([
    ["that is kept", () => Promise.resolve(true)],
    ["that is not", () => Promise.reject(new Error("unheard"))],
  ])("fails of a policy that gives a promise %s, which nobody waits for", async (_, answer) => {
    const report = await pipelineOf({
      step: () => {
        throw new Error("no rows");
      },
    }).run({ retry: { maxRetries: 1, delayMs: 0, isTransient: answer as never } });
    expect(errorOf(report.steps[0]).message).toContain(
      "failed: TypeError: it returned a promise instead of true or false",
    );
  });
});

test("a handler may give back anything that can be awaited", async () => {
  const thenable = { then: (resolve: (value: undefined) => void) => resolve(undefined) };
  const broken = {
    get then(): never {
      throw new Error("no rows");
    },
  };
  const handlers = { thenable: () => thenable, broken: () => broken };
  const report = await pipelineOf(handlers).run({ failureMode: "finish-independent" });
  expect(report.steps.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
});
