import { describe, expect, it } from "vitest";
import {
  checkCompliance,
  defineRegistry,
  proveRules,
  rateLimitPolicies,
  rateLimitRules,
  type AnyRegistry,
  type RateLimitRule,
} from "../../../src/metadata/index.js";

const policies = defineRegistry(rateLimitPolicies, {
  authLogin: { maxTokens: 5, refillPerMinute: 5, scope: "ip" },
  apiRead: { maxTokens: 100, refillPerMinute: 100, scope: "user" },
  providerSync: { maxTokens: 10, refillPerMinute: 5, scope: "user_provider", cost: 2 },
  global: { maxTokens: 10_000, refillPerMinute: 10_000, scope: "global", enabled: false },
});
const rules = defineRegistry(
  rateLimitRules,
  {
    createSession: { method: "POST", path: "/sessions", rateLimit: "authLogin" },
    getAccount: { method: "GET", path: "/accounts/{account_id}", rateLimit: "apiRead" },
    syncAccount: { method: "POST", path: "/accounts/{account_id}/syncs", rateLimit: "providerSync" },
    getHealth: { method: "GET", path: "/health", rateLimit: "global" },
  },
  { references: { rateLimit: policies } },
);

describe.each([policies, rules])("$name", (registry: AnyRegistry) => {
  const own = registry.kind.rules.map(({ id }) => id);

  it("complies, with every rule having looked at something", () => {
    const { ok, findings, checked } = checkCompliance(registry);
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(checked.filter(({ rule, subjects }) => own.includes(rule) && subjects === 0)).toEqual([]);
  });

  it.each(own)("notices the defect of %s", (rule) => {
    const proof = proveRules(registry).find((one) => one.rule === rule);
    expect(proof).toMatchObject({ outcome: "detected" });
  });

  it.each(registry.kind.rules.map((rule) => [rule.id, rule] as const))(
    "reports %s if it is made hollow",
    (id, rule) => {
      const check = () => ({ subjects: 1, skipped: 0, verdicts: [] });
      const proofs = proveRules(registry, { rules: [{ ...rule, id: `hollow-${id}`, check }] });
      expect(proofs.find((one) => one.rule === `hollow-${id}`)?.outcome).toBe("missed");
    },
  );
});

/** What the rules of the kind find in one policy. */
function ofPolicy(policy: object): readonly string[] {
  const registry = defineRegistry(rateLimitPolicies, {
    limit: { maxTokens: 10, refillPerMinute: 10, scope: "user", ...policy },
  });
  return checkCompliance(registry).findings.map(({ rule, message }) => `${rule}: ${message}`);
}

describe("a policy", () => {
  it.each([
    [{ maxTokens: -1 }, "bucket-is-exact: maxTokens must be a positive integer, but is -1"],
    [
      { refillPerMinute: 1 / 3 },
      "bucket-is-exact: refillPerMinute may have three decimals, but is 0.3333333333333333",
    ],
    [
      { scope: "session" },
      'scope-is-known: scope must be "ip", "user", "user_provider" or "global", but is "session"',
    ],
    [{ cost: 0 }, "cost-can-be-paid: cost must be a positive integer, but is 0"],
    [{ cost: 11 }, "cost-can-be-paid: cost is 11, but the bucket never has more than 10"],
    [{ enabled: false }, 'only-global-is-disabled: it is switched off, but its scope is "user"'],
    [{ enabled: "no" }, 'only-global-is-disabled: enabled must be true or false, but is "no"'],
    [
      { refillPerMinute: 11 },
      "minute-fits-the-bucket: 11 tokens come back in a minute, but only 10 find room: whoever waits for a minute loses the rest",
    ],
  ])("with %j is found wanting", (policy, message) => {
    expect(ofPolicy(policy)).toContain(message);
  });

  it("for all together may be switched off", () => {
    expect(ofPolicy({ scope: "global", enabled: false })).toEqual([]);
  });
});

/** What the rules of the kind find in rules. */
function ofRules(entries: Readonly<Record<string, object>>): readonly string[] {
  const registry = defineRegistry(rateLimitRules, entries as Readonly<Record<string, RateLimitRule>>);
  return checkCompliance(registry).findings.map(({ rule, message }) => `${rule}: ${message}`);
}

describe("a rule", () => {
  const fine = { method: "GET", path: "/a", rateLimit: "apiRead" };

  it.each([
    [{ method: "get" }, /^method-is-known: method must be "GET", "POST", .* but is "get"$/],
    [{ path: "a" }, /^path-is-a-template: the path "a" must begin with "\/"$/],
    [{ path: "/a/" }, /^path-is-a-template: the path "\/a\/" must not end with "\/"$/],
    [{ path: "/a/*" }, /^path-is-a-template: the path "\/a\/\*" has a wildcard in the segment "\*"$/],
    [{ path: "/a//b" }, /^path-is-a-template: .* has an empty segment$/],
    [{ path: "/Users/{userId}" }, /^path-is-lower-case: the path "\/Users\/\{userId\}" has capitals$/],
    [{ rateLimit: "" }, /^policy-is-named: rateLimit must name a policy, but is ""$/],
  ])("with %j is found wanting", (change, message) => {
    expect(ofRules({ one: { ...fine, ...change } })).toContainEqual(expect.stringMatching(message));
  });

  it("may have capitals in the name of a parameter", () => {
    expect(ofRules({ one: { ...fine, path: "/users/{userId}" } })).toEqual([]);
  });

  it("must not be of the same requests as another one", () => {
    const found = ofRules({
      one: { ...fine, path: "/a/{x}" },
      other: { ...fine, path: "/a/{y}" },
      third: { ...fine, method: "POST", path: "/a/{y}" },
    });
    expect(found).toEqual(["one-rule-for-a-request: GET /a/{y} is what one limits"]);
  });
});

it("a policy that nothing refers to is found", () => {
  const some = defineRegistry(
    rateLimitRules,
    { getAccount: { method: "GET", path: "/accounts", rateLimit: "apiRead" } },
    { references: { rateLimit: policies } },
  );
  const messages = checkCompliance(some).findings.map(({ message }) => message);
  for (const id of ["authLogin", "providerSync", "global"])
    expect(messages).toContainEqual(expect.stringContaining(id));
});
