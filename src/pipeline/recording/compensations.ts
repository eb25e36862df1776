import { BailiwickError, abortError, messageOf, onAbort, type Clock } from "../../kernel/index.js";
import type { RunJournal, RunStore } from "../../store/index.js";
import type { ExecutionGraph } from "../run/execution.js";
import type { RunEvent, RunListener } from "../run/run-event.js";
import type { CompensationIo } from "../step-definition.js";
import type { Inputs } from "../step-handler.js";
import { placeOf, placeText, type StepPlace } from "../step-place.js";
import { eventEntry, recordedError } from "./event-entry.js";
import type { RunHistory } from "./known-run.js";
import type { PlannedPipeline } from "./prepare-run.js";
import type { StepRollback } from "./rollback-report.js";
import { readOutputs } from "../storable-outputs.js";
import { WorkSessions, idempotencyKeyOf } from "./work-sessions.js";

/** What compensations work with. */
export interface CompensationSetup extends PlannedPipeline {
  readonly graph: ExecutionGraph;
  readonly history: RunHistory;
  readonly store: RunStore;
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly onEvent: RunListener | undefined;
  readonly listenerErrors: unknown[];
}

/** A {@link StepRollback} without its place. */
type HowRolledBack = StepRollback extends infer Step
  ? Step extends StepRollback
    ? Omit<Step, "stepName" | "partition">
    : never
  : never;

/** How one compensation ended. */
type Ended =
  | { readonly status: "compensated" }
  | { readonly status: "failed" | "cancelled"; readonly error: BailiwickError };

/**
 * Takes executions back, one after the other, and stops at the first one that fails. That a compensation starts is
 * durable before it is called; that it ended, before the next one is.
 */
export class Compensations {
  readonly #setup: CompensationSetup;
  readonly #steps: StepRollback[] = [];
  readonly #sessionsAt = new Map<number, WorkSessions>();

  constructor(setup: CompensationSetup) {
    this.#setup = setup;
  }

  /** @param executions in the order in which they are taken back */
  async takeBack(executions: readonly number[]): Promise<readonly StepRollback[]> {
    let isStopped = false;
    for (const execution of executions) {
      isStopped ||= this.#setup.signal.aborted;
      if (isStopped) this.#note(execution, { status: "not-started" });
      else if (this.#compensationOf(execution) === undefined) this.#passOver(execution);
      else isStopped = !(await this.#compensate(execution));
    }
    return this.#steps;
  }

  #compensationOf(execution: number) {
    const { definitions, graph, history } = this.#setup;
    if (history[execution]!.record!.reusedFrom !== undefined) return undefined;
    return definitions[execution % graph.steps.length]!.compensate;
  }

  #passOver(execution: number): void {
    const { journal, clock } = this.#setup;
    const startedAt = clock.now();
    journal.compensation({ ...this.#keyOf(execution), startedAt });
    journal.compensation({ ...this.#keyOf(execution), startedAt, endedAt: startedAt, outcome: "none" });
    this.#note(execution, { status: "nothing-to-do" });
  }

  async #compensate(execution: number): Promise<boolean> {
    const { journal, clock } = this.#setup;
    const startedAt = clock.now();
    journal.compensation({ ...this.#keyOf(execution), startedAt });
    journal.commit();
    const ended = await this.#call(execution);
    const endedAt = clock.now();
    const durationMs = endedAt - startedAt;
    this.#note(execution, { ...ended, startedAt, durationMs });
    // One that was cut off has no end: it is called again.
    if (ended.status === "cancelled") return false;
    const place = this.#placeOf(execution);
    if (ended.status === "compensated") {
      journal.compensation({ ...this.#keyOf(execution), startedAt, endedAt, outcome: "succeeded" });
      this.#tell({ type: "step-compensated", at: endedAt, ...place, durationMs });
    } else {
      const error = recordedError(ended.error);
      journal.compensation({ ...this.#keyOf(execution), startedAt, endedAt, outcome: "failed", error });
      this.#tell({ type: "compensation-failed", at: endedAt, ...place, durationMs, error: ended.error });
    }
    journal.commit();
    return ended.status === "compensated";
  }

  async #call(execution: number): Promise<Ended> {
    const { graph, plan, signal, graceMs } = this.#setup;
    const place = placeOf(graph, plan.contextName, execution);
    const what = `The compensation of ${placeText(place)}`;
    const patience = new Patience(signal, graceMs);
    const { io, hush } = this.#ioOf(execution);
    try {
      const work = Promise.resolve(this.#compensationOf(execution)!(io));
      const isDone = await Promise.race([work.then(() => true), patience.over.then(() => false)]);
      return isDone ? { status: "compensated" } : { status: "cancelled", error: abortError(signal, what) };
    } catch (thrown) {
      if (signal.aborted) return { status: "cancelled", error: abortError(signal, what, thrown) };
      return { status: "failed", error: compensationFailed(place, thrown) };
    } finally {
      hush();
      patience.end();
    }
  }

  #ioOf(execution: number): { readonly io: CompensationIo; readonly hush: () => void } {
    const { graph, definitions, store, journal, history, signal } = this.#setup;
    const step = execution % graph.steps.length;
    const { record, successes } = history[execution]!;
    const key = this.#keyOf(execution);
    let isOver = false;
    const io: CompensationIo = Object.freeze({
      inputs: this.#inputsOf(execution),
      outputs: readOutputs(store.outputs(journal.runId, key) ?? {}),
      partition: graph.partitions[(execution - step) / graph.steps.length],
      options: definitions[step]!.options,
      signal,
      idempotencyKey: idempotencyKeyOf({
        runId: journal.runId,
        fingerprint: record!.fingerprint,
        successesBefore: successes.length - 1,
        sessionBefore: this.#sessionBefore(execution),
      }),
      log: (message: string, data?: unknown) => {
        if (isOver) return;
        const at = this.#setup.clock.now();
        const said = data === undefined ? { message } : { message, data };
        this.#tell({ type: "step-log", at, ...this.#placeOf(execution), ...said });
      },
    });
    return { io, hush: () => (isOver = true) };
  }

  /** What is before a step is taken back after it, so it is still there, unless it failed when it ran again. */
  #inputsOf(execution: number): Inputs {
    const { graph, store, journal } = this.#setup;
    const { partition } = this.#keyOf(execution);
    const values = Object.create(null) as Record<string, unknown>;
    for (const { dependency, provider, output } of graph.steps[execution % graph.steps.length]!.inputs) {
      const text = store.outputs(journal.runId, { partition, stepName: provider })?.[output];
      if (text !== undefined) values[dependency] = JSON.parse(text);
    }
    return Object.freeze(values);
  }

  #sessionBefore(execution: number): number {
    const { graph, history } = this.#setup;
    const { session } = history[execution]!.successes.at(-1)!;
    const known = this.#sessionsAt.get(session);
    const sessions = known ?? WorkSessions.at(graph, history, session);
    if (known === undefined) this.#sessionsAt.set(session, sessions);
    return sessions.before(execution);
  }

  #keyOf(execution: number): { readonly partition: string; readonly stepName: string } {
    const { partition = "", stepName } = this.#placeOf(execution);
    return { partition, stepName };
  }

  #placeOf(execution: number): { readonly stepName: string; readonly partition?: string } {
    const { stepName, partition } = placeOf(this.#setup.graph, this.#setup.plan.contextName, execution);
    return { stepName, ...(partition === undefined ? {} : { partition }) };
  }

  #note(execution: number, how: HowRolledBack): void {
    this.#steps.push(Object.freeze({ ...this.#placeOf(execution), ...how }));
  }

  #tell(event: RunEvent): void {
    const { journal, onEvent, listenerErrors } = this.#setup;
    Object.freeze(event);
    journal.event(eventEntry(event));
    try {
      const heard: unknown = onEvent?.(event);
      if (heard instanceof Promise) heard.catch((error: unknown) => listenerErrors.push(error));
    } catch (error) {
      listenerErrors.push(error);
    }
  }
}

/** How long what was aborted is waited for. */
class Patience {
  /** Resolved when it is over. Never rejected. */
  readonly over: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #release: (() => void) | undefined;

  constructor(signal: AbortSignal, graceMs: number) {
    this.over = new Promise((resolve) => {
      const begin = (): void => {
        this.#timer = setTimeout(resolve, Math.min(graceMs, 2 ** 31 - 1));
      };
      if (signal.aborted) begin();
      else this.#release = onAbort(signal, begin);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#release?.();
  }
}

function compensationFailed(place: StepPlace, thrown: unknown): BailiwickError {
  return new BailiwickError("COMPENSATION_FAILED", {
    message: `The compensation of ${placeText(place)} failed: ${messageOf(thrown)}`,
    hint: "what completed before it was not taken back; roll back again once the cause is gone.",
    details: { ...place },
    cause: thrown,
  });
}
