import { counted, quoteList } from "../../kernel/index.js";
import type { Plan, RunPreview, StepPreview } from "../../pipeline/index.js";
import type { Style } from "../style.js";
import { cutText, tableLines } from "../table.js";
import { durationText } from "../texts.js";
import { labelOf } from "./run-progress.js";

const words: Readonly<Record<StepPreview["kind"], string>> = {
  run: "would run",
  reuse: "would be reused",
  leave: "left out",
};

/** What would be done, in the order of the plan, and why. */
export function dryRunText(
  preview: RunPreview,
  { levels }: Plan,
  columns: number | undefined,
  style: Style,
): string {
  const { steps, criticalPath, runId } = preview;
  const levelOf = new Map(levels.flatMap((names, level) => names.map((name) => [name, level + 1] as const)));
  const rows = steps.map((step) => [
    String(levelOf.get(step.stepName) ?? ""),
    labelOf(step),
    words[step.kind],
    step.reason.replace(/^(?:ran|reused): /u, ""),
  ]);
  const titles = [
    { title: "Level", align: "right" as const },
    { title: "Step" },
    { title: "" },
    { title: "Reason" },
  ];
  const lines = tableLines(titles, rows).map((line) =>
    columns === undefined ? line : cutText(line, columns),
  );
  const [head = "", ...body] = lines;
  const paint = { run: style.green, reuse: style.yellow, leave: style.dim };
  return `${[
    style.dim(head),
    ...body.map((line, index) => {
      const { kind } = steps[index] ?? { kind: "run" };
      return line.replace(words[kind], paint[kind]);
    }),
    "",
    `nothing was done: ${totals(steps, levels.length)}`,
    ...(runId === undefined ? [] : [`resumes        ${runId}`]),
    ...pathLines(criticalPath),
  ].join("\n")}\n`;
}

function totals(steps: readonly StepPreview[], levels: number): string {
  const parts = (Object.keys(words) as (keyof typeof words)[]).flatMap((kind) => {
    const count = steps.filter((step) => step.kind === kind).length;
    return count === 0 ? [] : [`${count} ${words[kind]}`];
  });
  return `${parts.join(", ")}, on ${counted(levels, "level")}`;
}

function pathLines(path: RunPreview["criticalPath"]): readonly string[] {
  if (path === undefined || path.durationMs === 0) return [];
  const unknown = path.unknown.length === 0 ? "" : ` and what ${quoteList(path.unknown)} will take`;
  return [`critical path  ${path.stepNames.join(" → ")}, about ${durationText(path.durationMs)}${unknown}`];
}
