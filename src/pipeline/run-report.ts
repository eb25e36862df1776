import { BailiwickError, describe, quoteList } from "../kernel/index.js";
import type { Outputs } from "./step-handler.js";

/** How a run ended: with every step done, with a step that failed, or aborted by its caller. */
export type RunStatus = "succeeded" | "failed" | "cancelled";

/** How one step ended; frozen. */
export type StepReport = { readonly stepName: string } & (
  | { readonly status: "succeeded"; readonly startedAt: number; readonly durationMs: number }
  | {
      readonly status: "failed" | "cancelled";
      readonly startedAt: number;
      readonly durationMs: number;
      /** What ended it, with what the handler threw as `cause`. */
      readonly error: BailiwickError;
    }
  | {
      readonly status: "skipped";
      /** Why it was not started. */
      readonly reason: string;
    }
);

/** How a run ended, step by step; frozen. */
export interface RunReport {
  readonly pipelineName: string;
  readonly contextName: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** In the order of the plan. */
  readonly steps: readonly StepReport[];
  /** What the steps gave, by step name and output; only steps that succeeded. Without prototypes. */
  readonly outputs: Readonly<Record<string, Outputs>>;
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
  const skipped = steps.filter((step) => step.status === "skipped").map((step) => step.stepName);
  const lines = ended.map((step) => `  - ${step.error.message.replaceAll("\n", "\n    ")}`);
  if (skipped.length > 0) lines.push(`  - not started: ${quoteList(skipped)}`);
  const how = status === "failed" ? "failed" : "was cancelled";
  return new BailiwickError("RUN_UNSUCCESSFUL", {
    message: [`The pipeline ${describe(pipelineName)} ${how}:`, ...lines].join("\n"),
    details: { pipelineName, contextName, status, ended: ended.map((step) => step.stepName), skipped },
    cause: (ended.find((step) => step.status === "failed") ?? ended[0])?.error,
  });
}
