import { Hono, type Context } from "hono";
import {
  account,
  accountParams,
  countingLimiter,
  everybody,
  findAccount,
  maxBodyBytes,
  otherPaths,
  userOf,
} from "./route-workload.js";

const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
} as const;

type Status = keyof typeof titles;

function problem(context: Context, status: Status, detail: string, errors?: readonly object[]): Response {
  const body = JSON.stringify({ type: "about:blank", title: titles[status], status, detail, errors });
  return context.body(body, status, { "content-type": "application/problem+json" });
}

function tooMany(context: Context, retryAfterMs: number): Response {
  context.header("Retry-After", String(Math.ceil(retryAfterMs / 1_000)));
  return problem(context, 429, "There were too many requests.");
}

function unknownUser(context: Context): Response {
  context.header("WWW-Authenticate", "Bearer");
  return problem(context, 401, "The request is not authenticated.");
}

/** The same app written by hand, with the same checks in the same order. */
export function handWrittenApp(): Hono {
  const app = new Hono();
  const limiter = countingLimiter();
  const getHealth = (context: Context) => {
    const { allowed, retryAfterMs } = limiter.take("read", everybody);
    return allowed ? context.json({ ok: true }) : tooMany(context, retryAfterMs);
  };
  const notAllowed = (context: Context) => {
    context.header("Allow", "GET, HEAD, OPTIONS");
    return context.req.method === "OPTIONS"
      ? context.body(null, 204)
      : problem(context, 405, "The method is not allowed.");
  };
  const others = (methods: readonly string[]) =>
    ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((method) => !methods.includes(method));

  app.get("/api/health", getHealth);
  app.get("/api/accounts/:account_id", async (context) => {
    const user = userOf(context.req.header("authorization"));
    if (user === undefined) return unknownUser(context);
    const { allowed, retryAfterMs } = limiter.take("read", { user: user.id });
    if (!allowed) return tooMany(context, retryAfterMs);
    const params = await accountParams["~standard"].validate({ account_id: context.req.param("account_id") });
    if (params.issues !== undefined)
      return problem(context, 400, "The parameters are wrong.", [...params.issues]);
    const found = findAccount(params.value.account_id);
    return found === undefined ? problem(context, 404, "There is no such account.") : context.json(found);
  });
  app.put("/api/accounts/:account_id", async (context) => {
    const user = userOf(context.req.header("authorization"));
    if (user === undefined) return unknownUser(context);
    const { allowed, retryAfterMs } = limiter.take("read", { user: user.id });
    if (!allowed) return tooMany(context, retryAfterMs);
    const params = await accountParams["~standard"].validate({ account_id: context.req.param("account_id") });
    if (params.issues !== undefined)
      return problem(context, 400, "The parameters are wrong.", [...params.issues]);
    if (context.req.header("content-type")?.startsWith("application/json") !== true)
      return problem(context, 415, "The body has to be JSON.");
    if (!(Number(context.req.header("content-length")) <= maxBodyBytes))
      return problem(context, 413, "The body is too long.");
    let json: unknown;
    try {
      json = JSON.parse(await context.req.text());
    } catch {
      return problem(context, 400, "The body is not valid JSON.");
    }
    const body = await account["~standard"].validate(json);
    if (body.issues !== undefined) return problem(context, 400, "The body is wrong.", [...body.issues]);
    return context.json(body.value);
  });
  for (const path of otherPaths) app.get(`/api${path}`, getHealth);
  app.on(others(["GET"]), "/api/health", notAllowed);
  app.on(others(["GET", "PUT"]), "/api/accounts/:account_id", notAllowed);
  for (const path of otherPaths) app.on(others(["GET"]), `/api${path}`, notAllowed);
  app.notFound((context) => problem(context, 404, "There is nothing here."));
  app.onError((_, context) => problem(context, 500, "The request could not be answered."));
  return app;
}
