import { BailiwickError, describe, quoteList } from "../../kernel/index.js";
import type { RollbackReport } from "../recording/rollback-report.js";
import type { Outputs } from "../step-handler.js";

/**
 * How a run ended: with every step done, with a step that failed, or aborted by its caller. A partition in which nothing
 * failed, but not everything was done either, counts as cancelled.
 */
export type RunStatus = "succeeded" | "failed" | "cancelled";

/** How one step of one partition ended; frozen. */
export type StepReport = {
  readonly stepName: string;
  /** The key of its partition; absent in a run without. */
  readonly partition?: string;
} & (
  | {
      readonly status: "succeeded";
      readonly startedAt: number;
      /** Milliseconds, all attempts and the waits between them together. */
      readonly durationMs: number;
      readonly attempts: number;
      /** Why it ran, for example `ran: input features changed (9f3c… → b210…)`. */
      readonly reason: string;
    }
  | {
      /** Its result was known, and nothing ran. */
      readonly status: "reused";
      readonly reason: string;
      /** The id of the run that it comes from. */
      readonly fromRun: string;
    }
  | {
      readonly status: "failed" | "cancelled";
      readonly startedAt: number;
      readonly durationMs: number;
      readonly attempts: number;
      /** What ended it, with what the handler threw as `cause`. */
      readonly error: BailiwickError;
    }
  | {
      readonly status: "skipped";
      /** Why it was not started: something before it failed, the run was cancelled, or it was not asked for. */
      readonly reason: string;
      /** Whether it is left out because the caller asked for other steps only. */
      readonly isLeftOut: boolean;
    }
);

/** How one partition of a run ended; frozen. */
export interface PartitionReport {
  readonly partition: string;
  readonly status: RunStatus;
  /** In the order of the plan. */
  readonly steps: readonly StepReport[];
  /** As {@link RunReport.outputs}. */
  readonly outputs: Readonly<Record<string, Outputs>>;
}

/**
 * How a run ended, step by step; frozen. `steps`, `partitions` and `outputs` are made when they are first read, and kept.
 */
export interface RunReport {
  /** Also of a run that is not recorded. */
  readonly runId: string;
  readonly pipelineName: string;
  readonly contextName: string;
  /** `succeeded` if all steps that were asked for did, or were reused. */
  readonly status: RunStatus;
  /** Decides in which order ready steps start: with the same one a run starts them in the same order again. */
  readonly seed: number;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** By partition, then in the order of the plan. */
  readonly steps: readonly StepReport[];
  /** In order; empty for a run without partitions. */
  readonly partitions: readonly PartitionReport[];
  /**
   * What the steps gave, by step name and output; only steps that succeeded or were reused. Without prototypes. In a run
   * with partitions those of the last one.
   */
  readonly outputs: Readonly<Record<string, Outputs>>;
  /** How the rollback ended that followed; only for a run that failed and was to be rolled back. */
  readonly rollback?: RollbackReport;
  /** What listeners threw before the run ended; it does not stop a run. */
  readonly listenerErrors: readonly unknown[];
  /**
   * Throws unless the run succeeded.
   *
   * @throws BailiwickError `RUN_UNSUCCESSFUL` naming what failed, with the first failure in the order of the
   * plan as cause, or else the first cancellation.
   */
  assertSucceeded(): this;
}

/** The error of a run that somebody counted on. */
export function runUnsuccessful(report: RunReport): BailiwickError {
  const { pipelineName, contextName, status, steps } = report;
  const ended = steps.flatMap((step) =>
    step.status === "failed" || step.status === "cancelled" ? [step] : [],
  );
  const skipped = steps.filter((step) => step.status === "skipped" && !step.isLeftOut);
  const lines = ended.map((step) => `  - ${step.error.message.replaceAll("\n", "\n    ")}`);
  if (skipped.length > 0) lines.push(`  - not started: ${quoteList(skipped.map(label))}`);
  const how = status === "failed" ? "failed" : "was cancelled";
  return new BailiwickError("RUN_UNSUCCESSFUL", {
    message: [`The pipeline ${describe(pipelineName)} ${how}:`, ...lines].join("\n"),
    details: { pipelineName, contextName, status, ended: ended.map(label), skipped: skipped.map(label) },
    cause: (ended.find((step) => step.status === "failed") ?? ended[0])?.error,
  });
}

/** A step by its name, and by its partition where there are more. */
function label({ stepName, partition }: StepReport): string {
  return partition === undefined ? stepName : `${stepName} (${partition})`;
}
