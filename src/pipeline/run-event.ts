import type { BailiwickError } from "../kernel/index.js";
import type { RunStatus } from "./run-report.js";

interface At {
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
}

interface OfStep extends At {
  readonly stepName: string;
}

/** Something that happens in a run; switch on `type`. Frozen. */
export type RunEvent =
  | (At & {
      readonly type: "run-started";
      readonly pipelineName: string;
      readonly stepNames: readonly string[];
    })
  | (OfStep & { readonly type: "step-started" })
  | (OfStep & { readonly type: "step-progress"; readonly fraction: number; readonly message?: string })
  | (OfStep & { readonly type: "step-log"; readonly message: string; readonly data?: unknown })
  | (OfStep & { readonly type: "step-succeeded"; readonly durationMs: number })
  | (OfStep & { readonly type: "step-failed"; readonly durationMs: number; readonly error: BailiwickError })
  | (OfStep & {
      readonly type: "step-cancelled";
      readonly durationMs: number;
      readonly error: BailiwickError;
    })
  | (OfStep & { readonly type: "step-skipped"; readonly reason: string })
  | (At & { readonly type: "run-finished"; readonly status: RunStatus; readonly durationMs: number });

/** Hears the events of a run, in order. */
export type RunListener = (event: RunEvent) => void;
