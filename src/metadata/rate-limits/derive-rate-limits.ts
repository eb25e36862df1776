import {
  argumentInvalid,
  BailiwickError,
  describe,
  didYouMean,
  optionInvalid,
  refuseUnknownOptions,
} from "../../kernel/index.js";
import type { Kind } from "../kind.js";
import { requireRegistry, type AnyRegistry, type EntryOf, type IdOf } from "../registry.js";
import { parsePath, pathFault, type PathTemplate } from "../routes/path-template.js";
import type { RateLimitPolicies } from "./rate-limiter.js";

/** A registry whose entries have a method, a path and the id of a policy: routes, or `rateLimitRules`. */
export type LimitedRegistry = AnyRegistry & {
  readonly kind: Kind<
    string,
    { readonly method: string; readonly path: string; readonly rateLimit?: string }
  >;
};

/** How requests are limited that match a method and a path. */
export interface DerivedRateLimit<R extends LimitedRegistry, P extends RateLimitPolicies> {
  /** The entry that says so. */
  readonly id: IdOf<R>;
  /** Method and whole path, as in `POST /api/v1/users`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly policy: EntryOf<P>;
}

/** The rate limits of an application, by method and path. */
export interface RateLimitTable<R extends LimitedRegistry, P extends RateLimitPolicies> {
  /** In the order of the entries. */
  readonly limits: readonly DerivedRateLimit<R, P>[];
  /**
   * The limit of a request: a text in a path template goes before a parameter, `HEAD` is limited as `GET`, and no other way
   * to write the path (percent signs, dots, backslashes, a slash at the end, a whole address) leads around a limit.
   * O(segments · rules that share a beginning).
   *
   * @throws BailiwickError `OPTION_INVALID` for what is no text
   */
  find(method: string, path: string): DerivedRateLimit<R, P> | undefined;
}

/** How rate limits are derived. */
export interface DeriveRateLimitsOptions {
  /** What all paths begin with, as in `/api/v1`; by default nothing. */
  readonly basePath?: string;
}

/**
 * The rate limits that follow from what names the policies (routes, or rules) and what the policies say. O(entries).
 *
 * @throws BailiwickError `RATE_LIMIT_RULES_INVALID`, naming every entry that cannot be followed, and `OPTION_INVALID`
 */
export function deriveRateLimits<const R extends LimitedRegistry, const P extends RateLimitPolicies>(
  rules: R,
  policies: P,
  options: DeriveRateLimitsOptions = {},
): RateLimitTable<R, P> {
  requireRegistry(rules, "deriveRateLimits()");
  requireRegistry(policies, "deriveRateLimits()");
  refuseUnknownOptions(options, ["basePath"], "deriveRateLimits()");
  const { basePath = "" } = options;
  if (basePath !== "" && (pathFault(basePath) !== undefined || basePath === "/"))
    throw optionInvalid("basePath", "deriveRateLimits()", 'a path such as "/api/v1"', basePath);
  const faults: string[] = [];
  const limits: AnyLimit[] = [];
  const roots = new Map<string, PathNode>();
  for (const entry of rules as Iterable<LimitedEntry>) {
    if (entry.rateLimit === undefined) continue;
    const fault = entryFault(entry, policies);
    if (fault !== undefined) {
      faults.push(fault);
      continue;
    }
    const { id, rateLimit } = entry;
    const path = `${basePath}${entry.path === "/" && basePath !== "" ? "" : entry.path}`;
    const method = entry.method.toUpperCase();
    const policy = policies.find(rateLimit);
    const limit: AnyLimit = Object.freeze({ id, key: `${method} ${path}`, method, path, policy });
    const twin = addLimit(rootOf(roots, method), parsePath(path), limit);
    if (twin === undefined) limits.push(limit);
    else faults.push(`${id} and ${twin.id} both limit ${twin.key}`);
  }
  if (faults.length > 0) throw rulesInvalid(rules.name, faults);
  const table = {
    limits: Object.freeze(limits),
    find: (method: string, path: string) => {
      for (const [argument, value] of Object.entries({ method, path }))
        if (typeof value !== "string")
          throw argumentInvalid(argument, "find()", `a text as its ${argument}`, value);
      const name = method.toUpperCase();
      const texts = segmentsOf(path);
      if (texts === undefined) return undefined;
      const found = findLimit(roots.get(name), texts, 0);
      return found ?? (name === "HEAD" ? findLimit(roots.get("GET"), texts, 0) : undefined);
    },
  };
  return Object.freeze(table) as unknown as RateLimitTable<R, P>;
}

interface LimitedEntry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly rateLimit?: string;
}

interface AnyLimit {
  readonly id: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly policy: unknown;
}

/** A place in the tree of segments. */
interface PathNode {
  readonly literals: Map<string, PathNode>;
  parameter: PathNode | undefined;
  limit: AnyLimit | undefined;
}

function newNode(): PathNode {
  return { literals: new Map(), parameter: undefined, limit: undefined };
}

function rootOf(roots: Map<string, PathNode>, method: string): PathNode {
  const root = roots.get(method) ?? newNode();
  roots.set(method, root);
  return root;
}

/** The limit that stands there already, where one does. */
function addLimit(root: PathNode, { segments }: PathTemplate, limit: AnyLimit): AnyLimit | undefined {
  let node = root;
  for (const segment of segments) {
    if ("parameter" in segment) node = node.parameter ??= newNode();
    else {
      const next = node.literals.get(segment.literal) ?? newNode();
      node.literals.set(segment.literal, next);
      node = next;
    }
  }
  if (node.limit !== undefined) return node.limit;
  node.limit = limit;
  return undefined;
}

function findLimit(
  node: PathNode | undefined,
  texts: readonly string[],
  depth: number,
): AnyLimit | undefined {
  const text = texts[depth];
  if (node === undefined || text === undefined) return node?.limit;
  const byText = findLimit(node.literals.get(text), texts, depth + 1);
  return byText ?? (text === "" ? undefined : findLimit(node.parameter, texts, depth + 1));
}

/** The segments of a path as servers read an address; `undefined` for what is no path, such as `*`. */
function segmentsOf(path: string): readonly string[] | undefined {
  const written = path
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "")
    .replace(/[?#].*$/s, "")
    .replaceAll("\\", "/");
  if (written !== "" && !written.startsWith("/")) return undefined;
  const texts: string[] = [];
  for (const text of written.split("/").slice(1).map(decoded)) {
    if (text === "..") texts.pop();
    else if (text !== ".") texts.push(text);
  }
  if (texts.at(-1) === "") texts.pop();
  return texts;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What keeps an entry from being followed; JavaScript callers may have written anything. */
function entryFault(
  { id, method, path, rateLimit }: LimitedEntry,
  policies: AnyRegistry,
): string | undefined {
  if (typeof method !== "string") return `the method of ${id} must be a text, but is ${describe(method)}`;
  const fault = pathFault(path);
  if (fault !== undefined) return `the path of ${id} ${fault}`;
  if (typeof rateLimit === "string" && policies.has(rateLimit)) return undefined;
  const suggestion = typeof rateLimit === "string" ? didYouMean(rateLimit, policies.ids) : "";
  return `${id} names the policy ${describe(rateLimit)}, which ${describe(policies.name)} does not have${suggestion}`;
}

function rulesInvalid(name: string, faults: readonly string[]): BailiwickError {
  return new BailiwickError("RATE_LIMIT_RULES_INVALID", {
    message: `The rate limits of ${describe(name)} cannot be derived:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { registry: name, faults },
  });
}
