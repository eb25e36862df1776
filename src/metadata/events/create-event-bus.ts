import type { EventRegistry } from "../kinds/domain-events.js";
import type { Wiring } from "../wire.js";
import { Bus } from "./bus.js";
import { readBusOptions } from "./bus-options.js";
import type { EventBus, EventBusOptions } from "./event-bus.js";

/**
 * Brings the events of a wired registry to the handlers of their slots, with no subscription written by hand.
 *
 * @example
 * ```ts
 * import { createEventBus, defineRegistry, domainEvents, type, wire } from "bailiwick/metadata";
 *
 * const events = defineRegistry(domainEvents, {
 *   "session.activity": {
 *     payload: type<{ sessionId: string }>("SessionActivity"),
 *     category: "session",
 *     workflow: "session_activity",
 *     phase: "operational",
 *     requires: { audit: false },
 *   },
 * });
 * const bus = createEventBus(
 *   wire(events, { logging: { "session.activity": ({ sessionId }) => console.log(`active: ${sessionId}`) } }),
 * );
 * await bus.publish("session.activity", { sessionId: "s-1" }); // => active: s-1
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function createEventBus<R extends EventRegistry>(
  wiring: Wiring<R>,
  options: EventBusOptions<R> = {},
): EventBus<R> {
  return new Bus(
    wiring as unknown as Wiring,
    readBusOptions(wiring as unknown as Wiring, options),
  ) as unknown as EventBus<R>;
}
