import type { RunStore, StepRecord } from "../../store/index.js";
import { previousExecution } from "../plan/execution-graph.js";
import type { Plan } from "../plan/plan.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { Outputs } from "../step-handler.js";
import { readOutputs } from "../storable-outputs.js";

/** What steps gave for the partitions before those of a run, from the newest runs that have it. */
export class PreviousResults {
  readonly #plan: Plan;
  readonly #graph: ExecutionGraph;
  readonly #store: RunStore;
  readonly #records = new Map<number, StepRecord | undefined>();

  constructor(plan: Plan, graph: ExecutionGraph, store: RunStore) {
    this.#plan = plan;
    this.#graph = graph;
    this.#store = store;
  }

  /** The fingerprint of the result before; `undefined` if nothing is known, or if it comes from the run itself. */
  fingerprint(execution: number): string | undefined {
    return this.#record(execution)?.fingerprint;
  }

  outputs(execution: number): Outputs | undefined {
    const record = this.#record(execution);
    const texts = record === undefined ? undefined : this.#store.outputs(record.runId, record);
    return texts === undefined ? undefined : readOutputs(texts);
  }

  /** Looked up once, so that a run which ends meanwhile does not change what this one works with. */
  #record(execution: number): StepRecord | undefined {
    if (this.#records.has(execution)) return this.#records.get(execution);
    const { steps, partitions } = this.#graph;
    const step = execution % steps.length;
    const previousKey = partitions[(execution - step) / steps.length]?.previousKey;
    const isElsewhere = previousKey !== undefined && previousExecution(this.#graph, execution) === -1;
    const record = isElsewhere
      ? this.#store.latestResult(this.#plan, { partition: previousKey, stepName: steps[step]!.stepName })
      : undefined;
    this.#records.set(execution, record);
    return record;
  }
}
