import type { Unit } from "./bench.js";
import type { Machine } from "./machine.js";
import type { ContenderResult, Spread, TableResult } from "./play.js";

/** Everything of one run. */
export interface RunResult {
  readonly bench: string;
  readonly about: string;
  /** Quick runs are for correctness; their figures say nothing. */
  readonly quick: boolean;
  readonly date: string;
  readonly machine: Machine;
  readonly tables: readonly TableResult[];
}

/** The only place that writes to the standard output of a run. */
function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printJson(result: RunResult): void {
  printLine(JSON.stringify(result, undefined, 2));
}

export function printNames(benches: Readonly<Record<string, { readonly about: string }>>): void {
  printLine("npm run bench -- NAME [--json] [--quick]");
  printLine();
  const width = Math.max(...Object.keys(benches).map((name) => name.length));
  for (const [name, { about }] of Object.entries(benches)) printLine(`  ${name.padEnd(width)}  ${about}`);
}

export function printHead({ bench, about, quick, date, machine }: Omit<RunResult, "tables">): void {
  const { cores, processor, memoryGiB, node, platform } = machine;
  printLine(`${bench}: ${about}`);
  printLine(`${date}, ${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, ${platform}`);
  if (quick) printLine("quick: checks the results; the figures say nothing");
}

export function printTable({ title, rounds, figures, floor, contenders, goals }: TableResult): void {
  const names = Object.entries(figures);
  const head = [
    "",
    ...names.flatMap(([name, unit]) => [`${name} (${unit})`, "min – max"]),
    "ratio",
    "peak MiB",
  ];
  const rows = contenders.map((contender) => row(contender, names, floor));
  printLine();
  printLine(`${title}; median of ${rounds} ${rounds === 1 ? "round" : "rounds"}`);
  for (const line of columns([head, ...rows])) printLine(`  ${line}`);
  for (const { name, fault, notMeasured } of contenders) {
    if (notMeasured !== undefined) printLine(`  not measured ${name}: ${notMeasured}`);
    if (fault !== undefined) printLine(`  WRONG ${name}: ${fault}`);
  }
  for (const { goal, unit, measured, met } of goals) {
    printLine(`  goal ${met ? "met   " : "missed"} ${goal}: ${formatted(measured)} ${unit}`);
  }
}

function row(contender: ContenderResult, figures: readonly [string, Unit][], floor: string): string[] {
  const { name, ratio, peakMemory } = contender;
  const cells = figures.flatMap(([figure]) => spreadCells(contender.figures[figure]));
  return [
    name,
    ...cells,
    name === floor ? "floor" : `${formatted(ratio)} ×`,
    formatted(peakMemory / 2 ** 20),
  ];
}

function spreadCells(spread: Spread | undefined): [string, string] {
  if (spread === undefined || Number.isNaN(spread.median)) return ["–", ""];
  return [formatted(spread.median), `${formatted(spread.min)} – ${formatted(spread.max)}`];
}

/** Three significant digits, or all digits before the point. */
function formatted(value: number): string {
  if (Number.isNaN(value)) return "–";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Rows of cells as lines; the first column is text, the others are numbers. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? "").length)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
