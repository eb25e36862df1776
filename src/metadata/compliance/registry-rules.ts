import { counted, describe, quoteList } from "../../kernel/index.js";
import { needs } from "../registry.js";
import { wholeRegistry, type RuleOutcome, type Verdict } from "../rule.js";
import { bindingsOf, withEntryLike, type ComplianceSubject, type CoreRule } from "./compliance-subject.js";
import { diff, snapshotOf, type Described } from "./snapshot.js";

const always = () => true;

const notEmpty = wholeRegistry("registry-not-empty", "completeness", {
  description: "a registry has entries",
  check: ({ registry, entries }: ComplianceSubject): RuleOutcome => ({
    subjects: 1,
    skipped: 0,
    verdicts: entries.length > 0 ? [] : [{ message: `the registry ${describe(registry)} has no entries` }],
  }),
  breaks: (subject: ComplianceSubject) =>
    subject.entries.length === 0 ? undefined : { ...subject, entries: [] },
});

const idsApart = wholeRegistry("ids-tell-apart", "future-proofing", {
  description:
    "ids differ in more than case and separators, so that files and methods can be named after them",
  check: ({ entries }: ComplianceSubject): readonly Verdict[] => {
    const seen = new Map<string, string>();
    return entries.flatMap(({ id }) => {
      const letters = id.toLowerCase().replaceAll(/[._-]/g, "");
      const twin = seen.get(letters);
      if (twin === undefined) seen.set(letters, id);
      return twin === undefined
        ? []
        : [{ id, message: `${id} and ${twin} differ in nothing but case and separators` }];
    });
  },
  breaks: (subject: ComplianceSubject) => withEntryLike(subject, (id) => `${id}_`),
});

const word = String.raw`[\p{Lo}\p{M}\p{N}`;
const styles: Readonly<Record<string, RegExp>> = {
  camelCase: new RegExp(String.raw`^[\p{Ll}\p{Lo}]${word}\p{L}]*$`, "u"),
  snake_case: new RegExp(String.raw`^${word}\p{Ll}]+(?:_${word}\p{Ll}]+)*$`, "u"),
  "kebab-case": new RegExp(String.raw`^${word}\p{Ll}]+(?:-${word}\p{Ll}]+)*$`, "u"),
  PascalCase: new RegExp(String.raw`^[\p{Lu}\p{Lo}]${word}\p{L}]*$`, "u"),
  UPPER_SNAKE_CASE: new RegExp(String.raw`^${word}\p{Lu}]+(?:_${word}\p{Lu}]+)*$`, "u"),
};

const oneStyle = wholeRegistry("ids-in-one-style", "patterns", {
  description: "all ids are in one style, each part between dots for itself",
  severity: "warning",
  check: ({ entries }: ComplianceSubject): readonly Verdict[] => {
    const ids = entries.map(({ id }) => id);
    const inStyle = (style: RegExp) => ids.filter((id) => id.split(".").every((part) => style.test(part)));
    const [best, ...rivals] = Object.entries(styles)
      .map(([name, style]) => ({ name, fitting: new Set(inStyle(style)) }))
      .toSorted((a, b) => b.fitting.size - a.fitting.size);
    const { name, fitting } = best!;
    const others = ids.filter((id) => !fitting.has(id));
    const isAsCommon = rivals.some(
      (rival) => rival.fitting.size === fitting.size && others.some((id) => rival.fitting.has(id)),
    );
    // Of two styles that are as common, neither is the one to mend.
    if (isAsCommon || others.length * 2 > ids.length)
      return [
        {
          message: `the ids are in no common style: ${fitting.size} of ${counted(ids.length, "id")} in ${name}, but not ${quoteList(others)}`,
        },
      ];
    return others.map((id) => ({
      id,
      message: `${id} is not in ${name}, as ${fitting.size} of ${counted(ids.length, "id")} are`,
    }));
  },
  breaks: (subject: ComplianceSubject) => withEntryLike(subject, (id) => `${id}_Odd-one`),
});

const slotsNeeded = wholeRegistry("slots-needed", "statistics", {
  description: "some entry needs each slot",
  severity: "warning",
  check: ({ slots, entries, source }: ComplianceSubject): RuleOutcome => ({
    subjects: Object.keys(slots).length,
    skipped: 0,
    verdicts: Object.keys(slots)
      .filter((slot) => !entries.some((entry) => needs(source.kind, entry, slot)))
      .map((slot) => ({ slot, message: `no entry needs the slot ${slot}`, fix: "remove the slot" })),
  }),
  breaks: (subject: ComplianceSubject) => {
    const needed = Object.keys(subject.slots).find((slot) =>
      subject.entries.some((entry) => needs(subject.source.kind, entry, slot)),
    );
    if (needed === undefined) return undefined;
    const entries = subject.entries.map((entry) => ({
      ...entry,
      requires: { ...entry.requires, [needed]: false },
    }));
    return { ...subject, entries };
  },
});

const countsAddUp = wholeRegistry("statistics-add-up", "statistics", {
  description: "the statistics count every entry and every slot once",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const { entries, statistics, source } = subject;
    const verdicts: Verdict[] = [];
    const expect = (what: string, said: number, is: number) => {
      if (said !== is) verdicts.push({ message: `the statistics say ${said} ${what}, but there are ${is}` });
    };
    expect("entries", statistics.total, entries.length);
    const { bindings } =
      subject.implementations === undefined ? { bindings: undefined } : bindingsOf(subject);
    for (const [slot, { needed, implemented }] of Object.entries(statistics.slots)) {
      let count = 0;
      for (const entry of entries) if (needs(source.kind, entry, slot)) count++;
      expect(`entries that need ${slot}`, needed, count);
      if (bindings !== undefined)
        expect(
          `implementations of ${slot}`,
          implemented ?? 0,
          bindings.filter((binding) => binding.slot === slot).length,
        );
    }
    return {
      subjects: 1 + Object.keys(statistics.slots).length,
      skipped: 0,
      verdicts,
    };
  },
  breaks: (subject: ComplianceSubject) => ({
    ...subject,
    statistics: { ...subject.statistics, total: subject.statistics.total + 1 },
  }),
});

const baselineHolds = wholeRegistry("baseline-unchanged", "counts", {
  description: "the registry says what its reviewed snapshot says",
  check: (subject: ComplianceSubject): readonly Verdict[] => {
    const { baseline } = subject;
    if (baseline === undefined) return [];
    const fix = "review the change, and take a new snapshot if it is meant";
    const { fields, added, removed, changed } = diff(baseline, snapshotOf(describedBy(subject)));
    return [
      ...fields.map(({ path, before, after }) => ({
        message: `the ${path} was ${describe(before)} and is ${describe(after)}`,
        fix,
      })),
      ...removed.map((id) => ({ id, message: `${id} is gone, which the baseline has`, fix })),
      ...added.map((id) => ({ id, message: `${id} is new, which the baseline does not have`, fix })),
      ...changed.flatMap(({ id, fields: ofEntry }) =>
        ofEntry.map(({ path, before, after }) => ({
          id,
          about: path,
          message: `${id}.${path} was ${shown(before)} and is ${shown(after)}`,
          fix,
        })),
      ),
    ];
  },
  breaks: (subject: ComplianceSubject) => {
    const broken = withEntryLike(subject, (id) => `${id}_new`);
    return broken && { ...broken, baseline: subject.baseline ?? snapshotOf(describedBy(subject)) };
  },
});

function shown(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

function describedBy({ registry, source, entries }: ComplianceSubject): Described {
  return { name: registry, kind: source.kind, entries: () => entries };
}

/** Rules about entries and ids, in order. */
export const registryRules: readonly CoreRule[] = [
  { rule: notEmpty, applies: always },
  { rule: idsApart, applies: always },
  { rule: oneStyle, applies: always },
  { rule: slotsNeeded, applies: ({ slots }) => Object.keys(slots).length > 0 },
  { rule: countsAddUp, applies: always },
  { rule: baselineHolds, applies: ({ baseline }) => baseline !== undefined },
];
