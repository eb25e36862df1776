/**
 * The one value of its name in this process, made by whoever asks first.
 *
 * Kept on `globalThis` under `Symbol.for`, so that two copies of the package (two versions in one tree, a
 * bundled one beside an installed one) find the same value.
 */
export function processWide<T extends object>(name: string, create: () => T): T {
  const slots = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`bailiwick.${name}`);
  return slots[key] ?? define(key, create());
}

function define<T>(key: symbol, value: T): T {
  Object.defineProperty(globalThis, key, { value, enumerable: false, configurable: true });
  return value;
}
