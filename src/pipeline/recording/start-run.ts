import { BailiwickError } from "../../kernel/index.js";
import type { ExecutionLock, RunStore } from "../../store/index.js";
import { newRunId, randomSeed } from "../random.js";
import { executeRun } from "../run/execute-run.js";
import type { CheckedRunOptions } from "../run/run-options.js";
import type { RunReport } from "../run/run-report.js";
import { readHistory } from "./known-run.js";
import { prepareRun, type PlannedPipeline, type PreparedRun } from "./prepare-run.js";
import { RecordedRun } from "./recorded-run.js";
import { takeBack, toTakeBack } from "./rollback.js";
import { underLock } from "./run-lock.js";
import { SelectedRun } from "./selected-run.js";

/**
 * Runs a pipeline: recorded in a store under the lock of the pipeline, or in memory.
 *
 * @throws BailiwickError what the options make impossible, and what the store and the lock throw; what was recorded
 * until then stays and can be gone on with
 */
export async function startRun(pipeline: PlannedPipeline, options: CheckedRunOptions): Promise<RunReport> {
  const { store } = options;
  if (store === undefined) return runInMemory(pipeline, options);
  return underLock(pipeline.plan, { ...options, store }, (signal, lock) =>
    runRecorded(prepareRun(pipeline, options), { ...options, signal }, store, lock),
  );
}

async function runInMemory(pipeline: PlannedPipeline, options: CheckedRunOptions): Promise<RunReport> {
  if (options.onFailure === "rollback") throw storeMissing();
  const { plan, definitions, graph, selection, verdicts } = prepareRun(pipeline, options);
  const runId = newRunId(options.clock.now());
  return executeRun({
    plan,
    graph,
    definitions,
    options,
    seed: options.seed ?? randomSeed(),
    isResumed: false,
    keeper: selection.isWhole ? undefined : new SelectedRun(runId, graph, verdicts),
    runId,
  });
}

async function runRecorded(
  prepared: PreparedRun,
  options: CheckedRunOptions,
  store: RunStore,
  lock: ExecutionLock | undefined,
): Promise<RunReport> {
  const { plan, definitions, graph, resumed } = prepared;
  const { clock } = options;
  const seed = options.seed ?? resumed?.seed ?? randomSeed();
  const startedAt = clock.now();
  const journal = store.journal({
    contextName: plan.contextName,
    pipelineName: plan.pipelineName,
    runId: resumed?.runId ?? newRunId(startedAt),
    planFingerprint: plan.fingerprint,
    partitions: graph.partitions.flatMap((partition) => partition?.key ?? []),
    seed,
    startedAt,
    isResumed: resumed !== undefined,
    ...(lock === undefined ? {} : { lock }),
  });
  const report = await executeRun({
    plan,
    graph,
    definitions,
    options,
    seed,
    isResumed: resumed !== undefined,
    keeper: new RecordedRun({ ...prepared, store, journal }),
    runId: journal.runId,
  });
  if (report.status !== "failed" || options.onFailure !== "rollback") {
    journal.end(report.status, clock.now());
    return report;
  }
  journal.commit();
  const history = readHistory(store, journal.runId, graph);
  const executions = toTakeBack(graph, history, undefined);
  const rollback = await takeBack({ ...prepared, ...options, history, store, journal }, executions);
  journal.end(rollback.status === "succeeded" ? "rolled-back" : rollback.status, clock.now());
  return Object.freeze({ ...report, rollback });
}

function storeMissing(): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: "The option onFailure of run() needs a run store to roll back, but the option store is missing.",
    hint: "pass the store that the run is recorded in: { store: await openRunStore(path) }.",
    details: { option: "onFailure", expected: "a run store", found: "undefined" },
  });
}
