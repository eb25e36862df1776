import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineRegistry, defineRouteKind, mountRoutes, schema, type, wire } from "bailiwick/metadata";

const shared = {
  summary: "Do it",
  tags: ["Things"],
  resource: "things",
  ok: { status: 200, body: type<unknown>() },
  auth: { level: "public" },
  rateLimit: "read",
} as const;

const routes = defineRegistry(defineRouteKind(), {
  getThing: { ...shared, method: "GET", path: "/things/{id}" },
  getPart: { ...shared, method: "GET", path: "/things/{id}/parts/{part_id}" },
  listThings: { ...shared, method: "GET", path: "/things", query: type<Record<string, string | string[]>>() },
  putThing: { ...shared, method: "PUT", path: "/things/{id}", body: type<unknown>() },
  addThing: { ...shared, method: "POST", path: "/things", body: schema(z.object({ name: z.string() })) },
  echoHeader: { ...shared, method: "GET", path: "/header/{value}" },
});

let errors: unknown[] = [];
let server: ServerType;

beforeAll(async () => {
  const app = new Hono();
  app.use("*", cors({ origin: "https://shop.example" }));
  mountRoutes(
    app,
    wire(routes, {
      handler: {
        getThing: ({ params }) => params,
        getPart: ({ params }) => params,
        listThings: ({ query }) => query,
        putThing: ({ body }) => ({
          keys: Object.keys(body as object),
          polluted: Reflect.get({}, "polluted"),
        }),
        addThing: ({ body }) => body,
        echoHeader: ({ params, setHeader }) => {
          setHeader("X-Echo", params.value);
          return {};
        },
      },
    }),
    {
      basePath: "/api",
      maxBodyBytes: 1000,
      rateLimiter: "elsewhere",
      onError: (error) => void errors.push(error),
    },
  );
  await new Promise<void>((ready) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => ready());
  });
});

afterAll(() => new Promise<void>((closed) => void server.close(() => closed())));

beforeEach(() => {
  errors = [];
});

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a path as it is written: `fetch` would bring it into form first. */
function send(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: OutgoingHttpHeaders; body?: string | Buffer } = {},
): Promise<Answered> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const json = { "content-type": "application/json" };

describe("paths", () => {
  it.each<[string, unknown]>([
    ["/api/things/a%2Fb", { id: "a/b" }],
    ["/api/things/a%252Fb", { id: "a%2Fb" }],
    ["/api/things/%C3%BC", { id: "ü" }],
    ["/api/things/%zz", { id: "%zz" }],
    ["/api/things/100%", { id: "100%" }],
    ["/api/things/a+b", { id: "a+b" }],
    ["/api/things/..%2f..%2fsecret", { id: "../../secret" }],
    ["/api/things/__proto__", { id: "__proto__" }],
    ["/api/things/{id}", { id: "{id}" }],
    ["/api/things/:id", { id: ":id" }],
    ["/api/%74hings/a", { id: "a" }],
    ["/api/things/a?x=/parts/b", { id: "a" }],
    ["/api/things/a/parts/b%2Fc", { id: "a", part_id: "b/c" }],
  ])("%s reaches its route", async (path, params) => {
    const { status, text } = await send("GET", path);
    expect([status, JSON.parse(text)]).toEqual([200, params]);
  });

  it.each([
    "/api/things/",
    "/api//things/a",
    "//api/things/a",
    "/api/things//parts/b",
    "/api/things/a/parts/",
    "/api/things/a/",
    "/API/things/a",
    "/api/THINGS/a",
    "/api",
    "/",
    "/things/a",
    "/api/things/a/../../secret/x",
  ])("%s is unknown", async (path) => {
    const { status, headers } = await send("GET", path);
    expect([status, headers["content-type"]]).toEqual([404, "application/problem+json"]);
  });
});

describe("methods", () => {
  it.each(["PATCH", "DELETE", "PROPFIND", "REPORT", "TRACE"])("%s is answered with 405", async (method) => {
    const { status, headers } = await send(method, "/api/things/a");
    expect(status).toBe(405);
    expect(headers.allow?.split(", ").toSorted()).toEqual(["GET", "HEAD", "OPTIONS", "PUT"]);
  });

  it("of an unknown path are answered with 404", async () => {
    for (const method of ["POST", "PROPFIND", "HEAD"])
      expect((await send(method, "/api/nothing")).status, method).toBe(404);
  });

  it("HEAD has the headers of GET and no body", async () => {
    const [head, get] = [await send("HEAD", "/api/things/a"), await send("GET", "/api/things/a")];
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
  });

  it("leave a preflight to what answers it before", async () => {
    const { status, headers } = await send("OPTIONS", "/api/things/a", {
      headers: { origin: "https://shop.example", "access-control-request-method": "PUT" },
    });
    expect([status, headers["access-control-allow-origin"]]).toEqual([204, "https://shop.example"]);
    expect(headers["access-control-allow-methods"]).toContain("PUT");
  });
});

describe("queries", () => {
  it.each<[string, unknown]>([
    ["?a=1", { a: "1" }],
    ["?a=1&a=2", { a: ["1", "2"] }],
    ["?a", { a: "" }],
    ["?a=%zz", { a: "%zz" }],
    ["?a=b%26c%3Dd+e", { a: "b&c=d e" }],
    ["?constructor=x&toString=y", { constructor: "x", toString: "y" }],
    ["?", {}],
  ])("%s is read", async (query, expected) => {
    const { status, text } = await send("GET", `/api/things${query}`);
    expect([status, JSON.parse(text)]).toEqual([200, expected]);
  });

  it("with __proto__ change no prototype", async () => {
    const { status, text } = await send("GET", "/api/things?__proto__=x&__proto__=polluted&a=1");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ a: "1" });
    expect(Reflect.get({}, "0")).toBeUndefined();
  });
});

describe("bodies", () => {
  const put = (body: string | Buffer, headers: OutgoingHttpHeaders = json) =>
    send("PUT", "/api/things/a", { body, headers });

  it.each([
    ["application/json", 200],
    ["application/json; charset=utf-8", 200],
    ['Application/JSON;charset="UTF-8"', 200],
    ["application/vnd.things+json", 200],
    ["application/json;charset=utf-16", 415],
    ["application/json; charset=iso-8859-1", 415],
    ["text/json", 415],
    ["application/jsonp", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["", 415],
  ])("of the type %j are answered with %i", async (mediaType, status) => {
    expect((await put("{}", { "content-type": mediaType })).status).toBe(status);
  });

  it("that are packed are refused for being so", async () => {
    const answered = await put("{}", { ...json, "content-encoding": "gzip" });
    expect(answered.status).toBe(415);
    expect(answered.text).toContain("gzip");
    expect((await put("{}", { ...json, "content-encoding": "identity" })).status).toBe(200);
  });

  it("with keys of prototypes change none", async () => {
    const { status, text } = await put(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect([status, JSON.parse(text)]).toEqual([200, { keys: ["__proto__", "constructor"] }]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it.each(["", " ", "{", "{'a':1}", "NaN", "{}{}", "\u0000", '{"a":1,}'])(
    "that are no JSON (%j) are answered with 400",
    async (body) => {
      expect((await put(body)).status).toBe(400);
    },
  );

  it("may begin with a byte order mark, and be any JSON value", async () => {
    expect((await put("\uFEFF{}")).status).toBe(200);
    expect((await send("POST", "/api/things", { body: "null", headers: json })).status).toBe(400);
  });

  it("of fifty megabytes are answered with 413", async () => {
    const answered = await put(Buffer.alloc(50 * 2 ** 20, 32)).catch((error: NodeJS.ErrnoException) => error);
    // What the server does not read may break the connection before the client has sent it all.
    expect(["EPIPE", "ECONNRESET", 413]).toContain("status" in answered ? answered.status : answered.code);
    expect((await put("{}")).status).toBe(200);
  });

  it("that are nested deeply are answered", async () => {
    const nested = `${"[".repeat(499)}${"]".repeat(499)}`;
    expect((await put(nested)).status).toBe(200);
  });
});

describe("headers", () => {
  it("that would begin another line are refused, and nothing of them is sent", async () => {
    const { status, headers } = await send("GET", "/api/header/a%0d%0aSet-Cookie:%20b=c");
    expect(status).toBe(500);
    expect(headers["set-cookie"]).toBeUndefined();
    expect(errors).toHaveLength(1);
  });
});
