import type { BailiwickError, Clock } from "../../kernel/index.js";
import { partitionKey } from "../step-place.js";
import type { AttemptEnd } from "./attempt-end.js";
import type { Decision, ExecutionGraph, RunKeeper, RunSetup } from "./execution.js";
import { standing, type Ledger } from "./ledger.js";
import type { RunEvent, RunListener, StepEventBase } from "./run-event.js";
import type { RunStatus } from "./run-report.js";
import type { Inputs, Outputs } from "../step-handler.js";

/** What is already known of an execution. */
export type Known = Extract<Decision, { kind: "reuse" }>;

/** Notes what happens to executions: in the ledger, with the keeper and in the events, in this order. */
export class Records {
  readonly #ledger: Ledger;
  readonly #keeper: RunKeeper | undefined;
  readonly #announcer: Announcer | undefined;
  readonly #inputsOf: (execution: number) => Inputs;
  #hasNews = false;

  constructor(
    ledger: Ledger,
    keeper: RunKeeper | undefined,
    announcer: Announcer | undefined,
    inputsOf: (execution: number) => Inputs,
  ) {
    this.#ledger = ledger;
    this.#keeper = keeper;
    this.#announcer = announcer;
    this.#inputsOf = inputsOf;
  }

  begun(execution: number, at: number): void {
    const ledger = this.#ledger;
    if (ledger.standings[execution] === standing.pending) ledger.startedAt[execution] = at;
    ledger.standings[execution] = standing.running;
    const attempt = ++ledger.attempts[execution]!;
    if (this.#keeper !== undefined) {
      this.#hasNews = true;
      this.#keeper.attemptStarted(execution, attempt, at);
    }
    if (this.#announcer !== undefined) {
      const news = { type: "step-started", attempt, reason: ledger.reason(execution) } as const;
      this.#announcer.tellStep(execution, news, at);
    }
  }

  /** @throws BailiwickError `OUTPUTS_NOT_STORABLE`; then nothing is noted */
  succeeded(execution: number, outputs: Outputs, at: number): void {
    const ledger = this.#ledger;
    const durationMs = at - ledger.startedAt[execution]!;
    ledger.durationMs[execution] = durationMs;
    if (this.#keeper !== undefined) {
      this.#hasNews = true;
      this.#keeper.succeeded(execution, { ...ledger.end(execution, this.#inputsOf(execution)), outputs });
      this.#keeper.attemptEnded(execution, ledger.attempts[execution]!, at, "succeeded");
    }
    ledger.standings[execution] = standing.succeeded;
    ledger.outputs[execution] = outputs;
    this.#announcer?.tellStep(execution, { type: "step-succeeded", durationMs }, at);
  }

  reused(execution: number, known: Known): void {
    this.#hasNews = true;
    this.#ledger.standings[execution] = standing.reused;
    this.#ledger.reasons.set(execution, known.reason);
    this.#ledger.outputs[execution] = known.outputs;
    this.#ledger.sources.set(execution, known.fromRun);
    this.#keeper?.reused(execution, known);
    const { reason, fromRun } = known;
    this.#announcer?.tellStep(execution, { type: "step-reused", reason, fromRun });
  }

  /** @param isLeftOut because nobody asked for it */
  skipped(execution: number, reason: string, isLeftOut: boolean): void {
    this.#hasNews = true;
    this.#ledger.standings[execution] = isLeftOut ? standing.leftOut : standing.skipped;
    this.#ledger.reasons.set(execution, reason);
    this.#keeper?.unsuccessful(execution, "skipped", reason, undefined);
    this.#announcer?.tellStep(execution, { type: "step-skipped", reason, isLeftOut });
  }

  attemptFailed(execution: number, { outcome, error }: AttemptEnd, at: number): void {
    this.#hasNews = true;
    this.#keeper?.attemptEnded(execution, this.#ledger.attempts[execution]!, at, outcome, error);
  }

  /** An attempt failed, and another one follows. */
  retried(execution: number, delayMs: number, error: BailiwickError, at: number): void {
    this.#ledger.standings[execution] = standing.waiting;
    const attempt = this.#ledger.attempts[execution]!;
    this.#announcer?.tellStep(execution, { type: "step-retried", attempt, delayMs, error }, at);
  }

  /** No attempt follows. */
  ended(execution: number, status: "failed" | "cancelled", error: BailiwickError, at: number): void {
    const ledger = this.#ledger;
    const durationMs = at - ledger.startedAt[execution]!;
    this.#hasNews = true;
    ledger.durationMs[execution] = durationMs;
    ledger.standings[execution] = standing[status];
    ledger.errors.set(execution, error);
    if (this.#keeper !== undefined) {
      const end = { ...ledger.end(execution, this.#inputsOf(execution)), error };
      this.#keeper.unsuccessful(execution, status, end.reason, end);
    }
    this.#announcer?.tellStep(execution, { type: `step-${status}`, durationMs, error }, at);
  }

  /** Makes durable what was noted since. */
  commit(): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    this.#keeper?.commit();
  }
}

/** An event without what all events of its kind have. */
type Without<Event, Said extends PropertyKey> = Event extends RunEvent ? Omit<Event, Said> : never;
type StepNews = Without<Exclude<RunEvent, { type: `run-${string}` }>, "at" | "stepName" | "partition">;

/** Makes the events of a run and tells them to whoever listens: its keeper first, then its caller. */
export class Announcer {
  readonly #graph: ExecutionGraph;
  readonly #clock: Clock;
  #keeper: RunKeeper | undefined;
  #listener: RunListener | undefined;
  readonly #listenerErrors: unknown[];

  /** @param listenerErrors where it goes what the listener throws */
  constructor(
    graph: ExecutionGraph,
    clock: Clock,
    keeper: RunKeeper | undefined,
    listener: RunListener | undefined,
    listenerErrors: unknown[],
  ) {
    this.#graph = graph;
    this.#clock = clock;
    this.#keeper = keeper;
    this.#listener = listener;
    this.#listenerErrors = listenerErrors;
  }

  tellStart(runId: string, { plan, graph, seed, isResumed }: RunSetup, at: number): void {
    this.#tell(
      Object.freeze({
        type: "run-started",
        at,
        runId,
        pipelineName: plan.pipelineName,
        stepNames: plan.order,
        partitions: Object.freeze(graph.partitions.flatMap((partition) => partition?.key ?? [])),
        seed,
        isResumed,
      }),
    );
  }

  tellEnd(status: RunStatus, durationMs: number): void {
    this.#tell(Object.freeze({ type: "run-finished", at: this.#clock.now(), status, durationMs }));
  }

  /**
   * @param news becomes the event: a copy would cost as much as all the rest
   * @param at by default, now
   */
  tellStep(execution: number, news: StepNews, at?: number): void {
    const event = news as { -readonly [Key in keyof StepEventBase]?: StepEventBase[Key] };
    event.stepName = this.#graph.steps[execution % this.#graph.steps.length]!.stepName;
    const partition = partitionKey(this.#graph, execution);
    if (partition !== undefined) event.partition = partition;
    event.at = at ?? this.#clock.now();
    this.#tell(Object.freeze(event) as RunEvent);
  }

  /** From now on, nobody is told anything. */
  mute(): void {
    this.#keeper = undefined;
    this.#listener = undefined;
  }

  #tell(event: RunEvent): void {
    this.#keeper?.event(event);
    try {
      const heard: unknown = this.#listener?.(event);
      if (heard instanceof Promise) heard.catch((error: unknown) => this.#listenerErrors.push(error));
    } catch (error) {
      this.#listenerErrors.push(error);
    }
  }
}
