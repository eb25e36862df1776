import { expect, test } from "vitest";
import { years } from "../../../src/pipeline/index.js";
import { caught } from "../../support/caught.js";
import { rowPipeline, storeForTest } from "../../support/recorded.js";

test("it says what would run and why, and writes nothing", async () => {
  const store = await storeForTest();
  const pipeline = rowPipeline();
  const { runId } = await pipeline.run({ store, until: ["clean"] });
  const before = [store.runs(), store.steps(runId), [...store.events(runId)]];
  const preview = pipeline.preview({ store, resume: "latest", force: ["clean"] });
  expect([store.runs(), store.steps(runId), [...store.events(runId)]]).toEqual(before);
  expect(preview).toMatchObject({ runId, partitions: [], criticalPath: { unknown: ["train", "audit"] } });
  expect(preview.criticalPath?.stepNames).toEqual(["load", "clean"]);
  expect(preview.steps).toEqual(
    expect.arrayContaining([
      { stepName: "load", kind: "reuse", reason: "reused: nothing changed" },
      { stepName: "clean", kind: "run", reason: "ran: forced" },
      { stepName: "train", kind: "run", reason: "ran: not started before" },
      { stepName: "audit", kind: "run", reason: "ran: not started before" },
    ]),
  );
  for (const value of [preview, preview.steps, ...preview.steps]) expect(Object.isFrozen(value)).toBe(true);
});

test("without a store it is about a new run", () => {
  const { steps, ...rest } = rowPipeline().preview({ over: years(2025, 2026), until: ["load"] });
  expect(rest).toEqual({ partitions: ["2025", "2026"] });
  expect(steps.filter(({ kind }) => kind === "run")).toEqual([
    { stepName: "load", partition: "2025", kind: "run", reason: "ran: new" },
    { stepName: "load", partition: "2026", kind: "run", reason: "ran: new" },
  ]);
});

test("what run() would refuse, it refuses", () => {
  const refusal = (options: object) => caught(() => rowPipeline().preview(options)).code;
  expect(refusal({ only: ["train"] })).toBe("SELECTION_INVALID");
  expect(refusal({ over: [] })).toBe("PARTITIONS_INVALID");
  expect(refusal({ concurrency: 1 })).toBe("OPTION_INVALID");
});
