import {
  argumentInvalid,
  BailiwickError,
  describe,
  identifierFault,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  systemClock,
  type Clock,
} from "../../kernel/index.js";
import { defineRegistry } from "../define-registry.js";
import type { CheckedEntries, Entry } from "../entries.js";
import { defineKind, extendKind, slot } from "../kind.js";
import type { Registry } from "../registry.js";
import type { Rule } from "../rule.js";
import { flagRules } from "./feature-flag-rules.js";
import {
  dependencyCycle,
  isFlagKind,
  type AnyFeatureFlagKind,
  type FeatureFlagKind,
  type FeatureFlagMetadata,
  type FlagDeciderSlot,
} from "../runtime/feature-flag-metadata.js";

/** What a kind of feature flags is made of. */
export interface FeatureFlagKindParts<Environment extends string> {
  /** All environments that there are. */
  readonly environments: readonly [Environment, ...Environment[]];
  /** After how many days a flag that is on for all is to be removed; by default 30. */
  readonly staleAfterDays?: number;
  /** Where rules take the day from that it is. By default the machine's. */
  readonly clock?: Clock;
}

/**
 * A kind whose entries are feature flags. The type says what implementations of `enabled` may look at, which a flag has if its
 * entry says `requires: { enabled: true }`.
 *
 * @example
 * ```ts
 * import { defineFeatureFlagKind, defineFeatureFlags, evaluateFlag, wire } from "bailiwick/metadata";
 *
 * const kind = defineFeatureFlagKind<{ plan: "free" | "paid" }>()({ environments: ["staging", "production"] });
 * const flags = defineFeatureFlags(kind, {
 *   export: {
 *     description: "Downloads as a spreadsheet.",
 *     owner: "reports",
 *     environments: ["staging", "production"],
 *     rollout: 0,
 *     permanent: "It is part of the paid plan.",
 *     requires: { enabled: true },
 *   },
 * });
 * const wiring = wire(flags, { enabled: { export: ({ attributes }) => attributes?.plan === "paid" } });
 * const subject = { environment: "production", attributes: { plan: "paid" } } as const;
 * console.log(evaluateFlag(wiring, "export", subject).explanation); // => export is on: its implementation says so.
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function defineFeatureFlagKind<Attributes extends object = object>() {
  return <const Environment extends string>(
    parts: FeatureFlagKindParts<Environment>,
  ): FeatureFlagKind<Environment, Attributes> => {
    refuseUnknownOptions(parts, ["environments", "staleAfterDays", "clock"], "defineFeatureFlagKind()");
    const { environments, staleAfterDays = 30, clock = systemClock } = parts;
    requireClock(clock, "defineFeatureFlagKind()");
    if (!Number.isFinite(staleAfterDays) || staleAfterDays < 0)
      throw optionInvalid("staleAfterDays", "defineFeatureFlagKind()", "a number of days", staleAfterDays);
    if (!isListOfNames(environments))
      throw optionInvalid(
        "environments",
        "defineFeatureFlagKind()",
        "a list of different names",
        environments,
      );
    const kind = defineKind<FeatureFlagMetadata<Environment>>()({
      name: "feature-flags",
      description: "Switches that are on for some, in some environments, for a time.",
      slots: {
        enabled: slot<FlagDeciderSlot<Environment, Attributes>>()({
          default: false,
          description: "Decides what the rollout cannot.",
        }),
      },
      // To the rules one environment is like another; which of them the types allow is no matter to them.
      rules: flagRules({ environments, staleAfterDays, clock }) as unknown as readonly Rule<
        FeatureFlagMetadata<Environment>
      >[],
    });
    return extendKind(kind, { environments: [...environments] });
  };
}

function isListOfNames(names: unknown): boolean {
  return (
    Array.isArray(names) &&
    names.length > 0 &&
    new Set(names).size === names.length &&
    names.every((name) => identifierFault(name) === undefined)
  );
}

/** What flags refer to: each other. */
interface OnEachOther {
  readonly dependsOn: "self";
}

/**
 * Defines a registry of feature flags. Beside what `defineRegistry` refuses, a flag that depends on one that is not there does not
 * compile, and one that depends on itself, be it through others, is an error. O(values).
 *
 * @throws BailiwickError `METADATA_REGISTRY_INVALID`, `OPTION_INVALID`
 */
export function defineFeatureFlags<
  const K extends AnyFeatureFlagKind,
  const E extends Readonly<Record<string, Entry<K>>>,
>(
  kind: K,
  entries: E & CheckedEntries<K, E, OnEachOther>,
  options: { readonly name?: string } = {},
): Registry<K, E> {
  if (!isFlagKind(kind))
    throw argumentInvalid("kind", "defineFeatureFlags()", "a kind made by defineFeatureFlagKind()", kind);
  refuseUnknownOptions(options, ["name"], "defineFeatureFlags()");
  // The types of the entries were checked above; what they say at run time defineRegistry() looks at.
  const references: object = { dependsOn: "self" } satisfies OnEachOther;
  const registry = defineRegistry(kind, entries as never, { ...options, references }) as unknown as Registry<
    K,
    E
  >;
  const cycle = dependencyCycle(registry.entries());
  if (cycle === undefined) return registry;
  throw new BailiwickError("METADATA_REGISTRY_INVALID", {
    message: `The registry ${describe(registry.name)} cannot be defined: its flags depend on each other in a circle, ${cycle.join(" → ")}.`,
    hint: "take one of these dependencies out.",
    details: { registry: registry.name, cycle },
  });
}
