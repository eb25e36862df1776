import { isPlainObject } from "../../kernel/index.js";

/** Nested plain data, as a file holds it. */
export type Tree = Readonly<Record<string, unknown>>;

/** The value at a path; `undefined` where there is none. */
export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, segment) => {
    const isHolder = isPlainObject(value) || Array.isArray(value);
    return isHolder && Object.hasOwn(value, segment)
      ? (value as Record<PropertyKey, unknown>)[segment]
      : undefined;
  }, tree);
}

/** The tree with another value at a path. What stands in the way of the path is left as it is: it has a fault of its own. */
export function withValue(
  tree: Tree,
  [name, ...rest]: readonly [string, ...(readonly string[])],
  value: unknown,
): Tree {
  const [next, ...others] = rest;
  if (next === undefined) return { ...tree, [name]: value };
  const member = valueAt(tree, [name]);
  if (member !== undefined && !isPlainObject(member)) return tree;
  return { ...tree, [name]: withValue(member ?? {}, [next, ...others], value) };
}

/** The values of a tree with their paths; a list is one value. */
export function* leavesOf(
  tree: object,
  path: readonly string[] = [],
): Generator<readonly [path: readonly string[], value: unknown]> {
  for (const [name, member] of Object.entries(tree)) {
    if (isPlainObject(member)) yield* leavesOf(member, [...path, name]);
    else yield [[...path, name], member];
  }
}
