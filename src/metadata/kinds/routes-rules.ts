import { describe, quoteList } from "../../kernel/index.js";
import { jsonSchemaOfToken, propertiesOf } from "../routes/json-schemas.js";
import { derivedErrors, isErrorStatus, requestParts } from "../routes/route-policies.js";
import { pathFault } from "../routes/path-template.js";
import { eachEntry, type Rule } from "../rule.js";
import { schema, schemaOf, type } from "../type-token.js";
import { templateOf, wholeRouteRules } from "./routes-registry-rules.js";
import { routeMethods, type RouteMetadata } from "./routes-metadata.js";

const shortestRationale = 10;

const path = eachEntry<RouteMetadata>("route-path", "completeness", {
  description: "Every path is a template that can be read.",
  fix: "write it like /accounts/{account_id}/transactions.",
  check: (route) => {
    const fault = pathFault(route.path);
    return fault === undefined || `The path ${describe(route.path)} ${fault}`;
  },
  breaks: (route) => ({ ...route, path: `${route.path}/{broken` }),
});

const knownMethod = eachEntry<RouteMetadata>("route-method", "completeness", {
  description: "Every method is one that a route can have.",
  check: (route) =>
    routeMethods.includes(route.method) ||
    `The method ${describe(route.method)} is none of ${quoteList(routeMethods)}`,
  breaks: (route) => ({ ...route, method: "FETCH" }),
});

const words = eachEntry<RouteMetadata>("route-described", "completeness", {
  description: "Every route has a summary, a resource and tags that say something.",
  check: ({ summary, resource, tags }) => {
    const blank = Object.entries({ summary, resource }).filter(([, text]) => isBlank(text));
    const faults = blank.map(([field, text]) => `The ${field} is ${describe(text)}`);
    if (!Array.isArray(tags) || tags.length === 0 || tags.some(isBlank))
      faults.push("The tags are not given");
    return faults.length === 0 || faults;
  },
  breaks: (route) => ({ ...route, summary: " " }),
});

const answer = eachEntry<RouteMetadata>("route-answer", "completeness", {
  description: "A route that answers with 200 says what, and one that answers with 204 has no body.",
  check: ({ ok }) => {
    if (![200, 201, 202, 204].includes(ok?.status)) return `The status ${describe(ok?.status)} is no success`;
    if (ok.status === 200 && ok.body === undefined)
      return "The status is 200, but the type of the body is missing";
    if (ok.status === 204 && ok.body !== undefined)
      return "The status is 204, but there is the type of a body";
    return true;
  },
  breaks: (route) => ({ ...route, ok: { status: 204, body: type() } }),
});

const inputs = eachEntry<RouteMetadata>("route-inputs-checked", "completeness", {
  description: "What a route takes is read by a schema, so that wrong input is answered and not handled.",
  fix: "make the token with schema().",
  check: (route) => {
    const given = requestParts.filter((part) => route[part] !== undefined);
    const unchecked = given.filter((part) => schemaOf(route[part]!) === undefined);
    return (
      unchecked.length === 0 || unchecked.map((part) => `The type of ${part} is known to the compiler alone`)
    );
  },
  breaks: (route) => ({ ...route, query: type() }),
});

const limit = eachEntry<RouteMetadata>("route-rate-limited", "completeness", {
  description:
    "Every route names the policy that limits its rate, and the policies are a registry of their own.",
  fix: "define the registry with references: { rateLimit: policies }.",
  check: ({ rateLimit }, { subject }) => {
    if (isBlank(rateLimit)) return "No policy limits the rate";
    const policies = subject.references["rateLimit"];
    if (policies === undefined) return `Nobody says what the policy ${describe(rateLimit)} is`;
    return policies.ids.includes(rateLimit) || `${policies.name} has no policy ${describe(rateLimit)}`;
  },
  breaks: (route) => ({ ...route, rateLimit: "" }),
});

const access = eachEntry<RouteMetadata>("route-auth", "consistency", {
  description:
    "Who may call a route is said: a role by its name, a check of the handler's own with its reason.",
  check: ({ auth }) => {
    switch (auth?.level) {
      case "public":
      case "authenticated":
        return true;
      case "role":
        return !isBlank(auth.role) || "The role has no name";
      case "manual":
        return (
          (!isBlank(auth.rationale) && auth.rationale.trim().length > shortestRationale) ||
          `The handler checks who calls it, and the reason is ${describe(auth.rationale)}`
        );
      default:
        return `Nothing of the levels "public", "authenticated", "role" and "manual" is said, but ${describe((auth as { level?: unknown } | undefined)?.level)}`;
    }
  },
  breaks: (route) => ({ ...route, auth: { level: "manual", rationale: "" } }),
});

const errors = eachEntry<RouteMetadata>("route-errors", "consistency", {
  description:
    "The errors of an entry are what its handler answers with: what follows from its policies is not among them.",
  check: (route) => {
    const stated = Object.entries(route.errors ?? {});
    const derived = derivedErrors(route);
    const faults = stated.flatMap(([status, description]) => {
      if (!isErrorStatus(Number(status)))
        return [`${status} is no status of an error that a handler answers with`];
      if (isBlank(description)) return [`The error ${status} is not described`];
      const isOwn = !derived.has(Number(status)) || status === "400" || status === "403";
      return isOwn ? [] : [`The error ${status} follows from the policies of the route; leave it out`];
    });
    return faults.length === 0 || faults;
  },
  breaks: (route) => ({ ...route, errors: { ...route.errors, 429: "Slow down" } }),
});

const bodies = eachEntry<RouteMetadata>("route-body-method", "consistency", {
  description: "Requests that read or delete have no body: servers and proxies may drop it.",
  check: ({ method, body }) => {
    if ((method !== "GET" && method !== "DELETE") || body === undefined) return true;
    return `The route takes a body, but its method is ${method}`;
  },
  breaks: (route) => ({ ...route, method: "GET", body: type() }),
});

const created = eachEntry<RouteMetadata>("route-created", "consistency", {
  description: "Only a request that can create something is answered with 201.",
  check: ({ method, ok }) => {
    if (ok?.status !== 201) return true;
    return method === "POST" || method === "PUT" || `The status is 201, but the method is ${method}`;
  },
  breaks: (route) => ({ ...route, method: "GET", ok: { status: 201 } }),
});

const anotherParameter = schema(
  { "~standard": { version: 1, vendor: "bailiwick", validate: (value) => ({ value }) } },
  { jsonSchema: { type: "object", properties: { another: {} } } },
);

const params = eachEntry<RouteMetadata>("route-params", "consistency", {
  description: "The type of the path's parameters has the names that are in the path.",
  check: (route) => {
    if (route.params === undefined) return true;
    const template = templateOf(route);
    const typed = propertiesOf(jsonSchemaOfToken(route.params, "input"))?.map(({ name }) => name);
    if (template === undefined || typed === undefined) return "skip";
    const untyped = template.parameters.filter((name) => !typed.includes(name));
    const unknown = typed.filter((name) => !template.parameters.includes(name));
    const faults = [
      ...untyped.map((name) => `The parameter ${name} of the path has no type`),
      ...unknown.map((name) => `The path has no parameter ${name}, which has a type`),
    ];
    return faults.length === 0 || faults;
  },
  breaks: (route) => ({ ...route, params: anotherParameter }),
});

const lowerCase = eachEntry<RouteMetadata>("route-path-style", "patterns", {
  description: "The texts of paths are lower-case words joined by hyphens.",
  check: (route) => {
    const literals =
      templateOf(route)?.segments.flatMap((part) => ("literal" in part ? [part.literal] : [])) ?? [];
    const odd = literals.filter((literal) => !/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(literal));
    return (
      odd.length === 0 ||
      odd.map((literal) => `${describe(literal)} in the path is not in lower case with hyphens`)
    );
  },
  breaks: (route) => ({ ...route, path: `${route.path}/New_Thing` }),
});

/** What holds for every registry of routes. */
export const routeRules: readonly Rule<RouteMetadata>[] = Object.freeze([
  path,
  knownMethod,
  words,
  answer,
  inputs,
  limit,
  access,
  errors,
  bodies,
  created,
  params,
  lowerCase,
  ...wholeRouteRules,
]);

function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}
