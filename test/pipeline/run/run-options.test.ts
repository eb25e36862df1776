import { expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { RunOptions } from "../../../src/pipeline/index.js";
import { pipelineOf } from "../../support/pipelines.js";
import { rejectionOf } from "../../support/promises.js";

test.each([
  ["signal", "abort", "an AbortSignal", '"abort"'],
  ["signal", new AbortController(), "an AbortSignal", "an AbortController"],
  ["signal", null, "an AbortSignal", "null"],
  ["onEvent", {}, "a function", "an object"],
  ["concurrency", 0, "a whole number from 1 up", "0"],
  ["concurrency", 1.5, "a whole number from 1 up", "1.5"],
  ["concurrency", NaN, "a whole number from 1 up", "NaN"],
  ["concurrency", "2", "a whole number from 1 up", '"2"'],
  ["graceMs", -1, "a number of milliseconds from 0 up", "-1"],
  ["graceMs", NaN, "a number of milliseconds from 0 up", "NaN"],
  ["graceMs", "1s", "a number of milliseconds from 0 up", '"1s"'],
  ["clock", {}, "an object with a method now", "an object"],
  ["clock", null, "an object with a method now", "null"],
])("the option %s cannot be %o", async (option, value, expected, found) => {
  let hasRun = false;
  const pipeline = pipelineOf({ only: () => void (hasRun = true) });
  const error = await rejectionOf(pipeline.run({ [option]: value }));
  expect(error).toBeInstanceOf(BailiwickError);
  expect(error).toMatchObject({
    code: "OPTION_INVALID",
    message: `The option ${option} of run() must be ${expected}, but is ${found}.`,
    details: { option, expected, found },
  });
  expect(hasRun).toBe(false);
});

test.each([
  [{ concurency: 1 }, '"concurency" is not an option of run() (did you mean "concurrency"?).'],
  ["fast", 'The options of run() must be an object, but are "fast".'],
  [null, "The options of run() must be an object, but are null."],
])("options that nobody reads are refused: %j", async (options, message) => {
  const error = await rejectionOf(pipelineOf({ only: () => {} }).run(options as RunOptions));
  expect(error).toMatchObject({ code: "OPTION_INVALID", message: expect.stringContaining(message) });
});

test("without options a run is timed by the machine", async () => {
  const before = Date.now();
  const report = await pipelineOf({ only: () => new Promise((resolve) => setTimeout(resolve, 5)) }).run();
  const [step] = report.steps;
  expect(report.startedAt).toBeGreaterThan(before - 1000);
  expect(report.startedAt).toBeLessThan(Date.now() + 1000);
  expect(step?.status === "succeeded" && step.durationMs).toBeGreaterThan(3);
  expect(report.durationMs).toBeGreaterThan(3);
});
