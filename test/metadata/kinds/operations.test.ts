import { describe, expect, test } from "vitest";
import { defineOperationKind, defineRegistry, type, type AnyRegistry } from "../../../src/metadata/index.js";
import { caught } from "../../support/caught.js";
import { found, ruleOf, subjectOf } from "../rules.js";
import { handlers, operationKind, operations } from "../sample-operations.js";

const implementations = { handler: handlers };
const command = { type: "command", category: "x", input: type("Input"), emits: ["e"], transaction: true };
const query = {
  type: "query",
  category: "x",
  input: type("Input"),
  result: type(),
  cache: "none",
  paginated: false,
};

/** Operations as nobody could write them in TypeScript. */
function operationsOf(entries: Readonly<Record<string, object>>, kind: object = operationKind): AnyRegistry {
  return defineRegistry(kind as typeof operationKind, entries as never);
}

describe("a kind of operations", () => {
  test("has one slot, which every entry needs", () => {
    expect(Object.keys(operationKind.slots)).toEqual(["handler"]);
    expect(operations.ids.every((id) => operations.needs(id, "handler"))).toBe(true);
  });

  test.each([
    [{ verbs: "frob" }, "The option verbs of defineOperationKind() must be a list of words"],
    [{ verbs: ["two words"] }, "must be a list of words"],
    [{ verb: [] }, '(did you mean "verbs"?)'],
  ])("is not made of %j", (parts, message) => {
    expect(caught(() => defineOperationKind<object>()(parts as never)).message).toContain(message);
  });
});

describe("the rules of operations", () => {
  test.each(operationKind.rules)("$id finds nothing in the sample", ({ id }) => {
    expect(found(operations, id, implementations)).toEqual([]);
  });

  test.each(operationKind.rules)("$id looks at something in the sample", ({ id }) => {
    expect(ruleOf(operations, id).check(subjectOf(operations, implementations)).subjects).toBeGreaterThan(0);
  });

  test.each(operationKind.rules)("$id finds the defect that it exists for", (rule) => {
    const broken = rule.breaks?.(subjectOf(operations, implementations) as never);
    expect(broken).toBeDefined();
    expect(rule.check(broken!).verdicts).not.toEqual([]);
  });

  test.each(operationKind.rules)("$id finds its defect where queries come first, too", (rule) => {
    const registry = operationsOf({ GetX: query, RunX: command });
    const broken = rule.breaks?.(subjectOf(registry, { handler: { RunX: () => undefined } }) as never);
    expect(rule.check(broken!).verdicts).not.toEqual([]);
  });

  test.each(operationKind.rules)("$id has nothing to break in a registry without entries", (rule) => {
    expect(rule.breaks?.(subjectOf(operationsOf({})) as never)).toBeUndefined();
    expect(found(operationsOf({}), rule.id)).toEqual([]);
  });

  test.each([
    ["operations-are-categorised", "RunX", { ...command, category: " " }, ["RunX: the category is blank"]],
    ["inputs-are-named", "RunX", { ...command, input: type() }, ["RunX: the type of the input has no name"]],
    [
      "operations-are-of-one-type",
      "RunX",
      { ...command, transaction: undefined, cache: "short" },
      ["RunX: a command says transaction", "RunX: a command does not say cache"],
    ],
    [
      "operations-are-of-one-type",
      "GetX",
      { ...query, result: undefined, emits: [] },
      ["GetX: a query says result", "GetX: a query does not say emits"],
    ],
    [
      "operations-are-of-one-type",
      "GetX",
      { ...query, type: "subscription" },
      ['GetX: the type is "subscription"; there are "command" and "query"'],
    ],
    [
      "names-are-given-once",
      "RunX",
      { ...command, emits: ["e", "f", "e"], dependencies: ["d", "d", "d"] },
      ['RunX: the event "e" is named twice', 'RunX: the dependency "d" is named twice'],
    ],
    [
      "commands-leave-a-trace",
      "RunX",
      { ...command, transaction: false, emits: [] },
      ["RunX: the command neither runs in a transaction nor emits nor gives anything"],
    ],
    ["commands-leave-a-trace", "RunX", { ...command, transaction: false, emits: [], result: type() }, []],
    ["commands-begin-with-a-verb", "registerUser", command, []],
    ["commands-begin-with-a-verb", "register_user", command, []],
    ["commands-begin-with-a-verb", "auth.RegisterUser", command, []],
    ["commands-begin-with-a-verb", "login", command, []],
    [
      "commands-begin-with-a-verb",
      "UserRegistration",
      command,
      ['UserRegistration: "UserRegistration" begins with "user", which is no verb that is known'],
    ],
    ["queries-begin-with-get-or-list", "list-users", query, []],
    ["queries-begin-with-get-or-list", "FetchUsers", query, ['FetchUsers: "FetchUsers" begins with "fetch"']],
    ["queries-begin-with-get-or-list", "Getaway", query, ['Getaway: "Getaway" begins with "getaway"']],
    [
      "paginated-queries-list",
      "GetUsers",
      { ...query, paginated: true },
      ['GetUsers: "GetUsers" gives pages'],
    ],
    ["lists-are-paginated", "ListUsers", query, ['ListUsers: "ListUsers" gives all at once']],
  ])("%s, of %s, finds what is wrong: %#", (rule, id, entry, findings) => {
    expect(found(operationsOf({ [id]: entry }), rule)).toEqual(findings);
  });

  test("verbs of one's own are known too", () => {
    const kind = defineOperationKind<object>()({ verbs: ["Frobnicate"] });
    expect(found(operationsOf({ FrobnicateUser: command }, kind), "commands-begin-with-a-verb")).toEqual([]);
  });

  test("a handler that serves two is found, and without handlers there is nothing to look at", () => {
    const registry = operationsOf({ RunA: command, RunB: command, RunC: command });
    const handler = () => () => undefined;
    expect(
      found(registry, "handlers-serve-one", {
        handler: { RunA: handler, RunB: () => handler, RunC: handler },
      }),
    ).toEqual(["RunC: RunC has the same handler as RunA"]);
    expect(ruleOf(registry, "handlers-serve-one").check(subjectOf(registry))).toMatchObject({
      subjects: 0,
      skipped: 3,
    });
  });
});
