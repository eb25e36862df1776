import { execFile, type ExecFileException } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Contender, Figures, Table } from "./bench.js";
import type { ContenderReport } from "./contend.js";
import { ratios, series } from "./goals.js";
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
  /** Why there are none, or not of every round, if nothing is wrong. */
  readonly notMeasured?: string;
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

/** What is known about the contenders of a table so far, by their names. */
interface Standings {
  readonly rounds: Map<string, Figures[]>;
  readonly peaks: Map<string, number>;
  readonly faults: Map<string, string>;
  readonly notMeasured: Map<string, string>;
}

/** Lets the contenders of a table run, in turns, each in a fresh process in every round. */
export async function play(table: Table, place: TablePlace): Promise<TableResult> {
  const standings: Standings = {
    rounds: new Map(table.contenders.map(({ name }) => [name, []])),
    peaks: new Map(),
    faults: new Map(),
    notMeasured: new Map(),
  };
  for (let round = 0; round < table.rounds; round++) {
    for (const turn of table.contenders.keys()) {
      const index = (turn + round) % table.contenders.length;
      const contender = table.contenders[index]!;
      if (standings.notMeasured.has(contender.name)) continue;
      note(standings, contender.name, await askContender(place, index, contender));
    }
  }
  return summarise(table, standings);
}

function note(
  { rounds, peaks, faults, notMeasured }: Standings,
  name: string,
  report: ContenderReport,
): void {
  if ("fault" in report) faults.set(name, report.fault);
  else if ("notMeasured" in report) notMeasured.set(name, report.notMeasured);
  else {
    rounds.get(name)!.push(report.figures);
    peaks.set(name, Math.max(peaks.get(name) ?? 0, report.peakMemory));
  }
}

async function askContender(
  { bench, index, quick }: TablePlace,
  contender: number,
  { budget = 0 }: Contender,
): Promise<ContenderReport> {
  const inputs = [bench, String(index), String(contender), quick ? "quick" : "full"];
  const limits = { timeout: budget * 1_000, killSignal: "SIGKILL" } as const;
  return run(process.execPath, ["--expose-gc", contend, ...inputs], limits).then(
    ({ stdout }) => JSON.parse(stdout) as ContenderReport,
    (error: ExecFileException) => reportOfEnd(error, budget),
  );
}

/** For a process that ended without a report. Being too slow or too large is no fault. */
function reportOfEnd(
  { killed, signal, code, stderr = "" }: ExecFileException,
  budget: number,
): ContenderReport {
  if (killed === true) return { notMeasured: `not finished within ${budget} s` };
  if (stderr.includes("out of memory")) return { notMeasured: "out of memory" };
  return { fault: `its process ended with ${signal ?? code}: ${stderr.trim()}` };
}

function summarise(table: Table, { rounds, peaks, faults, notMeasured }: Standings): TableResult {
  const [first = ""] = Object.keys(table.figures);
  const contenders = table.contenders.map(({ name }): ContenderResult => {
    const fault = faults.get(name);
    const reason = notMeasured.get(name);
    return {
      name,
      figures: Object.fromEntries(
        Object.keys(table.figures).map((figure) => [figure, spread(series(rounds, figure, name))]),
      ),
      ratio: median(ratios(rounds, first, name, table.floor)),
      peakMemory: peaks.get(name) ?? Number.NaN,
      ...(fault === undefined ? {} : { fault }),
      ...(reason === undefined ? {} : { notMeasured: reason }),
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
