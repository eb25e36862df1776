import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Contender, Table } from "./harness/bench.js";
import { atMostOver } from "./harness/goals.js";
import { check, milliseconds } from "./harness/measure.js";

const run = promisify(execFile);
const bin = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const steps = fileURLToPath(new URL("../../examples/weather/steps/inference.steps.yaml", import.meta.url));
const floor = "node -e 0";
const calls = ["bailiwick --version", "bailiwick --help"] as const;

export function tables(quick: boolean): Table[] {
  return [
    {
      title: "a whole call, from its start to its end",
      rounds: quick ? 1 : 15,
      figures: { time: "ms" },
      floor,
      contenders: [
        calling(floor, ["-e", "0"], /^$/, quick),
        calling('import "commander"', ["--input-type=module", "-e", 'import "commander"'], /^$/, quick),
        calling(calls[0], [bin, "--version"], /^\d+\.\d+\.\d+\n$/, quick),
        calling(calls[1], [bin, "--help"], /^Usage: bailiwick /, quick),
        calling("bailiwick resolve, 4 steps", [bin, "resolve", steps], /4 wires: complete\n$/, quick),
      ],
      goals: calls.map((of) => atMostOver(40, "ms", { figure: "time", of, floor })),
    },
  ];
}

/** Runs Node in the project. What it says on standard output must be as expected. */
function calling(name: string, args: readonly string[], expected: RegExp, quick: boolean): Contender {
  return {
    name,
    async measure() {
      const repetitions = quick ? { warmUp: 0, samples: 1 } : { warmUp: 1, samples: 3 };
      const time = await milliseconds(repetitions, async () => {
        const { stdout, stderr } = await run(process.execPath, args);
        check(expected.test(stdout) && stderr === "", `the call said ${JSON.stringify(stdout + stderr)}`);
      });
      return { time, peakMemory: await peakMemory(args) };
    },
  };
}

const tellMemory = 'process.on("exit", () => process.stderr.write(String(process.resourceUsage().maxRSS)));';

/** Of one more process, which does the same and then says how much it used. */
async function peakMemory(args: readonly string[]): Promise<number> {
  const preload = `data:text/javascript,${encodeURIComponent(tellMemory)}`;
  const { stderr } = await run(process.execPath, ["--import", preload, ...args]);
  return Number(stderr) * 1024;
}
