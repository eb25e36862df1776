import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Contender, Table } from "./harness/bench.js";
import { atMostOver } from "./harness/goals.js";
import { check, milliseconds } from "./harness/measure.js";

const run = promisify(execFile);
const floor = "node -e 0";
const of = 'import "bailiwick"';

export function tables(quick: boolean): Table[] {
  return [
    {
      title: "a whole process, from its start to its end",
      rounds: quick ? 1 : 15,
      figures: { time: "ms" },
      floor,
      contenders: [
        starting(floor, ["-e", "0"], quick),
        starting("an empty module", ["--input-type=module", "-e", "export {}"], quick),
        importing("async-mutex", quick),
        importing("bailiwick", quick),
        importing("bailiwick/state", quick),
        importing("reflect-metadata", quick),
        importing("awilix", quick),
        importing("inversify", quick),
      ],
      goals: [atMostOver(20, "ms", { figure: "time", of, floor })],
    },
  ];
}

function importing(name: string, quick: boolean): Contender {
  return starting(`import "${name}"`, ["--input-type=module", "-e", `import "${name}"`], quick);
}

/** Runs in the project, where the packages are found. The last argument is the code. */
function starting(name: string, args: readonly string[], quick: boolean): Contender {
  return {
    name,
    async measure() {
      const repetitions = quick ? { warmUp: 0, samples: 1 } : { warmUp: 1, samples: 3 };
      const time = await milliseconds(repetitions, async () => {
        const { stdout, stderr } = await run(process.execPath, args);
        check(stdout === "" && stderr === "", `the process said ${JSON.stringify(stdout + stderr)}`);
      });
      return { time, peakMemory: await peakMemory(args) };
    },
  };
}

/** Of one more process, which does the same and then says how much it used. */
async function peakMemory(args: readonly string[]): Promise<number> {
  const code = `${args.at(-1)}; process.stdout.write(String(process.resourceUsage().maxRSS))`;
  const { stdout } = await run(process.execPath, [...args.slice(0, -1), code]);
  return Number(stdout) * 1024;
}
