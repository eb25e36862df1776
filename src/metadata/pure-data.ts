import { describe, isPlainObject } from "../kernel/index.js";
import { isTypeToken } from "./type-token.js";

/**
 * A copy of metadata, which is texts, finite numbers, booleans, `null`, type tokens, and arrays and plain objects of
 * them. What else is found is added to the faults, with its path. O(values).
 */
export function copyPure(value: unknown, path: string, faults: string[]): unknown {
  return copy(value, path, faults, new Set());
}

function copy(value: unknown, path: string, faults: string[], above: Set<object>): unknown {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean")
    return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (isTypeToken(value)) return value;
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value)) {
    faults.push(`${path} is ${describe(value)}, but metadata holds data only${wayOut(value)}`);
    return undefined;
  }
  if (above.has(value)) {
    faults.push(`${path} leads back to an object that it lies in`);
    return undefined;
  }
  above.add(value);
  const copied = isArray
    ? Array.from(value, (member, index) => copy(member, `${path}[${index}]`, faults, above))
    : copyObject(value, path, faults, above);
  above.delete(value);
  return copied;
}

function copyObject(
  value: Readonly<Record<string, unknown>>,
  path: string,
  faults: string[],
  above: Set<object>,
): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol" || key === "__proto__") {
      faults.push(
        `${path} has the key ${typeof key === "symbol" ? String(key) : `"__proto__"`}, which data cannot have`,
      );
      continue;
    }
    const { get } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    if (get !== undefined) faults.push(`${path}.${key} is a getter, but metadata holds data only`);
    else copied[key] = copy(value[key], `${path}.${key}`, faults, above);
  }
  return copied;
}

function wayOut(value: unknown): string {
  if (typeof value === "function") return "; what an entry does is a slot";
  if (value instanceof Date) return "; write the date as a text";
  if (typeof value === "number") return "; write a finite number";
  if (typeof value === "object" && value !== null && "~standard" in value)
    return "; wrap the schema with schema()";
  return "";
}
