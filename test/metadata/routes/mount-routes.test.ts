import type { AddressInfo } from "node:net";
import { request as httpRequest } from "node:http";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  routeErrors,
  mountRoutes,
  wire,
  type ImplementationsOf,
  type RouteLimitAnswer,
  type RouteCall,
  type RouteEntry,
  type RouteSubject,
} from "bailiwick/metadata";
import { sampleRoutes, type SampleUser } from "../../support/sample-routes.js";

const accounts = new Map([["a1", { id: "a1", owner: "ann" }]]);

const handlers: ImplementationsOf<typeof sampleRoutes> = {
  handler: {
    registerUser: ({ body, fail, setHeader }) => {
      if (body.email === "taken@example.org") return fail(409);
      if (body.email === "broken@example.org") throw new Error("secret");
      if (body.email === "nothing@example.org") return undefined as unknown as { id: string };
      setHeader("Location", "/users/u1");
      return { id: "u1" };
    },
    getAccount: async ({ params, fail }) =>
      accounts.get(params.account_id) ?? fail(404, `There is no account ${params.account_id}`),
    getOwnAccount: ({ user }) => ({ id: "mine", owner: user.name }),
    listAccounts: ({ query, headers }) => [
      { id: String(query.limit), owner: `${(query.tag ?? []).join("+")} ${headers["x-trace"] ?? ""}` },
    ],
    closeAccount: () => undefined,
    replaceAccount: ({ body, user, fail }) => (body.owner === user.name ? body : fail(403)),
    receiveHook: ({ headers, fail, signal, request, header }) => {
      if (
        signal.aborted ||
        new URL(request.url).pathname !== "/api/hooks" ||
        header("X-Signature") === undefined
      )
        throw new Error("The request is another one.");
      if (headers["x-signature"] !== "right") fail(401);
    },
  },
};

const wiring = wire(sampleRoutes, handlers);
const users: Readonly<Record<string, SampleUser>> = {
  ann: { name: "ann", roles: ["admin"] },
  bob: { name: "bob", roles: [] },
};

let answer: RouteLimitAnswer = { allowed: true, retryAfterMs: 0 };
let taken: [string, RouteSubject][] = [];
let errors: unknown[] = [];
let server: ServerType;
let origin: string;

const options = {
  basePath: "/api",
  maxBodyBytes: 200,
  authenticate: (call: RouteCall): SampleUser | undefined => {
    const token = call.header("Authorization")?.replace(/^Bearer /, "");
    if (token === "crash") throw new Error("the directory of users is down");
    return token !== undefined && Object.hasOwn(users, token) ? users[token] : undefined;
  },
  authorize: (user: SampleUser, role: "admin") => user.roles.includes(role),
  rateLimiter: {
    take: (policy: string, subject: RouteSubject) => {
      taken.push([policy, subject]);
      return answer;
    },
  },
  subjectOf: ({ policy, user }: { policy: string; user: SampleUser | undefined }) => {
    if (policy !== "read") return { ip: "address" };
    return user === undefined ? undefined : { user: user.name };
  },
  onError: (error: unknown) => void errors.push(error),
};

beforeAll(async () => {
  const app = new Hono();
  mountRoutes(app, wiring, options);
  await new Promise<void>((ready) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => ready());
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise<void>((closed) => void server.close(() => closed())));

beforeEach(() => {
  answer = { allowed: true, retryAfterMs: 0 };
  taken = [];
  errors = [];
});

/** Requests that each route answers as it should when all goes well. */
const good: {
  readonly [I in keyof typeof handlers.handler]: { path: string; body?: unknown; headers?: object };
} = {
  registerUser: { path: "/users", body: { email: "ann@example.org" } },
  getAccount: { path: "/accounts/a1" },
  getOwnAccount: { path: "/accounts/mine" },
  listAccounts: { path: "/accounts?limit=2&tag=x&tag=y" },
  closeAccount: { path: "/accounts/a1" },
  replaceAccount: { path: "/accounts/a1", body: { id: "a1", owner: "ann" } },
  receiveHook: { path: "/hooks", body: { kind: "ping" }, headers: { "x-signature": "right" } },
};

const answeredStatuses: [RouteEntry, number][] = [];

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly token?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: object | undefined;
}

/** Sends the good request of a route, otherwise where that is said. */
async function send(entry: RouteEntry, sent: Sent = {}) {
  const { path, body, headers } = good[entry.id as keyof typeof good];
  const text = "body" in sent ? sent.body : body === undefined ? undefined : JSON.stringify(body);
  const token = "token" in sent ? sent.token : "ann";
  const response = await fetch(`${origin}/api${sent.path ?? path}`, {
    method: sent.method ?? entry.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...(sent.headers ?? headers),
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const answered = await response.text();
  if (response.status !== 500 && (sent.method ?? entry.method) === entry.method)
    answeredStatuses.push([entry, response.status]);
  return { status: response.status, headers: response.headers, text: answered, json: parsed(answered) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  return text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>);
}

function expectProblem(answered: Awaited<ReturnType<typeof send>>, status: number): void {
  expect(answered.headers.get("content-type")).toBe("application/problem+json");
  expect(answered).toMatchObject({
    status,
    json: { type: "about:blank", status, detail: expect.any(String) },
  });
}

const routes = (sampleRoutes.entries() as readonly RouteEntry[]).map((entry) => [entry.id, entry] as const);
const forUsers = routes.filter(([, { auth }]) => auth.level === "authenticated" || auth.level === "role");

describe.each(routes)("the route %s", (_, entry) => {
  it("answers as its entry says", async () => {
    const answered = await send(entry);
    expect(answered.status).toBe(entry.ok.status);
    expect(answered.text === "").toBe(entry.ok.body === undefined);
    expect(answered.headers.get("content-type")).toBe(
      entry.ok.body === undefined ? null : "application/json",
    );
    expect(errors).toEqual([]);
  });

  it("asks the limiter once, by its policy", async () => {
    await send(entry);
    expect(taken).toEqual([
      [entry.rateLimit, entry.rateLimit === "read" ? { user: "ann" } : { ip: "address" }],
    ]);
  });

  it("answers too many requests with 429 and when to come again", async () => {
    answer = { allowed: false, retryAfterMs: 1_500 };
    const answered = await send(entry);
    expectProblem(answered, 429);
    expect(answered.headers.get("retry-after")).toBe("2");
  });

  it("answers a wrong method with 405 and those that are right", async () => {
    const answered = await send(entry, { method: "PATCH", body: "{}" });
    expectProblem(answered, 405);
    expect(answered.headers.get("allow")?.split(", ")).toContain(entry.method);
  });

  it("tells what is allowed", async () => {
    const answered = await send(entry, { method: "OPTIONS", body: undefined });
    expect(answered.status).toBe(204);
    expect(answered.headers.get("allow")?.split(", ")).toEqual(
      expect.arrayContaining([entry.method, "OPTIONS", ...(entry.method === "GET" ? ["HEAD"] : [])]),
    );
  });
});

describe.each(routes.filter(([, { body }]) => body !== undefined))("the body of %s", (_, entry) => {
  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["another value", "7", 400],
    ["too long", JSON.stringify({ x: "y".repeat(300) }), 413],
  ])("is refused if it is %s", async (__, body, status) => {
    expectProblem(
      await send(entry, { body, headers: { "content-type": "application/json", "x-signature": "right" } }),
      status,
    );
  });

  it("is refused if it is not called JSON", async () => {
    const answered = await send(entry, { headers: { "content-type": "text/plain", "x-signature": "right" } });
    expectProblem(answered, 415);
  });

  it("is refused if it is too long and its length was not announced", async () => {
    const { path } = good[entry.id as keyof typeof good];
    const status = await sendInPieces(
      `${origin}/api${path}`,
      entry.method,
      Array(30).fill('{"x":"0123456789"}'),
    );
    expect(status).toBe(413);
  });
});

/** Sends a chunked body. */
function sendInPieces(url: string, method: string, pieces: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      authorization: "Bearer ann",
      "x-signature": "right",
    };
    const sent = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
  });
}

describe.each(forUsers)("authentication of %s", (_, entry) => {
  it.each([undefined, "nobody", "__proto__"])("answers %j with 401", async (token) => {
    const answered = await send(entry, { token });
    expectProblem(answered, 401);
    expect(answered.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("answers 500 if it fails, and says nothing of why", async () => {
    const answered = await send(entry, { token: "crash" });
    expectProblem(answered, 500);
    expect(answered.text).not.toContain("directory");
    expect(errors).toMatchObject([{ message: "the directory of users is down" }]);
  });
});

const requestParts = ["params", "query", "headers", "body"] as const;

/** A request for each part of the input that an entry declares, in which that part is wrong. */
const wrong: {
  readonly [I in keyof typeof handlers.handler]: Readonly<
    Partial<Record<(typeof requestParts)[number], Sent>>
  >;
} = {
  registerUser: { body: { body: '{"email":7}' } },
  getAccount: { params: { path: "/accounts/x" } },
  getOwnAccount: {},
  listAccounts: {
    query: { path: "/accounts?limit=none" },
    headers: { headers: { "x-trace": "012345678" } },
  },
  closeAccount: { params: { path: "/accounts/x" } },
  replaceAccount: { params: { path: "/accounts/x" }, body: { body: '{"id":"a1"}' } },
  receiveHook: {
    headers: { headers: { "content-type": "application/json" } },
    body: { body: "[]", headers: { "content-type": "application/json", "x-signature": "right" } },
  },
};

describe.each(routes)("wrong input for %s", (id, entry) => {
  const ofRoute = wrong[id as keyof typeof wrong];
  const declared = requestParts.filter((part) => entry[part] !== undefined);

  it("is tried in every part that its entry declares", () => {
    expect(Object.keys(ofRoute).toSorted()).toEqual([...declared].toSorted());
  });

  it.each(Object.entries(ofRoute))(
    "in its %s is answered with 400, and never handled",
    async (part, sent) => {
      const answered = await send(entry, sent);
      expectProblem(answered, 400);
      expect(answered.json).toMatchObject({
        errors: expect.arrayContaining([expect.objectContaining({ in: part })]),
      });
      expect(routeErrors(entry).has(400)).toBe(true);
    },
  );

  it("under an unknown path is not looked at", async () => {
    const [path] = good[id as keyof typeof good].path.split("?");
    const answered = await fetch(`${origin}/api${path}/none/such`, { method: entry.method });
    expect([answered.status, taken]).toEqual([404, []]);
  });
});

describe("roles", () => {
  it.each(routes.filter(([, { auth }]) => auth.level === "role"))("are needed by %s", async (_, entry) => {
    expectProblem(await send(entry, { token: "bob" }), 403);
  });
});

describe("input", () => {
  const entry = (id: keyof typeof good) => sampleRoutes.get(id);

  it("is answered with every fault, by its field", async () => {
    const answered = await send(entry("registerUser"), { body: '{"email":"x","age":0.5}' });
    expectProblem(answered, 400);
    expect(answered.json).toMatchObject({
      errors: [
        { in: "body", field: "email" },
        { in: "body", field: "age" },
      ],
      detail: expect.stringMatching(/^body\.email: .* \(and 1 more\)$/),
    });
  });

  it("of the path, the query and the headers is checked too", async () => {
    expect((await send(entry("getAccount"), { path: "/accounts/x" })).json).toMatchObject({
      status: 400,
      errors: [{ in: "params", field: "account_id" }],
    });
    const listed = await send(entry("listAccounts"), {
      path: "/accounts?limit=99",
      headers: { "x-trace": "0123456789" },
    });
    expect(listed.json).toMatchObject({
      errors: [
        { in: "query", field: "limit" },
        { in: "headers", field: "x-trace" },
      ],
    });
  });

  it("reaches the handler as its schema read it", async () => {
    expect((await send(entry("listAccounts"), { headers: { "x-trace": "t" } })).json).toEqual([
      { id: "2", owner: "x+y t" },
    ]);
    expect((await send(entry("listAccounts"), { path: "/accounts" })).json).toEqual([
      { id: "10", owner: " " },
    ]);
  });

  it("of a chunked body is read", async () => {
    const pieces = ['{"email":', '"ünï@example.org"', "}"].map((piece) => piece.replace("ünï", "uni"));
    expect(await sendInPieces(`${origin}/api/users`, "POST", pieces)).toBe(201);
  });
});

describe("handlers", () => {
  const register = sampleRoutes.get("registerUser");

  it("fail as their entry says", async () => {
    const answered = await send(register, { body: '{"email":"taken@example.org"}' });
    expectProblem(answered, 409);
    expect(answered.json).toEqual({
      type: "about:blank",
      title: "Conflict",
      status: 409,
      detail: "The email is taken",
    });
    expect(errors).toEqual([]);
  });

  it("fail with a sentence of their own", async () => {
    const answered = await send(sampleRoutes.get("getAccount"), { path: "/accounts/a2" });
    expect(answered.json).toMatchObject({ status: 404, detail: "There is no account a2" });
  });

  it("that throw are answered with 500, of which the client learns nothing", async () => {
    const answered = await send(register, { body: '{"email":"broken@example.org"}' });
    expectProblem(answered, 500);
    expect(answered.text).not.toContain("secret");
    expect(errors).toMatchObject([{ message: "secret" }]);
  });

  it("that return nothing where there is a body are answered with 500", async () => {
    expectProblem(await send(register, { body: '{"email":"nothing@example.org"}' }), 500);
    expect(errors).toMatchObject([{ code: "ROUTE_ANSWER_INVALID" }]);
  });

  it("set headers", async () => {
    expect((await send(register)).headers.get("location")).toBe("/users/u1");
  });
});

describe("paths", () => {
  it("that no route has are answered with 404", async () => {
    for (const path of ["/nothing", "/api/nothing", "/users", "/api/accounts/a1/more", "/api/accounts/"]) {
      const response = await fetch(origin + path);
      expect(response.status, path).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  it("are tried with the more specific one first, whatever the order", async () => {
    expect((await send(sampleRoutes.get("getOwnAccount"))).json).toEqual({
      id: "mine",
      owner: "ann",
    });
  });

  it("answer HEAD like GET without a body", async () => {
    const answered = await send(sampleRoutes.get("getAccount"), { method: "HEAD" });
    expect(answered).toMatchObject({ status: 200, text: "" });
  });
});

describe("what the entries say", () => {
  it("is every status that the routes have answered with", () => {
    for (const [entry, status] of answeredStatuses)
      expect([entry.ok.status, ...routeErrors(entry).keys()], entry.id).toContain(status);
    expect(new Set(answeredStatuses.map(([, status]) => status))).toEqual(
      new Set([200, 201, 202, 204, 400, 401, 403, 404, 409, 413, 415, 429]),
    );
  });
});
