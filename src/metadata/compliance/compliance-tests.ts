import { argumentInvalid } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import { reportOf } from "./check-compliance.js";
import { readOptions } from "./compliance-options.js";
import type { CheckedRule, Compliance, Finding } from "./compliance-report.js";
import { isCompliance } from "./define-compliance.js";
import { proveRules } from "./prove-rules.js";

/** What declares tests: `describe` and `test` of vitest, of `node:test` or of another runner alike. */
export interface ComplianceTestFunctions {
  /** Declares a group of tests. */
  readonly describe: (name: string, work: () => void) => unknown;
  /** Declares a test. Where it has `skip`, proofs that do not apply to the registry are declared as left out. */
  readonly test: ((name: string, work: () => void) => unknown) & {
    /** Declares a test that is left out. */
    readonly skip?: (name: string, work: () => void) => unknown;
  };
}

/**
 * Declares a test for each entry and rule about entries, one for each other rule, and one for the proof of each rule. The
 * registry is checked once, when the tests are declared; findings of severity `warning` make no test fail.
 *
 * @example
 * ```text
 * import { describe, test } from "vitest";
 *
 * complianceTests(eventsCompliance, { describe, test });
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function complianceTests<R extends AnyRegistry>(
  compliance: Compliance<R>,
  functions: ComplianceTestFunctions,
): void {
  const owner = "complianceTests()";
  if (!isCompliance(compliance))
    throw argumentInvalid("compliance", owner, "what defineCompliance() gives", compliance);
  const { describe, test } = (functions ?? {}) as Partial<ComplianceTestFunctions>;
  if (typeof describe !== "function" || typeof test !== "function")
    throw argumentInvalid("functions", owner, "describe and test of the test runner", functions);
  const { registry, options } = compliance as Compliance;
  const { findings, checked } = reportOf(registry, readOptions(registry, options, owner));
  const errors = findings.filter(({ severity }) => severity === "error");
  describe(`${registry.name} complies`, () => {
    for (const rule of checked) {
      const ofRule = errors.filter((finding) => finding.rule === rule.rule);
      if (rule.scope === "entry") testEntries(rule, registry.ids, ofRule, functions);
      else test(`${rule.rule}: ${rule.description}`, () => failWith(ofRule));
    }
  });
  describe(`${registry.name} has rules that notice their defects`, () => {
    for (const { rule, outcome, reason } of proveRules(registry, options)) {
      const prove = () => {
        if (outcome !== "detected") throw new Error(`the rule ${rule} is not proven: ${reason}`);
      };
      if (outcome !== "inapplicable") test(rule, prove);
      else test.skip?.(`${rule}: ${reason}`, prove);
    }
  });
}

function testEntries(
  { rule, description }: CheckedRule,
  ids: readonly string[],
  findings: readonly Finding[],
  { describe, test }: ComplianceTestFunctions,
): void {
  describe(`${rule}: ${description}`, () => {
    const byId = new Map<string | undefined, Finding[]>(ids.map((id) => [id, []]));
    for (const finding of findings) {
      const ofEntry = byId.get(finding.id);
      if (ofEntry === undefined) byId.set(finding.id, [finding]);
      else ofEntry.push(finding);
    }
    for (const [id = "no entry", ofEntry] of byId) test(id, () => failWith(ofEntry));
  });
}

function failWith(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  throw new Error(
    findings.map(({ message, fix }) => (fix === undefined ? message : `${message} (${fix})`)).join("\n"),
  );
}
