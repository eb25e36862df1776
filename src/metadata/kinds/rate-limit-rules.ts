import { describe, quoteList } from "../../kernel/index.js";
import { defineKind } from "../kind.js";
import { parsePath, pathFault } from "../routes/path-template.js";
import { eachEntry, wholeRegistry, type RuleEntry, type Verdict } from "../rule.js";

const methods = Object.freeze(["GET", "POST", "PUT", "PATCH", "DELETE"] as const);

/** Which policy limits the requests of a method and a path. */
export interface RateLimitRule {
  /** `HEAD` is limited as `GET`. */
  readonly method: (typeof methods)[number];
  /** A path template such as `/accounts/{account_id}`. */
  readonly path: `/${string}`;
  /** The id of the policy. */
  readonly rateLimit: string;
  readonly description?: string;
}

const knownMethod = eachEntry<RateLimitRule>("method-is-known", "completeness", {
  description: "The method is one that has rules of its own.",
  check: ({ method }) =>
    methods.includes(method) || `method must be ${quoteList(methods, "or")}, but is ${describe(method)}`,
  breaks: (entry) => ({ ...entry, method: "FETCH" }),
});

const pathTemplate = eachEntry<RateLimitRule>("path-is-a-template", "patterns", {
  description:
    "The path is a template: it begins with a slash, does not end with one, and holds neither wildcards nor empty segments.",
  fix: "write it like /accounts/{account_id}.",
  check: ({ path }) => {
    const fault = pathFault(path);
    return fault === undefined || `the path ${describe(path)} ${fault}`;
  },
  breaks: (entry) => ({ ...entry, path: "/files/*" }),
});

const lowerCasePath = eachEntry<RateLimitRule>("path-is-lower-case", "future-proofing", {
  description: "Paths are in lower case, so that there is one spelling of each.",
  check: ({ path }) => {
    if (typeof path !== "string") return "skip";
    const literals = path.replaceAll(/\{[^{}]*\}/g, "");
    return literals === literals.toLowerCase() || `the path ${describe(path)} has capitals`;
  },
  breaks: (entry) => ({ ...entry, path: "/Users" }),
});

const namedPolicy = eachEntry<RateLimitRule>("policy-is-named", "completeness", {
  description: "Every rule names a policy.",
  check: ({ rateLimit }) =>
    (typeof rateLimit === "string" && rateLimit !== "") ||
    `rateLimit must name a policy, but is ${describe(rateLimit)}`,
  breaks: (entry) => ({ ...entry, rateLimit: "" }),
});

const distinctRequests = wholeRegistry<RateLimitRule>("one-rule-for-a-request", "consistency", {
  description: "No two rules are of the same method and of paths that match the same requests.",
  check: ({ entries }) => {
    const seen = new Map<string, string>();
    const verdicts: Verdict[] = [];
    for (const entry of entries) {
      const key = requestsOf(entry);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, entry.id);
      else verdicts.push({ id: entry.id, message: `${entry.method} ${entry.path} is what ${first} limits` });
    }
    return verdicts;
  },
  breaks: (subject) => {
    const [first] = subject.entries;
    return first && { ...subject, entries: [...subject.entries, { ...first, id: `${first.id}-again` }] };
  },
});

function requestsOf({ method, path }: RuleEntry<RateLimitRule>): string {
  return `${method} ${pathFault(path) === undefined ? parsePath(path).shape : path}`;
}

/**
 * Rate limits by method and path, for applications whose routes are no registry; routes name their policy themselves.
 * Define one with `references: { rateLimit: policies }`, and policies that do not exist do not compile.
 */
export const rateLimitRules = defineKind<RateLimitRule>()({
  name: "rate-limit-rules",
  description: "Which policy limits which requests.",
  slots: {},
  rules: [knownMethod, pathTemplate, lowerCasePath, namedPolicy, distinctRequests],
});
