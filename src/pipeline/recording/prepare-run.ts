import { describe, quoteList } from "../../kernel/index.js";
import type { RunRecord, RunStore } from "../../store/index.js";
import { executionFingerprints } from "../plan/execution-fingerprints.js";
import { executionGraph, previousExecution } from "../plan/execution-graph.js";
import { checkPartitions, type Partitions } from "../plan/partitions.js";
import type { Plan } from "../plan/plan.js";
import { resultKey } from "../plan/result-key.js";
import type { Fingerprinted } from "../plan/changes.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { RunOptions } from "../run/run-options.js";
import { readOutputs } from "../storable-outputs.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { Outputs } from "../step-handler.js";
import { partitionKey } from "../step-place.js";
import { decide, type MissingInput, type Verdict } from "./decide.js";
import { findRun, partitionsOf, readHistory, unfinishedRun, type RunHistory } from "./known-run.js";
import { PreviousResults } from "./previous-results.js";
import { readSelection, selectionInvalid, type Selection } from "./selection.js";

/** A pipeline as it is run: its plan, and in the order of that what there is to say about each step. */
export interface PlannedPipeline {
  readonly plan: Plan;
  readonly definitions: readonly CheckedDefinition[];
}

/** The options of a run that decide what it does. */
export type PreviewOptions = {
  readonly [Key in "over" | "store" | "resume" | "only" | "from" | "until" | "force"]?:
    RunOptions[Key] | undefined;
};

/** A run before it starts: what it will do, and why. Nothing has been written. */
export interface PreparedRun extends PlannedPipeline {
  readonly graph: ExecutionGraph;
  readonly selection: Selection;
  /** By number of execution, as what follows. */
  readonly verdicts: readonly Verdict[];
  readonly fingerprints: readonly Fingerprinted[];
  readonly history: RunHistory | undefined;
  /** Absent without a store. */
  readonly previousResults: PreviousResults | undefined;
  /** The run that is resumed. */
  readonly resumed: RunRecord | undefined;
}

/**
 * Decides what a run will do.
 *
 * @throws BailiwickError `SELECTION_INVALID`, `PARTITIONS_INVALID`, `RUN_UNKNOWN`, `RUN_OF_ANOTHER_PLAN`
 */
export function prepareRun(pipeline: PlannedPipeline, options: PreviewOptions): PreparedRun {
  const { plan, definitions } = pipeline;
  const { store, resume, over } = options;
  const selection = readSelection(plan, options);
  const given = over === undefined ? undefined : checkPartitions(over);
  const resumed = resumedRun(plan, store, resume);
  const partitions = partitionsOfRun(store, resumed, given);
  const graph = executionGraph(plan, definitions, partitions);
  const previousResults = store === undefined ? undefined : new PreviousResults(plan, graph, store);
  const fingerprints = executionFingerprints(graph, definitions, (execution) =>
    previousResults?.fingerprint(execution),
  );
  const history =
    store === undefined || resumed === undefined ? undefined : readHistory(store, resumed.runId, graph);
  const isForInputs = (execution: number): boolean =>
    store !== undefined &&
    resumed !== undefined &&
    hasResultForInputs({ plan, definitions, graph, history, previousResults }, store, resumed, execution);
  const { verdicts, missing } = decide({ graph, fingerprints, history, selection, isForInputs });
  if (missing.length > 0) throw inputsMissing(graph, missing, resumed);
  return { plan, definitions, graph, selection, verdicts, fingerprints, history, previousResults, resumed };
}

function resumedRun(
  plan: Plan,
  store: RunStore | undefined,
  resume: string | undefined,
): RunRecord | undefined {
  if (store === undefined || resume === undefined) return undefined;
  return resume === "unfinished" ? unfinishedRun(store, plan) : findRun(store, plan, resume, "resume");
}

function partitionsOfRun(
  store: RunStore | undefined,
  resumed: RunRecord | undefined,
  given: Partitions | undefined,
): Partitions | undefined {
  return store === undefined || resumed === undefined ? given : partitionsOf(store, resumed, given);
}

/** Whether a pure step would be found by just what is recorded now of the steps before it. O(its inputs). */
function hasResultForInputs(
  {
    plan,
    definitions,
    graph,
    history,
    previousResults,
  }: Pick<PreparedRun, "plan" | "definitions" | "graph" | "history" | "previousResults">,
  store: RunStore,
  { runId }: RunRecord,
  execution: number,
): boolean {
  const index = execution % graph.steps.length;
  const step = graph.steps[index]!;
  const { pure, usesPrevious } = definitions[index]!;
  const key = history?.[execution]?.record?.resultKey;
  if (!pure || key === undefined) return false;
  const given = (partition: string, stepName: string): Outputs | undefined => {
    const texts = store.outputs(runId, { partition, stepName });
    return texts === undefined ? undefined : readOutputs(texts);
  };
  const partition = partitionKey(graph, execution) ?? "";
  const inputs = Object.create(null) as Record<string, unknown>;
  for (const { dependency, provider, output } of step.inputs)
    inputs[dependency] = given(partition, provider)?.[output];
  let previous: Outputs | undefined;
  if (usesPrevious) {
    const before = previousExecution(graph, execution);
    previous =
      before === -1
        ? previousResults?.outputs(execution)
        : given(partitionKey(graph, before) ?? "", step.stepName);
  }
  return resultKey(plan, step, partition, inputs, previous) === key;
}

/** How many missing inputs an error names. */
const mostNamed = 5;

function inputsMissing(
  { steps, partitions }: ExecutionGraph,
  missing: readonly MissingInput[],
  resumed: RunRecord | undefined,
) {
  const facts = missing.map(({ execution, dependency, provider, outdated }) => ({
    stepName: steps[execution % steps.length]!.stepName,
    partition: partitions[Math.floor(execution / steps.length)]?.key,
    dependency,
    provider,
    outdated,
  }));
  const lines = facts.slice(0, mostNamed).map(({ stepName, partition, dependency, provider, outdated }) => {
    const where = partition === undefined ? "" : ` for ${describe(partition)}`;
    const why =
      outdated === undefined ? "whose result is not known" : `whose result is out of date: ${outdated}`;
    return `${stepName}.${dependency}${where} comes from ${describe(provider)}, which is not selected, and ${why}`;
  });
  if (facts.length > mostNamed) lines.push(`and ${facts.length - mostNamed} more`);
  const providers = quoteList([...new Set(facts.map(({ provider }) => provider))]);
  return selectionInvalid(
    lines.join("; "),
    resumed === undefined
      ? `select ${providers} too, or resume a run of a store that has the results.`
      : `select ${providers} too.`,
    { missing: facts },
  );
}
