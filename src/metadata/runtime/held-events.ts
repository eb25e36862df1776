import { BailiwickError, describe, messageOf } from "../../kernel/index.js";

/** An event that is published when all has gone well. */
export interface HeldEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** What a handler holds back, for as long as it runs. */
export interface Holding {
  readonly events: HeldEvent[];
  isOver: boolean;
}

/** What publishes an event. */
export type Publish = (event: string, payload: unknown) => void | Promise<void>;

/** Publishes all, in order: what was done is done, and others want to hear of it although somebody could not be told. */
export async function publishHeld(
  id: string,
  held: readonly HeldEvent[],
  publish: Publish | undefined,
): Promise<void> {
  const lost: { event: string; thrown: unknown }[] = [];
  for (const { event, payload } of held) {
    try {
      await publish?.(event, payload);
    } catch (thrown) {
      lost.push({ event, thrown });
    }
  }
  if (lost.length > 0) throw eventsLost(id, lost);
}

/** The error of an event that comes when nothing is held back any more. */
export function emittedTooLate(id: string, event: string): BailiwickError {
  return new BailiwickError("OPERATION_EVENTS_LOST", {
    message: `The handler of ${describe(id)} has ended, and then emitted ${describe(event)}, which is not published.`,
    hint: "await in the handler what emits.",
    details: { operation: id, failures: [{ event, message: "emitted too late" }] },
  });
}

function eventsLost(
  id: string,
  lost: readonly { readonly event: string; readonly thrown: unknown }[],
): BailiwickError {
  const failures = lost.map(({ event, thrown }) => ({ event, message: messageOf(thrown) }));
  const lines = failures.map(({ event, message }) => `  - ${event}: ${message}`);
  return new BailiwickError("OPERATION_EVENTS_LOST", {
    message: `The operation ${describe(id)} has succeeded, but events of it could not be published:\n${lines.join("\n")}`,
    hint: "do not execute it again; publish the events from what it has left behind.",
    details: { operation: id, failures },
    cause: lost[0]?.thrown,
  });
}
