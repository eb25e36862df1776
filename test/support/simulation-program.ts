import { kill, pid } from "node:process";
import { runYear, type SimulationProgress } from "../../src/simulation/index.js";

/** What a test asks of the process. */
interface Order {
  readonly config: string;
  readonly year: number;
  readonly set: readonly string[];
  /** The process kills itself when it hears of this. */
  readonly dieAt?: { readonly type: SimulationProgress["type"]; readonly stage: string };
  /** It says so, and waits to be killed. */
  readonly stopAt?: string;
}

const { config, year, set, dieAt, stopAt } = JSON.parse(process.argv[2]!) as Order;
await runYear(config, year, {
  set,
  onProgress: ({ type, stage }) => {
    if (type === dieAt?.type && stage === dieAt.stage) kill(pid, "SIGKILL");
    if (type !== "stage-started" || stage !== stopAt) return;
    process.stdout.write("here\n");
    // Nothing else happens in the process any more.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  },
});
