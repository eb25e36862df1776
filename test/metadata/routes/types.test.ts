import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { typeErrors } from "../../support/type-check.js";
import { mounted } from "../../support/typed-routes.js";

const source = readFileSync(`${projectRoot}/test/support/typed-routes.ts`, "utf8");

/** The errors of the file with one text in the place of another, and the line where it stands. */
function errorsWith(text: string, otherwise: string) {
  const [before, after, more] = source.split(text);
  if (before === undefined || after === undefined || more !== undefined)
    throw new Error(`${text} does not stand in the file once.`);
  const line = before.split("\n").length;
  return { line, errors: typeErrors({ "test/support/typed-routes.ts": before + otherwise + after }) };
}

describe("routes that are right", () => {
  it("compile, and are mounted", () => {
    expect(mounted).toHaveLength(6);
    expect(typeErrors({ "test/support/typed-routes.ts": source })).toEqual([]);
  });
});

describe("routes that are wrong do not compile, at the line to mend", () => {
  it.each<[string, string, string, number, string]>([
    [
      "a path parameter that is not in the path",
      "params.account_id)",
      "params.acount_id)",
      2551,
      "account_id",
    ],
    [
      "a user where nobody is authenticated",
      "registerUser: ({ body })",
      "registerUser: ({ body, user })",
      2339,
      "user",
    ],
    [
      "a query that the entry does not declare",
      "listAccounts: ({ query })",
      "listAccounts: ({ query, headers })",
      2339,
      "headers",
    ],
    ["a field that the body does not have", "body.email", "body.mail", 2551, "email"],
    ["a result of another type", "({ id: `${body.email}!` })", "({ id: 7 })", 2322, "number"],
    ["a status that the entry does not name", "fail(404)", "fail(409)", 2345, "404"],
    [
      "a body beside 204",
      "ok: { status: 204 }",
      "ok: { status: 204, body: type<string>() }",
      2322,
      "TypeToken",
    ],
    [
      "no body beside 200",
      "ok: { status: 200, body: type<Account[]>() }",
      "ok: { status: 200 }",
      2322,
      "body",
    ],
    ["a role that there is not", 'role: "admin"', 'role: "root"', 2322, "root"],
    [
      "a handler's own check without its reason",
      'level: "manual", rationale: "The sender signs"',
      'level: "manual"',
      2322,
      "rationale",
    ],
    ["no tags", 'tags: ["Hooks"]', "tags: []", 2322, "Source has 0 element(s)"],
    ["a method that there is not", 'method: "DELETE"', 'method: "REMOVE"', 2322, "REMOVE"],
    ["a path without its slash", 'path: "/hooks"', 'path: "hooks"', 2322, "hooks"],
    ["a policy that there is not", 'rateLimit: "register"', 'rateLimit: "registr"', 2322, "NoSuchId"],
    ["a misspelt field", 'resource: "hooks"', 'resource: "hooks", descripton: "x"', 2322, "NoSuchField"],
    [
      "a misspelt field within",
      'auth: { level: "public" }',
      'auth: { level: "public", roll: 1 }',
      2322,
      'NoSuchField<"level" | "role" | "rationale">',
    ],
    [
      "a status of no error",
      '404: "There is none"',
      '404: "There is none", 299: "Odd"',
      2322,
      "NoSuchField<RouteErrorStatus>",
    ],
    ["mounting without authentication", "authenticate: (call)", "authenticat: (call)", 2561, "authenticate"],
    [
      "mounting without authorisation",
      "authorize: (user, role)",
      "authorise: (user, role)",
      2561,
      "authorize",
    ],
    ["another user", '({ name: call.entry === undefined ? "" : "x" })', "({ nam: 1 })", 2322, "User"],
    ["a limiter without subjects", "subjectOf: ({ user })", "subjectsOf: ({ user })", 2561, "subjectOf"],
  ])("%s", (_, text, otherwise, code, says) => {
    const { line, errors } = errorsWith(text, otherwise);
    // Where an entry is not of its kind, what follows from all entries is not known either, and there are more errors.
    const there = errors.filter((error) => error.line === line).map((error) => [error.code, error.message]);
    expect(there).toContainEqual([code, expect.stringContaining(says)]);
  });

  it("a type of parameters that the path does not have, where they are used", () => {
    const token = "type<{ account_id: string }, { account_id: string }>()";
    const { errors } = errorsWith(token, "type<{ accountId: string }>()");
    expect(errors).toMatchObject([
      { code: 2339, message: expect.stringContaining("'NoSuchPathParameter<\"accountId\">'") },
    ]);
    const handler = source.split("\n").findIndex((text) => text.includes("getOwn: (request)"));
    expect(errors[0]?.line).toBe(handler + 1);
  });
});
