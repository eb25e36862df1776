import { expect, test } from "vitest";
import { runsText } from "../../../src/cli/runs/runs-text.js";
import { styleOf } from "../../../src/cli/style.js";
import type { RunRecord } from "../../../src/store/index.js";

const plain = styleOf({ write: () => {} }, { NO_COLOR: "1" });

const run: RunRecord = {
  runId: "20261121T145203-41c4ac8402",
  contextName: "staging",
  pipelineName: "nightly",
  planFingerprint: "9f3c40d5b2a18e67",
  partitions: [],
  seed: 1,
  status: "succeeded",
  startedAt: 0,
  endedAt: 1200,
  sessions: 3,
};

const titles = (columns: number | undefined): readonly string[] =>
  runsText([run], columns, plain).split("\n")[0]!.split(/ {2,}/u);

test.each([
  [undefined, ["Run", "Pipeline", "Context", "Status", "Started", "Duration", "Sessions"]],
  [100, ["Run", "Pipeline", "Context", "Status", "Started", "Duration", "Sessions"]],
  [80, ["Run", "Pipeline", "Status", "Started", "Duration"]],
  [70, ["Run", "Pipeline", "Status", "Started"]],
  [48, ["Run", "Pipeline", "Status"]],
])("of runs, %s columns have room for %j", (columns, expected) => {
  expect(titles(columns)).toEqual(expected);
});

test("what is wider still is cut", () => {
  expect(runsText([run], 30, plain).split("\n")[1]).toBe("20261121T145203-41c4ac8402  n…");
});
