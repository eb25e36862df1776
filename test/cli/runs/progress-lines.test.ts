import { expect, test } from "vitest";
import { ProgressLines } from "../../../src/cli/runs/progress-lines.js";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { RunEvent } from "../../../src/pipeline/index.js";

const error = new BailiwickError("HANDLER_FAILED", { message: "failed\nbadly" });
const step = { stepName: "load", partition: "2026" };

function linesOf(events: readonly RunEvent[]): readonly string[] {
  const written: string[] = [];
  const view = new ProgressLines({ stderr: { write: (text) => written.push(text) }, env: {} });
  for (const event of events) view.hear(event);
  view.say("said beside it");
  view.close();
  return written.join("").trimEnd().split("\n");
}

test("each thing that happens is a line", () => {
  expect(
    linesOf([
      {
        type: "run-started",
        at: 0,
        runId: "r",
        pipelineName: "p",
        stepNames: [],
        partitions: [],
        seed: 1,
        isResumed: true,
      },
      { type: "step-started", at: 100, ...step, attempt: 1, reason: "ran: forced" },
      { type: "step-started", at: 200, ...step, attempt: 2, reason: "ran: forced" },
      { type: "step-log", at: 1000, ...step, message: "3 rows" },
      { type: "step-succeeded", at: 1500, ...step, durationMs: 1400 },
      { type: "step-reused", at: 1500, ...step, reason: "reused: nothing changed", fromRun: "r" },
      { type: "step-retried", at: 1500, ...step, attempt: 1, delayMs: 2000, error },
      { type: "step-failed", at: 1500, ...step, durationMs: 0.2, error },
      { type: "step-cancelled", at: 1500, ...step, durationMs: 61_000, error },
      { type: "step-skipped", at: 1500, ...step, reason: "not selected", isLeftOut: true },
      { type: "step-compensated", at: 1500, ...step, durationMs: 7_620_000 },
      { type: "compensation-failed", at: 1500, ...step, durationMs: 1, error },
      { type: "run-finished", at: 1500, status: "failed", durationMs: 1500 },
    ]),
  ).toEqual([
    "   0.1 s  load 2026 started: forced",
    "   0.2 s  load 2026 started, attempt 2: forced",
    "   1.0 s  load 2026: 3 rows",
    "   1.5 s  load 2026 succeeded in 1.4 s",
    "   1.5 s  load 2026 reused: nothing changed",
    "   1.5 s  load 2026 failed, again in 2.0 s: failed",
    "   1.5 s  load 2026 failed after <1 ms: failed",
    "   1.5 s  load 2026 cancelled after 1 min 01 s",
    "   1.5 s  load 2026 skipped: not selected",
    "   1.5 s  load 2026 taken back in 2 h 07 min",
    "   1.5 s  load 2026 could not be taken back: failed",
    "said beside it",
  ]);
});

test("how far a step is, is said every five seconds", () => {
  const progress = (at: number, fraction: number, message?: string): RunEvent => ({
    type: "step-progress",
    at,
    ...step,
    fraction,
    ...(message === undefined ? {} : { message }),
  });
  expect(
    linesOf([
      progress(0, 0),
      progress(4999, 0.3),
      progress(5000, 0.31, "row 31"),
      progress(9000, 0.5),
      progress(10_000, 0.599),
    ]),
  ).toEqual(["   5.0 s  load 2026 31 %: row 31", "  10.0 s  load 2026 59 %", "said beside it"]);
});
