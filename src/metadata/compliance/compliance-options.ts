import {
  argumentInvalid,
  deepFreeze,
  optionInvalid,
  refuseUnknownOptions,
  systemClock,
} from "../../kernel/index.js";
import { isMetadataRegistry, requireRegistry, type AnyRegistry } from "../registry.js";
import type { Rule, RuleSubject } from "../rule.js";
import type { ComplianceOptions, MetadataSnapshot, Waiver } from "./compliance-report.js";
import type { CoreRule } from "./compliance-subject.js";
import { implementationRules } from "./implementation-rules.js";
import { referenceRules } from "./reference-rules.js";
import { registryRules } from "./registry-rules.js";
import { readSnapshot } from "./snapshot.js";
import { requireFields } from "./statistics.js";
import { checkWaivers } from "./waivers.js";

/** The rules that hold for every registry, in order. */
export const coreRules: readonly CoreRule[] = Object.freeze([
  ...registryRules,
  ...implementationRules,
  ...referenceRules,
]);

/** What a rule is, without what it does. */
export type RuleParts = Pick<Rule, "id" | "group" | "severity" | "scope" | "description">;

/** Rules about the check itself: what they find is found while the others are asked. */
export const checkRules = deepFreeze({
  answering: {
    id: "rules-answer",
    group: "consistency",
    severity: "error",
    scope: "registry",
    description: "every rule comes to an answer, at once",
  },
  looking: {
    id: "rules-look-at-something",
    group: "completeness",
    severity: "warning",
    scope: "registry",
    description: "every rule has something to look at",
  },
  excusing: {
    id: "waivers-needed",
    group: "orphans",
    severity: "error",
    scope: "registry",
    description: "every waiver excuses something",
  },
  lasting: {
    id: "waivers-current",
    group: "future-proofing",
    severity: "error",
    scope: "registry",
    description: "no waiver has run out",
  },
} as const satisfies Record<string, RuleParts>);

/** Options that were checked. */
export interface CheckedOptions {
  readonly implementations?: RuleSubject["implementations"];
  readonly waivers: readonly Waiver[];
  readonly baseline?: MetadataSnapshot;
  readonly rules: readonly Rule[];
  readonly referrers: readonly AnyRegistry[];
  readonly by?: readonly string[];
  readonly now: number;
}

const known = ["implementations", "waivers", "baseline", "rules", "referrers", "by", "now"];

/** Refuses a registry that is none, and options that say nothing. */
export function readOptions(registry: unknown, options: unknown, owner: string): CheckedOptions {
  requireRegistry(registry, owner);
  refuseUnknownOptions(options, known, owner);
  const {
    implementations,
    waivers,
    baseline,
    rules = [],
    referrers = [],
    by,
    now,
  } = options as Partial<ComplianceOptions>;
  if (implementations !== undefined && (typeof implementations !== "object" || implementations === null))
    throw optionInvalid(
      "implementations",
      owner,
      "an object with the implementations by slot",
      implementations,
    );
  if (!Array.isArray(rules) || !rules.every(isRule))
    throw optionInvalid("rules", owner, "an array of what eachEntry() and wholeRegistry() give", rules);
  refuseTwins([...registry.kind.rules, ...rules], owner);
  if (!Array.isArray(referrers) || !referrers.every(isMetadataRegistry))
    throw optionInvalid("referrers", owner, "an array of registries", referrers);
  requireFields(by, owner);
  if (now !== undefined && !Number.isFinite(now))
    throw optionInvalid("now", owner, "a number of milliseconds since 1970", now);
  return {
    waivers: checkWaivers(waivers, owner),
    rules,
    referrers,
    now: now ?? systemClock.now(),
    ...(implementations === undefined
      ? {}
      : { implementations: implementations as NonNullable<RuleSubject["implementations"]> }),
    ...(baseline === undefined ? {} : { baseline: readSnapshot(baseline) }),
    ...(by === undefined ? {} : { by }),
  };
}

function isRule(value: unknown): value is Rule {
  const { id, check } = (value ?? {}) as Partial<Rule>;
  return typeof id === "string" && typeof check === "function";
}

function refuseTwins(rules: readonly Rule[], owner: string): void {
  const seen = new Set(
    [...coreRules.map(({ rule }) => rule), ...Object.values(checkRules)].map(({ id }) => id),
  );
  for (const { id } of rules) {
    if (seen.has(id)) throw argumentInvalid("rules", owner, "rules with an id of their own each", id);
    seen.add(id);
  }
}
