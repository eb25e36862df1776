import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { checkCompliance, defineRegistry, snapshot, type AnyRegistry } from "bailiwick/metadata";
import { projectRoot } from "../../gates/source-files.js";
import { samplePolicies, sampleRoutes } from "../../support/sample-routes.js";
import { typeErrors } from "../../support/type-check.js";

const path = "test/support/typed-routes.ts";
const source = readFileSync(`${projectRoot}/${path}`, "utf8");
const ids = ["registerUser", "listAccounts", "getAccount", "closeAccount", "receiveHook", "getOwn"];

/** Where the routes and their handlers stand in the file, by id. */
function membersOf(isWanted: (member: ts.PropertyAssignment) => boolean): Map<string, ts.PropertyAssignment> {
  const members = new Map<string, ts.PropertyAssignment>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ids.includes(node.name.getText()) && isWanted(node))
      members.set(node.name.getText(), node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  return members;
}

const routes = membersOf(({ initializer }) => ts.isObjectLiteralExpression(initializer));
const handlers = membersOf(({ initializer }) => ts.isArrowFunction(initializer));

/** The errors of the file without a member; lines stay as they are. */
function errorsWithout(member: ts.PropertyAssignment) {
  const gone = source.slice(member.getStart(), member.end + 1);
  const blank = gone.replaceAll(/[^\n]/g, " ");
  const text = source.slice(0, member.getStart()) + blank + source.slice(member.end + 1);
  return typeErrors({ [path]: text });
}

const lineAt = (node: ts.Node): number => source.slice(0, node.getStart()).split("\n").length;

describe("what is missing does not compile:", () => {
  test.each(ids)("the route %s, whose handler is for nobody then", (id) => {
    const errors = errorsWithout(routes.get(id)!);
    expect(errors).toContainEqual(
      expect.objectContaining({
        line: lineAt(handlers.get(id)!),
        code: 2353,
        message: expect.stringContaining(`'${id}' does not exist`) as string,
      }),
    );
  });

  test.each(ids)("the handler of %s", (id) => {
    const owner = handlers.get(id)!.parent.parent;
    expect(errorsWithout(handlers.get(id)!)).toEqual([
      expect.objectContaining({
        line: lineAt(owner),
        code: 2741,
        message: expect.stringContaining(`'${id}' is missing`) as string,
      }),
    ]);
  });
});

describe("what is missing is found by the compliance check:", () => {
  const handler = Object.fromEntries(sampleRoutes.ids.map((id) => [id, () => undefined]));
  const check = (registry: AnyRegistry, implementations: object) =>
    checkCompliance(registry, {
      implementations,
      baseline: snapshot(sampleRoutes),
    });

  test("nothing is while all is there", () => {
    expect(check(sampleRoutes, { handler }).ok).toBe(true);
  });

  test.each(sampleRoutes.ids)("the route %s, whose handler is for nobody then", (gone) => {
    const entries = sampleRoutes.entries().filter(({ id }) => id !== gone);
    const registry = (defineRegistry as (...parts: readonly unknown[]) => AnyRegistry)(
      sampleRoutes.kind,
      Object.fromEntries(entries.map(({ id, ...entry }) => [id, entry])),
      { references: { rateLimit: samplePolicies } },
    );
    const { ok, findings } = check(registry, { handler });
    expect(ok).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ rule: "implementations-needed", id: gone }));
    expect(findings).toContainEqual(expect.objectContaining({ rule: "baseline-unchanged", id: gone }));
  });

  test.each(sampleRoutes.ids)("the handler of %s", (gone) => {
    const { [gone]: _, ...others } = handler;
    expect(check(sampleRoutes, { handler: others }).findings).toContainEqual(
      expect.objectContaining({ rule: "implementations-complete", id: gone, slot: "handler" }),
    );
  });
});
