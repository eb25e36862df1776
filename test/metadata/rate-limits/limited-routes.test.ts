import { Hono } from "hono";
import { expect, it } from "vitest";
import {
  createRateLimiter,
  defineRegistry,
  defineRouteKind,
  mountRoutes,
  rateLimitPolicies,
  wire,
} from "../../../src/metadata/index.js";

const policies = defineRegistry(rateLimitPolicies, {
  ping: { maxTokens: 2, refillPerMinute: 4, scope: "ip" },
});
const routes = defineRegistry(
  defineRouteKind(),
  {
    ping: {
      method: "POST",
      path: "/ping",
      summary: "Answer",
      tags: ["Health"],
      resource: "health",
      ok: { status: 204 },
      auth: { level: "public" },
      rateLimit: "ping",
    },
  },
  { references: { rateLimit: policies } },
);

it("mounted routes are limited by a rate limiter as it is", async () => {
  const clock = { time: 0, now: () => clock.time };
  const app = new Hono();
  mountRoutes(app, wire(routes, { handler: { ping: () => undefined } }), {
    rateLimiter: createRateLimiter(policies, { clock }),
    subjectOf: ({ call }) => ({ ip: call.header("X-Forwarded-For") ?? "unknown" }),
    onError: (error) => {
      throw error;
    },
  });
  const ping = async (ip: string) => {
    const { status, headers } = await app.request("/ping", {
      method: "POST",
      headers: { "X-Forwarded-For": ip },
    });
    return [status, headers.get("Retry-After")];
  };
  const answers = [await ping("192.0.2.1"), await ping("192.0.2.1"), await ping("192.0.2.1")];
  expect(answers).toEqual([
    [204, null],
    [204, null],
    [429, "15"],
  ]);
  expect(await ping("192.0.2.2")).toEqual([204, null]);
  clock.time = 15_000;
  expect(await ping("192.0.2.1")).toEqual([204, null]);
});

it.each([
  ["throw", 500, 1],
  ["deny", 429, 0],
  ["allow", 204, 0],
] as const)(
  "mounted routes answer as %s says while the store fails",
  async (onStoreFailure, status, errors) => {
    const told: unknown[] = [];
    const app = new Hono();
    const down = {
      update: () => Promise.reject(new Error("redis://secret is down")),
    };
    mountRoutes(app, wire(routes, { handler: { ping: () => undefined } }), {
      rateLimiter: createRateLimiter(policies, { store: down, onStoreFailure }),
      subjectOf: () => ({ ip: "192.0.2.1" }),
      onError: (error) => void told.push(error),
    });
    const response = await app.request("/ping", { method: "POST" });
    expect([response.status, response.headers.get("Retry-After")]).toEqual([
      status,
      status === 429 ? "1" : null,
    ]);
    expect(await response.text()).not.toContain("secret");
    expect(told).toHaveLength(errors);
  },
);
