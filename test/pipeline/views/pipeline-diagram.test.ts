import { describe, expect, test } from "vitest";
import type { StepRecord } from "../../../src/store/index.js";
import { stepMarks } from "../../../src/pipeline/index.js";
import { pipelineOn } from "../../support/pipelines.js";

const nothing = (): void => {};
const fails = (): void => {
  throw new Error("no rows");
};
const threeInARow = {
  nodes: ["load", "train", "report"],
  edges: [
    ["load", "train"],
    ["train", "report"],
  ],
} as const;

const record = (
  stepName: string,
  status: StepRecord["status"],
  more: Partial<StepRecord> = {},
): StepRecord => ({
  runId: "run",
  partition: "",
  stepName,
  fingerprint: "0",
  parts: { specification: "0", code: "0", options: "0", inputs: {}, after: {} },
  status,
  reason: "ran: new",
  attempts: 1,
  ...more,
});

describe("a picture of a pipeline", () => {
  const pipeline = pipelineOn(threeInARow, { load: () => ({ load: 1 }), train: fails, report: nothing });

  test("says how the steps of a report stand, in words and colours", async () => {
    const states = await pipeline.run();
    expect(pipeline.toDot({ states })).toContain(
      '[label="train\\n✗ failed", style=filled, fillcolor="#ffd9d6"',
    );
    expect(pipeline.toMermaid({ states })).toContain('step2["report<br/>#8211; skipped"]:::mark2');
    expect(await pipeline.toSvg({ states })).toContain("<title>load: ✓ succeeded</title>");
  });

  test("is without states what the wiring draws", async () => {
    expect(pipeline.toMermaid()).toBe(pipeline.wiring.toMermaid());
    expect(pipeline.toDot({})).toBe(pipeline.wiring.toDot());
    expect(await pipeline.toSvg()).toBe(await pipeline.wiring.toSvg());
  });

  test("takes records of a run store, too", () => {
    const states = [record("load", "succeeded", { reusedFrom: "other" }), record("train", "compensated")];
    expect(Array.from(stepMarks(states), ([name, { label }]) => `${name} ${label}`)).toEqual([
      "load ↻ reused",
      "train ↶ compensated",
    ]);
    expect(pipeline.toDot({ states })).toContain('step2 [label="report"];');
  });

  test("shows of several partitions the worst, and how many have it", () => {
    const statuses = ["succeeded", "skipped", "failed", "running", "failed"] as const;
    const states = statuses.map((status, index) => record("load", status, { partition: String(index) }));
    expect(stepMarks(states).get("load")).toMatchObject({ label: "✗ failed (2 of 5)", kind: "✗ failed" });
  });

  test.each([
    [{ state: [] }, '"state" is not an option of toDot() (did you mean "states"?)'],
    [
      { states: "latest" },
      'The option states of toDot() must be the report of a run or the records of its steps, but is "latest".',
    ],
    [{ states: null }, "but is null"],
    [{ states: [{ stepName: "load" }] }, "but is an array of 1"],
    [{ states: { steps: [null] } }, "but is an object"],
  ])("refuses %j", (options, fault) => {
    expect(() => pipeline.toDot(options as never)).toThrow(fault);
  });
});
