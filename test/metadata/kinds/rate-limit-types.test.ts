import { beforeAll, describe, expect, it } from "vitest";
import { typeCases, type TypeCases } from "../../support/type-cases.js";

const shared = `import { createMemoryBuckets, createRateLimiter, defineRegistry, rateLimitPolicies, rateLimitRules } from "bailiwick/metadata";
import type * as metadata from "bailiwick/metadata";
export { createMemoryBuckets, createRateLimiter, defineRegistry, rateLimitPolicies, rateLimitRules };
export type Decision = metadata.RateLimitDecision;
export declare const store: metadata.BucketStore;
export const policies = defineRegistry(rateLimitPolicies, {
  login: { maxTokens: 5, refillPerMinute: 5, scope: "ip" },
  read: { maxTokens: 5, refillPerMinute: 5, scope: "user" },
  sync: { maxTokens: 5, refillPerMinute: 5, scope: "user_provider" },
});
export const limiter = createRateLimiter(policies);
`;

const compiling: TypeCases = {
  "subjects for the scopes of the policies": `limiter.take("login", { ip: "192.0.2.1" });
limiter.take("read", { user: "u", ip: "192.0.2.1" }, 2);
limiter.take("sync", { user: "u", provider: "p" });
limiter.takeAll([{ policy: "login", subject: { ip: "" } }, { policy: "read", subject: { user: "u" }, cost: 2 }]);`,
  "a decision at once": `const now: Decision = limiter.take("login", { ip: "192.0.2.1" });
const inMemory: Decision = createRateLimiter(policies, { store: createMemoryBuckets() }).take("read", { user: "u" });`,
  "a decision that may have to be awaited": `const later: Decision | Promise<Decision> = createRateLimiter(policies, { store }).take("read", { user: "u" });`,
  "a rule that refers to a policy": `defineRegistry(rateLimitRules, {
  a: { method: "GET", path: "/a", rateLimit: "read" },
}, { references: { rateLimit: policies } });`,
};

const mistakes: Readonly<Record<string, readonly [source: string, line: number, code: number]>> = {
  "a policy that does not exist": [`limiter.take("raed", { user: "u" });`, 1, 2345],
  "a text as a subject": [`limiter.take("read", "u");`, 1, 2345],
  "a subject without what the scope needs": [`limiter.take("login", { user: "u" });`, 1, 2345],
  "half a subject": [`limiter.take("sync", { user: "u" });`, 1, 2345],
  "a misspelt part of a subject": [`limiter.take("read", { user: "u", ipp: "" });`, 1, 2353],
  "a subject of another policy in a list": [
    `limiter.takeAll([\n  { policy: "login", subject: { ip: "" } },\n  { policy: "login", subject: { user: "u" } },\n]);`,
    3,
    2322,
  ],
  "a decision that has to be awaited, used at once": [
    `createRateLimiter(policies, { store })\n  .take("read", { user: "u" })\n  .allowed;`,
    3,
    2339,
  ],
  "a scope that does not exist": [
    `defineRegistry(rateLimitPolicies, {\n  a: { maxTokens: 1, refillPerMinute: 1, scope: "session" },\n});`,
    2,
    2322,
  ],
  "a misspelt field": [
    `defineRegistry(rateLimitPolicies, {\n  a: { maxTokens: 1, refillPerMinute: 1, scope: "ip", costs: 2 },\n});`,
    2,
    2322,
  ],
  "a rule with a policy that does not exist": [
    `defineRegistry(rateLimitRules, {\n  a: { method: "GET", path: "/a", rateLimit: "raed" },\n}, { references: { rateLimit: policies } });`,
    2,
    2322,
  ],
};

let found: ReturnType<typeof typeCases>;

beforeAll(() => {
  const sources = Object.entries(mistakes).map(([name, [source]]) => [name, source] as const);
  found = typeCases(shared, { ...compiling, ...Object.fromEntries(sources) });
});

describe("what compiles", () => {
  it.each(Object.keys(compiling))("is %s", (name) => {
    expect(found[name]).toEqual([]);
  });
});

describe("what does not compile", () => {
  it.each(Object.entries(mistakes))("is %s", (name, [, line, code]) => {
    expect(found[name]).toEqual([[line, code]]);
  });
});
