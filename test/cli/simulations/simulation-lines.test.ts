import { expect, test } from "vitest";
import { SimulationBars } from "../../../src/cli/simulations/simulation-bars.js";
import { openSimulationView } from "../../../src/cli/simulations/open-simulation-view.js";
import { SimulationLines } from "../../../src/cli/simulations/simulation-lines.js";
import type { Io } from "../../../src/cli/io.js";
import type { SimulationProgress } from "../../../src/simulation/index.js";

function progress(changes: Partial<SimulationProgress>): SimulationProgress {
  return {
    type: "stage-started",
    runId: "r",
    year: 2025,
    stage: "foundation",
    index: 2,
    total: 7,
    elapsedMs: 1000,
    remainingMs: null,
    ...changes,
  };
}

const node = (name: string, index: number): Pick<SimulationProgress, "type" | "node"> => ({
  type: "stage-progress",
  node: { name, index, total: 9 },
});

/** What is heard, in order, and what a terminal or a file sees of it. */
function io(
  isTTY: boolean,
  columns?: number,
  env: Record<string, string> = {},
): { io: Io; written: () => string } {
  let text = "";
  const output = {
    isTTY,
    columns,
    write: (more: string) => (text += more),
    on: () => {},
    once: () => {},
    removeListener: () => {},
  };
  return {
    io: {
      stdout: output,
      stderr: output,
      stdin: (async function* none() {})(),
      env,
      cwd: ".",
      onInterrupt: () => () => {},
    },
    written: () => text,
  };
}

test("lines tell how each stage ended, and what goes on for long", () => {
  const { io: into, written } = io(false);
  const lines = new SimulationLines(into);
  for (const one of [
    progress({}),
    progress({ ...node("a", 1), elapsedMs: 3000 }),
    progress({ ...node("b", 2), elapsedMs: 6500 }),
    progress({ ...node("c", 3), elapsedMs: 7000 }),
    progress({ type: "stage-progress", elapsedMs: 99_000 }),
    progress({ type: "stage-finished", elapsedMs: 8000, durationMs: 7000, remainingMs: 65_000 }),
    progress({ type: "stage-reused", stage: "registries", index: 7, elapsedMs: 8100, remainingMs: 0 }),
    progress({ type: "stage-failed", stage: "validation", elapsedMs: 8200, durationMs: 100 }),
  ])
    lines.hear(one);
  lines.say("that is all");
  lines.close();
  expect(written()).toBe(
    [
      "   6.5 s  2025 foundation: b (2 of 9)",
      "   8.0 s  2025 foundation done in 7.0 s (2 of 7, about 1 min 05 s left)",
      "   8.1 s  2025 registries known from before (7 of 7)",
      "   8.2 s  2025 validation failed after 100 ms",
      "that is all",
      "",
    ].join("\n"),
  );
});

test.each([
  [true, 80, {}, SimulationBars],
  [true, 80, { TERM: "dumb" }, SimulationLines],
  [true, undefined, {}, SimulationLines],
  [false, 80, {}, SimulationLines],
])("a terminal: %s, %s columns, %j", async (isTTY, columns, env, expected) => {
  expect(await openSimulationView(io(isTTY, columns, env).io)).toBeInstanceOf(expected);
});
