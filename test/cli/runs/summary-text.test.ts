import { describe, expect, test } from "vitest";
import { failureLines, summaryLines } from "../../../src/cli/runs/summary-text.js";
import { styleOf } from "../../../src/cli/style.js";
import { textWidth } from "../../../src/cli/table.js";
import { summariseRun } from "../../../src/pipeline/index.js";
import { pipelineOf } from "../../support/pipelines.js";

const output = { write: () => true };
const plain = styleOf(output, { NO_COLOR: "1" });
const coloured = styleOf(output, { FORCE_COLOR: "1" });
const fails = (): void => {
  throw new Error("no rows\nat all");
};

async function manySteps(count: number, failing: number) {
  const handlers = Array.from({ length: count }, (_, index) => [
    `s${index}`,
    index < failing ? fails : () => {},
  ]);
  return pipelineOf(Object.fromEntries(handlers) as never).run({ failureMode: "finish-independent" });
}

describe("the table of a run", () => {
  test("that is long has what did not go well", async () => {
    const report = await manySteps(50, 2);
    const lines = summaryLines(summariseRun(report), undefined, plain);
    expect(lines.filter((line) => line.startsWith("s"))).toHaveLength(3);
    expect(lines.join("\n")).toContain("2 failed, 48 succeeded");
  });

  test("ends somewhere, and so do the errors below it", async () => {
    const report = await manySteps(45, 45);
    expect(summaryLines(summariseRun(report), undefined, plain)).toContain("and 5 more");
    const failures = failureLines(report, plain);
    expect(failures.filter((line) => line.includes("no rows\n  at all"))).toHaveLength(10);
    expect(failures.at(-1)).toBe("and 35 more failures");
  });

  test("is no wider than the terminal, and coloured after it was cut", async () => {
    const report = await manySteps(3, 1);
    const lines = summaryLines(summariseRun(report), 50, plain);
    for (const line of lines.slice(0, 4)) expect(textWidth(line)).toBeLessThanOrEqual(50);
    const [, failed] = summaryLines(summariseRun(report), 50, coloured);
    expect(failed).toContain("\u001B[31m✗ failed\u001B[39m");
  });

  test("says how many partitions there was no room for", async () => {
    const partitions = Array.from({ length: 20 }, (_, index) => ({ key: `part-${index}`, index }));
    const report = await pipelineOf({ load: () => {} }).run({ over: partitions });
    const lines = summaryLines(summariseRun(report), 60, plain);
    expect(lines[0]).toBe("Step  part-0  part-1  part-2  part-3  part-4  part-5");
    expect(lines).toContain("and 14 more partitions");
  });
});
