import { BailiwickError, describe, readThrown } from "../../kernel/index.js";
import type { EventRecord } from "../../store/index.js";
import type { RunEvent } from "../run/run-event.js";

/** Deeper data is described in place of being written. */
const mostDepth = 64;

/** What readers of lines may take for the end of one, although JSON lets it stand. */
const lineEnds = /[\u0085\u2028\u2029]/gu;

/**
 * An event as one line of NDJSON, without the line feed. Errors are written with their code, details and cause. What
 * JSON cannot say (functions, symbols, big integers, NaN and the infinities, circles, what cannot be read) stands there
 * in words; nothing is thrown for it.
 *
 * @example
 * ```ts
 * import { buildPipeline, formatEvent, getRegistry } from "bailiwick";
 *
 * const registry = getRegistry("events");
 * registry.registerSpecification("count", { stepType: "Count" });
 * const pipeline = buildPipeline(registry, { count: ({ log }) => log("counted", { rows: 3n }) });
 * const lines: string[] = [];
 * await pipeline.run({ onEvent: (event) => lines.push(formatEvent(event)) });
 * const log = lines.map((line) => JSON.parse(line)).find(({ type }) => type === "step-log");
 * console.log(log.stepName, log.message, log.data.rows); // => count counted 3n
 * ```
 */
export function formatEvent(event: RunEvent | EventRecord): string {
  return JSON.stringify(plain(event, [])).replaceAll(lineEnds, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Data that JSON can say; `above` is what leads to the value, and tells circles. */
function plain(value: unknown, above: readonly object[]): unknown {
  try {
    return typeof value === "object" && value !== null ? plainObject(value, above) : plainLeaf(value);
  } catch {
    return describe(value);
  }
}

function plainLeaf(value: unknown): unknown {
  const isSayable =
    value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  return isSayable || value === undefined ? value : describe(value);
}

function plainObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return "a circle";
  if (above.length >= mostDepth) return describe(value);
  const path = [...above, value];
  if (value instanceof BailiwickError) return plain(value.toJSON(), path);
  if (value instanceof Error) return readThrown(value);
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => plain(item, path) ?? null);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return plain(toJSON.call(value, ""), path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.keys(value).length === 0)
    return describe(value); // a map, a set, a promise: nothing of it would be seen
  const data = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) data[key] = plainProperty(value, key, path);
  return data;
}

function plainProperty(owner: object, key: string, path: readonly object[]): unknown {
  try {
    return plain((owner as Readonly<Record<string, unknown>>)[key], path);
  } catch {
    return "something that cannot be read";
  }
}
