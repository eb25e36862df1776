import { requireRegistry, type AnyRegistry } from "../registry.js";
import type { ComplianceOptions, Proof } from "./compliance-report.js";

/**
 * Puts the defect of each rule into the registry and sees whether the rule notices.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function proveRules<R extends AnyRegistry>(
  registry: R,
  _options: ComplianceOptions<NoInfer<R>> = {},
): readonly Proof[] {
  requireRegistry(registry, "proveRules()");
  return [];
}
