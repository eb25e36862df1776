import { hasBrand } from "../../kernel/index.js";
import { requireRegistry, type AnyRegistry } from "../registry.js";
import type { Compliance, ComplianceOptions } from "./compliance-report.js";

const brand = Symbol.for("bailiwick.compliance");

/**
 * A registry with what it is checked with, for a module to export: the command line and {@link complianceTests} take it
 * from there.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function defineCompliance<R extends AnyRegistry>(
  registry: R,
  options: ComplianceOptions<NoInfer<R>> = {},
): Compliance<R> {
  requireRegistry(registry, "defineCompliance()");
  const compliance = { registry, options: Object.freeze({ ...options }) };
  Object.defineProperty(compliance, brand, { value: true });
  return Object.freeze(compliance);
}

/** Whether a value was made by {@link defineCompliance}, also of a second copy of the package. */
export function isCompliance(value: unknown): value is Compliance {
  return hasBrand(value, brand);
}
