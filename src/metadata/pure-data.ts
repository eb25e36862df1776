import { describe, isPlainObject } from "../kernel/index.js";
import { isTypeToken } from "./type-token.js";

/** Metadata that lies deeper was hardly written by hand, and would exhaust the stack somewhere. */
const greatestDepth = 100;

/** Objects that stand in several places make more of themselves with each level, and whoever reads them reads all. */
const mostValues = 1_000_000;

/**
 * A frozen copy of metadata, which is texts, finite numbers, booleans, `null`, type tokens, and arrays and plain objects
 * of them. What else is found is added to the faults, with its path; nothing that is found is called. What stands in
 * several places is copied once. O(values).
 */
export function copyPure(value: unknown, path: string, faults: string[]): unknown {
  return copy(value, path, { faults, copies: new Map(), above: new Set(), values: 0, isTooMuch: false });
}

interface Copying {
  readonly faults: string[];
  readonly copies: Map<object, Copied>;
  /** The objects that the present one lies in. */
  readonly above: Set<object>;
  /** How many values a reader has met so far. */
  values: number;
  /** Whether that was said to be too many. */
  isTooMuch: boolean;
}

/** A copy, and how many values a reader meets in it. */
interface Copied {
  readonly copy: unknown;
  readonly values: number;
}

function copy(value: unknown, path: string, copying: Copying): unknown {
  copying.values++;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (isTypeToken(value)) return value;
  const { faults, copies, above } = copying;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    faults.push(`${path} is ${describe(value)}, but metadata holds data only${wayOut(value)}`);
    return undefined;
  }
  if (above.has(value)) {
    faults.push(`${path} leads back to an object that it lies in`);
    return undefined;
  }
  if (above.size >= greatestDepth) {
    faults.push(`${path} lies more than ${greatestDepth} deep`);
    return undefined;
  }
  const known = copies.get(value);
  if (known !== undefined) {
    copying.values += known.values;
    if (copying.values > mostValues && !copying.isTooMuch) {
      copying.isTooMuch = true;
      faults.push(`${path} stands in several places, which makes more than ${mostValues} values in all`);
    }
    return known.copy;
  }
  above.add(value);
  const before = copying.values;
  const copied = Array.isArray(value) ? copyArray(value, path, copying) : copyObject(value, path, copying);
  above.delete(value);
  copies.set(value, { copy: Object.freeze(copied), values: copying.values - before });
  return copied;
}

function copyArray(array: readonly unknown[], path: string, copying: Copying): unknown[] {
  // The indices come first, in order, and then what an array has besides.
  const [length, odd] = Reflect.ownKeys(array).slice(array.length);
  if (length !== "length") copying.faults.push(`${path} has holes`);
  else if (odd === undefined)
    return Array.from({ length: array.length }, (_, index) =>
      copyMember(array, String(index), `${path}[${index}]`, copying),
    );
  else copying.faults.push(`${path} has the key ${describe(odd)} beside its members`);
  return [];
}

function copyObject(
  object: Readonly<Record<string, unknown>>,
  path: string,
  copying: Copying,
): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  for (const key of Reflect.ownKeys(object)) {
    if (typeof key === "symbol" || key === "__proto__")
      copying.faults.push(`${path} has the key ${describe(key)}, which data cannot have`);
    else if (isUndefined(object, key)) copied[key] = undefined;
    else copied[key] = copyMember(object, key, `${path}.${key}`, copying);
  }
  return copied;
}

function copyMember(owner: object, key: string, path: string, copying: Copying): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (property !== undefined && "value" in property) return copy(property.value, path, copying);
  copying.faults.push(`${path} is a getter, but metadata holds data only`);
  return undefined;
}

/** A member that is not there may be written so, where its type says that it may. */
function isUndefined(owner: object, key: string): boolean {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  return property !== undefined && "value" in property && property.value === undefined;
}

function wayOut(value: unknown): string {
  if (typeof value === "function") return "; what an entry does is a slot";
  if (value instanceof Date || typeof value === "bigint") return "; write it as a text";
  if (typeof value === "number") return "; write a finite number";
  if (typeof value === "object" && value !== null && "~standard" in value)
    return "; wrap the schema with schema()";
  return "";
}

/** What a member is, or what was thrown on reading it. */
type ReadMember = { readonly value: unknown } | { readonly thrown: unknown };

/** An own member of anything; `undefined` without one. Never throws. */
export function readMember(owner: unknown, key: string): ReadMember {
  try {
    if (typeof owner !== "object" || owner === null || !Object.hasOwn(owner, key))
      return { value: undefined };
    return { value: (owner as Readonly<Record<string, unknown>>)[key] };
  } catch (thrown) {
    return { thrown };
  }
}
