import { defineRegistry, defineRouteKind, mountRoutes, schema, type, wire } from "bailiwick/metadata";
import { Hono } from "hono";
import {
  account,
  accountParams,
  countingLimiter,
  everybody,
  findAccount,
  maxBodyBytes,
  otherPaths,
  userOf,
  type User,
} from "./route-workload.js";

const shared = { tags: ["Things"], resource: "things", rateLimit: "read" } as const;
const health = {
  ...shared,
  method: "GET",
  summary: "Say that all is well",
  ok: { status: 200, body: type<{ ok: true }>("Health") },
  auth: { level: "public" },
} as const;

/** The app as it comes out of a registry. */
export function mountedApp(): Hono {
  const routes = defineRegistry(defineRouteKind<User>(), {
    getHealth: { ...health, path: "/health" },
    getAccount: {
      ...shared,
      method: "GET",
      path: "/accounts/{account_id}",
      summary: "Get an account",
      params: schema(accountParams),
      ok: { status: 200, body: schema(account, { name: "Account" }) },
      errors: { 404: "There is no such account" },
      auth: { level: "authenticated" },
    },
    putAccount: {
      ...shared,
      method: "PUT",
      path: "/accounts/{account_id}",
      summary: "Replace an account",
      params: schema(accountParams),
      body: schema(account, { name: "Account" }),
      ok: { status: 200, body: schema(account, { name: "Account" }) },
      auth: { level: "authenticated" },
    },
  });
  const others = defineRegistry(
    defineRouteKind<User>(),
    Object.fromEntries(otherPaths.map((path) => [path.slice(1), { ...health, path: path as `/${string}` }])),
    { name: "others" },
  );
  const wiring = wire(routes, {
    handler: {
      getHealth: () => ({ ok: true as const }),
      getAccount: ({ params, fail }) => findAccount(params.account_id) ?? fail(404),
      putAccount: ({ body }) => body,
    },
  });
  const app = new Hono();
  const limiter = countingLimiter();
  const open = routes.get("getHealth");
  const common = { basePath: "/api", rateLimiter: limiter, maxBodyBytes, onError: () => undefined };
  mountRoutes(app, wiring, {
    ...common,
    authenticate: (call) => userOf(call.header("authorization")),
    subjectOf: ({ user, call }) => {
      if (user !== undefined) return { user: user.id };
      return call.entry === open ? everybody : undefined;
    },
  });
  mountRoutes(
    app,
    wire(others, {
      handler: Object.fromEntries(others.ids.map((id) => [id, () => ({ ok: true as const })])),
    }),
    { ...common, subjectOf: () => everybody },
  );
  return app;
}
