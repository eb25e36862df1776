import { describe, expect, test } from "vitest";
import { checkCompliance, proveRules, type AnyRegistry } from "../../../src/metadata/index.js";
import { flags, wiring } from "../sample-flags.js";
import { handlers, operations } from "../sample-operations.js";
import { factories, providers } from "../sample-providers.js";

const decider = wiring.get("export", "enabled");

describe.each<[string, AnyRegistry, object]>([
  ["providers", providers, { factory: factories }],
  ["operations", operations, { handler: handlers }],
  ["feature flags", flags, { enabled: { export: decider } }],
])("the sample of %s", (_of, registry, implementations) => {
  test("complies with every rule, and gives each something to look at", () => {
    const { ok, findings } = checkCompliance(registry, { implementations });
    expect(findings).toEqual([]);
    expect(ok).toBe(true);
  });

  test("has rules that all notice their defect", () => {
    const ids = new Set(registry.kind.rules.map(({ id }) => id));
    const proofs = proveRules(registry, { implementations }).filter(({ rule }) => ids.has(rule));
    expect(proofs).toHaveLength(ids.size);
    expect(proofs.filter(({ detected }) => !detected)).toEqual([]);
  });

  test.each([
    ["a missing implementation", {}],
    ["an implementation for nobody", { ...implementations, nobody: {} }],
  ])("does not comply with %s", (_what, wrong) => {
    expect(checkCompliance(registry, { implementations: wrong }).ok).toBe(false);
  });
});
