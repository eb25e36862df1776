import { argumentInvalid, deepFreeze, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RouteRegistry } from "../kinds/routes.js";
import { isMetadataRegistry } from "../registry.js";
import type { TypeToken } from "../type-token.js";
import { OpenApiSchemas } from "./open-api-schemas.js";
import { propertiesOf, type JsonSchema, type ToJsonSchema } from "./json-schemas.js";
import { parsePath } from "./path-template.js";
import { routeErrors, idempotencyOf, statusTitle } from "./route-policies.js";

/** What a description of routes says beside them. */
export interface OpenApiOptions {
  readonly title: string;
  /** The version of what is described. */
  readonly version: string;
  readonly description?: string;
  /** Before every path, as in `mountRoutes()`. */
  readonly basePath?: string;
  /** Addresses that the paths are relative to. */
  readonly servers?: readonly string[];
  /** How users are authenticated, by a name of yours; by default `bearer`, with a token in the header `Authorization`. */
  readonly security?: { readonly name: string; readonly scheme: JsonSchema };
  /** For schemas that cannot describe themselves. */
  readonly toJsonSchema?: ToJsonSchema;
}

/** A description by OpenAPI 3.1. Frozen; plain enough for `JSON.stringify`. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

const bearer = Object.freeze({ name: "bearer", scheme: Object.freeze({ type: "http", scheme: "bearer" }) });

/** Headers that describe the body or the caller, which OpenAPI says elsewhere. */
const reservedHeaders = new Set(["accept", "content-type", "authorization"]);

/**
 * Describes routes by OpenAPI 3.1. Ids are the operations' ids; answers to wrong input, wrong authentication and too
 * many requests follow from the entries. A type that only the compiler knows is described by its name alone; types
 * with names are written once, as components. O(routes).
 *
 * @throws BailiwickError `OPTION_INVALID`, `ROUTE_PATH_INVALID`, `ROUTE_CONFLICT` for two types of one name
 */
export function openApi(registry: RouteRegistry, options: OpenApiOptions): OpenApiDocument {
  if (!isMetadataRegistry(registry))
    throw argumentInvalid("registry", "openApi()", "a registry of routes", registry);
  requireOptions(options);
  const { title, version, description, basePath = "", servers, security = bearer, toJsonSchema } = options;
  const schemas = new OpenApiSchemas(toJsonSchema);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const routes = registry.entries() as readonly RouteEntry[];
  for (const route of routes) {
    const { path } = parsePath(route.path === "/" && basePath !== "" ? basePath : basePath + route.path);
    const operations = (paths[path] ??= {});
    operations[route.method.toLowerCase()] = operationOf(route, schemas, security.name);
  }
  const isSecured = routes.some(({ auth }) => auth.level === "authenticated" || auth.level === "role");
  return deepFreeze({
    openapi: "3.1.0",
    info: { title, version, ...(description === undefined ? {} : { description }) },
    ...(servers === undefined ? {} : { servers: servers.map((url) => ({ url })) }),
    tags: [...new Set(routes.flatMap(({ tags }) => tags))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components(),
      ...(isSecured ? { securitySchemes: { [security.name]: structuredClone(security.scheme) } } : {}),
    },
  });
}

function requireOptions(options: OpenApiOptions): void {
  const known = ["title", "version", "description", "basePath", "servers", "security", "toJsonSchema"];
  refuseUnknownOptions(options, known, "openApi()");
  for (const option of ["title", "version"] as const) {
    const text: unknown = options[option];
    if (typeof text !== "string" || text.trim() === "")
      throw optionInvalid(option, "openApi()", "a text", text);
  }
  const { toJsonSchema, servers, basePath = "" } = options;
  if (toJsonSchema !== undefined && typeof toJsonSchema !== "function")
    throw optionInvalid("toJsonSchema", "openApi()", "a function", toJsonSchema);
  if (servers !== undefined && !Array.isArray(servers))
    throw optionInvalid("servers", "openApi()", "a list of addresses", servers);
  if (typeof basePath !== "string") throw optionInvalid("basePath", "openApi()", "a path", basePath);
}

function operationOf(route: RouteEntry, schemas: OpenApiSchemas, securityName: string): JsonSchema {
  const { auth, body, deprecated, description } = route;
  const parameters = parametersOf(route, schemas);
  return {
    operationId: route.id,
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    tags: [...route.tags],
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(auth.level === "authenticated" ? { security: [{ [securityName]: [] }] } : {}),
    ...(auth.level === "role" ? { security: [{ [securityName]: [auth.role] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(schemas.of(body, "input")) } }),
    responses: responsesOf(route, schemas),
    "x-resource": route.resource,
    "x-rate-limit": route.rateLimit,
    "x-idempotency": idempotencyOf(route.method),
    ...(auth.level === "manual" ? { "x-authentication": auth.rationale } : {}),
    ...(deprecated?.replacement === undefined ? {} : { "x-replacement": deprecated.replacement }),
  };
}

function parametersOf(route: RouteEntry, schemas: OpenApiSchemas): JsonSchema[] {
  const typed = new Map(
    (propertiesOf(inlined(route.params, schemas)) ?? []).map(({ name, schema }) => [name, schema]),
  );
  const inPath = parsePath(route.path).parameters.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: typed.get(name) ?? { type: "string" },
  }));
  const others = (["query", "headers"] as const).flatMap((part) =>
    (propertiesOf(inlined(route[part], schemas)) ?? [])
      .filter(({ name }) => part === "query" || !reservedHeaders.has(name.toLowerCase()))
      .map(({ name, schema, isRequired }) => ({
        name,
        in: part === "query" ? "query" : "header",
        ...(isRequired ? { required: true } : {}),
        schema,
      })),
  );
  return [...inPath, ...others];
}

/** Parameters are listed one by one, so that their type is not a component. */
function inlined(token: TypeToken | undefined, schemas: OpenApiSchemas): JsonSchema | undefined {
  return token === undefined ? undefined : schemas.inline(token, "input");
}

function responsesOf(route: RouteEntry, schemas: OpenApiSchemas): Record<string, JsonSchema> {
  const { ok } = route;
  const responses: Record<string, JsonSchema> = {
    [ok.status]: {
      description: successes[ok.status],
      ...(ok.body === undefined ? {} : { content: jsonContent(schemas.of(ok.body, "output")) }),
    },
  };
  for (const [status, description] of routeErrors(route)) {
    responses[status] = {
      description: description === "" ? statusTitle(status) : description,
      ...(status === 429 ? { headers: retryAfter } : {}),
      content: { "application/problem+json": { schema: schemas.problem() } },
    };
  }
  return responses;
}

const successes = Object.freeze({ 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content" });

const retryAfter = Object.freeze({
  "Retry-After": {
    description: "Seconds to wait before the next try.",
    schema: { type: "integer", minimum: 1 },
  },
});

function jsonContent(schema: JsonSchema): JsonSchema {
  return { "application/json": { schema } };
}
