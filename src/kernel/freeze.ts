/**
 * Freezes plain objects and arrays in place, all the way down, and returns the same value.
 *
 * Anything else that is found inside (class instances, functions, dates) is left as it is. Cycles are
 * allowed. O(values).
 */
export function deepFreeze<T>(value: T): T {
  freezeUnseen(value, new Set());
  return value;
}

function freezeUnseen(value: unknown, seen: Set<object>): void {
  if (!isContainer(value) || seen.has(value)) return;
  seen.add(value);
  Object.freeze(value);
  for (const member of Object.values(value)) freezeUnseen(member, seen);
}

/**
 * Whether a value is an object made by a literal, by `JSON.parse` or by `Object.create(null)`, in this realm
 * or another (a `vm` context, a test runner's sandbox).
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

/** Whether a value is a list of any kind: an array, a set, a generator. A text, which is iterable too, is none. */
export function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlainObject(value);
}
