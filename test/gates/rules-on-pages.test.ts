import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  checkCompliance,
  defineFeatureFlagKind,
  defineKind,
  defineOperationKind,
  defineProviderKind,
  defineRegistry,
  defineRouteKind,
  domainEvents,
  rateLimitPolicies,
  rateLimitRules,
  ruleGroups,
  slot,
  snapshot,
  validationRules,
  type Kind,
  type TypeFunction,
} from "../../src/metadata/index.js";
import { projectRoot } from "./source-files.js";

const kindsOfPages: Readonly<Record<string, readonly Kind[]>> = {
  "domain-events.md": [domainEvents],
  "feature-flags.md": [defineFeatureFlagKind()({ environments: ["production"] })],
  "operations.md": [defineOperationKind()()],
  "providers.md": [defineProviderKind<object, object>()({ capabilities: {} })],
  "rate-limits.md": [rateLimitPolicies, rateLimitRules],
  "routes.md": [defineRouteKind()],
  "validation-rules.md": [validationRules],
};

const rowOfRule = new RegExp(
  `^\\| \`([a-z\\d-]+)\`( \\(warning\\))? +\\| (${ruleGroups.join("|")}) +\\| \\S`,
  "gm",
);

/** The rules that a page lists, each with its group and severity. */
function rulesOnPage(page: string): readonly (readonly unknown[])[] {
  const text = readFileSync(join(projectRoot, "docs", page), "utf8");
  return [...text.matchAll(rowOfRule)].map(([, id, warning, group]) => [
    id,
    group,
    warning === undefined ? "error" : "warning",
  ]);
}

describe("the rules of a kind, in order, with group and severity,", () => {
  for (const [page, kinds] of Object.entries(kindsOfPages)) {
    test(`are listed in ${page}`, () => {
      const shipped = kinds.flatMap(({ rules }) => rules);
      expect(rulesOnPage(page)).toEqual(shipped.map(({ id, group, severity }) => [id, group, severity]));
    });
  }
});

interface Task extends TypeFunction {
  readonly out: () => void;
}

test("the page about compliance lists the rules of every registry", () => {
  const teams = defineRegistry(defineKind<object>()({ name: "teams", slots: {} }), { ops: {} });
  const kind = defineKind<{ readonly owner: string }>()({
    name: "tasks",
    slots: { run: slot<Task>()({ default: true }) },
  });
  const tasks = defineRegistry(
    kind,
    { clean: { owner: "ops" } },
    { covers: ["clean"], references: { owner: teams } },
  );
  const { checked } = checkCompliance(tasks, {
    implementations: { run: { clean: () => undefined } },
    baseline: snapshot(tasks),
  });
  expect(rulesOnPage("compliance.md")).toEqual(
    checked.map(({ rule, group, severity }) => [rule, group, severity]),
  );
});
