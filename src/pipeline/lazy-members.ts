/** A function for each member that makes its value. */
export type Makers<T extends object> = { readonly [Key in keyof T]-?: () => T[Key] };

/**
 * Adds members to an object that are made when they are first read, and then kept. Equality, spreading,
 * `JSON.stringify` and `console.log` see values like any others. Frozen.
 */
export function withLazyMembers<Given extends object, Lazy extends object>(
  given: Given,
  makers: Makers<Lazy>,
): Readonly<Given & Lazy> {
  const object = { ...given };
  for (const [key, make] of Object.entries<() => unknown>(makers)) {
    Object.defineProperty(object, key, { get: kept(make), enumerable: true });
  }
  // Node would show the members as getters.
  Object.defineProperty(object, Symbol.for("nodejs.util.inspect.custom"), { value: () => ({ ...object }) });
  // All of its members were added just now.
  return Object.freeze(object) as Readonly<Given & Lazy>;
}

function kept<T>(make: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: make() }).value;
}
