import type { MetadataEntry } from "../registry.js";
import type { StandardSchema } from "../type-token.js";
import type { EventErrorPolicy } from "./event-bus.js";

/** What a handler is told beside the event. */
export interface ListenerContext {
  readonly id: string;
  readonly entry: MetadataEntry;
  readonly signal: AbortSignal;
}

/** A handler of a slot, or one that subscribed. */
export interface Listener {
  /** Absent for one that subscribed. */
  readonly slot?: string;
  /** Its place in the list of the slot's handlers, where there are several. */
  readonly place?: number;
  /** Does nothing once its subscription has ended. */
  readonly handle: (event: unknown, context: ListenerContext) => unknown;
  readonly errors: EventErrorPolicy;
}

/** An event with what hears of it. */
export interface Channel {
  readonly schema: StandardSchema | undefined;
  /** For deliveries without a signal of their own. */
  readonly context: ListenerContext;
  /** Replaced as a whole when somebody subscribes: a delivery goes through the list that it began with. */
  listeners: readonly Listener[];
  /** What to call in turn; absent where a delivery is more than that. */
  handles: readonly Listener["handle"][] | undefined;
}

/** The handler with which a delivery stopped being a plain loop: it returned a promise, or threw. */
export interface Interruption {
  readonly at: number;
  readonly promise?: PromiseLike<unknown>;
  readonly thrown?: unknown;
}

/**
 * Calls handlers one after the other for as long as they return no promise and throw nothing: then there is nothing to
 * allocate, and nothing is returned.
 */
export function callAll(
  handles: readonly Listener["handle"][],
  event: unknown,
  context: ListenerContext,
): Interruption | undefined {
  let at = 0;
  try {
    for (; at < handles.length; at++) {
      // Taken out of the list, which is not to be its `this`.
      const handle = handles[at]!;
      const returned = handle(event, context);
      if (returned !== undefined && isThenable(returned)) return { at, promise: returned };
    }
  } catch (thrown) {
    return { at, thrown };
  }
  return undefined;
}

/** Whether a value is awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === "function"
  );
}
