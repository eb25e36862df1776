import {
  stepLooks,
  type RunReport,
  type RunSummary,
  type StepState,
  type SummaryMatrix,
  type SummaryStep,
} from "../../pipeline/index.js";
import type { Style } from "../style.js";
import { cutText, tableLines, textWidth, type Column } from "../table.js";
import { durationText } from "../texts.js";
import { labelOf } from "./run-progress.js";

/** Longer tables show what did not go well, and the slowest steps. */
const mostRows = 40;

/** A run in a table, and below it what it came to. Lines are cut where the terminal ends, if that is known. */
export function summaryLines(
  summary: RunSummary,
  columns: number | undefined,
  style: Style,
): readonly string[] {
  const { matrix, steps } = summary;
  const rows = matrix === undefined && steps.length <= mostRows ? steps : steps.filter(isNoted);
  return [
    ...(matrix === undefined ? [] : [...matrixLines(matrix, columns, style), ""]),
    ...(rows.length === 0 ? [] : [...stepLines(rows.slice(0, mostRows), columns, style), ""]),
    ...(rows.length > mostRows ? [`and ${rows.length - mostRows} more`, ""] : []),
    ...totals(summary, style),
  ];
}

function isNoted({ state, reason }: SummaryStep): boolean {
  return (
    state === "failed" || state === "cancelled" || state === "running" || reason.startsWith("not started")
  );
}

function stepLines(
  steps: readonly SummaryStep[],
  columns: number | undefined,
  style: Style,
): readonly string[] {
  const titles: readonly Column[] = [
    { title: "Step" },
    { title: "State" },
    { title: "Duration", align: "right" },
    { title: "Attempts", align: "right" },
    { title: "Reason" },
  ];
  const rows = steps.map((step) => [
    columns === undefined ? labelOf(step) : cutText(labelOf(step), Math.max(10, Math.floor(columns / 3))),
    stateText(step.state),
    step.durationMs === undefined ? "" : durationText(step.durationMs),
    step.attempts === 0 ? "" : String(step.attempts),
    step.reason,
  ]);
  const [head = "", ...lines] = tableLines(titles, rows);
  const cut = (line: string): string => (columns === undefined ? line : cutText(line, columns));
  return [
    style.dim(cut(head)),
    ...lines.map((line, index) => painted(cut(line), steps[index]?.state, style)),
  ];
}

/** Colours come last, so that cutting sees text only. */
function painted(line: string, state: StepState | undefined, { green, red, yellow, dim }: Style): string {
  if (state === undefined) return line;
  const paint = {
    failed: red,
    cancelled: yellow,
    running: yellow,
    compensated: yellow,
    skipped: dim,
    succeeded: green,
    reused: green,
  }[state];
  const word = stateText(state);
  return line.replace(word, () => paint(word));
}

/** Steps down, partitions across; as many as the terminal has room for. */
function matrixLines(matrix: SummaryMatrix, columns: number | undefined, style: Style): readonly string[] {
  const { partitions, stepNames, states } = matrix;
  const widest = Math.max(4, ...partitions.map(textWidth)) + 2;
  const mostName = Math.min(30, Math.max(10, Math.floor((columns ?? 120) / 3)));
  const nameWidth = Math.min(mostName, Math.max(4, ...stepNames.map(textWidth)));
  const room = Math.max(1, Math.floor(((columns ?? 120) - nameWidth) / widest));
  const shown = partitions.slice(0, room);
  const rows = stepNames.map((name, row) => [
    cutText(name, mostName),
    ...shown.map((_, column) => {
      const state = states[row]?.[column];
      return state === undefined ? "·" : stepLooks[state].sign;
    }),
  ]);
  const more = partitions.length - shown.length;
  const legend = (Object.keys(stepLooks) as StepState[])
    .filter((state) => states.some((row) => row.includes(state)))
    .map(stateText);
  return [
    ...tableLines([{ title: "Step" }, ...shown.map((title) => ({ title }))], rows, style),
    ...(more > 0 ? [style.dim(`and ${more} more partitions`)] : []),
    style.dim(legend.join("  ")),
  ];
}

function totals(summary: RunSummary, style: Style): readonly string[] {
  const { status, durationMs, counts, slowest, criticalPath, runId, pipelineName } = summary;
  const paint = status === "succeeded" ? style.green : status === "failed" ? style.red : style.yellow;
  const parts = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  const time = durationMs === undefined ? "" : ` in ${durationText(durationMs)}`;
  const slow = slowest.slice(0, 3).map((step) => `${labelOf(step)} ${durationText(step.durationMs ?? 0)}`);
  return [
    `${pipelineName} ${paint(status)}${time}: ${parts.join(", ")}`,
    ...(slow.length > 1 ? [`slowest        ${slow.join(", ")}`] : []),
    ...(criticalPath === undefined || criticalPath.stepNames.length < 2
      ? []
      : [`critical path  ${criticalPath.stepNames.join(" → ")}, ${durationText(criticalPath.durationMs)}`]),
    `run            ${runId}`,
  ];
}

function stateText(state: StepState): string {
  return `${stepLooks[state].sign} ${state}`;
}

/** How many errors are told in full. */
const mostErrors = 10;

/** What ended the steps that failed, in full. */
export function failureLines({ steps }: RunReport, { red }: Style): readonly string[] {
  const failed = steps.flatMap((step) => (step.status === "failed" ? [step] : []));
  const more = failed.length - mostErrors;
  return [
    ...failed.slice(0, mostErrors).flatMap((step) => {
      return ["", `${red(labelOf(step))}: ${step.error.message.replaceAll("\n", "\n  ")}`];
    }),
    ...(more > 0 ? ["", `and ${more} more failures`] : []),
  ];
}
