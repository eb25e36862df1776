import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defineRegistry,
  deriveRateLimits,
  rateLimitPolicies,
  rateLimitRules,
} from "../../../src/metadata/index.js";
import { matchesPath, parsePath } from "../../../src/metadata/routes/path-template.js";
import { caught } from "../../support/caught.js";
import { sampleRoutes } from "../../support/sample-routes.js";

const policies = defineRegistry(rateLimitPolicies, {
  authLogin: { maxTokens: 5, refillPerMinute: 5, scope: "ip" },
  apiRead: { maxTokens: 100, refillPerMinute: 100, scope: "user" },
  apiWrite: { maxTokens: 50, refillPerMinute: 50, scope: "user" },
});
const rules = defineRegistry(
  rateLimitRules,
  {
    createSession: { method: "POST", path: "/sessions", rateLimit: "authLogin" },
    getAccount: { method: "GET", path: "/accounts/{account_id}", rateLimit: "apiRead" },
    getOwnAccount: { method: "GET", path: "/accounts/me", rateLimit: "apiWrite" },
    listNotes: { method: "GET", path: "/{owner}/me/notes", rateLimit: "apiWrite" },
    listPosts: { method: "GET", path: "/accounts/{account_id}/posts", rateLimit: "apiRead" },
    root: { method: "GET", path: "/", rateLimit: "apiRead" },
  },
  { references: { rateLimit: policies } },
);
const table = deriveRateLimits(rules, policies, { basePath: "/api/v1" });
const found = (method: string, path: string) => table.find(method, path)?.id;

describe("deriveRateLimits", () => {
  it("joins what names a policy with what the policy says", () => {
    expect(table.limits[0]).toEqual({
      id: "createSession",
      key: "POST /api/v1/sessions",
      method: "POST",
      path: "/api/v1/sessions",
      policy: { id: "authLogin", maxTokens: 5, refillPerMinute: 5, scope: "ip" },
    });
    expect(table.limits.map(({ key }) => key)).toEqual([
      "POST /api/v1/sessions",
      "GET /api/v1/accounts/{account_id}",
      "GET /api/v1/accounts/me",
      "GET /api/v1/{owner}/me/notes",
      "GET /api/v1/accounts/{account_id}/posts",
      "GET /api/v1",
    ]);
  });

  it("derives them of routes", () => {
    const limit = { maxTokens: 5, refillPerMinute: 5, scope: "ip" } as const;
    const ofRoutes = deriveRateLimits(
      sampleRoutes,
      defineRegistry(rateLimitPolicies, { register: limit, read: limit, write: limit }),
    );
    expect(ofRoutes.limits.map(({ id }) => id)).toEqual(sampleRoutes.ids);
  });

  it.each([
    ["POST", "/api/v1/sessions", "createSession"],
    ["post", "/api/v1/sessions", "createSession"],
    ["GET", "/api/v1/accounts/7", "getAccount"],
    ["GET", "/api/v1/accounts/me", "getOwnAccount"],
    ["HEAD", "/api/v1/accounts/me", "getOwnAccount"],
    ["GET", "/api/v1/accounts/me/notes", "listNotes"],
    ["GET", "/api/v1/accounts/me/posts", "listPosts"],
    ["GET", "/api/v1/others/me/notes", "listNotes"],
    ["GET", "/api/v1", "root"],
    // What leads to the same handler does not lead around the limit.
    ["POST", "/api/v1/sessions/", "createSession"],
    ["POST", "/api/v1/s%65ssions", "createSession"],
    ["POST", "/api/v1/sessions?x=/", "createSession"],
    ["GET", "/api/v1/accounts/100%", "getAccount"],
    ["GET", "/api/v1/accounts/a%2Fb", "getAccount"],
    ["POST", "/api/v1/x/../sessions", "createSession"],
    ["POST", "/api/v1/./%2e/x/%2E%2e/sessions/.", "createSession"],
    ["POST", "/../../api/v1/sessions", "createSession"],
    ["POST", "/api\\v1/sessions", "createSession"],
    ["POST", "http://shop.example:80/api/v1/sessions", "createSession"],
    ["GET", "/api/v1/accounts/..%2f..%2fsessions", "getAccount"],
  ])("finds the limit of %s %s", (method, path, id) => {
    expect(found(method, path)).toBe(id);
  });

  it.each([
    ["GET", "/api/v1/sessions"],
    ["HEAD", "/api/v1/sessions"],
    ["DELETE", "/api/v1/accounts/7"],
    ["POST", "/sessions"],
    ["POST", "/api/v1/Sessions"],
    ["GET", "/api/v1/accounts//posts"],
    ["GET", "/api/v1/accounts/7/posts/8"],
    ["GET", ""],
    ["GET", "*"],
    ["GET", "api/v1"],
    ["GET", "/api/v1/accounts/me/.."],
    ["TRACE", "/api/v1"],
  ])("finds none for %s %s", (method, path) => {
    expect(found(method, path)).toBeUndefined();
  });

  it("finds a limit exactly where a template matches", () => {
    const segment = fc.constantFrom("accounts", "me", "posts", "notes", "x");
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        const path = `/api/v1${segments.map((text) => `/${text}`).join("")}`;
        const matching = table.limits.filter(
          (limit) => limit.method === "GET" && matchesPath(parsePath(limit.path), path),
        );
        const limit = table.find("GET", path);
        expect(limit === undefined ? matching.length === 0 : matching.includes(limit)).toBe(true);
      }),
    );
  });

  it.each([
    ["method", undefined, "/"],
    ["path", "GET", new URL("http://shop.example/api")],
  ])("refuses a %s that is no text", (argument, method, path) => {
    const error = caught(() => table.find(method as string, path as string));
    expect(error).toMatchObject({ code: "OPTION_INVALID", message: expect.stringContaining(argument) });
  });

  it("finds no limit at the root for what is no path", () => {
    const ofRoot = deriveRateLimits(rules, policies);
    expect([ofRoot.find("GET", "/")?.id, ofRoot.find("GET", "sessions")]).toEqual(["root", undefined]);
  });

  it("names every entry that cannot be followed", () => {
    const broken = defineRegistry(rateLimitRules, {
      wildcard: { method: "GET", path: "/files/*", rateLimit: "apiRead" },
      misspelt: { method: "GET", path: "/a", rateLimit: "apiRaed" },
      mute: { method: 7 as unknown as "GET", path: "/a", rateLimit: "apiRead" },
      one: { method: "GET", path: "/b/{x}", rateLimit: "apiRead" },
      other: { method: "GET", path: "/b/{y}", rateLimit: "apiWrite" },
    });
    const error = caught(() => deriveRateLimits(broken, policies));
    expect(error.code).toBe("RATE_LIMIT_RULES_INVALID");
    expect(error.details["faults"]).toEqual([
      'the path of wildcard has a wildcard in the segment "*"',
      'misspelt names the policy "apiRaed", which "rate-limit-policies" does not have (did you mean "apiRead"?)',
      "the method of mute must be a text, but is 7",
      "other and one both limit GET /b/{x}",
    ]);
  });

  it.each(["api", "/", "/api/", "/{version", 7])("refuses the base path %j", (basePath) => {
    expect(
      caught(() => deriveRateLimits(rules, policies, { basePath: basePath as string })).message,
    ).toContain("basePath of deriveRateLimits()");
  });

  it("refuses what is no registry, and options that it does not have", () => {
    expect(caught(() => deriveRateLimits({} as typeof rules, policies)).code).toBe("OPTION_INVALID");
    expect(caught(() => deriveRateLimits(rules, {} as typeof policies)).code).toBe("OPTION_INVALID");
    expect(caught(() => deriveRateLimits(rules, policies, { prefix: "/" } as object)).message).toContain(
      '"prefix"',
    );
  });
});
