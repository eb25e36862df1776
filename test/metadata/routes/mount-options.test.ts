import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineRegistry,
  defineRouteKind,
  mountRoutes,
  schema,
  type,
  wire,
  type MountOptions,
  type RouteCall,
  type RouteMetadata,
  type RouteRequest,
} from "bailiwick/metadata";
import { caught } from "../../support/caught.js";

type Handle = (request: RouteRequest<RouteMetadata>) => unknown;

const route = {
  method: "GET",
  path: "/things",
  summary: "Get it",
  tags: ["Things"],
  resource: "things",
  ok: { status: 200, body: type<unknown>() },
  auth: { level: "public" },
  rateLimit: "read",
} as const satisfies RouteMetadata;

const open = { rateLimiter: "elsewhere", onError: () => undefined } as const;

/** An app with routes that are otherwise as said, whatever JavaScript may hand over as their options. */
function mount(
  changes: Readonly<Record<string, object>>,
  options: object = open,
  handle: Handle = () => ({ ok: true }),
) {
  const entries = Object.fromEntries(
    Object.entries(changes).map(([id, change]) => [id, { ...route, ...change }]),
  );
  const routes = defineRegistry(defineRouteKind(), entries as Record<string, RouteMetadata>);
  const needing = routes.ids.filter((id) => routes.needs(id, "handler"));
  const handler = Object.fromEntries(needing.map((id) => [id, handle]));
  const app = new Hono();
  const mounted = mountRoutes(
    app,
    wire(routes, { handler } as never),
    options as MountOptions<typeof routes>,
  );
  return { app, mounted };
}

describe("options of mountRoutes()", () => {
  it.each<[string, object]>([
    ["onError", { onError: undefined }],
    ["rateLimiter", { rateLimiter: undefined }],
    ["rateLimiter", { rateLimiter: {} }],
    ["subjectOf", { subjectOf: () => "x" }],
    ["subjectOf", { rateLimiter: { take: () => ({ allowed: true, retryAfterMs: 0 }) } }],
    ["limitHeaders", { limitHeaders: () => ({}) }],
    ["limitHeaders", { limitHeaders: "yes" }],
    ["authenticate", { authenticate: "yes" }],
    ["authorize", { authorize: true }],
    ["basePath", { basePath: "/" }],
    ["basePath", { basePath: "api" }],
    ["basePath", { basePath: "/{tenant}" }],
    ["maxBodyBytes", { maxBodyBytes: 0 }],
    ["maxBodyBytes", { maxBodyBytes: "1" }],
    ["challenge", { challenge: "a\nb" }],
    ["challenge", { challenge: 1 }],
    ["checkAnswers", { checkAnswers: "yes" }],
    ["answersUnknown", { answersUnknown: 0 }],
    ["authenticat", { authenticat: () => undefined }],
  ])("%s is refused in %j", (option, change) => {
    const error = caught(() => mount({ one: {} }, { ...open, ...change }));
    expect(error).toMatchObject({ code: "OPTION_INVALID", details: { option } });
  });

  it("are refused where a route needs one that is missing", () => {
    expect(caught(() => mount({ one: { auth: { level: "authenticated" } } })).message).toBe(
      "The option authenticate of mountRoutes() must be a function, because one is for users, but is undefined.",
    );
    const role = { one: { auth: { level: "role", role: "admin" } } };
    expect(caught(() => mount(role, { ...open, authenticate: () => ({}) })).message).toBe(
      "The option authorize of mountRoutes() must be a function, because one is for a role, but is undefined.",
    );
  });

  it("are refused without an app or a wiring", () => {
    const wiring = wire(defineRegistry(defineRouteKind(), {}), {});
    expect(caught(() => mountRoutes({} as Hono, wiring, open)).message).toContain("a Hono app");
    expect(caught(() => mountRoutes(undefined as unknown as Hono, wiring, open)).code).toBe("OPTION_INVALID");
    expect(caught(() => mountRoutes(new Hono(), {} as typeof wiring, open)).message).toContain("wire()");
  });
});

describe("paths of mounted routes", () => {
  it("are refused if they cannot be read or told apart", () => {
    expect(caught(() => mount({ one: { path: "/{" } })).code).toBe("ROUTE_PATH_INVALID");
    const error = caught(() =>
      mount({ one: { path: "/a/{b}" }, two: { path: "/a/{c}" }, three: { path: "/{d}/e" } }),
    );
    expect(error).toMatchObject({
      code: "ROUTE_CONFLICT",
      message: expect.stringContaining(
        "The routes cannot be told apart:\n  - one and two match the same requests\n  - one and three match some of the same requests",
      ),
      details: { conflicts: expect.arrayContaining([{ first: "one", second: "two", relation: "same" }]) },
    });
  });

  it("are told with the base path, in the order in which they are tried", () => {
    const { mounted } = mount(
      { any: { path: "/{x}" }, root: { path: "/" }, one: { path: "/one" } },
      { ...open, basePath: "/api" },
    );
    expect(mounted.map(({ path }) => path)).toEqual(["/api", "/api/one", "/api/{x}"]);
    expect(Object.isFrozen(mounted[0])).toBe(true);
  });

  it("go to a wider route if the narrower one has another method", async () => {
    const { app } = mount(
      { any: { path: "/{x}" }, one: { path: "/one", method: "POST" } },
      open,
      ({ entry }) => ({
        path: entry.path,
      }),
    );
    expect(await (await app.request("/one")).json()).toEqual({ path: "/{x}" });
    const refused = await app.request("/one", { method: "DELETE" });
    expect(refused.status).toBe(405);
    expect(refused.headers.get("allow")?.split(", ").toSorted()).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
  });

  it("of routes that nothing here handles are unknown", async () => {
    const { app, mounted } = mount({ one: { requires: { handler: false } } });
    expect(mounted).toEqual([]);
    expect((await app.request("/things")).status).toBe(404);
  });

  it("leave unknown ones to the app if that is said", async () => {
    const { app } = mount({ one: {} }, { ...open, answersUnknown: false });
    expect(await (await app.request("/nothing")).text()).toBe("404 Not Found");
  });

  it("take parameters as they are meant", async () => {
    const { app } = mount({ one: { path: "/things/{id}" } }, open, ({ params }) => params);
    expect(await (await app.request("/things/a%2Fb%20c")).json()).toEqual({ id: "a/b c" });
  });
});

describe("mountings of several registries on one app", () => {
  const both = (first: object, second: object) => {
    const app = new Hono();
    for (const [id, change] of Object.entries({ first, second })) {
      const routes = defineRegistry(defineRouteKind(), {
        [id]: { ...route, ...change },
      });
      mountRoutes(app, wire(routes, { handler: { [id]: () => ({ id }) } }), open as never);
    }
    return app;
  };

  it("stand beside each other if their paths are apart", async () => {
    const app = both({ path: "/one" }, { path: "/two" });
    expect(await (await app.request("/one")).json()).toEqual({ id: "first" });
    expect(await (await app.request("/two")).json()).toEqual({ id: "second" });
    expect((await app.request("/one", { method: "PROPFIND" })).headers.get("allow")).toBe(
      "GET, HEAD, OPTIONS",
    );
    expect((await app.request("/three")).status).toBe(404);
  });

  it.each([
    ["the same", { path: "/one" }, { path: "/one", method: "POST" }],
    ["a narrower one", { path: "/{x}" }, { path: "/one" }],
    ["a wider one", { path: "/one" }, { path: "/{x}" }],
  ])("are refused if the later one has %s, which would not be reached", (_which, first, second) => {
    expect(caught(() => both(first, second))).toMatchObject({
      code: "ROUTE_CONFLICT",
      message: expect.stringContaining(
        "The routes cannot be told apart:\n  - first and second share paths, but were mounted one after the other",
      ),
    });
  });

  it("may be a part of another app, and tell what is allowed there", async () => {
    const { app } = mount({
      root: { path: "/" },
      one: { path: "/{x}/y" },
      other: { path: "/{x}/y", method: "PUT" },
    });
    const whole = new Hono().route("/v1/shop", app);
    expect((await whole.request("/v1/shop/a/y")).status).toBe(200);
    const refused = await whole.request("/v1/shop/a/y", { method: "DELETE" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, PUT, HEAD, OPTIONS"]);
    expect((await whole.request("/v1/shop", { method: "OPTIONS" })).headers.get("allow")).toBe(
      "GET, HEAD, OPTIONS",
    );
  });
});

describe("what fails open is closed", () => {
  const guarded = { one: { auth: { level: "authenticated" } } };

  it.each([[undefined], [null], [false], [""]])("nobody is %j", async (user) => {
    const { app } = mount(guarded, { ...open, authenticate: () => user });
    expect((await app.request("/things")).status).toBe(401);
    const { app: later } = mount(guarded, { ...open, authenticate: async () => user });
    expect((await later.request("/things")).status).toBe(401);
  });

  it.each([[{}], [{ allowed: "no" }], [{ allowed: 1 }]])("a limiter does not allow by %j", async (answer) => {
    const { app } = mount(
      { one: {} },
      { ...open, rateLimiter: { take: () => answer }, subjectOf: () => ({}) },
    );
    expect((await app.request("/things")).status).toBe(429);
  });

  it.each([["yes"], [1], [{}], [undefined]])("a role is not given by %j", async (said) => {
    const { app } = mount(
      { one: { auth: { level: "role", role: "admin" } } },
      { ...open, authenticate: () => ({}), authorize: () => said },
    );
    expect((await app.request("/things")).status).toBe(403);
  });
});

describe("headers that a handler sets", () => {
  const answering = (end: (fail: (status: never) => never) => unknown) =>
    mount({ one: { errors: { 404: "Not there" } } }, open, ({ setHeader, fail }) => {
      setHeader("Cache-Control", "public, max-age=3600");
      return end(fail);
    }).app.request("/things");

  it("are those of its answer and of what it fails with", async () => {
    for (const end of [() => ({}), (fail: (status: never) => never) => fail(404 as never)])
      expect((await answering(end)).headers.get("cache-control")).toBe("public, max-age=3600");
  });

  it("are not those of a failure that it did not mean", async () => {
    const answered = await answering(() => {
      throw new Error("broken");
    });
    expect([answered.status, answered.headers.get("cache-control")]).toEqual([500, null]);
  });
});

describe("answers", () => {
  const body = schema(z.object({ id: z.string() }));
  const checking = { ...open, checkAnswers: true };

  it.each<[string, object, unknown, number, object]>([
    ["of the right type are sent", { ok: { status: 200, body } }, { id: "a" }, 200, checking],
    ["of another type are refused", { ok: { status: 200, body } }, { id: 1 }, 500, checking],
    ["of another type are sent unchecked", { ok: { status: 200, body } }, { id: 1 }, 200, open],
    ["where there is no body are refused", { ok: { status: 204 } }, { id: "a" }, 500, checking],
    ["where there is no body are dropped unchecked", { ok: { status: 204 } }, { id: "a" }, 204, open],
    ["of nothing are right where there is no body", { ok: { status: 204 } }, undefined, 204, checking],
    ["without a schema are sent", {}, { id: 1 }, 200, checking],
    ["that are null are sent", {}, null, 200, open],
    ["that are not there are refused", {}, undefined, 500, checking],
  ])("%s", async (_, change, result, status, options) => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const { app } = mount({ one: change }, { ...options, onError }, () => result);
    const response = await app.request("/things");
    expect(response.status).toBe(status);
    expect(errors).toMatchObject(status === 500 ? [{ code: "ROUTE_ANSWER_INVALID" }] : []);
    const sent: unknown = response.status === 200 ? await response.json() : undefined;
    expect(sent).toEqual(status === 200 ? result : undefined);
  });

  it("that fail otherwise than the entry says are 500", async () => {
    const errors: unknown[] = [];
    const { app } = mount(
      { one: { errors: { 404: "Not there" } } },
      { ...open, onError: (error: unknown) => void errors.push(error) },
      ({ fail }) => fail(409 as never),
    );
    expect((await app.request("/things")).status).toBe(500);
    expect(errors).toMatchObject([
      {
        code: "ROUTE_ANSWER_INVALID",
        message: 'The handler of one failed with 409, which its entry does not name; known are "404".',
      },
    ]);
  });

  it("of another route's failure are 500", async () => {
    const errors: unknown[] = [];
    let failOfOne: (() => never) | undefined;
    const { app } = mount(
      { one: { errors: { 404: "Not there" } }, two: { path: "/two" } },
      { ...open, onError: (error: unknown) => void errors.push(error) },
      ({ fail, entry }) => {
        if (entry.path === "/two") return failOfOne?.();
        failOfOne = () => fail(404 as never);
        return {};
      },
    );
    await app.request("/things");
    expect((await app.request("/two")).status).toBe(500);
    expect(errors).toMatchObject([{ code: "ROUTE_FAILED", details: { route: "one", status: 404 } }]);
  });

  it.each([
    [
      "fails",
      () => {
        throw new Error("no");
      },
    ],
    ["is rejected", () => Promise.reject(new Error("no"))],
  ])("are given even if the report of an error %s", async (_how, onError) => {
    const { app } = mount({ one: {} }, { ...open, onError }, () => {
      throw new Error("first");
    });
    expect((await app.request("/things")).status).toBe(500);
  });
});

describe("rate limits", () => {
  const limited = (
    subjectOf: (request: { user: unknown; call: RouteCall }) => unknown,
    allowed = true,
    change: object = {},
  ) => {
    const calls: unknown[] = [];
    const errors: unknown[] = [];
    const options = {
      authenticate: async (call: RouteCall) =>
        call.header("x-user") === undefined ? null : { id: call.header("x-user") },
      authorize: async () => false,
      rateLimiter: {
        take: async (...taken: unknown[]) => {
          calls.push(taken);
          return { allowed, retryAfterMs: 0 };
        },
      },
      subjectOf,
      onError: (error: unknown) => void errors.push(error),
    };
    const two = { auth: { level: "role", role: "admin" }, path: "/two" };
    return { ...mount({ one: {}, two }, { ...options, ...change }), calls, errors };
  };

  it("count strangers too where the subject is known at once", async () => {
    const { app, calls } = limited(() => ({ ip: "address" }));
    expect((await app.request("/two")).status).toBe(401);
    expect(calls).toEqual([["read", { ip: "address" }]]);
  });

  it("count users before their roles", async () => {
    const { app, calls } = limited(({ user }) => user, false);
    expect((await app.request("/two")).status).toBe(401);
    expect(calls).toEqual([]);
    const refused = await app.request("/two", { headers: { "x-user": "u1" } });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(calls).toEqual([["read", { id: "u1" }]]);
  });

  it("are followed by the role", async () => {
    const { app } = limited(() => ({ ip: "address" }));
    expect((await app.request("/two", { headers: { "x-user": "u1" } })).status).toBe(403);
  });

  it("are told by headers where that is wanted", async () => {
    for (const allowed of [true, false]) {
      const limitHeaders = ({ retryAfterMs }: { retryAfterMs: number }) => ({
        "RateLimit-Reset": String(retryAfterMs),
      });
      const { app } = limited(() => ({ ip: "address" }), allowed, { limitHeaders });
      const { status, headers } = await app.request("/things");
      expect([status, headers.get("ratelimit-reset")]).toEqual([allowed ? 200 : 429, "0"]);
    }
  });

  it("that never end say nothing of when to come again", async () => {
    const take = () => ({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
    const { app } = limited(() => ({ ip: "address" }), false, { rateLimiter: { take } });
    const { status, headers } = await app.request("/things");
    expect([status, headers.get("retry-after")]).toEqual([429, null]);
  });

  it("may be elsewhere, and roles are needed nevertheless", async () => {
    const { app } = limited(() => undefined, true, { rateLimiter: "elsewhere", subjectOf: undefined });
    expect((await app.request("/things")).status).toBe(200);
    expect((await app.request("/two")).status).toBe(401);
    expect((await app.request("/two", { headers: { "x-user": "u1" } })).status).toBe(403);
  });

  it("let nobody in whose subject is not known", async () => {
    const { app, errors } = limited(() => undefined);
    expect((await app.request("/things")).status).toBe(500);
    expect(errors).toMatchObject([{ code: "OPTION_INVALID", details: { option: "subjectOf" } }]);
  });
});

describe("input", () => {
  it("that only the compiler knows reaches the handler as it is", async () => {
    const sent = {
      method: "POST",
      headers: { "content-type": "application/vnd.thing+json; charset=utf-8" },
      body: '{"a":1}',
    };
    const { app: echo } = mount({ one: { method: "POST", query: type(), body: type() } }, open, (request) => {
      const { query, body } = request as unknown as { query: unknown; body: unknown };
      return { query, body };
    });
    expect(await (await echo.request("/things?a=1&b=2&b=3", sent)).json()).toEqual({
      query: { a: "1", b: ["2", "3"] },
      body: { a: 1 },
    });
  });

  it("is checked by schemas that take their time", async () => {
    const slow = schema(z.object({ a: z.string().refine(async (text) => text === "yes", "must be yes") }));
    const { app } = mount(
      { one: { query: slow } },
      open,
      (request) => (request as { query?: unknown }).query,
    );
    expect(await (await app.request("/things?a=yes")).json()).toEqual({ a: "yes" });
    expect(await (await app.request("/things?a=no")).json()).toMatchObject({
      status: 400,
      detail: "query.a: must be yes",
    });
  });

  it("is refused as a whole if its type is another one", async () => {
    const { app } = mount({ one: { method: "POST", body: schema(z.string()) } });
    const sent = { method: "POST", headers: { "content-type": "application/json" }, body: "7" };
    expect(await (await app.request("/things", sent)).json()).toMatchObject({
      errors: [{ in: "body", field: "" }],
      detail: expect.stringMatching(/^body: /),
    });
  });

  it("that something before the route has read is not read again", async () => {
    const app = new Hono();
    app.use(async (context, next) => {
      await context.req.text();
      await next();
    });
    const routes = defineRegistry(defineRouteKind(), {
      one: { ...route, method: "POST", body: schema(z.object({ a: z.number() })) },
    });
    mountRoutes(app, wire(routes, { handler: { one: ({ body }) => body } }), open);
    const sent = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":1}' };
    expect(await (await app.request("/things", sent)).json()).toEqual({ a: 1 });
  });
});
