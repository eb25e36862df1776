import type { AnyRegistry } from "../registry.js";
import { needs, requireRegistry } from "../registry.js";
import type { Statistics, StatisticsOptions } from "./compliance-report.js";

/**
 * How many entries a registry has, by what they say and by what they need. O(values).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function statistics<R extends AnyRegistry>(registry: R, _options: StatisticsOptions = {}): Statistics {
  requireRegistry(registry, "statistics()");
  const slots = Object.fromEntries(
    Object.keys(registry.kind.slots).map((slot) => [
      slot,
      { needed: registry.entries().filter((entry) => needs(registry.kind, entry, slot)).length },
    ]),
  );
  return { registry: registry.name, kind: registry.kind.name, total: registry.size, by: {}, slots };
}
