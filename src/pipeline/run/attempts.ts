import type { PlannedStep } from "../plan/plan.js";
import type { Outputs, StepHandler, StepIo } from "../step-handler.js";
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
import { takeOutputs } from "./step-outputs.js";
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
  readonly step: PlannedStep;
  readonly limit: TimeLimit | undefined;
}

/** Calls handlers, and follows those that go on until they end or are left behind. */
export class Attempts {
  readonly #owner: AttemptOwner;
  /** By execution: each has one attempt at a time. */
  readonly #underWay = new Map<number, Attempt>();

  constructor(owner: AttemptOwner) {
    this.#owner = owner;
  }

  /** How many handlers are under way. */
  get size(): number {
    return this.#underWay.size;
  }

  /** Calls the handler of one execution; its end is told to the owner, at once if the handler ends at once. */
  call(execution: number, step: PlannedStep, handle: StepHandler, timeoutMs: number | undefined): void {
    const { cancellation } = this.#owner;
    // A listener may have aborted the run when it heard that the step starts.
    if (cancellation.isAborted) {
      this.#owner.ended(execution, endBeforeCalling(this.#owner.placeOf(execution), cancellation));
      return;
    }
    const limit = timeoutMs === undefined ? undefined : this.#limit(execution, timeoutMs);
    const io = this.#owner.ioOf(execution, limit?.signal ?? cancellation.signal);
    let returned: unknown;
    let promise: Promise<unknown> | undefined;
    try {
      returned = handle(io);
      if (isUnderWay(step, returned)) promise = Promise.resolve(returned);
    } catch (thrown) {
      this.#threw(execution, limit, thrown);
      return;
    }
    if (promise === undefined) this.#returned(execution, step, limit, returned);
    else this.#follow({ execution, step, limit }, promise);
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
    const { execution, step, limit } = attempt;
    this.#underWay.set(execution, attempt);
    promise.then(
      (value) => this.#settle(attempt, () => this.#returned(execution, step, limit, value)),
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

  #returned(execution: number, step: PlannedStep, limit: TimeLimit | undefined, value: unknown): void {
    limit?.clear();
    if (limit?.timedOut !== undefined) {
      this.#owner.ended(execution, endByTimeout(limit.timedOut));
      return;
    }
    let outputs: Outputs;
    try {
      outputs = takeOutputs(step, value, execution, this.#owner);
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
function isUnderWay({ outputs }: PlannedStep, returned: unknown): returned is PromiseLike<unknown> {
  if ((typeof returned !== "object" && typeof returned !== "function") || returned === null) return false;
  if (outputs.includes("then") && Object.hasOwn(returned, "then")) return false;
  return typeof (returned as { readonly then?: unknown }).then === "function";
}
