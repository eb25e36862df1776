import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barLine, totalLine } from "../../../src/cli/runs/progress-layout.js";
import { RunProgress, type RunningStep } from "../../../src/cli/runs/run-progress.js";
import { styleOf } from "../../../src/cli/style.js";
import { textWidth } from "../../../src/cli/table.js";

const plain = styleOf({ write: () => true }, { NO_COLOR: "1" });

function progressOf(total: number, done: number): RunProgress {
  const progress = new RunProgress();
  const stepNames = Array.from({ length: total }, (_, index) => `s${index}`);
  const names = { runId: "r", pipelineName: "nightly", stepNames, partitions: [] };
  progress.hear({ type: "run-started", at: 0, ...names, seed: 1, isResumed: false });
  for (const stepName of stepNames.slice(0, done))
    progress.hear({ type: "step-succeeded", at: 1, stepName, durationMs: 1 });
  return progress;
}

const step: RunningStep = {
  stepName: "train_a_model_with_a_long_name",
  partition: "2026",
  startedAt: 0,
  attempt: 2,
  fraction: 0.5,
  message: "epoch 3\nof 10",
};

describe("the line of a run", () => {
  test("has bar, counts, time left and rate", () => {
    expect(totalLine(progressOf(4, 1), 2000, 80, plain)).toBe(
      "nightly                 █████░░░░░░░░░░░░░░░░  1/4  25 %  6.0 s left  30.0/min",
    );
  });

  test("leaves out what does not fit", () => {
    expect(totalLine(progressOf(4, 1), 2000, 40, plain)).toBe("nightly       ███░░░░░░░░░░  1/4  25 %");
    expect(totalLine(progressOf(4, 4), 2000, 60, plain)).not.toContain("left");
    expect(totalLine(new RunProgress(), 0, 60, plain)).toContain("0/0  0 %");
  });

  test.each([
    [200, 1, "200/s"],
    [3, 2, "1.5/s"],
    [1, 600, "6.0/h"],
  ])("after %i steps in %i s says %s", (done, seconds, rate) => {
    expect(totalLine(progressOf(done + 1, done), seconds * 1000, 120, plain)).toContain(rate);
  });
});

describe("the line of a step", () => {
  test("keeps the partition of a name that is cut, and says the rest on one line", () => {
    expect(barLine(step, "12 s", 80, plain)).toBe(
      "  train_a_model_… 2026  ████████░░░░░░░░  50 %  12 s  attempt 2  epoch 3 of 10",
    );
    const { partition: _, ...whole } = step;
    expect(barLine(whole, "12 s", 80, plain)).toContain("  train_a_model_with_…  ");
  });

  test("has no bar for a step that does not say how far it is", () => {
    const silent = { ...step, attempt: 1, fraction: undefined, message: undefined };
    expect(barLine(silent, "12 s", 80, plain)).toBe("  train_a_model_… 2026  12 s");
  });
});

test("no line is wider than the terminal", () => {
  const text = fc.stringMatching(/^[\p{L}\p{N} ]{1,60}$/u);
  fc.assert(
    fc.property(
      text,
      text,
      fc.integer({ min: 30, max: 220 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (name, partition, columns, fraction) => {
        const shown = { ...step, stepName: name, partition, fraction, message: name };
        expect(textWidth(barLine(shown, "12 s", columns, plain))).toBeLessThanOrEqual(columns);
        expect(textWidth(totalLine(progressOf(100, 50), 1000, columns, plain))).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
