import { describe, expect, it } from "vitest";
import {
  checkCompliance,
  proveRules,
  schema,
  type,
  type RouteMetadata,
  type Rule,
  type RuleEntry,
  type RuleSubject,
} from "bailiwick/metadata";
import * as v from "valibot";
import { samplePolicies, sampleRoutes } from "../../support/sample-routes.js";

type Subject = RuleSubject<RouteMetadata>;
type Route = RuleEntry<RouteMetadata>;

const { rules, slots } = sampleRoutes.kind;
const healthy: Subject = {
  registry: sampleRoutes.name,
  slots,
  entries: sampleRoutes.entries() as readonly unknown[] as readonly Route[],
  references: sampleRoutes.references(),
};

function ruleOf(id: string): Rule<RouteMetadata> {
  const rule = rules.find((known) => known.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return rule;
}

/** What a rule says of the sample with one entry otherwise. */
function verdicts(rule: string, id: string, change: object, subject = healthy): readonly string[] {
  const entries = subject.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
  expect(subject.entries.map((entry) => entry.id)).toContain(id);
  return ruleOf(rule)
    .check({ ...subject, entries })
    .verdicts.map(({ message }) => message);
}

describe.each(rules.map((rule) => [rule.id, rule as Rule<RouteMetadata>] as const))(
  "the rule %s",
  (_, rule) => {
    it("finds nothing in routes that are in order, and has looked", () => {
      const { subjects, verdicts: found } = rule.check(healthy);
      expect(found).toEqual([]);
      expect(subjects).toBeGreaterThan(0);
    });

    it("notices its defect", () => {
      const broken = rule.breaks?.(healthy);
      expect(broken).toBeDefined();
      expect(rule.check(broken!).verdicts.length).toBeGreaterThan(0);
    });

    it("has nothing to break where there is no route", () => {
      expect(rule.breaks?.({ ...healthy, entries: [] })).toBeUndefined();
    });
  },
);

it("has rules in the groups that say something of routes", () => {
  expect(new Set(rules.map(({ group }) => group))).toEqual(
    new Set(["completeness", "consistency", "orphans", "patterns", "future-proofing"]),
  );
});

describe("what rules say", () => {
  const raw = schema(v.object({ account_id: v.string() }), {
    jsonSchema: { type: "object", properties: { accountId: {} } },
  });

  it.each<[string, string, object, string[]]>([
    [
      "route-path",
      "getAccount",
      { path: "/a/{b" },
      ['The path "/a/{b" has the segment "{b", but a parameter in braces takes a whole segment'],
    ],
    [
      "route-method",
      "getAccount",
      { method: "get" },
      ['The method "get" is none of "GET", "POST", "PUT", "PATCH" and "DELETE"'],
    ],
    [
      "route-described",
      "getAccount",
      { resource: "", tags: [] },
      ['The resource is ""', "The tags are not given"],
    ],
    ["route-described", "getAccount", { tags: "Users" }, ["The tags are not given"]],
    ["route-described", "getAccount", { tags: ["Users", " "] }, ["The tags are not given"]],
    [
      "route-answer",
      "getAccount",
      { ok: { status: 200 } },
      ["The status is 200, but the type of the body is missing"],
    ],
    ["route-answer", "getAccount", { ok: undefined }, ["The status undefined is no success"]],
    [
      "route-answer",
      "closeAccount",
      { ok: { status: 204, body: type() } },
      ["The status is 204, but there is the type of a body"],
    ],
    [
      "route-inputs-checked",
      "registerUser",
      { body: type(), query: type() },
      ["The type of query is known to the compiler alone", "The type of body is known to the compiler alone"],
    ],
    ["route-rate-limited", "getAccount", { rateLimit: " " }, ["No policy limits the rate"]],
    ["route-rate-limited", "getAccount", { rateLimit: "raed" }, ['policies has no policy "raed"']],
    ["route-auth", "closeAccount", { auth: { level: "role", role: "" } }, ["The role has no name"]],
    [
      "route-auth",
      "receiveHook",
      { auth: { level: "manual", rationale: "because" } },
      ['The handler checks who calls it, and the reason is "because"'],
    ],
    [
      "route-auth",
      "getAccount",
      { auth: { level: "admin" } },
      ['Nothing of the levels "public", "authenticated", "role" and "manual" is said, but "admin"'],
    ],
    [
      "route-auth",
      "getAccount",
      { auth: undefined },
      ['Nothing of the levels "public", "authenticated", "role" and "manual" is said, but undefined'],
    ],
    [
      "route-errors",
      "getAccount",
      { errors: { 401: "Who?", 404: " ", 418: "Tea", 403: "Not yours" } },
      [
        "The error 401 follows from the policies of the route; leave it out",
        "The error 404 is not described",
        "418 is no status of an error that a handler answers with",
      ],
    ],
    [
      "route-body-method",
      "closeAccount",
      { body: type() },
      ["The route takes a body, but its method is DELETE"],
    ],
    ["route-created", "getAccount", { ok: { status: 201 } }, ["The status is 201, but the method is GET"]],
    [
      "route-params",
      "getAccount",
      { params: raw },
      [
        "The parameter account_id of the path has no type",
        "The path has no parameter accountId, which has a type",
      ],
    ],
    [
      "route-path-style",
      "getAccount",
      { path: "/Accounts/{account_id}/own_things" },
      [
        '"Accounts" in the path is not in lower case with hyphens',
        '"own_things" in the path is not in lower case with hyphens',
      ],
    ],
    [
      "route-resource",
      "closeAccount",
      { resource: "users" },
      ['closeAccount is about "users", but getAccount of the same path is about "accounts"'],
    ],
    [
      "route-summaries",
      "closeAccount",
      { summary: "get an account " },
      ["closeAccount has the same summary as getAccount"],
    ],
    [
      "route-shadowing",
      "listAccounts",
      { path: "/accounts/{id}" },
      ["listAccounts matches the same requests as getAccount, which answers them"],
    ],
    [
      "route-shadowing",
      "listAccounts",
      { path: "/{thing}/mine" },
      ["listAccounts and getAccount match some of the same requests, and neither is the more specific one"],
    ],
    [
      "route-parameter-style",
      "closeAccount",
      { path: "/accounts/{accountId}" },
      [
        "The parameter accountId of closeAccount is written with capitals, but account_id of getAccount with underscores",
      ],
    ],
    [
      "route-replacement",
      "receiveHook",
      { deprecated: {} },
      ["The route is deprecated, but nothing replaces it"],
    ],
    [
      "route-replacement",
      "receiveHook",
      { deprecated: { replacement: "receiveHook" } },
      ["The route is deprecated in favour of itself"],
    ],
    [
      "route-replacement",
      "receiveHook",
      { deprecated: { replacement: "nothing" } },
      ['The route is replaced by "nothing", which does not exist'],
    ],
    [
      "route-replacement",
      "registerUser",
      { deprecated: { replacement: "getAccount" } },
      ["The route is replaced by registerUser, which is deprecated too"],
    ],
  ])("%s: %s with %j", (rule, id, change, expected) => {
    expect(verdicts(rule, id, change)).toEqual(expected);
  });

  it("a policy that nobody defines is one too", () => {
    const found = verdicts(
      "route-rate-limited",
      "getAccount",
      { summary: "x" },
      { ...healthy, references: {} },
    );
    expect(found).toHaveLength(sampleRoutes.size);
    expect(found[0]).toBe('Nobody says what the policy "register" is');
    expect(samplePolicies.has("register")).toBe(true);
  });

  it("a path that cannot be read is left to the rule about paths", () => {
    const broken = { path: "/{" };
    for (const rule of rules.filter(({ id }) => id !== "route-path"))
      expect(verdicts(rule.id, "getAccount", broken), rule.id).toEqual([]);
    expect(
      ruleOf("route-params").check({
        ...healthy,
        entries: healthy.entries.map((entry) => ({ ...entry, path: "/{" }) as unknown as Route),
      }).skipped,
    ).toBeGreaterThan(0);
  });
});

describe("the compliance check", () => {
  it("finds the sample in order", () => {
    const { ok, findings } = checkCompliance(sampleRoutes);
    expect(ok, JSON.stringify(findings)).toBe(true);
  });

  it("proves every rule of routes", () => {
    const ofRoutes = new Set(rules.map(({ id }) => id));
    const proofs = proveRules(sampleRoutes).filter(({ rule }) => ofRoutes.has(rule));
    expect(proofs).toHaveLength(rules.length);
    expect(proofs.filter(({ detected }) => !detected)).toEqual([]);
  });
});
