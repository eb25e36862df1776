import { isThenable } from "./listener.js";
import { payloadInvalid, schemaFailed } from "./event-errors.js";
import type { SchemaResult, StandardSchema } from "../type-token.js";

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
  let result: ReturnType<StandardSchema["~standard"]["validate"]>;
  try {
    result = schema["~standard"].validate(event);
  } catch (thrown) {
    throw schemaFailed(id, thrown);
  }
  if (!isThenable(result)) return { value: valueOf(id, result) };
  return Promise.resolve(result).then(
    (later) => valueOf(id, later),
    (thrown: unknown) => {
      throw schemaFailed(id, thrown);
    },
  );
}

function valueOf(id: string, result: SchemaResult<unknown>): unknown {
  if (result.issues !== undefined) throw payloadInvalid(id, result.issues);
  return result.value;
}
