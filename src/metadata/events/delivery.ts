import { abortError, type Clock } from "../../kernel/index.js";
import type { EventDelivery, EventFailure } from "./event-bus.js";
import { handlersFailed, whoIs, type Failed } from "./event-errors.js";
import { isThenable, type Interruption, type Listener, type ListenerContext } from "./listener.js";

/** What deliveries of a bus have in common. */
export interface DeliverySettings {
  readonly isParallel: boolean;
  readonly clock: Clock;
  readonly onError: ((failure: EventFailure) => void | Promise<void>) | undefined;
  readonly onDelivery: ((delivery: EventDelivery) => void | Promise<void>) | undefined;
}

/** One event on its way to its handlers, where more is to be done than to call them. */
export class Delivery {
  readonly #failed: Failed[] = [];
  readonly #telling: Promise<void>[] = [];
  readonly #listeners: readonly Listener[];
  readonly #context: ListenerContext;
  readonly #settings: DeliverySettings;
  readonly #start: number;
  #called = 0;
  #handlersFailed = 0;
  #isStopped = false;
  #isAbandoned = false;

  constructor(listeners: readonly Listener[], context: ListenerContext, settings: DeliverySettings) {
    this.#listeners = listeners;
    this.#context = context;
    this.#settings = settings;
    this.#start = settings.onDelivery === undefined ? 0 : settings.clock.now();
  }

  /** Nobody waits for it any more: it calls no further handler, and what fails is told to `onError`. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#isStopped = true;
  }

  /**
   * Calls all handlers. Returns a promise only if one of them does.
   *
   * @throws BailiwickError `EVENT_HANDLERS_FAILED`, `OPERATION_ABORTED`
   */
  run(event: unknown): Promise<void> | undefined {
    const pending = this.#settings.isParallel ? this.#atOnce(event) : this.#inTurn(event, 0);
    return this.#endOf(pending);
  }

  /** The same from the handler on with which a plain loop was interrupted. */
  resume(event: unknown, { at, promise, thrown }: Interruption): Promise<void> | undefined {
    const listener = this.#listeners[at]!;
    if (promise === undefined) {
      this.#note(listener, thrown);
      return this.#endOf(this.#inTurn(event, at + 1));
    }
    return this.#endOf(this.#outcomeOf(listener, promise).then(() => this.#inTurn(event, at + 1)));
  }

  #inTurn(event: unknown, from: number): Promise<void> | undefined {
    for (let at = from; at < this.#listeners.length && !this.#isStopped; at++) {
      const pending = this.#call(this.#listeners[at]!, event);
      if (pending !== undefined) return pending.then(() => this.#inTurn(event, at + 1));
    }
    return undefined;
  }

  #atOnce(event: unknown): Promise<unknown> | undefined {
    const pending: Promise<void>[] = [];
    for (const listener of this.#listeners) {
      if (this.#isStopped) break;
      const one = this.#call(listener, event);
      if (one !== undefined) pending.push(one);
    }
    return pending.length === 0 ? undefined : Promise.all(pending);
  }

  #call(listener: Listener, event: unknown): Promise<void> | undefined {
    if (this.#context.signal.aborted) {
      this.#isStopped = true;
      return undefined;
    }
    this.#called++;
    const { handle } = listener;
    try {
      const returned = handle(event, this.#context);
      return isThenable(returned) ? this.#outcomeOf(listener, returned) : undefined;
    } catch (thrown) {
      this.#note(listener, thrown);
      return undefined;
    }
  }

  /** Never rejected. */
  #outcomeOf(listener: Listener, promise: PromiseLike<unknown>): Promise<void> {
    return Promise.resolve(promise).then(
      () => undefined,
      (thrown: unknown) => this.#note(listener, thrown),
    );
  }

  #note(listener: Listener, error: unknown): void {
    this.#handlersFailed++;
    const { slot } = listener;
    if (listener.errors !== "report" && !this.#isAbandoned) {
      this.#failed.push({ who: whoIs(listener), error, ...(slot === undefined ? {} : { slot }) });
      if (listener.errors === "throw") this.#isStopped = true;
      return;
    }
    const failure = { id: this.#context.id, error, ...(slot === undefined ? {} : { slot }) };
    this.#tell("onError", () => this.#settings.onError?.(Object.freeze(failure)));
  }

  /** What is told may be written down somewhere, which takes time: then the end waits for it. */
  #tell(who: string, tell: () => unknown): void {
    const fail = (error: unknown) => void this.#failed.push({ who, error });
    try {
      const returned = tell();
      if (isThenable(returned)) this.#telling.push(Promise.resolve(returned).then(() => undefined, fail));
    } catch (error) {
      fail(error);
    }
  }

  #endOf(pending: Promise<unknown> | undefined): Promise<void> | undefined {
    if (pending !== undefined) return pending.then(() => this.#end());
    return this.#end();
  }

  #end(): Promise<void> | undefined {
    const { id } = this.#context;
    const { onDelivery, clock } = this.#settings;
    if (onDelivery !== undefined) {
      const duration = clock.now() - this.#start;
      const delivery = { id, handlers: this.#called, failures: this.#handlersFailed, duration };
      this.#tell("onDelivery", () => onDelivery(Object.freeze(delivery)));
    }
    if (this.#telling.length > 0) return Promise.all(this.#telling).then(() => this.#judge());
    this.#judge();
    return undefined;
  }

  #judge(): void {
    const { id, signal } = this.#context;
    if (this.#failed.length > 0) throw handlersFailed(id, this.#failed);
    if (this.#isStopped && signal.aborted) throw abortError(signal, `Publishing ${id}`);
  }
}
