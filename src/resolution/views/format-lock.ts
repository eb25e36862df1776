import { parseLock } from "./parse-lock.js";
import type { WiringLock } from "./wiring-lock.js";

/**
 * Writes a lock as text for a file: JSON with two spaces and a line for each wire, step and edge, ending in a
 * newline. The same lock gives the same text, and `parseLock` reads it back. O(n log n).
 *
 * @throws BailiwickError `LOCK_INVALID` for what is no lock.
 *
 * @example
 * ```ts
 * import { DependencyResolver, formatLock, SpecificationRegistry } from "bailiwick";
 *
 * const registry = new SpecificationRegistry("demo");
 * registry.registerSpecification("load", { stepType: "Load", outputs: { orders: {} } });
 * registry.registerSpecification("clean", { stepType: "Clean", dependencies: { orders: {} } });
 * const text = formatLock(new DependencyResolver(registry).resolveDependencies().lock());
 * console.log(text.split("\n").find((line) => line.includes("clean.orders"))?.trim());
 * // => "clean.orders": "load.orders"
 * ```
 */
export function formatLock(lock: WiringLock): string {
  return `${onLines(parseLock(lock), "", 2)}\n`;
}

/** The outer levels on a line for each member, what is further in on one line. */
function onLines(value: unknown, indent: string, levels: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = levels > 0 ? `${indent}  ` : "";
  const members = Array.isArray(value)
    ? value.map((item) => onLines(item, inner, levels - 1))
    : Object.entries(value).map(([key, member]) => {
        return `${JSON.stringify(key)}: ${onLines(member, inner, levels - 1)}`;
      });
  const [start, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (members.length === 0) return start + end;
  if (levels > 0) return `${start}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${end}`;
  const space = Array.isArray(value) ? "" : " ";
  return start + space + members.join(", ") + space + end;
}
