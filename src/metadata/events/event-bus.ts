import type { Clock } from "../../kernel/index.js";
import type { EventHandlerOf, EventRegistry, PublishedOf, EventOf } from "../kinds/domain-events.js";
import type { SlotName } from "../kind.js";
import type { EntryOf, IdOf, KindOf } from "../registry.js";

/**
 * What the failure of a handler does. `"throw"`: no further handler is called, and `publish` is rejected. `"collect"`:
 * the others are called all the same, then `publish` is rejected with everything that failed. `"report"`: `onError` is
 * told, and nothing else happens.
 */
export type EventErrorPolicy = "throw" | "collect" | "report";

/** A handler that failed. */
export interface EventFailure {
  readonly id: string;
  /** The slot of the handler; absent for one that subscribed. */
  readonly slot?: string;
  /** What it threw. */
  readonly error: unknown;
}

/** An event that was delivered, for metrics. */
export interface EventDelivery {
  readonly id: string;
  /** How many handlers were called. */
  readonly handlers: number;
  readonly failures: number;
  /** From `publish` to the end of the last handler, in milliseconds. */
  readonly duration: number;
}

/** How a bus delivers. */
export interface EventBusOptions<R extends EventRegistry = EventRegistry> {
  /** Slots whose handlers come first, in this order; the others follow in the order of the kind. */
  readonly order?: readonly SlotName<KindOf<R>>[];
  /** Whether a handler waits for the one before it (`"sequential"`, the default), or all are called at once. */
  readonly concurrency?: "sequential" | "parallel";
  /**
   * By default `"collect"`. A slot that is `always` strict fails closed: `"report"` does not hold for it unless
   * `slotErrors` says so.
   */
  readonly errors?: EventErrorPolicy;
  /** By slot, where it differs. */
  readonly slotErrors?: { readonly [S in SlotName<KindOf<R>>]?: EventErrorPolicy };
  /**
   * Told of every failure under `"report"`, and of one that nobody waits for any more. `publish` waits for it, and what it
   * throws rejects `publish`.
   */
  readonly onError?: (failure: EventFailure) => void | Promise<void>;
  /** Told of every delivery, whether it went well or not. `publish` waits for it, and what it throws rejects `publish`. */
  readonly onDelivery?: (delivery: EventDelivery) => void | Promise<void>;
  /** Where durations come from. By default the steady clock of the machine. */
  readonly clock?: Clock;
}

/** How an event is published. */
export interface PublishOptions {
  /** Once it is aborted, no further handler is called and `publish` is rejected; handlers that run are told. */
  readonly signal?: AbortSignal;
}

/** How a handler subscribes. */
export interface SubscribeOptions {
  /** Ends the subscription when it is aborted. */
  readonly signal?: AbortSignal;
}

/** An event as a reaction to several of them sees it: its `id` says which one it is. */
export type EventOccurrence<R extends EventRegistry, I extends IdOf<R> = IdOf<R>> =
  I extends IdOf<R>
    ? {
        readonly id: I;
        readonly event: EventOf<R, I>;
        readonly entry: EntryOf<R, I>;
        readonly signal: AbortSignal;
      }
    : never;

/** What came of subscribing. */
export interface EventSubscription {
  readonly isActive: boolean;
  /** Ends it; also in the middle of a delivery that has not reached it. More than once changes nothing. */
  unsubscribe(): void;
  /** The same as {@link EventSubscription.unsubscribe}. */
  [Symbol.dispose](): void;
}

/** Brings events to their handlers. Made by `createEventBus`. */
export interface EventBus<R extends EventRegistry = EventRegistry> {
  readonly registry: R;
  /**
   * Calls the handlers of an event: those of the slots in order, then those that subscribed. Handlers that return no
   * promise have run when this returns; if none does, no promise is made either. Never throws: the promise is rejected.
   * O(handlers).
   *
   * @throws BailiwickError `EVENT_HANDLERS_FAILED`, `EVENT_PAYLOAD_INVALID`, `EVENT_BUS_CLOSED`, `EVENT_NESTING_TOO_DEEP`,
   * `METADATA_ENTRY_UNKNOWN`, `OPTION_INVALID`, `OPERATION_ABORTED`
   */
  publish<I extends IdOf<R>>(id: I, event: PublishedOf<R, I>, options?: PublishOptions): Promise<void>;
  /**
   * Calls a handler for an event from now on, after those of the slots.
   *
   * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, `OPTION_INVALID`, `EVENT_BUS_CLOSED`
   */
  subscribe<I extends IdOf<R>>(
    id: I,
    handler: EventHandlerOf<R, I>,
    options?: SubscribeOptions,
  ): EventSubscription;
  /**
   * Calls one handler for several events from now on.
   *
   * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, `OPTION_INVALID`, `EVENT_BUS_CLOSED`
   */
  react<I extends IdOf<R>>(
    ids: readonly I[],
    handler: (occurrence: EventOccurrence<R, I>) => void | Promise<void>,
    options?: SubscribeOptions,
  ): EventSubscription;
  /** How many handlers an event has; without an id, all events together. */
  handlerCount(id?: IdOf<R>): number;
  /**
   * Refuses what is published or subscribed from now on, waits for what is being delivered, and ends all subscriptions.
   * A handler that waits for it waits for itself.
   */
  close(): Promise<void>;
  /** The same as {@link EventBus.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}
