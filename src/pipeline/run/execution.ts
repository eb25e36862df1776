import type { BailiwickError } from "../../kernel/index.js";
import type { AttemptOutcome } from "../../store/index.js";
import type { Plan, PlannedStep } from "../plan/plan.js";
import type { Partition } from "../plan/partitions.js";
import type { Inputs, Outputs } from "../step-handler.js";
import type { CheckedDefinition } from "../step-definition.js";
import type { RunEvent } from "./run-event.js";
import type { CheckedRunOptions } from "./run-options.js";

/**
 * The steps of all partitions, numbered: the execution of step `s` for partition `p` is `p · steps.length + s`. A run
 * without partitions has one, which is `undefined`.
 */
export interface ExecutionGraph {
  readonly count: number;
  /** In the order of the plan. */
  readonly steps: readonly PlannedStep[];
  readonly partitions: readonly (Partition | undefined)[];
  /** How many executions each one waits for. */
  readonly waitsFor: Int32Array;
  /** Those that wait for execution `e` are `followers[from[e]] … followers[from[e + 1] - 1]`. */
  readonly from: Int32Array;
  readonly followers: Int32Array;
}

/** What is to become of one execution. */
export type Decision =
  | { readonly kind: "run"; readonly reason: string; readonly attemptsBefore: number }
  | { readonly kind: "reuse"; readonly reason: string; readonly outputs: Outputs; readonly fromRun: string }
  /** Not selected, and not needed. */
  | { readonly kind: "leave"; readonly reason: string };

/** What a run does before, after and beside its handlers. All of it is synchronous. */
export interface RunKeeper {
  readonly runId: string;
  /** What is to become of each execution, by number. */
  decision(execution: number): Decision;
  /** What a step that uses it gave for the partition before, where that one is not part of the run. */
  previous(execution: number): Outputs | undefined;
  idempotencyKey(execution: number): string;
  /** Asked right before the first attempt: a result that is known for just these inputs, so that nothing has to run. */
  known(execution: number, inputs: Inputs): Extract<Decision, { kind: "reuse" }> | undefined;
  attemptStarted(execution: number, number: number, at: number): void;
  attemptEnded(
    execution: number,
    number: number,
    at: number,
    outcome: AttemptOutcome,
    error?: BailiwickError,
  ): void;
  /** @throws BailiwickError `OUTPUTS_NOT_STORABLE`, which fails the step */
  succeeded(execution: number, end: ExecutionEnd & { readonly outputs: Outputs }): void;
  /** For `reuse` too. */
  reused(execution: number, decision: Extract<Decision, { kind: "reuse" }>): void;
  unsuccessful(
    execution: number,
    status: "failed" | "cancelled" | "skipped",
    reason: string,
    end: (ExecutionEnd & { readonly error: BailiwickError }) | undefined,
  ): void;
  event(event: RunEvent): void;
  /**
   * Makes everything durable that was told so far. It is called before anything starts that follows from it, once for
   * all that happened in one turn. What it throws ends the run.
   */
  commit(): void;
}

/** When an execution began and how long it took, all attempts together. */
export interface ExecutionEnd {
  readonly reason: string;
  readonly attempts: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly inputs: Inputs;
}

/** Everything a run works with. */
export interface RunSetup {
  readonly plan: Plan;
  readonly graph: ExecutionGraph;
  /** In the order of the plan. */
  readonly definitions: readonly CheckedDefinition[];
  readonly options: CheckedRunOptions;
  readonly seed: number;
  readonly isResumed: boolean;
  /** Absent for a run that is not recorded: everything is run. */
  readonly keeper: RunKeeper | undefined;
  /** Absent for a run that is not recorded: the run makes one up. */
  readonly runId: string | undefined;
}
