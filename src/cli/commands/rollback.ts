import type { Pipeline, RollbackReport, RollbackTarget, StepRollback } from "../../pipeline/index.js";
import type { RunStore } from "../../store/index.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { loadPipeline } from "../runs/load-pipeline.js";
import { ProgressLines } from "../runs/progress-lines.js";
import { rollbackJson } from "../runs/report-json.js";
import { labelOf } from "../runs/run-progress.js";
import { openToContinue } from "../runs/store-file.js";
import { styleOf, type Style } from "../style.js";
import { tableLines } from "../table.js";
import { durationText, jsonText } from "../texts.js";

/** What `bailiwick rollback` takes. */
export interface RollbackCommandOptions {
  readonly run: string;
  readonly toStep?: string;
  readonly toPartition?: string;
  readonly store?: string;
  readonly json?: boolean;
}

/** Takes a run back by the compensations of its steps; it is a finding if not all of it was taken back. */
export async function rollback(target: string, options: RollbackCommandOptions, io: Io): Promise<ExitCode> {
  const pipeline = await loadPipeline(target, io);
  await using store = await openToContinue(options.store, io);
  const report = await takenBack(pipeline, store, options, io);
  io.stdout.write(
    options.json === true
      ? jsonText(rollbackJson(report, store.path))
      : rollbackText(report, styleOf(io.stdout, io.env)),
  );
  if (report.status === "succeeded") return exitCodes.ok;
  io.stderr.write(`go on with it   ${againText(target, report.runId, options)}\n`);
  return exitCodes.findings;
}

async function takenBack(
  pipeline: Pipeline,
  store: RunStore,
  options: RollbackCommandOptions,
  io: Io,
): Promise<RollbackReport> {
  const view = new ProgressLines(io);
  const controller = new AbortController();
  const release = io.onInterrupt((signal) => {
    view.say(`${signal}: nothing more is taken back; once more ends the process at once.`);
    controller.abort(new Error(`the process was asked to end (${signal})`));
  });
  const to = targetOf(options);
  try {
    return await pipeline.rollback({
      store,
      run: options.run,
      ...(to === undefined ? {} : { to }),
      signal: controller.signal,
      onEvent: (event) => view.hear(event),
    });
  } finally {
    release();
    view.close();
  }
}

function targetOf({
  toStep: step,
  toPartition: partition,
}: RollbackCommandOptions): RollbackTarget | undefined {
  if (step === undefined && partition === undefined) return undefined;
  return { ...(step === undefined ? {} : { step }), ...(partition === undefined ? {} : { partition }) };
}

function againText(
  target: string,
  runId: string,
  { toStep, toPartition, store }: RollbackCommandOptions,
): string {
  const step = toStep === undefined ? "" : ` --to-step ${toStep}`;
  const partition = toPartition === undefined ? "" : ` --to-partition ${toPartition}`;
  const file = store === undefined ? "" : ` --store ${store}`;
  return `bailiwick rollback ${target} --run ${runId}${step}${partition}${file}`;
}

const outcomes = Object.freeze({
  compensated: "taken back",
  "nothing-to-do": "with nothing to take back",
  failed: "failed",
  cancelled: "cancelled",
  "not-started": "not taken back",
} satisfies Record<StepRollback["status"], string>);

/** What became of each step that had something to take back, the last one that completed first, and what failed in full. */
function rollbackText(report: RollbackReport, style: Style): string {
  const { runId, status, steps, durationMs } = report;
  if (steps.length === 0) return `nothing of the run ${runId} is left to take back\n`;
  const paint = status === "succeeded" ? style.green : status === "failed" ? style.red : style.yellow;
  const titles = [{ title: "Step" }, { title: "Outcome" }, { title: "Duration", align: "right" as const }];
  const noted = steps.filter((step) => step.status !== "nothing-to-do");
  const rows = noted.map((step) => [
    labelOf(step),
    outcomes[step.status],
    "durationMs" in step ? durationText(step.durationMs) : "",
  ]);
  const errors = steps.flatMap((step) =>
    "error" in step
      ? ["", `${style.red(labelOf(step))}: ${step.error.message.replaceAll("\n", "\n  ")}`]
      : [],
  );
  return `${[
    ...(rows.length === 0 ? [] : [...tableLines(titles, rows, style), ""]),
    `the rollback ${paint(status)} in ${durationText(durationMs)}: ${totals(steps)}`,
    `run            ${runId}`,
    ...errors,
  ].join("\n")}\n`;
}

function totals(steps: readonly StepRollback[]): string {
  const counts = new Map<string, number>();
  for (const { status } of steps) counts.set(outcomes[status], (counts.get(outcomes[status]) ?? 0) + 1);
  return Array.from(counts, ([outcome, count]) => `${count} ${outcome}`).join(", ");
}
