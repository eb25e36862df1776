import { describe, messageOf } from "../../kernel/index.js";
import { followSignal, type Cancellation } from "./cancellation.js";
import type { Plan, PlannedStep } from "../plan/plan.js";
import type { RunEvent } from "./run-event.js";
import type { CheckedRunOptions } from "./run-options.js";
import { runUnsuccessful, type RunReport, type RunStatus, type StepReport } from "./run-report.js";
import { runStep, type StepOutcome } from "./run-step.js";
import type { Outputs, StepHandler, StepIo } from "../step-handler.js";

/** An event without its time. */
type News = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, "at"> : never) : never;

/**
 * One execution of a plan. Steps start as soon as all steps before them have succeeded; after a failure or a
 * cancellation nothing new starts, and what runs is waited for.
 */
export class Run {
  readonly #plan: Plan;
  readonly #handlers: ReadonlyMap<string, StepHandler>;
  readonly #options: CheckedRunOptions;
  readonly #cancellation: Cancellation;
  readonly #followers = new Map<string, PlannedStep[]>();
  readonly #waitsFor = new Map<string, number>();
  /** The steps that may start, in the order in which they came to be ready; the first `#started` of them did. */
  readonly #ready: PlannedStep[] = [];
  #started = 0;
  readonly #reports = new Map<string, StepReport>();
  readonly #outputs = Object.create(null) as Record<string, Outputs>;
  readonly #listenerErrors: unknown[] = [];
  #running = 0;
  #failedStep: string | undefined;

  constructor(plan: Plan, handlers: ReadonlyMap<string, StepHandler>, options: CheckedRunOptions) {
    this.#plan = plan;
    this.#handlers = handlers;
    this.#options = options;
    this.#cancellation = followSignal(options.signal, options.graceMs);
    for (const step of plan.steps) {
      this.#waitsFor.set(step.stepName, step.after.length);
      if (step.after.length === 0) this.#ready.push(step);
      for (const before of step.after) {
        const followers = this.#followers.get(before);
        if (followers === undefined) this.#followers.set(before, [step]);
        else followers.push(step);
      }
    }
  }

  /** Runs the plan to its end. To be called once. */
  async execute(): Promise<RunReport> {
    try {
      const startedAt = this.#options.clock.now();
      const { pipelineName, order } = this.#plan;
      this.#tell({ type: "run-started", pipelineName, stepNames: order });
      await new Promise<void>((done, fail) => this.#startReady(done, fail));
      this.#skipTheRest();
      const durationMs = this.#options.clock.now() - startedAt;
      const status = this.#status();
      this.#tell({ type: "run-finished", status, durationMs });
      return this.#report(status, startedAt, durationMs);
    } finally {
      this.#cancellation.release();
    }
  }

  /** `fail` is for what should not happen, a clock that throws for example: even then a run does not hang. */
  #startReady(done: () => void, fail: (error: unknown) => void): void {
    const { concurrency } = this.#options;
    while (this.#started < this.#ready.length && this.#running < concurrency && !this.#isStopping()) {
      const step = this.#ready[this.#started++]!;
      void this.#execute(step).then(() => this.#startReady(done, fail), fail);
    }
    if (this.#running === 0) done();
  }

  #isStopping(): boolean {
    return this.#failedStep !== undefined || this.#cancellation.signal.aborted;
  }

  async #execute(step: PlannedStep): Promise<void> {
    this.#running++;
    const { stepName } = step;
    const startedAt = this.#options.clock.now();
    this.#tell({ type: "step-started", stepName });
    const { io, hush } = this.#ioOf(step);
    const handler = this.#handlers.get(stepName)!;
    const outcome = await runStep(step, this.#plan.contextName, handler, io, this.#cancellation);
    hush();
    this.#running--;
    this.#note(stepName, outcome, startedAt, this.#options.clock.now() - startedAt);
  }

  #note(stepName: string, outcome: StepOutcome, startedAt: number, durationMs: number): void {
    if (outcome.status === "succeeded") {
      this.#outputs[stepName] = outcome.outputs;
      this.#reports.set(stepName, Object.freeze({ stepName, status: "succeeded", startedAt, durationMs }));
      this.#tell({ type: "step-succeeded", stepName, durationMs });
      for (const follower of this.#followers.get(stepName) ?? []) this.#release(follower);
      return;
    }
    const { status, error } = outcome;
    if (status === "failed") this.#failedStep ??= stepName;
    this.#reports.set(stepName, Object.freeze({ stepName, status, startedAt, durationMs, error }));
    this.#tell({ type: `step-${status}`, stepName, durationMs, error });
  }

  #release(step: PlannedStep): void {
    const left = this.#waitsFor.get(step.stepName)! - 1;
    this.#waitsFor.set(step.stepName, left);
    if (left === 0) this.#ready.push(step);
  }

  #ioOf({ stepName, inputs }: PlannedStep): { io: StepIo; hush: () => void } {
    const values = Object.create(null) as Record<string, unknown>;
    for (const { dependency, provider, output } of inputs) {
      values[dependency] = this.#outputs[provider]![output];
    }
    let ended = false;
    const io: StepIo = Object.freeze({
      inputs: Object.freeze(values),
      signal: this.#cancellation.signal,
      log: (message: string, data?: unknown) => {
        if (ended) return;
        this.#tell({ type: "step-log", stepName, message, ...(data === undefined ? {} : { data }) });
      },
      progress: (fraction: number, message?: string) => {
        if (ended) return;
        const cut = Math.min(1, Math.max(0, fraction)) || 0;
        this.#tell({
          type: "step-progress",
          stepName,
          fraction: cut,
          ...(message === undefined ? {} : { message }),
        });
      },
    });
    return { io, hush: () => (ended = true) };
  }

  #skipTheRest(): void {
    const cause =
      this.#failedStep === undefined
        ? `the run was cancelled: ${messageOf(this.#cancellation.signal.reason)}`
        : `the step ${describe(this.#failedStep)} failed`;
    for (const { stepName } of this.#plan.steps) {
      if (this.#reports.has(stepName)) continue;
      const reason = `not started: ${cause}`;
      this.#reports.set(stepName, Object.freeze({ stepName, status: "skipped", reason }));
      this.#tell({ type: "step-skipped", stepName, reason });
    }
  }

  #status(): RunStatus {
    if (this.#failedStep !== undefined) return "failed";
    const reports = [...this.#reports.values()];
    return reports.every(({ status }) => status === "succeeded") ? "succeeded" : "cancelled";
  }

  #report(status: RunStatus, startedAt: number, durationMs: number): RunReport {
    const { pipelineName, contextName, order } = this.#plan;
    return Object.freeze({
      pipelineName,
      contextName,
      status,
      startedAt,
      durationMs,
      steps: Object.freeze(order.map((stepName) => this.#reports.get(stepName)!)),
      outputs: Object.freeze(this.#outputs),
      listenerErrors: Object.freeze([...this.#listenerErrors]),
      assertSucceeded(this: RunReport) {
        if (this.status !== "succeeded") throw runUnsuccessful(this);
        return this;
      },
    });
  }

  #tell(news: News): void {
    try {
      const event = Object.freeze({ ...news, at: this.#options.clock.now() });
      const heard: unknown = this.#options.onEvent?.(event);
      if (heard instanceof Promise) heard.catch((error: unknown) => this.#listenerErrors.push(error));
    } catch (error) {
      this.#listenerErrors.push(error);
    }
  }
}
