const bareKey = String.raw`[\p{L}_$][\p{L}\p{M}\p{N}_$\-]*`;
const singleQuoted = String.raw`(?:[^'\\]|\\.)*`;
const doubleQuoted = String.raw`(?:[^"\\]|\\.)*`;
const bracketed = String.raw`\[(?:\d+|'${singleQuoted}'|"${doubleQuoted}")\]`;
const segmentPattern = new RegExp(
  String.raw`\.?(?<key>${bareKey})|\[(?<index>\d+)\]|\[(?:'(?<single>${singleQuoted})'|"(?<double>${doubleQuoted})")\]`,
  "uy",
);

/** What a whole property path looks like, for schemas. */
export const propertyPathPattern = new RegExp(
  String.raw`^(?:${bareKey}|${bracketed})(?:\.${bareKey}|${bracketed})*$`,
  "u",
);

/** One step into a value: a key, or the index of an array. */
export type PropertyPathSegment = string | number;

/**
 * Reads a property path such as `properties.Outputs['data'].Uris[0]` into its segments; `undefined` if it is
 * not one. Quotes inside a quoted key are written with a backslash.
 */
export function parsePropertyPath(path: string): readonly PropertyPathSegment[] | undefined {
  const segments: PropertyPathSegment[] = [];
  let at = 0;
  while (at < path.length) {
    segmentPattern.lastIndex = at;
    const groups = segmentPattern.exec(path)?.groups;
    if (groups === undefined) return undefined;
    const { key, index, single, double } = groups;
    const bare = key !== undefined;
    if (bare && (path[at] === ".") !== at > 0) return undefined;
    segments.push(index === undefined ? (key ?? unescape(single ?? double ?? "")) : Number(index));
    at = segmentPattern.lastIndex;
  }
  return segments.length === 0 ? undefined : Object.freeze(segments);
}

/** What keeps a text from being a property path, as the end of a sentence. */
export function propertyPathFault(path: string): string | undefined {
  if (parsePropertyPath(path) !== undefined) return undefined;
  return `must be a path such as properties.Outputs['data'].Uri, but is ${JSON.stringify(path)}`;
}

function unescape(quoted: string): string {
  return quoted.replaceAll(/\\(.)/gu, "$1");
}
