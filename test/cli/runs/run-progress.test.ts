import { describe, expect, test } from "vitest";
import { RunProgress, labelOf } from "../../../src/cli/runs/run-progress.js";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { RunEvent } from "../../../src/pipeline/index.js";

const error = new BailiwickError("HANDLER_FAILED", { message: "no" });

function started(stepNames: readonly string[], partitions: readonly string[] = []): RunEvent {
  const names = { runId: "r", pipelineName: "nightly", stepNames, partitions };
  return { type: "run-started", at: 0, ...names, seed: 1, isResumed: false };
}

const begins = (stepName: string, at: number, attempt = 1): RunEvent => ({
  type: "step-started",
  at,
  stepName,
  attempt,
  reason: "ran: new",
});

function after(...events: readonly RunEvent[]): RunProgress {
  const progress = new RunProgress();
  for (const event of events) progress.hear(event);
  return progress;
}

describe("the progress of a run", () => {
  test("counts what has ended, in whichever way", () => {
    const progress = after(
      started(["a", "b", "c", "d", "e", "f"]),
      begins("a", 0),
      { type: "step-succeeded", at: 1, stepName: "a", durationMs: 1 },
      begins("b", 0),
      { type: "step-failed", at: 1, stepName: "b", durationMs: 1, error },
      begins("c", 0),
      { type: "step-cancelled", at: 1, stepName: "c", durationMs: 1, error },
      { type: "step-reused", at: 1, stepName: "d", reason: "reused", fromRun: "r" },
      { type: "step-skipped", at: 1, stepName: "e", reason: "not started", isLeftOut: false },
      begins("f", 1),
    );
    expect(progress).toMatchObject({ title: "nightly", total: 6, done: 5, failed: 1 });
    expect(progress.running).toMatchObject([{ stepName: "f" }]);
  });

  test("has an execution for each partition", () => {
    const progress = after(started(["a", "b"], ["2025", "2026", "2027"]));
    expect(progress.total).toBe(6);
    progress.hear({ type: "step-progress", at: 2, stepName: "a", partition: "2026", fraction: 0.5 });
    expect(progress.running).toMatchObject([
      { stepName: "a", partition: "2026", startedAt: 2, fraction: 0.5 },
    ]);
    expect(labelOf({ stepName: "a", partition: "2026" })).toBe("a 2026");
  });

  test("knows the attempt, and forgets how far the one before was", () => {
    const progress = after(
      started(["a"]),
      begins("a", 0),
      { type: "step-progress", at: 1, stepName: "a", fraction: 0.7, message: "row 7" },
      { type: "step-retried", at: 2, stepName: "a", attempt: 1, delayMs: 99.6, error },
    );
    expect(progress.running).toMatchObject([{ fraction: undefined, message: "failed, again in 100 ms" }]);
    progress.hear(begins("a", 3, 2));
    expect(progress.running).toMatchObject([{ attempt: 2, startedAt: 3, message: undefined }]);
  });

  test("tells rate and time left from what ran, and not from what was there before", () => {
    const progress = after(started(["a", "b", "c", "d"]), {
      type: "step-reused",
      at: 1,
      stepName: "a",
      reason: "reused",
      fromRun: "r",
    });
    expect(progress.rate(1000)).toBeUndefined();
    expect(progress.timeLeft(1000)).toBeUndefined();
    progress.hear(begins("b", 0));
    progress.hear({ type: "step-succeeded", at: 1000, stepName: "b", durationMs: 1000 });
    expect(progress.rate(1000)).toBe(1);
    expect(progress.timeLeft(1000)).toBe(2000);
    progress.hear(begins("c", 1000));
    progress.hear({ type: "step-progress", at: 1500, stepName: "c", fraction: 0.5 });
    expect(progress.rate(1500)).toBe(1);
    expect(progress.timeLeft(1500)).toBe(1500);
    expect(progress.rate(0)).toBeUndefined();
  });

  test("is not moved by what is said beside it", () => {
    const progress = after(
      started(["a"]),
      { type: "step-log", at: 1, stepName: "a", message: "m" },
      { type: "step-compensated", at: 1, stepName: "a", durationMs: 1 },
      { type: "compensation-failed", at: 1, stepName: "a", durationMs: 1, error },
      { type: "run-finished", at: 1, status: "failed", durationMs: 1 },
    );
    expect(progress).toMatchObject({ done: 0, running: [] });
  });
});
