import { expect, test } from "vitest";
import { BailiwickError } from "../../../src/kernel/index.js";
import type { RunOptions } from "../../../src/pipeline/index.js";
import { checkRunOptions } from "../../../src/pipeline/run/run-options.js";
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
  ["failureMode", "continue", '"stop", "finish-independent" or "kill"', '"continue"'],
  ["timeoutMs", 0, "a finite number of milliseconds above 0", "0"],
  ["timeoutMs", Infinity, "a finite number of milliseconds above 0", "Infinity"],
  ["timeoutMs", "5", "a finite number of milliseconds above 0", '"5"'],
  ["seed", -1, "a whole number from 0 to 4294967295", "-1"],
  ["seed", 2 ** 32, "a whole number from 0 to 4294967295", "4294967296"],
  ["seed", 0.5, "a whole number from 0 to 4294967295", "0.5"],
  ["over", [], "a list of partitions, as years() or partitions() makes it", "an empty array"],
  ["over", ["2025"], "a list of partitions, as years() or partitions() makes it", "an array of 1"],
  ["over", [null], "a list of partitions, as years() or partitions() makes it", "an array of 1"],
  ["over", "2025", "a list of partitions, as years() or partitions() makes it", '"2025"'],
  ["store", {}, "a run store, as await openRunStore() gives it", "an object"],
  ["resume", "", 'the id of a run, "latest" or "unfinished"', '""'],
  ["resume", true, 'the id of a run, "latest" or "unfinished"', "true"],
  ["only", "load", "a list of step names", '"load"'],
  ["from", [1], "a list of step names", "an array of 1"],
  ["until", {}, "a list of step names", "an object"],
  ["force", false, "true or a list of step names", "false"],
  ["onFailure", "undo", '"keep" or "rollback"', '"undo"'],
  ["lock", true, "a text, or false", "true"],
  ["lock", "", "a text, or false", '""'],
  ["heartbeatLimitMs", -1, "a finite number of milliseconds above 0", "-1"],
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

test("a retry policy with a fault is refused", async () => {
  const error = await rejectionOf(pipelineOf({ only: () => {} }).run({ retry: { jitter: 3 } }));
  expect(error).toMatchObject({
    code: "OPTION_INVALID",
    message: "The option retry.jitter of run() must be a number from 0 to 1, but is 3.",
  });
});

test.each([
  ["resume", "latest"],
  ["lock", "nightly"],
  ["heartbeatLimitMs", 1000],
])("the option %s says nothing without a store, and is refused", async (option, value) => {
  const error = await rejectionOf(pipelineOf({ only: () => {} }).run({ [option]: value }));
  expect(error).toMatchObject({
    code: "OPTION_INVALID",
    message: expect.stringContaining(
      `The option ${option} of run() needs a run store, but the option store is missing.`,
    ),
    details: { option },
  });
});

test("options are read once, and lists of any kind are lists", () => {
  const checked = checkRunOptions({
    only: new Set(["load"]),
    force: new Set(["train"]),
    lock: false,
    retry: { maxRetries: 1 },
  });
  expect(checked).toMatchObject({ only: ["load"], force: ["train"], lock: false, failureMode: "stop" });
  for (const value of [checked.only, checked.force, checked.retry]) expect(Object.isFrozen(value)).toBe(true);
});
