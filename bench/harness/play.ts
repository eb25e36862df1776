import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figures, Table } from "./bench.js";
import type { ContenderReport } from "./contend.js";
import { ratios, series, type Rounds } from "./goals.js";
import { median } from "./statistics.js";

const contend = fileURLToPath(new URL("contend.js", import.meta.url));
const run = promisify(execFile);

/** Where the table stands: every contender is started by these in its own process. */
export interface TablePlace {
  readonly bench: string;
  readonly index: number;
  readonly quick: boolean;
}

/** The median of the rounds, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What became of a contender. */
export interface ContenderResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, Spread>>;
  /** Against the floor of the table, by the first figure, paired round by round. */
  readonly ratio: number;
  /** The largest resident set of its processes, in bytes. */
  readonly peakMemory: number;
  /** Why its results are wrong, if they are. */
  readonly fault?: string;
}

/** What became of a table. */
export interface TableResult {
  readonly title: string;
  readonly rounds: number;
  readonly figures: Table["figures"];
  readonly floor: string;
  readonly contenders: readonly ContenderResult[];
  readonly goals: readonly { goal: string; unit: string; measured: number; met: boolean }[];
}

/** Lets the contenders of a table run, in turns, each in a fresh process in every round. */
export async function play(table: Table, place: TablePlace): Promise<TableResult> {
  const figures = new Map<string, Figures[]>(table.contenders.map(({ name }) => [name, []]));
  const peaks = new Map<string, number>();
  const faults = new Map<string, string>();
  for (let round = 0; round < table.rounds; round++) {
    for (const turn of table.contenders.keys()) {
      const index = (turn + round) % table.contenders.length;
      const { name } = table.contenders[index]!;
      const report = await askContender(place, index);
      if ("fault" in report) faults.set(name, report.fault);
      else {
        figures.get(name)!.push(report.figures);
        peaks.set(name, Math.max(peaks.get(name) ?? 0, report.peakMemory));
      }
    }
  }
  return summarise(table, figures, peaks, faults);
}

async function askContender(
  { bench, index, quick }: TablePlace,
  contender: number,
): Promise<ContenderReport> {
  const inputs = [bench, String(index), String(contender), quick ? "quick" : "full"];
  const { stdout } = await run(process.execPath, ["--expose-gc", contend, ...inputs]);
  return JSON.parse(stdout) as ContenderReport;
}

function summarise(
  table: Table,
  rounds: Rounds,
  peaks: ReadonlyMap<string, number>,
  faults: ReadonlyMap<string, string>,
): TableResult {
  const [first = ""] = Object.keys(table.figures);
  const contenders = table.contenders.map(({ name }): ContenderResult => {
    const fault = faults.get(name);
    return {
      name,
      figures: Object.fromEntries(
        Object.keys(table.figures).map((figure) => [figure, spread(series(rounds, figure, name))]),
      ),
      ratio: median(ratios(rounds, first, name, table.floor)),
      peakMemory: peaks.get(name) ?? Number.NaN,
      ...(fault === undefined ? {} : { fault }),
    };
  });
  const goals = table.goals.map(({ text, unit, measure, isMet }) => {
    const measured = measure(rounds);
    return { goal: text, unit, measured, met: isMet(measured) };
  });
  return {
    title: table.title,
    rounds: table.rounds,
    figures: table.figures,
    floor: table.floor,
    contenders,
    goals,
  };
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}
