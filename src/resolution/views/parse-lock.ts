import { BailiwickError, canonicalJson, describe, isPlainObject } from "../../kernel/index.js";
import { jsonFault } from "../../specification/index.js";
import { lockFaults } from "./lock-faults.js";
import { canonicalLock, lockVersion, type WiringLock } from "./wiring-lock.js";

const mostListed = 25;

/**
 * Reads a lock: the text that `formatLock` wrote, or the data of one. The result is frozen and shares nothing with
 * what was given. What was sorted by hand is sorted anew; nothing else is mended. O(n log n).
 *
 * @throws BailiwickError `LOCK_INVALID` with everything that is wrong: no JSON (with the line), another version,
 * unknown or repeated keys, wires between steps that the lock does not list.
 *
 * @example
 * ```ts
 * import { parseLock } from "bailiwick";
 *
 * try {
 *   parseLock('{ "lockVersion": 2 }');
 * } catch (error) {
 *   console.log((error as Error).message.split("\n")[1]);
 * }
 * // => - lockVersion must be 1, but is 2
 * ```
 */
export function parseLock(lock: unknown): WiringLock {
  const value = plainCopy(typeof lock === "string" ? parseText(lock) : lock);
  const { lockVersion: found } = value;
  if (typeof found === "number" && found !== lockVersion)
    throw invalid([`lockVersion must be ${lockVersion}, but is ${found}`], otherVersionHint);
  const faults = [...lockFaults(value)];
  if (faults.length > 0) throw invalid(faults);
  return canonicalLock(value as unknown as WiringLock);
}

function parseText(text: string): unknown {
  // A byte order mark is what some editors put before a text, and none of it.
  const json = text.replace(/^\uFEFF/u, "");
  const fault = jsonFault(json);
  if (fault !== undefined) throw invalid([`line ${lineAt(json, fault.offset)}: ${fault.message}`]);
  const repeated = [...repeatedKeys(json)];
  if (repeated.length > 0) throw invalid(repeated);
  return JSON.parse(json);
}

/** Keys that come twice in one object, as after a merge that kept both lines: `JSON.parse` drops the first. */
function* repeatedKeys(json: string): Generator<string> {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: text, 2: colon, index } of json.matchAll(tokenPattern)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (text !== undefined && colon !== undefined) {
      const key = JSON.parse(text) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) yield `line ${lineAt(json, index)}: the key ${describe(key)} is there twice`;
      keys.add(key);
    }
  }
}

/** Braces and texts; of a text, whether it is a key. */
const tokenPattern = /[{}]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/gu;

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Plain data as it is at this moment, whatever its getters do later. */
function plainCopy(lock: unknown): Readonly<Record<string, unknown>> {
  if (!isPlainObject(lock)) throw invalid([`it must be a text or an object, but is ${describe(lock)}`]);
  try {
    return JSON.parse(canonicalJson(lock)) as Record<string, unknown>;
  } catch {
    throw invalid(["it must be plain data, as JSON can say it, and not nested without end"]);
  }
}

const otherVersionHint =
  "another version of this package wrote it: read it with that one, or write a new one with formatLock(wiring.lock()).";

function invalid(
  faults: readonly string[],
  hint = "take it from version control again, or write a new one with formatLock(wiring.lock()).",
): BailiwickError {
  const hidden = faults.length - mostListed;
  return new BailiwickError("LOCK_INVALID", {
    message: [
      "The lock cannot be read:",
      ...faults.slice(0, mostListed).map((fault) => `  - ${fault}`),
      ...(hidden > 0 ? [`  - and ${hidden} more`] : []),
    ].join("\n"),
    hint,
    details: { faults },
  });
}
