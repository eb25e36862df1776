import { createEventBus, methods, wire } from "bailiwick/metadata";
import { eventRegistry } from "./event-registry.js";
import { audit, type Trail } from "./handlers/audit.js";
import { Emails, type Send } from "./handlers/emails.js";
import { logging, type Log } from "./handlers/logging.js";
import { SessionKeeper, type Sessions } from "./handlers/session-keeper.js";

/** What the handlers work with. */
export interface World {
  readonly log: Log;
  readonly trail: Trail;
  readonly send: Send;
  readonly sessions: Sessions;
}

/** Everything that the registry needs implemented. */
export function eventHandlers({ log, trail, send, sessions }: World) {
  return {
    logging: logging(log),
    audit: audit(trail),
    email: methods(eventRegistry, "email", new Emails(send)),
    session: methods(eventRegistry, "session", new SessionKeeper(sessions)),
  };
}

/**
 * The bus with every handler in its place. No line here subscribes one: that each event has what its entry says, the
 * compiler sees to. What is not on the audit trail did not happen, so audit comes first and stops the rest; an e-mail
 * that cannot be sent stops nothing.
 */
export function connectEvents(world: World) {
  const wiring = wire(eventRegistry, eventHandlers(world));
  const bus = createEventBus(wiring, {
    order: ["audit"],
    slotErrors: { audit: "throw", email: "report" },
    onError: ({ id, slot = "a subscriber", error }) =>
      world.log.warn(`${slot} of ${id}: ${error instanceof Error ? error.message : String(error)}`),
  });
  return { wiring, bus };
}
