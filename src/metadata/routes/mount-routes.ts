import { argumentInvalid, BailiwickError, describe } from "../../kernel/index.js";
import { shadowings } from "../kinds/routes-registry-rules.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RouteRegistry } from "../kinds/routes.js";
import { isMetadataRegistry } from "../registry.js";
import type { Wiring } from "../wire.js";
import { guardsOf, type MountOptions } from "./mount-options.js";
import {
  bySpecificity,
  matchesPath,
  parsePath,
  relatePaths,
  type PathRelation,
  type PathTemplate,
} from "./path-template.js";
import { answerProblem } from "./problem.js";
import type { RouteApp, RouteContext, RouteEndpoint } from "./route-app.js";
import { routeEndpoint } from "./route-endpoint.js";

/** A route as it is served. */
export interface MountedRoute {
  readonly id: string;
  readonly method: string;
  /** The template with the base path before it. */
  readonly path: string;
}

/** A route with its template, the base path before it. */
interface Placed {
  readonly route: RouteEntry;
  readonly template: PathTemplate;
}

/** What is mounted on an app already. */
const mountedOn = new WeakMap<RouteApp, readonly Placed[]>();

/**
 * The methods that a path answers with 405 if no route has them, also where the app is a part of another one. What other
 * methods there are comes to the app as unknown.
 */
const answeredMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Serves the routes of a wired registry with a Hono app. Everything is worked out here, once; a request only costs what
 * its route needs.
 *
 * A request is answered in this order, as a problem document (RFC 9457) where it is refused: unknown path 404, wrong
 * method 405, rate limit 429, nobody known 401, no role 403, wrong input 415, 413 or 400; then the handler is asked,
 * and what it throws is 500 and goes to `onError`. `HEAD` is answered like `GET`, `OPTIONS` with what is allowed. The
 * more specific path goes first, whatever the order of the entries. An entry with `requires: { handler: false }` is
 * not mounted. Several registries can be mounted on an app if their paths are apart.
 *
 * @throws BailiwickError `OPTION_INVALID`, `ROUTE_PATH_INVALID`, `ROUTE_CONFLICT` for routes that match the same
 * requests
 */
export function mountRoutes<R extends RouteRegistry>(
  app: RouteApp,
  wiring: Wiring<R>,
  options: MountOptions<R>,
): readonly MountedRoute[] {
  if (typeof (app as RouteApp | undefined)?.on !== "function")
    throw argumentInvalid("app", "mountRoutes()", "a Hono app", app);
  if (!isMetadataRegistry((wiring as Wiring<R> | undefined)?.registry))
    throw argumentInvalid("wiring", "mountRoutes()", "what wire() returns", wiring);
  const bindings = wiring.bindings as unknown as readonly {
    readonly slot: string;
    readonly entry: RouteEntry;
    readonly implementation: (request: unknown) => unknown;
  }[];
  const handlers = new Map(
    bindings
      .filter(({ slot }) => slot === "handler")
      .map(({ entry, implementation }) => [entry, implementation] as const),
  );
  const guards = guardsOf(options, [...handlers.keys()]);
  const placed = placeRoutes([...handlers.keys()], guards.basePath);
  const before = mountedOn.get(app) ?? [];
  requireApart(before, placed);
  mountedOn.set(app, [...before, ...placed]);
  for (const { route, template } of placed) {
    app.on([route.method], honoPath(template), routeEndpoint(route, handlers.get(route)!, guards));
  }
  mountOtherMethods(app, placed);
  if (guards.answersUnknown) app.notFound((context) => answerUnknown(context, mountedOn.get(app) ?? []));
  return Object.freeze(
    placed.map(({ route: { id, method }, template: { path } }) => Object.freeze({ id, method, path })),
  );
}

/** The routes in the order in which they are tried. */
function placeRoutes(routes: readonly RouteEntry[], basePath: string): Placed[] {
  const placed = routes.map((route): Placed => {
    parsePath(route.path);
    return {
      route,
      template: parsePath(route.path === "/" && basePath !== "" ? basePath : basePath + route.path),
    };
  });
  const conflicts = shadowings(routes);
  if (conflicts.length > 0) {
    throw routeConflict(
      conflicts,
      ({ relation }) => (relation === "same" ? "match the same requests" : "match some of the same requests"),
      "change a path or a method; a path that is more specific segment by segment may stand beside a wider one.",
    );
  }
  return placed.toSorted((one, other) => bySpecificity(one.template, other.template));
}

/** Paths of an earlier mounting answer all methods, so that nothing of a later one would be reached there. */
function requireApart(before: readonly Placed[], placed: readonly Placed[]): void {
  const conflicts = placed.flatMap(({ route, template }) =>
    before.flatMap((earlier) => {
      const relation = relatePaths(earlier.template, template);
      return relation === "apart" ? [] : [{ first: earlier.route.id, second: route.id, relation }];
    }),
  );
  if (conflicts.length === 0) return;
  throw routeConflict(
    conflicts,
    () => "share paths, but were mounted one after the other",
    "mount routes that share paths in one registry.",
  );
}

interface Conflict {
  readonly first: string;
  readonly second: string;
  readonly relation: PathRelation;
}

function routeConflict(
  conflicts: readonly Conflict[],
  said: (conflict: Conflict) => string,
  hint: string,
): BailiwickError {
  const lines = conflicts.map((conflict) => `  - ${conflict.first} and ${conflict.second} ${said(conflict)}`);
  return new BailiwickError("ROUTE_CONFLICT", {
    message: `The routes cannot be told apart:\n${lines.join("\n")}`,
    hint,
    details: { conflicts },
  });
}

function honoPath({ segments }: PathTemplate): string {
  return `/${segments.map((part) => ("parameter" in part ? `:${part.parameter}` : part.literal)).join("/")}`;
}

/** What no route has of a path's methods: 405, and for `OPTIONS` what is allowed. */
function mountOtherMethods(app: RouteApp, placed: readonly Placed[]): void {
  const shapes = new Map<string, { template: PathTemplate; methods: Set<string> }>();
  for (const { route, template } of placed) {
    const shape = shapes.get(template.shape) ?? { template, methods: new Set() };
    shapes.set(template.shape, shape);
    shape.methods.add(route.method);
  }
  for (const { template, methods } of shapes.values()) {
    app.on(
      answeredMethods.filter((method) => !methods.has(method)),
      honoPath(template),
      otherMethod(template, placed),
    );
  }
}

function otherMethod({ segments }: PathTemplate, placed: readonly Placed[]): RouteEndpoint {
  return (context) => {
    // Where the app is a part of another one, something stands before the path.
    const texts = context.req.path.split("/");
    const own = `/${texts.slice(texts.length - segments.length).join("/")}`;
    return answerOtherMethod(context, methodsAt(own, placed));
  };
}

function answerUnknown(context: RouteContext, placed: readonly Placed[]): Response {
  const methods = methodsAt(context.req.path, placed);
  return methods.size === 0
    ? answerProblem(context, 404, "There is nothing here.")
    : answerOtherMethod(context, methods);
}

function methodsAt(path: string, placed: readonly Placed[]): Set<string> {
  return new Set(
    placed.filter(({ template }) => matchesPath(template, path)).map(({ route }) => route.method),
  );
}

function answerOtherMethod(context: RouteContext, methods: Set<string>): Response {
  const { method } = context.req.raw;
  if (methods.has("GET")) methods.add("HEAD");
  methods.add("OPTIONS");
  context.header("Allow", [...methods].join(", "));
  if (method === "OPTIONS") return context.body(null, 204);
  return answerProblem(context, 405, `The method ${describe(method)} is not allowed here.`);
}
