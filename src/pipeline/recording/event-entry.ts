import { BailiwickError, describe } from "../../kernel/index.js";
import type { EventRecord, RecordedError } from "../../store/index.js";
import type { RunEvent, StepEventBase } from "../run/run-event.js";
import { storageFault } from "../storable-outputs.js";

/** An event as it is kept: errors by name, message and code, and what JSON cannot say in words. */
export function eventEntry(
  event: RunEvent,
  extra: Readonly<Record<string, unknown>> = {},
): Omit<EventRecord, "runId" | "sequence"> {
  const { at, type, stepName, partition, ...said } = event as RunEvent & Partial<StepEventBase>;
  const data: Record<string, unknown> = { ...extra, ...said };
  for (const key in data) if (typeof data[key] !== "string") data[key] = kept(data[key]);
  return {
    at,
    type,
    data,
    ...(partition === undefined ? {} : { partition }),
    ...(stepName === undefined ? {} : { stepName }),
  };
}

function kept(value: unknown): unknown {
  if (value instanceof BailiwickError) return recordedError(value);
  return storageFault(value) === undefined ? value : describe(value);
}

/** An error as it is kept. */
export function recordedError({ name, message, code }: BailiwickError): RecordedError {
  return { name, message, code };
}
