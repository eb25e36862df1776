import { benches } from "../benches.js";
import type { Figures } from "./bench.js";
import { NotMeasured } from "./measure.js";

/** What the process of a contender says, as JSON on its standard output. */
export type ContenderReport =
  | { readonly figures: Figures; readonly peakMemory: number }
  | { readonly notMeasured: string }
  | { readonly fault: string };

const [benchName = "", table, contender, mode] = process.argv.slice(2);

async function contend(): Promise<ContenderReport> {
  const bench = await benches[benchName]?.load();
  const found = bench?.tables(mode === "quick")[Number(table)]?.contenders[Number(contender)];
  if (found === undefined) return { fault: "there is no such contender" };
  try {
    const { peakMemory = process.resourceUsage().maxRSS * 1024, ...figures } = await found.measure();
    return { figures, peakMemory };
  } catch (error) {
    if (error instanceof NotMeasured) return { notMeasured: error.message };
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

process.stdout.write(JSON.stringify(await contend()));
