import type { BailiwickError } from "../../kernel/index.js";
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
    this.outputs = Array.from({ length: graph.count });
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

  report(head: RunHead): RunReport {
    const { count, steps, partitions } = this.#graph;
    const reports: StepReport[] = [];
    for (let execution = 0; execution < count; execution++) reports.push(this.#stepReport(execution));
    const outputs = partitions.map((_, at) => this.#outputsOf(at * steps.length));
    return Object.freeze({
      ...head,
      steps: Object.freeze(reports),
      partitions: Object.freeze(
        partitions.flatMap((partition, at): PartitionReport[] =>
          partition === undefined ? [] : [this.#partitionReport(partition.key, at, reports, outputs[at]!)],
        ),
      ),
      outputs: outputs.at(-1)!,
      assertSucceeded(this: RunReport) {
        if (this.status !== "succeeded") throw runUnsuccessful(this);
        return this;
      },
    });
  }

  #partitionReport(
    partition: string,
    at: number,
    reports: readonly StepReport[],
    outputs: Readonly<Record<string, Outputs>>,
  ): PartitionReport {
    const [first, end] = [at * this.#graph.steps.length, (at + 1) * this.#graph.steps.length];
    const status = statusOf(this.standings.subarray(first, end));
    return Object.freeze({ partition, status, steps: Object.freeze(reports.slice(first, end)), outputs });
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
