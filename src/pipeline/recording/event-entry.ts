import { BailiwickError, describe } from "../../kernel/index.js";
import type { EventRecord, RecordedError } from "../../store/index.js";
import type { RunEvent } from "../run/run-event.js";
import { storageFault } from "../storable-outputs.js";

/** An event as it is kept: errors by name, message and code, and what JSON cannot say in words. */
export function eventEntry(
  event: RunEvent,
  extra: Readonly<Record<string, unknown>> = {},
): Omit<EventRecord, "runId" | "sequence"> {
  const said = event as unknown as Readonly<Record<string, unknown>>;
  const data: Record<string, unknown> = { ...extra };
  for (const key of Object.keys(said)) if (!inColumns.has(key)) data[key] = kept(said[key]);
  const { at, type, stepName, partition } = event as RunEvent & {
    readonly stepName?: string;
    readonly partition?: string;
  };
  return {
    at,
    type,
    data,
    ...(partition === undefined ? {} : { partition }),
    ...(stepName === undefined ? {} : { stepName }),
  };
}

/** What is not part of the data of an event. */
const inColumns = new Set(["at", "type", "stepName", "partition"]);

function kept(value: unknown): unknown {
  if (value instanceof BailiwickError) return recordedError(value);
  return storageFault(value) === undefined ? value : describe(value);
}

/** An error as it is kept. */
export function recordedError({ name, message, code }: BailiwickError): RecordedError {
  return { name, message, code };
}
