import { BailiwickError, describe } from "../../kernel/index.js";
import type { EventRecord, RecordedError } from "../../store/index.js";
import type { RunEvent } from "../run/run-event.js";
import { storageFault } from "../storable-outputs.js";

/** An event as it is kept: errors by name, message and code, and what JSON cannot say in words. */
export function eventEntry(
  event: RunEvent,
  extra: Readonly<Record<string, unknown>> = {},
): Omit<EventRecord, "runId" | "sequence"> {
  const { at, type, stepName, partition, ...rest } = event as RunEvent & {
    readonly stepName?: string;
    readonly partition?: string;
  };
  const data: Record<string, unknown> = { ...extra };
  for (const [key, value] of Object.entries(rest)) {
    if (value instanceof BailiwickError) data[key] = recordedError(value);
    else data[key] = storageFault(value) === undefined ? value : describe(value);
  }
  return {
    at,
    type,
    data,
    ...(partition === undefined ? {} : { partition }),
    ...(stepName === undefined ? {} : { stepName }),
  };
}

/** An error as it is kept. */
export function recordedError({ name, message, code }: BailiwickError): RecordedError {
  return { name, message, code };
}
