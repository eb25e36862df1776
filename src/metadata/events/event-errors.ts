import { BailiwickError, counted, describe, messageOf } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import type { ReadIssue } from "../type-token.js";
import type { Listener } from "./listener.js";

/** Something that failed in a delivery: a handler, or one of the functions that are told of it. */
export interface Failed {
  readonly who: string;
  readonly slot?: string;
  readonly error: unknown;
}

/** A listener in words. */
export function whoIs({ slot, place }: Listener): string {
  if (slot === undefined) return "a subscribed handler";
  return place === undefined ? `the handler of ${slot}` : `the handler of ${slot} at ${place}`;
}

/** The error of a delivery in which something failed. */
export function handlersFailed(id: string, failed: readonly Failed[]): BailiwickError {
  const said = failed.map(({ who, error }) => `${who} failed: ${messageOf(error)}`);
  const [first] = failed;
  return new BailiwickError("EVENT_HANDLERS_FAILED", {
    message:
      said.length === 1
        ? `The event ${describe(id)} was not handled by all: ${said[0]}`
        : `The event ${describe(id)} was not handled by all: there were ${counted(failed.length, "failure")}:\n${said.map((one) => `  - ${one}`).join("\n")}`,
    details: {
      id,
      failures: failed.map(({ who, slot, error }) => ({
        who,
        ...(slot === undefined ? {} : { slot }),
        message: messageOf(error),
      })),
    },
    cause:
      failed.length === 1
        ? first!.error
        : new AggregateError(
            failed.map(({ error }) => error),
            `${failed.length} handlers failed`,
          ),
  });
}

/** The error of an event whose schema refuses it. */
export function payloadInvalid(id: string, issues: readonly ReadIssue[]): BailiwickError {
  const lines = issues.map(({ path, message }) => `  - ${path === "" ? "" : `${path}: `}${message}`);
  return new BailiwickError("EVENT_PAYLOAD_INVALID", {
    message: `The event ${describe(id)} was published with what its schema refuses:\n${lines.join("\n")}`,
    details: { id, issues },
  });
}

/** The error of an event whose schema threw. */
export function schemaFailed(id: string, thrown: unknown): BailiwickError {
  return new BailiwickError("EVENT_PAYLOAD_INVALID", {
    message: `The schema of the event ${describe(id)} could not read what was published: ${messageOf(thrown)}`,
    details: { id, issues: [] },
    cause: thrown,
  });
}

/** The error of whoever comes after the bus was closed. */
export function busClosed(registry: AnyRegistry, what: string): BailiwickError {
  return new BailiwickError("EVENT_BUS_CLOSED", {
    message: `${what} came after the bus of ${describe(registry.name)} was closed.`,
    hint: "close the bus when nobody publishes any more.",
    details: { registry: registry.name },
  });
}

/** The error of events that publish each other. */
export function nestingTooDeep(id: string, depth: number): BailiwickError {
  return new BailiwickError("EVENT_NESTING_TOO_DEEP", {
    message: `The event ${describe(id)} was published by a handler of an event that was published by a handler, and so on, ${depth} deep.`,
    hint: "handlers that publish the event which they handle, also by way of others, have to stop at some time.",
    details: { id, depth },
  });
}
