import { BailiwickError, describe, quoteList } from "../../kernel/index.js";

/** What became of one step that was to be taken back; frozen. */
export type StepRollback = {
  readonly stepName: string;
  /** The key of its partition; absent in a run without. */
  readonly partition?: string;
} & (
  | {
      readonly status: "compensated";
      readonly startedAt: number;
      readonly durationMs: number;
    }
  /** It declares no compensation, or its result was taken over from another run; it counts as taken back. */
  | { readonly status: "nothing-to-do" }
  | {
      readonly status: "failed" | "cancelled";
      readonly startedAt: number;
      readonly durationMs: number;
      /** `COMPENSATION_FAILED` with what the compensation threw as `cause`, or `OPERATION_ABORTED`. */
      readonly error: BailiwickError;
    }
  /** Its turn did not come; the result stands. */
  | { readonly status: "not-started" }
);

/** How a rollback ended, step by step; frozen. */
export interface RollbackReport {
  readonly runId: string;
  readonly pipelineName: string;
  readonly contextName: string;
  /** `failed` if a compensation did, `cancelled` if the caller gave up; either can be gone on with. */
  readonly status: "succeeded" | "failed" | "cancelled";
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** In the order in which they are taken back: the last one that completed first. */
  readonly steps: readonly StepRollback[];
  /** What listeners threw; it does not stop a rollback. */
  readonly listenerErrors: readonly unknown[];
  /**
   * Throws unless everything was taken back.
   *
   * @throws BailiwickError `COMPENSATION_FAILED`, or `OPERATION_ABORTED` for one that was cancelled
   */
  assertSucceeded(): this;
}

/** Completes a report. */
export function rollbackReport(facts: Omit<RollbackReport, "assertSucceeded">): RollbackReport {
  return Object.freeze({
    ...facts,
    steps: Object.freeze([...facts.steps]),
    listenerErrors: Object.freeze([...facts.listenerErrors]),
    assertSucceeded(this: RollbackReport) {
      if (this.status !== "succeeded") throw rollbackUnsuccessful(this);
      return this;
    },
  });
}

function rollbackUnsuccessful({ runId, status, steps }: RollbackReport): BailiwickError {
  const ended = steps.find((step) => step.status === "failed" || step.status === "cancelled");
  const left = steps.filter((step) => step.status === "not-started").map(({ stepName }) => stepName);
  const cause = ended !== undefined && "error" in ended ? ended.error : undefined;
  return new BailiwickError(status === "failed" ? "COMPENSATION_FAILED" : "OPERATION_ABORTED", {
    message: [
      `The rollback of run ${describe(runId)} ${status === "failed" ? "failed" : "was cancelled"}:`,
      ...(cause === undefined ? [] : [`  - ${cause.message.replaceAll("\n", "\n    ")}`]),
      ...(left.length === 0 ? [] : [`  - not taken back: ${quoteList([...new Set(left)])}`]),
    ].join("\n"),
    details: { runId, status, notTakenBack: left },
    cause,
  });
}
