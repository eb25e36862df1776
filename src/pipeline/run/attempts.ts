import type { PlannedStep } from "../plan/plan.js";
import { trait, type StepTable } from "../plan/step-table.js";
import type { Outputs, StepIo } from "../step-handler.js";
import {
  abandonedAfterTimeout,
  endBeforeCalling,
  endByAbandoning,
  endByThrowing,
  endByTimeout,
  endByWrongOutputs,
  type AttemptEnd,
} from "./attempt-end.js";
import { TimeLimit, type Cancellation } from "./cancellation.js";
import { noOutputs, takeOutputs } from "./step-outputs.js";
import type { StepPlace } from "../step-place.js";

/** The run that the attempts belong to. */
export interface AttemptOwner {
  readonly cancellation: Cancellation;
  placeOf(execution: number): StepPlace;
  ioOf(execution: number, signal: AbortSignal): StepIo;
  succeeded(execution: number, outputs: Outputs): void;
  ended(execution: number, end: AttemptEnd): void;
  /** Does something that comes from outside of the run's own turn, and what follows from it. */
  enter(work: () => void): void;
}

/** A handler that is under way. */
interface Attempt {
  readonly execution: number;
  readonly limit: TimeLimit | undefined;
}

/** Calls handlers, and follows those that go on until they end or are left behind. */
export class Attempts {
  readonly #owner: AttemptOwner;
  readonly #steps: readonly PlannedStep[];
  readonly #table: StepTable;
  readonly #timeoutMs: number | undefined;
  /** By execution: each has one attempt at a time. */
  readonly #underWay = new Map<number, Attempt>();

  /** @param timeoutMs for steps that do not say it themselves */
  constructor(
    owner: AttemptOwner,
    steps: readonly PlannedStep[],
    table: StepTable,
    timeoutMs: number | undefined,
  ) {
    this.#owner = owner;
    this.#steps = steps;
    this.#table = table;
    this.#timeoutMs = timeoutMs;
  }

  /** How many handlers are under way. */
  get size(): number {
    return this.#underWay.size;
  }

  /** Calls the handler of one execution; its end is told to the owner, at once if the handler ends at once. */
  call(execution: number): void {
    const { cancellation } = this.#owner;
    // A listener may have aborted the run when it heard that the step starts.
    if (cancellation.isAborted) {
      this.#owner.ended(execution, endBeforeCalling(this.#owner.placeOf(execution), cancellation));
      return;
    }
    const { handlers, timeouts, traits } = this.#table;
    const step = execution % handlers.length;
    const timeoutMs = timeouts[step] ?? this.#timeoutMs;
    const limit = timeoutMs === undefined ? undefined : this.#limit(execution, timeoutMs);
    const io = this.#owner.ioOf(execution, limit?.signal ?? cancellation.signal);
    const handle = handlers[step]!;
    let returned: unknown;
    let promise: Promise<unknown> | undefined;
    try {
      returned = handle(io);
      if (isUnderWay(returned, traits[step]!)) promise = Promise.resolve(returned);
    } catch (thrown) {
      this.#threw(execution, limit, thrown);
      return;
    }
    if (promise === undefined) this.#returned(execution, limit, returned);
    else this.#follow({ execution, limit }, promise);
  }

  /** Goes on without the handlers that are still under way. */
  abandonAll(): void {
    for (const [execution, attempt] of this.#underWay) {
      const end = endByAbandoning(this.#owner.placeOf(execution), this.#owner.cancellation, attempt.limit);
      this.#settle(attempt, () => this.#owner.ended(execution, end));
    }
  }

  #limit(execution: number, timeoutMs: number): TimeLimit {
    const { cancellation } = this.#owner;
    return new TimeLimit(this.#owner.placeOf(execution), timeoutMs, cancellation, (timedOut) => {
      const end = abandonedAfterTimeout(timedOut, cancellation.graceMs);
      this.#settle(this.#underWay.get(execution)!, () => this.#owner.ended(execution, end));
    });
  }

  #follow(attempt: Attempt, promise: Promise<unknown>): void {
    const { execution, limit } = attempt;
    this.#underWay.set(execution, attempt);
    promise.then(
      (value) => this.#settle(attempt, () => this.#returned(execution, limit, value)),
      (thrown: unknown) => this.#settle(attempt, () => this.#threw(execution, limit, thrown)),
    );
  }

  #settle(attempt: Attempt, tell: () => void): void {
    const { execution } = attempt;
    // Nobody hears a handler that was left behind.
    if (this.#underWay.get(execution) !== attempt) return;
    this.#underWay.delete(execution);
    this.#owner.enter(tell);
  }

  #returned(execution: number, limit: TimeLimit | undefined, value: unknown): void {
    limit?.clear();
    if (limit?.timedOut !== undefined) {
      this.#owner.ended(execution, endByTimeout(limit.timedOut));
      return;
    }
    const step = execution % this.#steps.length;
    if (value === undefined && (this.#table.traits[step]! & trait.hasOutputs) === 0) {
      this.#owner.succeeded(execution, noOutputs);
      return;
    }
    let outputs: Outputs;
    try {
      outputs = takeOutputs(this.#steps[step]!, value, execution, this.#owner);
    } catch (thrown) {
      const place = this.#owner.placeOf(execution);
      this.#owner.ended(execution, endByWrongOutputs(place, thrown, this.#owner.cancellation));
      return;
    }
    this.#owner.succeeded(execution, outputs);
  }

  #threw(execution: number, limit: TimeLimit | undefined, thrown: unknown): void {
    limit?.clear();
    const { cancellation } = this.#owner;
    this.#owner.ended(execution, endByThrowing(this.#owner.placeOf(execution), thrown, cancellation, limit));
  }
}

/**
 * Whether a handler goes on after it has returned. Outputs are no promise because one of them is named `then`.
 *
 * @throws what the getter of `then` throws
 */
function isUnderWay(returned: unknown, traits: number): returned is PromiseLike<unknown> {
  if ((typeof returned !== "object" && typeof returned !== "function") || returned === null) return false;
  if ((traits & trait.hasOutputThen) !== 0 && Object.hasOwn(returned, "then")) return false;
  return typeof (returned as { readonly then?: unknown }).then === "function";
}
