import { hasBrand } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import { readOptions } from "./compliance-options.js";
import type { Compliance, ComplianceOptions } from "./compliance-report.js";

const brand = Symbol.for("bailiwick.compliance");

/**
 * A registry with what it is checked with, for a module to export: the command line and `complianceTests` take it from
 * there. The options are copied and frozen, but for the implementations.
 *
 * @throws BailiwickError `OPTION_INVALID`, `METADATA_SNAPSHOT_INVALID`
 */
export function defineCompliance<R extends AnyRegistry>(
  registry: R,
  options: ComplianceOptions<NoInfer<R>> = {},
): Compliance<R> {
  const { rules, referrers, waivers, by, baseline } = readOptions(registry, options, "defineCompliance()");
  const copied = {
    ...options,
    ...(options.rules === undefined ? {} : { rules: Object.freeze([...rules]) }),
    ...(options.referrers === undefined ? {} : { referrers: Object.freeze([...referrers]) }),
    ...(options.waivers === undefined ? {} : { waivers: waivers as NonNullable<typeof options.waivers> }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(by === undefined ? {} : { by: Object.freeze([...by]) }),
  };
  const compliance = { registry, options: Object.freeze(copied) };
  Object.defineProperty(compliance, brand, { value: true });
  return Object.freeze(compliance);
}

/** Whether a value was made by {@link defineCompliance}, also of a second copy of the package. */
export function isCompliance(value: unknown): value is Compliance {
  return hasBrand(value, brand);
}
