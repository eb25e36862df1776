import { describe, didYouMean, quoteList, type Clock } from "../../kernel/index.js";
import { eachEntry, wholeRegistry, type Rule } from "../rule.js";
import { dependencyCycle, isDay, type FeatureFlagMetadata } from "../runtime/feature-flag-metadata.js";

/** What the rules of feature flags are held against. */
export interface FlagRuleParts {
  readonly environments: readonly string[];
  readonly staleAfterDays: number;
  readonly clock: Clock;
}

type FlagRule = Rule<FeatureFlagMetadata>;

const dayInMilliseconds = 86_400_000;
const longPast = "1970-01-01";

/** The rules that every registry of feature flags keeps. */
export function flagRules(parts: FlagRuleParts): readonly FlagRule[] {
  return [
    ...rulesOfWords,
    ...rulesOfEnvironments(parts),
    ...rulesOfRollout,
    ...rulesOfAge(parts),
    ...rulesOfDependencies,
  ];
}

const rulesOfWords: readonly FlagRule[] = [
  eachEntry<FeatureFlagMetadata>("flags-are-described", "completeness", {
    description: "every flag has a description and an owner",
    check: ({ description, owner }) => [
      ...(isBlank(description) ? ["the description is blank"] : []),
      ...(isBlank(owner) ? ["the owner is blank"] : []),
    ],
    breaks: (entry) => ({ ...entry, owner: "" }),
  }),
  eachEntry<FeatureFlagMetadata>("flag-ids-are-alike", "patterns", {
    description: "ids are lower-case letters and digits, in words joined by -, _ or a dot",
    check: ({ id }) => /^[a-z][a-z\d]*(?:[-_.][a-z\d]+)*$/.test(id) || `${describe(id)} is written otherwise`,
    breaks: (entry) => ({ ...entry, id: `${entry.id}-X` }),
  }),
];

function rulesOfEnvironments({ environments: known }: FlagRuleParts): readonly FlagRule[] {
  return [
    eachEntry<FeatureFlagMetadata>("environments-are-known", "consistency", {
      description: "every flag is for an environment, and the kind knows each of them",
      check: ({ environments }) => [
        ...(environments.length === 0 ? ["it is for no environment"] : []),
        ...environments
          .filter((name) => !known.includes(name))
          .map(
            (name) =>
              `the environment ${describe(name)} is not known${didYouMean(name, known)}; there are ${quoteList(known)}`,
          ),
        ...(new Set(environments).size < environments.length ? ["an environment is named twice"] : []),
      ],
      breaks: (entry) => ({ ...entry, environments: [] }),
    }),
    wholeRegistry<FeatureFlagMetadata>("environments-are-used", "orphans", {
      description: "every environment that the kind knows is one of some flag",
      severity: "warning",
      check: ({ entries }) => {
        const used = new Set(entries.flatMap(({ environments }) => environments));
        const verdicts = known
          .filter((name) => !used.has(name))
          .map((name) => ({ message: `no flag is for the environment ${describe(name)}` }));
        return { subjects: known.length, skipped: 0, verdicts };
      },
      breaks: (subject) => {
        const [first] = subject.entries.flatMap(({ environments }) => environments);
        if (first === undefined) return undefined;
        const entries = subject.entries.map((entry) => ({
          ...entry,
          environments: entry.environments.filter((name) => name !== first),
        }));
        return { ...subject, entries };
      },
    }),
  ];
}

const rulesOfRollout: readonly FlagRule[] = [
  eachEntry<FeatureFlagMetadata>("rollouts-are-percentages", "consistency", {
    description: "every rollout is a number from 0 to 100",
    check: ({ rollout }) => isPercentage(rollout) || `the rollout is ${describe(rollout)}`,
    breaks: (entry) => ({ ...entry, rollout: 101 }),
  }),
  eachEntry<FeatureFlagMetadata>("variants-share-all", "consistency", {
    description: "where a flag has variants, there are two at least, and their percentages come to 100",
    check: ({ variants }) => {
      if (variants === undefined) return "skip";
      const weights = Object.values(variants);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return [
        ...(weights.length < 2
          ? [`there is ${weights.length === 0 ? "no variant" : "one variant only"}`]
          : []),
        ...Object.entries(variants)
          .filter(([, weight]) => !isPercentage(weight))
          .map(([name, weight]) => `the variant ${describe(name)} has ${describe(weight)} percent`),
        ...(Math.abs(total - 100) > 1e-9 ? [`the percentages of the variants come to ${total}`] : []),
      ];
    },
    breaks: (entry) => ({ ...entry, variants: { a: 50, b: 51 } }),
  }),
];

function rulesOfAge({ environments, staleAfterDays, clock }: FlagRuleParts): readonly FlagRule[] {
  const isForAll = (entry: FeatureFlagMetadata) =>
    entry.rollout >= 100 &&
    entry.killed !== true &&
    entry.variants === undefined &&
    environments.every((name) => entry.environments.includes(name));
  const full = (entry: FeatureFlagMetadata) => {
    const { variants: _variants, killed: _killed, permanent: _permanent, ...rest } = entry;
    return { ...rest, rollout: 100, environments, expires: "9999-12-31" };
  };
  return [
    eachEntry<FeatureFlagMetadata>("flags-have-an-end", "future-proofing", {
      description: "every flag has a last day, or a reason to stay; days are days that there are",
      check: ({ expires, permanent, since }) => [
        ...(expires === undefined && isBlank(permanent)
          ? ["it has neither a last day nor a reason to stay"]
          : []),
        ...(expires !== undefined && permanent !== undefined
          ? ["it has a last day, and a reason to stay"]
          : []),
        ...[expires, since]
          .filter((day) => day !== undefined && !isDay(day))
          .map((day) => `${describe(day)} is no day as YYYY-MM-DD`),
      ],
      breaks: (entry) => {
        const { expires: _expires, permanent: _permanent, ...rest } = entry;
        return rest;
      },
    }),
    eachEntry<FeatureFlagMetadata>("flags-have-not-expired", "future-proofing", {
      description: "no flag has outlived its last day",
      fix: "remove the flag and the code that it no longer switches, or say why it stays",
      check: ({ expires }) => {
        if (expires === undefined || !isDay(expires)) return "skip";
        return expires >= today(clock) || `its last day was ${expires}`;
      },
      breaks: (entry) => ({ ...entry, expires: longPast }),
    }),
    eachEntry<FeatureFlagMetadata>("flags-that-are-on-for-all-go", "future-proofing", {
      description: `no flag is on for all, everywhere, for more than ${staleAfterDays} days`,
      severity: "warning",
      fix: "remove the flag and the code that it switched off",
      check: (entry) => {
        if (!isForAll(entry) || entry.permanent !== undefined) return "skip";
        const { since } = entry;
        if (since === undefined || !isDay(since))
          return "it is on for all, everywhere, and does not say since when";
        const days = Math.floor((clock.now() - Date.parse(since)) / dayInMilliseconds);
        return days <= staleAfterDays || `it has been on for all, everywhere, for ${days} days`;
      },
      breaks: (entry) => ({ ...full(entry), since: longPast }),
    }),
  ];
}

const rulesOfDependencies: readonly FlagRule[] = [
  wholeRegistry<FeatureFlagMetadata>("dependencies-exist", "consistency", {
    description: "every flag that another depends on is there",
    check: ({ entries }) => {
      const ids = new Set(entries.map(({ id }) => id));
      return entries.flatMap(({ id, dependsOn = [] }) =>
        dependsOn
          .filter((other) => !ids.has(other))
          .map((other) => ({
            id,
            message: `${id} depends on ${describe(other)}, which is no flag${didYouMean(other, ids)}`,
          })),
      );
    },
    breaks: (subject) => {
      const [first, ...rest] = subject.entries;
      if (first === undefined) return undefined;
      return { ...subject, entries: [{ ...first, dependsOn: [`${first.id}-that-is-gone`] }, ...rest] };
    },
  }),
  wholeRegistry<FeatureFlagMetadata>("dependencies-make-no-circle", "consistency", {
    description: "no flag depends on itself, be it through others",
    check: ({ entries }) => {
      const cycle = dependencyCycle(entries);
      if (cycle === undefined) return [];
      return [{ id: cycle[0]!, message: `flags depend on each other in a circle: ${cycle.join(" → ")}` }];
    },
    breaks: (subject) => {
      const [first, ...rest] = subject.entries;
      if (first === undefined) return undefined;
      return { ...subject, entries: [{ ...first, dependsOn: [first.id] }, ...rest] };
    },
  }),
  wholeRegistry<FeatureFlagMetadata>("dependencies-are-where-they-are-needed", "consistency", {
    description: "what a flag depends on is for all of the flag's environments",
    check: ({ entries }) => {
      const byId = new Map(entries.map((entry) => [entry.id, entry]));
      return entries.flatMap(({ id, environments, dependsOn = [] }) =>
        dependsOn.flatMap((other) => {
          const there = byId.get(other)?.environments ?? environments;
          const lacking = environments.filter((name) => !there.includes(name));
          if (lacking.length === 0) return [];
          return [
            { id, message: `${id} cannot be on in ${quoteList(lacking)}, because ${other} is not for it` },
          ];
        }),
      );
    },
    breaks: (subject) => {
      const [first, ...rest] = subject.entries;
      if (first === undefined) return undefined;
      const nowhere = { ...first, id: `${first.id}.elsewhere`, environments: [] };
      const environments = ["anywhere"];
      return {
        ...subject,
        entries: [{ ...first, environments, dependsOn: [nowhere.id] }, nowhere, ...rest],
      };
    },
  }),
];

function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}

function isPercentage(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 100;
}

function today(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
