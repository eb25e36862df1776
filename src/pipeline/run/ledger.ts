import type { BailiwickError } from "../../kernel/index.js";
import { withLazyMembers } from "../lazy-members.js";
import type { ExecutionEnd, ExecutionGraph } from "./execution.js";
import {
  runUnsuccessful,
  type PartitionReport,
  type RunReport,
  type RunStatus,
  type StepReport,
} from "./run-report.js";
import { partitionKey } from "../step-place.js";
import type { Inputs, Outputs } from "../step-handler.js";

/** How an execution stands, as a number. */
export const standing = {
  pending: 0,
  running: 1,
  /** For its retry. */
  waiting: 2,
  succeeded: 3,
  reused: 4,
  failed: 5,
  cancelled: 6,
  skipped: 7,
  leftOut: 8,
} as const;

type LazyMembers = Pick<RunReport, "steps" | "partitions" | "outputs">;

/** The head of a report: what is said of the run as a whole. */
export type RunHead = Pick<
  RunReport,
  "runId" | "pipelineName" | "contextName" | "status" | "seed" | "startedAt" | "durationMs" | "listenerErrors"
>;

/** What became of each execution, by number; the reports are made of it in the end. */
export class Ledger {
  readonly #graph: ExecutionGraph;
  readonly standings: Uint8Array;
  /** The number of the last attempt, in all sessions of the run. */
  readonly attempts: Int32Array;
  readonly startedAt: Float64Array;
  readonly durationMs: Float64Array;
  readonly outputs: (Outputs | undefined)[];
  /** Why an execution ran, or did not; only where it differs from the usual reason. */
  readonly reasons = new Map<number, string>();
  readonly #usualReason: string;
  readonly errors = new Map<number, BailiwickError>();
  /** For what is reused: the run that it comes from. */
  readonly sources = new Map<number, string>();

  constructor(graph: ExecutionGraph, usualReason: string) {
    this.#graph = graph;
    this.#usualReason = usualReason;
    this.standings = new Uint8Array(graph.count);
    this.attempts = new Int32Array(graph.count);
    this.startedAt = new Float64Array(graph.count);
    this.durationMs = new Float64Array(graph.count);
    this.outputs = Array<Outputs | undefined>(graph.count);
  }

  reason(execution: number): string {
    return this.reasons.get(execution) ?? this.#usualReason;
  }

  /** What a keeper is told of an execution that has ended. */
  end(execution: number, inputs: Inputs): ExecutionEnd {
    return {
      reason: this.reason(execution),
      attempts: this.attempts[execution]!,
      startedAt: this.startedAt[execution]!,
      durationMs: this.durationMs[execution]!,
      inputs,
    };
  }

  /** How the run stands with everything done that was going to be. */
  status(): RunStatus {
    return statusOf(this.standings);
  }

  /** What is said of steps is made when it is asked for: making it costs more than running a step that does little. */
  report(head: RunHead): RunReport {
    const said = {
      ...head,
      assertSucceeded(this: RunReport) {
        if (this.status !== "succeeded") throw runUnsuccessful(this);
        return this;
      },
    };
    const report: RunReport = withLazyMembers<typeof said, LazyMembers>(said, {
      steps: () => Object.freeze(Array.from(this.standings, (_, execution) => this.#stepReport(execution))),
      partitions: () => this.#partitionReports(report.steps),
      outputs: () => report.partitions.at(-1)?.outputs ?? this.#outputsOf(0),
    });
    return report;
  }

  #partitionReports(reports: readonly StepReport[]): readonly PartitionReport[] {
    const { steps, partitions } = this.#graph;
    return Object.freeze(
      partitions.flatMap((partition, at): PartitionReport[] => {
        if (partition === undefined) return [];
        const [first, end] = [at * steps.length, (at + 1) * steps.length];
        return [
          Object.freeze({
            partition: partition.key,
            status: statusOf(this.standings.subarray(first, end)),
            steps: Object.freeze(reports.slice(first, end)),
            outputs: this.#outputsOf(first),
          }),
        ];
      }),
    );
  }

  #outputsOf(first: number): Readonly<Record<string, Outputs>> {
    const outputs = Object.create(null) as Record<string, Outputs>;
    let execution = first;
    for (const { stepName } of this.#graph.steps) {
      const given = this.outputs[execution++];
      if (given !== undefined) outputs[stepName] = given;
    }
    return Object.freeze(outputs);
  }

  #stepReport(execution: number): StepReport {
    const { stepName } = this.#graph.steps[execution % this.#graph.steps.length]!;
    const partition = partitionKey(this.#graph, execution);
    const reason = this.reason(execution);
    const startedAt = this.startedAt[execution]!;
    const durationMs = this.durationMs[execution]!;
    const attempts = this.attempts[execution]!;
    switch (this.standings[execution]) {
      case standing.succeeded:
        // The usual report, and without a spread, which would cost more than the step.
        return Object.freeze(
          partition === undefined
            ? { stepName, status: "succeeded", startedAt, durationMs, attempts, reason }
            : { stepName, partition, status: "succeeded", startedAt, durationMs, attempts, reason },
        );
      case standing.reused:
        return Object.freeze({
          ...nameOf(stepName, partition),
          status: "reused",
          reason,
          fromRun: this.sources.get(execution)!,
        });
      case standing.failed:
      case standing.cancelled: {
        const status = this.standings[execution] === standing.failed ? "failed" : "cancelled";
        const error = this.errors.get(execution)!;
        return Object.freeze({
          ...nameOf(stepName, partition),
          status,
          startedAt,
          durationMs,
          attempts,
          error,
        });
      }
      default: {
        const isLeftOut = this.standings[execution] === standing.leftOut;
        return Object.freeze({ ...nameOf(stepName, partition), status: "skipped", reason, isLeftOut });
      }
    }
  }
}

function nameOf(stepName: string, partition: string | undefined): { stepName: string; partition?: string } {
  return partition === undefined ? { stepName } : { stepName, partition };
}

function statusOf(standings: Uint8Array): RunStatus {
  if (standings.includes(standing.failed)) return "failed";
  const isCut = standings.includes(standing.cancelled) || standings.includes(standing.skipped);
  return isCut ? "cancelled" : "succeeded";
}
