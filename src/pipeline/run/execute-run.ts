import { BailiwickError } from "../../kernel/index.js";
import { stepTable } from "../plan/step-table.js";
import { newRunId, seededRandom } from "../random.js";
import { placeOf, type StepPlace } from "../step-place.js";
import type { Outputs } from "../step-handler.js";
import { endWhileWaiting, killed, type AttemptEnd } from "./attempt-end.js";
import { Attempts, type AttemptOwner } from "./attempts.js";
import { Cancellation } from "./cancellation.js";
import type { Decision, RunSetup } from "./execution.js";
import { Failures } from "./failures.js";
import { Ledger, standing } from "./ledger.js";
import { ReadyQueue, RetryWaits } from "./ready-queue.js";
import { Announcer, Records } from "./records.js";
import type { RunReport } from "./run-report.js";
import { StepIos } from "./step-io.js";
import { Turns } from "./turns.js";

/**
 * Runs a plan to its end. Steps start as soon as all steps before them have succeeded; what a failure and an abort do,
 * the options say. O(executions + edges), and nothing in it is recursive.
 *
 * @throws what the keeper throws, and what should not happen: even then a run does not hang.
 */
export function executeRun(setup: RunSetup): Promise<RunReport> {
  return new Promise((resolve, reject) => new Run(setup, resolve, reject).start());
}

/** Decides what happens next. */
class Run {
  readonly #setup: RunSetup;
  readonly #resolve: (report: RunReport) => void;
  readonly #reject: (error: unknown) => void;
  readonly #runId: string;
  readonly #startedAt: number;
  readonly #listenerErrors: unknown[] = [];
  readonly #announcer: Announcer | undefined;
  readonly #turns: Turns;
  readonly #cancellation: Cancellation;
  readonly #attempts: Attempts;
  readonly #failures: Failures;
  readonly #ledger: Ledger;
  readonly #ios: StepIos;
  readonly #records: Records;
  readonly #ready: ReadyQueue;
  readonly #waitsFor: Int32Array;
  /** What has begun, and is called once that is durable; the first `#called` of it were. */
  readonly #begun: number[] = [];
  #called = 0;
  /** How many have begun and not ended. */
  #running = 0;
  readonly #waits = new RetryWaits();
  #breakdown: { readonly error: unknown } | undefined;

  constructor(setup: RunSetup, resolve: (report: RunReport) => void, reject: (error: unknown) => void) {
    const { graph, options, keeper, seed } = setup;
    const { clock, onEvent } = options;
    this.#setup = setup;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = clock.now();
    this.#runId = setup.runId ?? newRunId(this.#startedAt);
    if (keeper !== undefined || onEvent !== undefined) {
      this.#announcer = new Announcer(graph, clock, keeper, onEvent, this.#listenerErrors);
    }
    const taker = { advance: () => this.#advance(), fail: (error: unknown) => this.#breakDown(error) };
    this.#turns = new Turns(taker, clock, keeper !== undefined);
    this.#cancellation = new Cancellation(options.graceMs, {
      aborted: () => this.#turns.enter(() => {}),
      graceOver: () => this.#turns.enter(() => this.#attempts.abandonAll()),
    });
    this.#failures = new Failures(setup);
    this.#ledger = new Ledger(graph, "ran: new");
    const table = stepTable(graph.steps, setup.definitions);
    this.#ios = new StepIos(setup, table, this.#runId, this.#ledger, this.#announcer);
    this.#records = new Records(this.#ledger, keeper, this.#announcer, (e) => this.#ios.inputsOf(e));
    this.#ready = new ReadyQueue(graph.count, seededRandom(seed));
    this.#waitsFor = graph.waitsFor.slice();
    const owner: AttemptOwner = {
      cancellation: this.#cancellation,
      placeOf: (execution) => this.#placeOf(execution),
      ioOf: (execution, signal) => this.#ios.ioOf(execution, signal),
      succeeded: (execution, outputs) => this.#succeeded(execution, outputs),
      ended: (execution, end) => this.#ended(execution, end),
      // A run that broke down only waits for its handlers.
      enter: (work) => (this.#breakdown === undefined ? this.#turns.enter(work) : this.#endBroken()),
    };
    this.#attempts = new Attempts(owner, graph.steps, table, options.timeoutMs);
  }

  start(): void {
    const { graph, options, keeper } = this.#setup;
    this.#turns.begin(() => {
      this.#cancellation.follow(options.signal);
      this.#announcer?.tellStart(this.#runId, this.#setup, this.#startedAt);
      if (keeper !== undefined) {
        for (let execution = 0; execution < graph.count; execution++)
          this.#decide(execution, keeper.decision(execution));
      }
      for (let execution = 0; execution < graph.count; execution++) {
        if (graph.waitsFor[execution] !== 0) continue;
        if (this.#ledger.standings[execution] === standing.pending) this.#ready.add(execution);
        else this.#release(execution);
      }
    });
  }

  /** What is known and what is not asked for is noted at the start, whatever becomes of the rest. */
  #decide(execution: number, decision: Decision): void {
    switch (decision.kind) {
      case "run":
        this.#ledger.reasons.set(execution, decision.reason);
        this.#ledger.attempts[execution] = decision.attemptsBefore;
        return;
      case "reuse":
        this.#records.reused(execution, decision);
        return;
      case "leave":
        this.#records.skipped(execution, decision.reason, true);
    }
  }

  #advance(): void {
    if (this.#breakdown !== undefined) return;
    do {
      if (!this.#callBegun()) {
        this.#turns.schedule();
        return;
      }
      this.#beginReady();
      if (this.#isStopping) this.#endWaits();
      this.#records.commit();
    } while (this.#begun.length > 0);
    if (this.#canBegin) this.#turns.schedule();
    else if (this.#running === 0 && this.#waits.size === 0) this.#finish();
  }

  get #isStopping(): boolean {
    return this.#failures.areStopping || this.#cancellation.isAborted;
  }

  get #canBegin(): boolean {
    return this.#ready.size > 0 && this.#running < this.#setup.options.concurrency && !this.#isStopping;
  }

  /** Calls what has begun; `false` if the turn was too short for that. */
  #callBegun(): boolean {
    while (this.#called < this.#begun.length) {
      if (this.#turns.isLong()) return false;
      this.#call(this.#begun[this.#called++]!);
    }
    this.#begun.length = 0;
    this.#called = 0;
    return true;
  }

  /** What is recorded is called once all of it is; what is not, at once. */
  #beginReady(): void {
    while (this.#canBegin) {
      const execution = this.#ready.take();
      if (this.#begin(execution)) {
        if (this.#setup.keeper === undefined) this.#call(execution);
        else this.#begun.push(execution);
      }
      if (this.#turns.isLong()) return;
    }
  }

  /** `false` if it turns out that the result is known. */
  #begin(execution: number): boolean {
    const { keeper } = this.#setup;
    if (keeper !== undefined && this.#ledger.standings[execution] === standing.pending) {
      const known = keeper.known(execution, this.#ios.inputsOf(execution));
      if (known !== undefined) {
        this.#records.reused(execution, known);
        this.#release(execution);
        return false;
      }
    }
    if (this.#waits.size > 0) this.#waits.delete(execution);
    this.#records.begun(execution, this.#announcer === undefined ? this.#turns.now : this.#turns.readClock());
    this.#running++;
    return true;
  }

  #call(execution: number): void {
    this.#attempts.call(execution);
    if (this.#ledger.standings[execution] === standing.running) this.#turns.losesTime();
  }

  #succeeded(execution: number, outputs: Outputs): void {
    this.#running--;
    try {
      this.#records.succeeded(execution, outputs, this.#turns.readClock());
    } catch (error) {
      if (!(error instanceof BailiwickError && error.code === "OUTPUTS_NOT_STORABLE")) throw error;
      this.#attemptFailed(execution, { status: "failed", outcome: "failed", error, thrown: error });
      return;
    }
    this.#release(execution);
  }

  /** Whoever waited only for this may start; what is decided already is passed by. */
  #release(execution: number): void {
    const { from, followers } = this.#setup.graph;
    const waitsFor = this.#waitsFor;
    let decided: number[] | undefined;
    for (let at: number | undefined = execution; at !== undefined; at = decided?.pop()) {
      const end = from[at + 1]!;
      for (let edge = from[at]!; edge < end; edge++) {
        const follower = followers[edge]!;
        if (--waitsFor[follower]! > 0) continue;
        if (this.#ledger.standings[follower] === standing.pending) this.#ready.add(follower);
        else (decided ??= []).push(follower);
      }
    }
  }

  #ended(execution: number, end: AttemptEnd): void {
    this.#running--;
    this.#attemptFailed(execution, end);
  }

  #attemptFailed(execution: number, end: AttemptEnd): void {
    const at = this.#turns.readClock();
    this.#records.attemptFailed(execution, end, at);
    const isFinal = end.status === "cancelled" || this.#isStopping;
    const { delayMs, error } = isFinal
      ? { ...end, delayMs: undefined }
      : this.#failures.retryOf(execution, end);
    if (delayMs === undefined) {
      this.#giveUp(execution, end.status, error, at);
      return;
    }
    this.#waits.add(execution, error, delayMs, () => this.#turns.enter(() => this.#ready.add(execution)));
    this.#records.retried(execution, delayMs, error, at);
  }

  /** Those that wait for their retry, when no retry follows any more. */
  #endWaits(): void {
    for (const [execution, last] of this.#waits.clear()) {
      const end = endWhileWaiting(this.#placeOf(execution), this.#cancellation, last);
      this.#giveUp(execution, end.status, end.error, this.#turns.readClock());
    }
  }

  #giveUp(execution: number, status: AttemptEnd["status"], error: BailiwickError, at: number): void {
    this.#records.ended(execution, status, error, at);
    if (status === "cancelled") return;
    this.#failures.note(execution);
    if (this.#setup.options.failureMode !== "kill") return;
    this.#cancellation.abort(killed(this.#placeOf(execution), error));
  }

  #finish(): void {
    const { graph, plan, seed } = this.#setup;
    const { signal } = this.#cancellation;
    for (let execution = 0; execution < graph.count; execution++) {
      if (this.#ledger.standings[execution] !== standing.pending) continue;
      this.#records.skipped(execution, this.#failures.reasonOf(execution, signal), false);
    }
    const durationMs = this.#turns.readClock() - this.#startedAt;
    const status = this.#ledger.status();
    this.#announcer?.tellEnd(status, durationMs);
    this.#records.commit();
    this.#cancellation.release();
    this.#resolve(
      this.#ledger.report({
        runId: this.#runId,
        pipelineName: plan.pipelineName,
        contextName: plan.contextName,
        status,
        seed,
        startedAt: this.#startedAt,
        durationMs,
        listenerErrors: Object.freeze([...this.#listenerErrors]),
      }),
    );
  }

  /** The run cannot go on. Handlers that are under way are told, and have the grace time to end. */
  #breakDown(error: unknown): void {
    if (this.#breakdown !== undefined) return;
    this.#breakdown = { error };
    this.#announcer?.mute();
    this.#waits.clear();
    this.#cancellation.abort(error);
    this.#endBroken();
  }

  #endBroken(): void {
    if (this.#attempts.size > 0 || this.#breakdown === undefined) return;
    this.#cancellation.release();
    this.#reject(this.#breakdown.error);
  }

  #placeOf(execution: number): StepPlace {
    return placeOf(this.#setup.graph, this.#setup.plan.contextName, execution);
  }
}
