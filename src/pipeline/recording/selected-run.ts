import type { Decision, ExecutionGraph, RunKeeper } from "../run/execution.js";
import type { Verdict } from "./decide.js";

/** Keeps to a selection in a run that is recorded nowhere. Without a store no result is known. */
export class SelectedRun implements RunKeeper {
  readonly runId: string;
  readonly #graph: ExecutionGraph;
  readonly #verdicts: readonly Verdict[];

  constructor(runId: string, graph: ExecutionGraph, verdicts: readonly Verdict[]) {
    this.runId = runId;
    this.#graph = graph;
    this.#verdicts = verdicts;
  }

  decision(execution: number): Decision {
    const { kind, reason } = this.#verdicts[execution]!;
    return kind === "run" ? { kind, reason, attemptsBefore: 0 } : { kind: "leave", reason };
  }

  idempotencyKey(execution: number): string {
    const { steps, partitions } = this.#graph;
    const step = execution % steps.length;
    const partition = partitions[(execution - step) / steps.length]?.key ?? "";
    return `${this.runId}/${partition}/${steps[step]!.stepName}`;
  }

  previous(): undefined {}
  known(): undefined {}
  attemptStarted(): void {}
  attemptEnded(): void {}
  succeeded(): void {}
  reused(): void {}
  unsuccessful(): void {}
  event(): void {}
  commit(): void {}
}
