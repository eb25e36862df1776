import { Validator } from "@seriousme/openapi-schema-validator";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineRegistry,
  defineRouteKind,
  openApi,
  schema,
  type,
  type OpenApiOptions,
  type RouteMetadata,
} from "bailiwick/metadata";
import { caught } from "../../support/caught.js";
import { sampleRoutes } from "../../support/sample-routes.js";

const info = { title: "Sample", version: "1.0.0" };
const route = {
  method: "GET",
  path: "/",
  summary: "Get it",
  tags: ["Things"],
  resource: "things",
  ok: { status: 204 },
  auth: { level: "public" },
  rateLimit: "read",
} as const satisfies RouteMetadata;

/** The document of one route that is otherwise as said. */
function documentOf(change: Partial<RouteMetadata>, options: Partial<OpenApiOptions> = {}) {
  const routes = defineRegistry(defineRouteKind(), { only: { ...route, ...change } });
  return openApi(routes, { ...info, ...options });
}

/** The document as a client reads it. */
function plain(document: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
}

describe("openApi()", () => {
  const document = openApi(sampleRoutes, {
    ...info,
    description: "A sample",
    basePath: "/api/v1",
    servers: ["https://example.org"],
  });
  const operation = (path: string, method: string) =>
    document.paths[`/api/v1${path}`]?.[method] as {
      responses: Record<string, unknown>;
      parameters: unknown;
      security: unknown;
    };

  it("is valid by a public validator", async () => {
    const validator = new Validator();
    const result = await validator.validate(plain(document));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(validator.resolveRefs()).toBeDefined();
  });

  it("has an operation for each route, by its id", () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids)).toEqual(new Set(sampleRoutes.ids));
    expect(ids).toHaveLength(sampleRoutes.size);
  });

  it("derives the errors from policies and inputs", () => {
    const statuses = (path: string, method: string) =>
      Object.keys(operation(path, method).responses).map(Number);
    expect(statuses("/users", "post")).toEqual([201, 400, 409, 413, 415, 429]);
    expect(statuses("/accounts/mine", "get")).toEqual([200, 401, 429]);
    expect(statuses("/accounts/{account_id}", "delete")).toEqual([204, 400, 401, 403, 429]);
    expect(statuses("/hooks", "post")).toEqual([202, 400, 401, 413, 415, 429]);
    expect(operation("/accounts/{account_id}", "put").responses[403]).toMatchObject({
      description: "The account is somebody else's",
    });
  });

  it("says who may call", () => {
    expect(operation("/users", "post").security).toBeUndefined();
    expect(operation("/accounts", "get").security).toEqual([{ bearer: [] }]);
    expect(operation("/accounts/{account_id}", "delete").security).toEqual([{ bearer: ["admin"] }]);
    expect(operation("/hooks", "post")).toMatchObject({
      "x-authentication": "The sender signs each message",
      deprecated: true,
      "x-replacement": "registerUser",
    });
    expect(document.components["securitySchemes"]).toEqual({ bearer: { type: "http", scheme: "bearer" } });
  });

  it("describes what is taken and answered by the schemas themselves", () => {
    expect(operation("/accounts/{account_id}", "get").parameters).toEqual([
      { name: "account_id", in: "path", required: true, schema: { type: "string", pattern: "^a\\d+$" } },
    ]);
    expect(operation("/accounts", "get").parameters).toMatchObject([
      { name: "limit", in: "query" },
      { name: "tag", in: "query", schema: { type: "array", items: { type: "string" } } },
      { name: "x-trace", in: "header", schema: { type: "string", maxLength: 8 } },
    ]);
    expect(Object.keys(document.components["schemas"]!)).toEqual([
      "Account",
      "AccountInput",
      "Accounts",
      "Problem",
      "Registered",
      "Registration",
    ]);
    expect(operation("/accounts/mine", "get").responses[200]).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Account" } } },
    });
  });

  it("is frozen, and is the same each time", () => {
    expect(Object.isFrozen(document.paths["/api/v1/users"]?.["post"])).toBe(true);
    const options = {
      ...info,
      description: "A sample",
      basePath: "/api/v1",
      servers: ["https://example.org"],
    };
    expect(JSON.stringify(openApi(sampleRoutes, options))).toBe(JSON.stringify(document));
  });

  it("of no routes is valid", async () => {
    const empty = openApi(defineRegistry(defineRouteKind(), {}), info);
    expect(await new Validator().validate(plain(empty))).toMatchObject({ valid: true });
  });
});

describe("types", () => {
  it("that only the compiler knows are described by their names", () => {
    const { paths, components } = documentOf({ ok: { status: 200, body: type("Thing") }, path: "/{id}" });
    expect(components["schemas"]?.["Thing"]).toEqual({ title: "Thing" });
    expect(paths["/{id}"]?.["get"]).toMatchObject({
      parameters: [{ name: "id", schema: { type: "string" } }],
    });
    expect(JSON.stringify(documentOf({ ok: { status: 200, body: type() } }).paths)).toContain('"schema":{}');
  });

  it("are described by toJsonSchema where their library cannot", () => {
    const body = schema(v.object({ id: v.string() }), { name: "Thing" });
    expect(documentOf({ ok: { status: 200, body } }).components["schemas"]?.["Thing"]).toEqual({
      title: "Thing",
    });
    const asked: string[] = [];
    const toJsonSchema = (_: unknown, direction: string) => {
      asked.push(direction);
      return { type: "object", description: direction };
    };
    const described = documentOf({ method: "PUT", body, ok: { status: 204 } }, { toJsonSchema });
    expect(described.components["schemas"]?.["Thing"]).toEqual({ type: "object", description: "input" });
    expect(asked).toEqual(["input"]);
  });

  it("are described by their own JSON Schema first", () => {
    const body = schema(z.string(), {
      name: "Thing",
      jsonSchema: { $schema: "x", type: "string", maxLength: 3 },
    });
    expect(documentOf({ ok: { status: 200, body } }).components["schemas"]?.["Thing"]).toEqual({
      type: "string",
      maxLength: 3,
    });
  });

  it("of one name that differ are refused", () => {
    const named = (jsonSchema: object) => schema(z.any(), { name: "Thing", jsonSchema: { ...jsonSchema } });
    const clash = () =>
      documentOf({
        method: "PUT",
        body: named({ type: "string" }),
        ok: { status: 200, body: named({ type: "number" }) },
      });
    expect(caught(clash)).toMatchObject({ code: "ROUTE_CONFLICT", details: { name: "Thing" } });
    const problem = schema(z.any(), { name: "Problem", jsonSchema: { type: "null" } });
    expect(caught(() => documentOf({ ok: { status: 200, body: problem } })).code).toBe("ROUTE_CONFLICT");
  });

  it("say no more than they are asked", () => {
    const odd = schema(z.any(), { jsonSchema: { properties: { any: true } } });
    expect(documentOf({ query: odd }).paths["/"]?.["get"]).toMatchObject({
      parameters: [{ name: "any", in: "query", schema: {} }],
    });
    const silent = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => true },
      },
    };
    expect(documentOf({ query: schema(silent) }).paths["/"]?.["get"]).not.toHaveProperty("parameters");
    expect(documentOf({ errors: { 404: "" } }).paths["/"]?.["get"]).toMatchObject({
      responses: { 404: { description: "Not Found" } },
    });
  });

  it("of headers that OpenAPI describes elsewhere are left out", () => {
    const headers = schema(z.object({ Authorization: z.string(), "x-a": z.string() }));
    expect(documentOf({ headers }).paths["/"]?.["get"]).toMatchObject({
      parameters: [{ name: "x-a", in: "header", required: true }],
    });
  });
});

describe("bad input", () => {
  it.each<[string, Partial<Record<keyof OpenApiOptions | "other", unknown>>]>([
    ["title", { title: "" }],
    ["version", { version: 1 }],
    ["toJsonSchema", { toJsonSchema: {} }],
    ["servers", { servers: "https://example.org" }],
    ["basePath", { basePath: 1 }],
    ["other", { other: 1 }],
  ])("%s is refused", (option, change) => {
    const options = { ...info, ...change } as OpenApiOptions;
    expect(caught(() => openApi(sampleRoutes, options))).toMatchObject({
      code: "OPTION_INVALID",
      details: { option },
    });
  });

  it("is refused: no registry, a path that cannot be read", () => {
    expect(caught(() => openApi({} as typeof sampleRoutes, info)).code).toBe("OPTION_INVALID");
    expect(caught(() => documentOf({ path: "/{" })).code).toBe("ROUTE_PATH_INVALID");
    expect(caught(() => documentOf({}, { basePath: "api" })).code).toBe("ROUTE_PATH_INVALID");
  });
});
