import { argumentInvalid } from "../kernel/index.js";
import { requireRegistry, type EntryOf, type IdOf, type AnyRegistry } from "./registry.js";

/**
 * What follows from each entry, by id: write a fact down once and derive the rest. The record is frozen; so is nothing
 * that `make` returns. O(entries).
 *
 * @throws whatever `make` throws
 */
export function derive<R extends AnyRegistry, V>(
  registry: R,
  make: (entry: EntryOf<R>) => V,
): { readonly [I in IdOf<R>]: V } {
  requireRegistry(registry, "derive()");
  if (typeof make !== "function") throw argumentInvalid("make", "derive()", "a function", make);
  const derived: Record<string, V> = Object.create(null);
  for (const entry of registry) derived[entry.id] = make(entry as EntryOf<R>);
  return Object.freeze(derived) as { readonly [I in IdOf<R>]: V };
}
