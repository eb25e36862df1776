import { describe } from "../../kernel/index.js";
import { parsePath, pathFault, relatePaths, type PathTemplate } from "../routes/path-template.js";
import {
  eachEntry,
  wholeRegistry,
  type Rule,
  type RuleEntry,
  type RuleSubject,
  type Verdict,
} from "../rule.js";
import type { RouteMetadata } from "./routes-metadata.js";

type Subject = RuleSubject<RouteMetadata>;
type Route = RuleEntry<RouteMetadata>;

/** The path of a route, if it can be read; another rule sees to those that cannot. */
export function templateOf({ path }: { readonly path: string }): PathTemplate | undefined {
  return pathFault(path) === undefined ? parsePath(path) : undefined;
}

/** Two routes that answer the same requests; one within the other is settled, as the more specific one goes first. */
export interface Shadowing {
  readonly first: string;
  readonly second: string;
  readonly relation: "same" | "crossing";
}

/** Pairs of routes with common requests where neither is the more specific one. O(routes of one method and length squared). */
export function shadowings(routes: readonly Pick<Route, "id" | "method" | "path">[]): readonly Shadowing[] {
  const groups = new Map<string, { id: string; template: PathTemplate }[]>();
  const found: Shadowing[] = [];
  for (const { id, method, path } of routes) {
    const template = templateOf({ path });
    if (template === undefined) continue;
    const key = `${method} ${template.segments.length}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    for (const before of group) {
      const relation = relatePaths(before.template, template);
      if (relation === "same" || relation === "crossing")
        found.push({ first: before.id, second: id, relation });
    }
    group.push({ id, template });
  }
  return found;
}

const shadowing = wholeRegistry<RouteMetadata>("route-shadowing", "patterns", {
  description: "No two routes match the same request, unless one of them is the more specific one.",
  check: ({ entries }) =>
    shadowings(entries).map(({ first, second, relation }) => ({
      id: second,
      message:
        relation === "same"
          ? `${second} matches the same requests as ${first}, which answers them`
          : `${second} and ${first} match some of the same requests, and neither is the more specific one`,
      fix: "change one of the paths or methods.",
    })),
  breaks: (subject) =>
    withTwin(subject, (route) => ({ ...route, id: `${route.id}-twin`, path: renamed(route.path) })),
});

const successor = eachEntry<RouteMetadata>("route-replacement", "future-proofing", {
  description: "A deprecated route names the one to use instead, which is there and not deprecated itself.",
  check: ({ id, deprecated }, { subject }) => {
    if (deprecated === undefined) return true;
    const { replacement } = deprecated;
    if (replacement === undefined) return "The route is deprecated, but nothing replaces it";
    if (replacement === id) return "The route is deprecated in favour of itself";
    const other = subject.entries.find((entry) => entry.id === replacement);
    if (other === undefined) return `The route is replaced by ${describe(replacement)}, which does not exist`;
    return (
      other.deprecated === undefined || `The route is replaced by ${replacement}, which is deprecated too`
    );
  },
  breaks: (route) => ({ ...route, deprecated: { replacement: route.id } }),
});

const resources = wholeRegistry<RouteMetadata>("route-resource", "consistency", {
  description: "Routes of one path are about one resource.",
  check: ({ entries }) =>
    repeated(entries, (route) => templateOf(route)?.shape).flatMap(({ first, second }) =>
      first.resource === second.resource
        ? []
        : [
            {
              id: second.id,
              message: `${second.id} is about ${describe(second.resource)}, but ${first.id} of the same path is about ${describe(first.resource)}`,
            },
          ],
    ),
  breaks: (subject) =>
    withTwin(subject, (route) => ({ ...route, id: `${route.id}-twin`, resource: `${route.resource}-twin` })),
});

const summaries = wholeRegistry<RouteMetadata>("route-summaries", "orphans", {
  description: "No two routes have the same summary, as copies have.",
  check: ({ entries }) =>
    repeated(entries, ({ summary }) =>
      typeof summary === "string" ? summary.trim().toLowerCase() : undefined,
    ).map(({ first, second }) => ({
      id: second.id,
      message: `${second.id} has the same summary as ${first.id}`,
    })),
  breaks: (subject) => withTwin(subject, (route) => ({ ...route, id: `${route.id}-twin` })),
});

const parameterStyle = wholeRegistry<RouteMetadata>("route-parameter-style", "patterns", {
  description: "The parameters of all paths are written in one way, with underscores or with capitals.",
  check: ({ entries }) => {
    const names = entries.flatMap((route) =>
      (templateOf(route)?.parameters ?? []).map((name) => ({ id: route.id, name })),
    );
    const capital = names.find(({ name }) => /[A-Z]/.test(name));
    const underscored = names.find(({ name }) => name.includes("_"));
    const verdicts: Verdict[] =
      capital === undefined || underscored === undefined
        ? []
        : [
            {
              id: capital.id,
              message: `The parameter ${capital.name} of ${capital.id} is written with capitals, but ${underscored.name} of ${underscored.id} with underscores`,
            },
          ];
    return verdicts;
  },
  breaks: (subject) =>
    withTwin(subject, (route) => ({ ...route, id: `${route.id}-twin`, path: `${route.path}/{a_b}/{aB}` })),
});

/** Rules about routes beside each other. */
export const wholeRouteRules: readonly Rule<RouteMetadata>[] = Object.freeze([
  resources,
  summaries,
  shadowing,
  parameterStyle,
  successor,
]);

/** Later entries with something that an earlier one has too. */
function repeated(
  entries: readonly Route[],
  of: (route: Route) => string | undefined,
): { first: Route; second: Route }[] {
  const seen = new Map<string, Route>();
  const found: { first: Route; second: Route }[] = [];
  for (const second of entries) {
    const key = of(second);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, second);
    else found.push({ first, second });
  }
  return found;
}

/** The subject with one more entry, made of the first one. */
function withTwin(subject: Subject, make: (route: Route) => object): Subject | undefined {
  const route = subject.entries.find((entry) => templateOf(entry) !== undefined);
  return route === undefined
    ? undefined
    : { ...subject, entries: [...subject.entries, make(route) as Route] };
}

function renamed(path: string): `/${string}` {
  return path.replaceAll(/\{(\w+)\}/g, "{other_$1}") as `/${string}`;
}
