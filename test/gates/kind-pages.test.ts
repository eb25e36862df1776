import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  defineFeatureFlagKind,
  defineOperationKind,
  defineProviderKind,
  defineRouteKind,
  domainEvents,
  rateLimitPolicies,
  rateLimitRules,
  ruleGroups,
  validationRules,
  type Kind,
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

describe("the page of a kind lists its rules, in order, with group and severity", () => {
  for (const [page, kinds] of Object.entries(kindsOfPages)) {
    test(page, () => {
      const text = readFileSync(join(projectRoot, "docs", page), "utf8");
      const rows = text.matchAll(rowOfRule);
      const listed = [...rows].map(([, id, warning, group]) => [id, group, warning ? "warning" : "error"]);
      const shipped = kinds.flatMap(({ rules }) =>
        rules.map(({ id, group, severity }) => [id, group, severity]),
      );
      expect(listed).toEqual(shipped);
    });
  }
});
