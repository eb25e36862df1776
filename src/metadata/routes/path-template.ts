import { BailiwickError, describe } from "../../kernel/index.js";

/** The names of the parameters in a path template: `"account_id"` of `"/accounts/{account_id}"`. */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** A segment of a path template: a text, or a parameter that takes one segment of a request's path. */
export type PathSegment = { readonly literal: string } | { readonly parameter: string };

/** A path template that was read once. */
export interface PathTemplate {
  /** As it was written. */
  readonly path: string;
  /** None for `/`. */
  readonly segments: readonly PathSegment[];
  /** The names of the parameters, in order. */
  readonly parameters: readonly string[];
  /** The template without the names of its parameters: two templates of one shape match the same paths. */
  readonly shape: string;
}

/** How the requests of two templates lie to each other. */
export type PathRelation = "apart" | "same" | "within" | "around" | "crossing";

const literalPattern = /^[A-Za-z0-9._~-]+$/;
const parameterPattern = /^\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/**
 * Reads a path template: `/`, or segments that are a text of letters, digits, `-`, `.`, `_` and `~`, or a parameter in
 * braces, which takes a whole segment. O(length).
 *
 * @example
 * ```ts
 * import { parsePath } from "bailiwick/metadata";
 *
 * console.log(parsePath("/accounts/{account_id}").shape); // => /accounts/{}
 * ```
 * @throws BailiwickError `ROUTE_PATH_INVALID`
 */
export function parsePath(path: string): PathTemplate {
  const fault = pathFault(path);
  if (fault !== undefined) {
    throw new BailiwickError("ROUTE_PATH_INVALID", {
      message: `The path template ${describe(path)} ${fault}.`,
      hint: "write it like /accounts/{account_id}/transactions.",
      details: { path: typeof path === "string" ? path : describe(path) },
    });
  }
  const segments = textsOf(path).map((text): PathSegment =>
    Object.freeze(text.startsWith("{") ? { parameter: text.slice(1, -1) } : { literal: text }),
  );
  return Object.freeze({
    path,
    segments: Object.freeze(segments),
    parameters: Object.freeze(segments.flatMap((part) => ("parameter" in part ? [part.parameter] : []))),
    shape: `/${segments.map((part) => ("parameter" in part ? "{}" : part.literal)).join("/")}`,
  });
}

/** What keeps a value from being a path template, as the end of a sentence; `undefined` if nothing does. */
export function pathFault(path: unknown): string | undefined {
  if (typeof path !== "string") return `must be a text, but is ${describe(path)}`;
  if (!path.startsWith("/")) return 'must begin with "/"';
  if (path !== "/" && path.endsWith("/")) return 'must not end with "/"';
  const names = new Set<string>();
  for (const text of textsOf(path)) {
    const fault = segmentFault(text);
    if (fault !== undefined) return fault;
    if (!text.startsWith("{")) continue;
    if (names.has(text)) return `has the parameter ${text} twice`;
    names.add(text);
  }
  return undefined;
}

function segmentFault(text: string): string | undefined {
  if (text === "") return "has an empty segment";
  if (text === "." || text === "..") return `has the segment ${describe(text)}, which clients resolve`;
  if (text === "{__proto__}") return 'has the parameter "__proto__", which data cannot have';
  if (literalPattern.test(text) || parameterPattern.test(text)) return undefined;
  if (text.includes("*")) return `has a wildcard in the segment ${describe(text)}`;
  if (text.startsWith(":"))
    return `has the segment ${describe(text)}; a parameter is written {${text.slice(1)}}`;
  if (/^\{[^{}]*\}$/.test(text))
    return `has the parameter ${describe(text)}, whose name must be letters, digits and "_"`;
  if (/[{}]/.test(text))
    return `has the segment ${describe(text)}, but a parameter in braces takes a whole segment`;
  return `has the segment ${describe(text)}, which may hold letters, digits, "-", ".", "_" and "~" only`;
}

function textsOf(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}

/**
 * Whether the requests of a template are the same as those of another, lie within or around them, apart from them, or
 * whether some are common and each has others too. O(segments).
 */
export function relatePaths(one: PathTemplate, other: PathTemplate): PathRelation {
  if (one.segments.length !== other.segments.length) return "apart";
  let [narrower, wider] = [false, false];
  for (const [index, mine] of one.segments.entries()) {
    const theirs = other.segments[index]!;
    if ("literal" in mine && "literal" in theirs) {
      if (mine.literal !== theirs.literal) return "apart";
    } else if ("literal" in mine) narrower = true;
    else if ("literal" in theirs) wider = true;
  }
  if (narrower) return wider ? "crossing" : "within";
  return wider ? "around" : "same";
}

/**
 * An order in which the more specific of two templates comes first: the shorter one, then a text before a parameter,
 * segment by segment from the left. O(segments).
 */
export function bySpecificity(one: PathTemplate, other: PathTemplate): number {
  if (one.segments.length !== other.segments.length) return one.segments.length - other.segments.length;
  for (const [index, mine] of one.segments.entries()) {
    const order = Number("parameter" in mine) - Number("parameter" in other.segments[index]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether the path of a request, without its query, is one of a template's. O(segments). */
export function matchesPath({ segments }: PathTemplate, path: string): boolean {
  const texts = textsOf(path);
  return (
    texts.length === segments.length &&
    segments.every((part, index) =>
      "parameter" in part ? texts[index] !== "" : part.literal === texts[index],
    )
  );
}
