import type { BailiwickError } from "../../kernel/index.js";
import type { RunStatus } from "./run-report.js";

/** What all events have. */
export interface RunEventBase {
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
}

/** What all events of one step have. */
export interface StepEventBase extends RunEventBase {
  readonly stepName: string;
  /** The key of its partition; absent in a run without. */
  readonly partition?: string;
}

/** Something that happens in a run; switch on `type`. Frozen. */
export type RunEvent =
  | (RunEventBase & {
      readonly type: "run-started";
      readonly runId: string;
      readonly pipelineName: string;
      readonly stepNames: readonly string[];
      /** Empty for a run without. */
      readonly partitions: readonly string[];
      readonly seed: number;
      readonly isResumed: boolean;
    })
  /** Once for each attempt. */
  | (StepEventBase & { readonly type: "step-started"; readonly attempt: number; readonly reason: string })
  | (StepEventBase & { readonly type: "step-progress"; readonly fraction: number; readonly message?: string })
  | (StepEventBase & { readonly type: "step-log"; readonly message: string; readonly data?: unknown })
  | (StepEventBase & { readonly type: "step-succeeded"; readonly durationMs: number })
  | (StepEventBase & { readonly type: "step-reused"; readonly reason: string; readonly fromRun: string })
  /** An attempt failed, and another one follows. */
  | (StepEventBase & {
      readonly type: "step-retried";
      /** The one that failed. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & {
      readonly type: "step-failed";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & {
      readonly type: "step-cancelled";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (StepEventBase & { readonly type: "step-skipped"; readonly reason: string; readonly isLeftOut: boolean })
  | (StepEventBase & { readonly type: "step-compensated"; readonly durationMs: number })
  | (StepEventBase & {
      readonly type: "compensation-failed";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (RunEventBase & {
      readonly type: "run-finished";
      readonly status: RunStatus;
      readonly durationMs: number;
    });

/** Hears the events of a run, in order. */
export type RunListener = (event: RunEvent) => void;
