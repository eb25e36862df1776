import type { Pipeline, RunReport } from "../../pipeline/index.js";
import { summariseRun } from "../../pipeline/index.js";
import type { RunStore } from "../../store/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, widthOf, type ExitCode, type Interrupt, type Io } from "../io.js";
import { dryRunText } from "../runs/dry-run-text.js";
import { eventSink, type EventSink } from "../runs/event-sink.js";
import { loadPipeline } from "../runs/load-pipeline.js";
import type { ProgressView } from "../runs/progress-view.js";
import { reportJson } from "../runs/report-json.js";
import { runOptions, type RunChoices } from "../runs/run-choices.js";
import { openIfThere, openToContinue, openToRead, openToRun } from "../runs/store-file.js";
import { failureLines, summaryLines } from "../runs/summary-text.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";

/** What `bailiwick run` takes. */
export interface RunCommandOptions extends RunChoices {
  readonly store?: string;
  readonly dryRun?: boolean;
  readonly events?: string;
  readonly json?: boolean;
}

/** Runs the pipeline of a module and records it; it is a finding if the run does not succeed. */
export async function run(target: string, options: RunCommandOptions, io: Io): Promise<ExitCode> {
  if (options.events === "-" && options.json === true) {
    throw invalidCommand(
      "--events - and --json both write to standard output",
      "let --events write to a file, or leave --json out.",
    );
  }
  const choices = runOptions(options);
  const pipeline = await loadPipeline(target, io);
  if (options.dryRun === true) return dryRun(pipeline, options, io);
  const open = choices.resume === undefined ? openToRun : openToContinue;
  await using store = await open(options.store, io);
  const sink = options.events === undefined ? undefined : eventSink(options.events, io);
  const view = await progressView(io);
  let report: RunReport;
  try {
    report = await runHeard({ target, options, pipeline, store, sink, view }, choices, io);
  } finally {
    view.close();
    sink?.close();
  }
  writeReport(report, pipeline, store, options, io);
  return end(report, { target, options, sink }, io);
}

/** What a run is made with, and who hears of it. */
interface Call {
  readonly target: string;
  readonly options: RunCommandOptions;
  readonly pipeline: Pipeline;
  readonly store: RunStore;
  readonly sink: EventSink | undefined;
  readonly view: ProgressView;
}

/** Bars on a terminal that can move its cursor, plain lines elsewhere; on standard error. */
async function progressView(io: Io): Promise<ProgressView> {
  if (widthOf(io.stderr) !== undefined && io.env["TERM"] !== "dumb") {
    const { ProgressBars } = await import("../runs/progress-bars.js");
    return new ProgressBars(io);
  }
  const { ProgressLines } = await import("../runs/progress-lines.js");
  return new ProgressLines(io);
}

async function runHeard(call: Call, choices: ReturnType<typeof runOptions>, io: Io): Promise<RunReport> {
  const { pipeline, store, sink, view } = call;
  const controller = new AbortController();
  let runId: string | undefined;
  const release = io.onInterrupt((signal) => {
    view.say(interruptText(signal, runId, call));
    controller.abort(new Error(`the process was asked to end (${signal})`));
  });
  try {
    return await pipeline.run({
      ...choices,
      store,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "run-started") runId = event.runId;
        view.hear(event);
        sink?.hear(event);
      },
    });
  } finally {
    release();
  }
}

function interruptText(signal: Interrupt, runId: string | undefined, call: Call): string {
  const resume = runId === undefined ? "" : `\n${resumeText(runId, call)}`;
  return `${signal}: nothing new is started, and what runs is asked to end; once more ends it at once.${resume}`;
}

function resumeText(runId: string, { target, options }: Pick<Call, "target" | "options">): string {
  const store = options.store === undefined ? "" : ` --store ${options.store}`;
  return `go on with it   bailiwick run ${target}${store} --resume ${runId}`;
}

function writeReport(
  report: RunReport,
  { plan }: Pipeline,
  store: RunStore,
  { json, events }: RunCommandOptions,
  io: Io,
): void {
  const summary = summariseRun(report, plan);
  if (json === true) {
    io.stdout.write(jsonText(reportJson(report, summary, store.path)));
    return;
  }
  const output = events === "-" ? io.stderr : io.stdout;
  const style = styleOf(output, io.env);
  const columns = widthOf(output);
  const lines = [...summaryLines(summary, columns, style), ...failureLines(report, style)];
  output.write(`${lines.join("\n")}\n`);
}

function end(report: RunReport, call: Pick<Call, "target" | "options" | "sink">, io: Io): ExitCode {
  const { yellow } = styleOf(io.stderr, io.env);
  if (report.status !== "succeeded") io.stderr.write(`${resumeText(report.runId, call)}\n`);
  const faults = [...report.listenerErrors, ...(call.sink?.fault === undefined ? [] : [call.sink.fault])];
  for (const fault of faults) {
    io.stderr.write(
      `${yellow("bailiwick:")} events are missing: ${fault instanceof Error ? fault.message : String(fault)}\n`,
    );
  }
  return report.status === "succeeded" && faults.length === 0 ? exitCodes.ok : exitCodes.findings;
}

/** Only looks: a store that is not there is not made. */
async function dryRun(pipeline: Pipeline, options: RunCommandOptions, io: Io): Promise<ExitCode> {
  const { resume, only, from, until, force, over } = runOptions(options);
  const open = resume === undefined ? openIfThere : openToRead;
  await using store = await open(options.store, io);
  const wanted = { resume, only, from, until, force, over, store };
  const preview = pipeline.preview(
    Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
  );
  const { stdout, env } = io;
  const columns = widthOf(stdout);
  stdout.write(
    options.json === true
      ? jsonText(preview)
      : dryRunText(preview, pipeline.plan, columns, styleOf(stdout, env)),
  );
  return exitCodes.ok;
}
