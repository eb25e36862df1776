import { counted } from "../../kernel/index.js";
import type { RunSummary } from "../../pipeline/index.js";
import type { AttemptRecord, CompensationRecord, RunRecord, StepRecord } from "../../store/index.js";
import type { Style } from "../style.js";
import { cutText, tableLines, textWidth, type Column } from "../table.js";
import { durationText } from "../texts.js";
import type { StepDifference } from "./compare-runs.js";
import { labelOf } from "./run-progress.js";
import { summaryLines } from "./summary-text.js";

/** A column of the table of runs. */
interface RunColumn extends Column {
  readonly cell: (run: RunRecord) => string;
  /** Those that a narrow terminal has no room for go one after another, the lowest first; others stay. */
  readonly place?: number;
}

const runColumns: readonly RunColumn[] = [
  { title: "Run", cell: ({ runId }) => runId },
  { title: "Pipeline", cell: ({ pipelineName }) => pipelineName },
  { title: "Context", cell: ({ contextName }) => contextName, place: 2 },
  { title: "Status", cell: ({ status }) => status },
  { title: "Started", cell: ({ startedAt }) => timeText(startedAt), place: 4 },
  { title: "Duration", cell: durationOf, align: "right", place: 3 },
  { title: "Sessions", cell: ({ sessions }) => String(sessions), align: "right", place: 1 },
];

/** Runs in a table. Where a terminal ends, if that is known, columns are left out, and then lines are cut. */
export function runsText(runs: readonly RunRecord[], columns: number | undefined, style: Style): string {
  if (runs.length === 0) return "There is no run.\n";
  const shown = columns === undefined ? runColumns : columnsWithin(columns, runs);
  const [head = "", ...lines] = runLines(shown, runs).map((line) =>
    columns === undefined ? line : cutText(line, columns),
  );
  return `${[style.dim(head), ...lines].join("\n")}\n`;
}

function columnsWithin(width: number, runs: readonly RunRecord[]): readonly RunColumn[] {
  let shown = runColumns;
  for (let place = 1; place <= 4 && widthOfTable(shown, runs) > width; place++)
    shown = shown.filter((column) => column.place !== place);
  return shown;
}

function runLines(columns: readonly RunColumn[], runs: readonly RunRecord[]): readonly string[] {
  return tableLines(
    columns,
    runs.map((run) => columns.map(({ cell }) => cell(run))),
  );
}

function widthOfTable(columns: readonly RunColumn[], runs: readonly RunRecord[]): number {
  return Math.max(...runLines(columns, runs).map(textWidth));
}

function durationOf({ startedAt, endedAt }: RunRecord): string {
  return endedAt === undefined ? "" : durationText(endedAt - startedAt);
}

/** Everything that a store knows of a run, but its events and outputs. */
export interface ShownRun {
  readonly run: RunRecord;
  readonly steps: readonly StepRecord[];
  readonly attempts: readonly AttemptRecord[];
  readonly compensations: readonly CompensationRecord[];
  readonly summary: RunSummary;
}

/** One run: its steps, and below them what went wrong, attempt by attempt. */
export function shownRunText(shown: ShownRun, columns: number | undefined, style: Style): string {
  const { run, attempts, compensations, summary } = shown;
  const partitions = run.partitions.length === 0 ? "" : `, ${counted(run.partitions.length, "partition")}`;
  return `${[
    ...summaryLines(summary, columns, style),
    `context        ${run.contextName}`,
    `started        ${timeText(run.startedAt)}, ${counted(run.sessions, "session")}${partitions}, seed ${run.seed}`,
    ...(run.status === "running"
      ? ["it has not ended, or was interrupted: run it with --resume to go on"]
      : []),
    ...section("Attempts that did not succeed", attempts.filter(isNoted).map(attemptLine), style),
    ...section("Taken back", compensationLines(compensations), style),
  ].join("\n")}\n`;
}

function isNoted({ outcome }: AttemptRecord): boolean {
  return outcome !== "succeeded";
}

function section(title: string, lines: readonly string[], { bold }: Style): readonly string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

function attemptLine(attempt: AttemptRecord): string {
  const { number, outcome = "interrupted", error, session } = attempt;
  const why = error === undefined ? "" : `: ${error.message.replaceAll("\n", "\n    ")}`;
  return `  ${labelOf(attempt)}, attempt ${number} in session ${session}, ${outcome}${why}`;
}

/** Steps without a compensation are counted only: there may be many of them. */
function compensationLines(entries: readonly CompensationRecord[]): readonly string[] {
  const noted = entries.filter(({ outcome }) => outcome !== "none");
  const others = entries.length - noted.length;
  return [
    ...noted.map(compensationLine),
    ...(others === 0 ? [] : [`  ${counted(others, "step")} with nothing to take back`]),
  ];
}

function compensationLine(entry: CompensationRecord): string {
  const { outcome = "interrupted", error } = entry;
  return `  ${labelOf(entry)}: ${outcome}${error === undefined ? "" : `: ${error.message}`}`;
}

/** How two runs differ, step by step. */
export function differencesText(
  runs: readonly [RunRecord, RunRecord],
  steps: readonly StepDifference[],
  style: Style,
): string {
  const titles = ["Step", "Status", "Changed"].map((title) => ({ title }));
  const rows = steps.map((step) => [labelOf(step), statusText(step), changedText(step), durationsText(step)]);
  const changed = steps.filter(isChanged).length;
  return `${[
    ...runs.map(
      (run, index) =>
        `${index === 0 ? "a" : "b"}  ${run.runId}  ${run.pipelineName}  ${run.status}  ${timeText(run.startedAt)}`,
    ),
    "",
    ...tableLines([...titles, { title: "Duration", align: "right" as const }], rows, style),
    "",
    changed === 0
      ? "no step differs in status or fingerprint"
      : `${counted(changed, "step")} of ${steps.length} differ${changed === 1 ? "s" : ""} in status or fingerprint`,
  ].join("\n")}\n`;
}

function isChanged({ status, changed, onlyIn }: StepDifference): boolean {
  return status !== undefined || changed.length > 0 || onlyIn !== undefined;
}

function statusText({ status, onlyIn }: StepDifference): string {
  if (onlyIn !== undefined) return `only in ${onlyIn}`;
  return status === undefined ? "" : status.join(" → ");
}

function changedText({ changed }: StepDifference): string {
  return changed.join(", ");
}

function durationsText({ durationMs }: StepDifference): string {
  return durationMs === undefined ? "" : durationMs.map(durationText).join(" → ");
}

/** In the time of the machine, to the second. */
function timeText(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
