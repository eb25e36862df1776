import type { AnyRegistry } from "../registry.js";
import { checkCompliance } from "./check-compliance.js";
import type { Compliance } from "./compliance-report.js";

/** What declares tests: `describe` and `test` of vitest, of `node:test` or of another runner alike. */
export interface ComplianceTestFunctions {
  readonly describe: (name: string, work: () => void) => unknown;
  readonly test: (name: string, work: () => void) => unknown;
}

/**
 * Declares a test for each entry and rule, one for each rule about all entries, and one for the proof of each rule.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function complianceTests<R extends AnyRegistry>(
  compliance: Compliance<R>,
  { describe, test }: ComplianceTestFunctions,
): void {
  describe(compliance.registry.name, () => {
    test("complies", () => {
      const report = checkCompliance<AnyRegistry>(compliance.registry, compliance.options as object);
      if (!report.ok) throw new Error(report.findings.map(({ message }) => message).join("\n"));
    });
  });
}
