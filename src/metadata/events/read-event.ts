import { payloadInvalid, schemaFailed } from "./event-errors.js";
import { readBy, type Reading, type StandardSchema } from "../type-token.js";

/**
 * What a schema makes of an event; without a schema, the event as it is. A promise only if the schema returns one.
 *
 * @throws BailiwickError `EVENT_PAYLOAD_INVALID`
 */
export function readEvent(
  id: string,
  schema: StandardSchema | undefined,
  event: unknown,
): { readonly value: unknown } | Promise<unknown> {
  if (schema === undefined) return { value: event };
  let read: ReturnType<typeof readBy>;
  try {
    read = readBy(schema, event);
  } catch (thrown) {
    throw schemaFailed(id, thrown);
  }
  if (!(read instanceof Promise)) return { value: valueOf(id, read) };
  return read.then(
    (later) => valueOf(id, later),
    (thrown: unknown) => {
      throw schemaFailed(id, thrown);
    },
  );
}

function valueOf(id: string, read: Reading): unknown {
  if (read.issues !== undefined) throw payloadInvalid(id, read.issues);
  return read.value;
}
