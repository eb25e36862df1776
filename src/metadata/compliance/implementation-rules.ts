import { needs } from "../registry.js";
import { wholeRegistry, type RuleOutcome, type Verdict } from "../rule.js";
import type { WiringGap } from "../wire.js";
import { bindingsOf, withEntryLike, type ComplianceSubject, type CoreRule } from "./compliance-subject.js";

/** The gaps of some kind, as verdicts. */
function gapsOf(subject: ComplianceSubject, problem: WiringGap["problem"], fix: string): readonly Verdict[] {
  return bindingsOf(subject)
    .gaps.filter((gap) => gap.problem === problem)
    .map(({ id, slot, message }) => ({ slot, message, fix, ...(id === undefined ? {} : { id }) }));
}

function neededPairs({ slots, entries, source }: ComplianceSubject): number {
  let pairs = 0;
  for (const slot of Object.keys(slots)) {
    for (const entry of entries) if (needs(source.kind, entry, slot)) pairs++;
  }
  return pairs;
}

const complete = wholeRegistry("implementations-complete", "completeness", {
  description: "every entry has an implementation of each slot that it needs",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const pairs = neededPairs(subject);
    if (subject.implementations === undefined) return { subjects: 0, skipped: pairs, verdicts: [] };
    const fix = "implement it, or say in requires that the entry does not need it";
    return { subjects: pairs, skipped: 0, verdicts: gapsOf(subject, "missing", fix) };
  },
  breaks: (subject: ComplianceSubject) => {
    const [slot] = Object.keys(subject.slots);
    if (slot === undefined) return undefined;
    const broken = withEntryLike(subject, (id) => `${id}_new`, { requires: { [slot]: true } });
    return broken && { ...broken, implementations: subject.implementations ?? {} };
  },
});

const valid = wholeRegistry("implementations-valid", "consistency", {
  description: "every implementation is what its slot takes",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const verdicts = gapsOf(subject, "invalid", "give what the slot takes");
    return { subjects: bindingsOf(subject).bindings.length + verdicts.length, skipped: 0, verdicts };
  },
  breaks: (subject: ComplianceSubject) => {
    const nothing = Symbol("no implementation");
    const [slot] = Object.entries(subject.slots).find(([, { fault }]) => fault(nothing) !== undefined) ?? [];
    if (slot === undefined) return undefined;
    const broken = withEntryLike(subject, (id) => `${id}_new`, { requires: { [slot]: true } });
    return broken && { ...broken, implementations: withMember(subject, slot, broken.added, nothing) };
  },
});

const needed = wholeRegistry("implementations-needed", "orphans", {
  description: "every implementation is for an entry that needs it",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const { bindings, gaps } = bindingsOf(subject);
    const verdicts = gapsOf(subject, "orphan", "remove it, or register what it is for");
    const given = bindings.length + gaps.filter(({ problem }) => problem !== "missing").length;
    return { subjects: given, skipped: 0, verdicts };
  },
  breaks: (subject: ComplianceSubject) => {
    const [slot = "no-slot"] = Object.keys(subject.slots);
    let orphan = "no-entry";
    while (subject.entries.some(({ id }) => id === orphan)) orphan += "_";
    return { ...subject, implementations: withMember(subject, slot, orphan, () => undefined) };
  },
});

/** The implementations that can be read, and one more. */
function withMember(
  { implementations }: ComplianceSubject,
  slot: string,
  id: string,
  implementation: unknown,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const all = readable(implementations);
  return { ...all, [slot]: { ...readable(all[slot]), [id]: implementation } } as Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
}

function readable(owner: unknown): Record<string, unknown> {
  const members: Record<string, unknown> = Object.create(null);
  if (typeof owner !== "object" || owner === null) return members;
  for (const key of Object.keys(owner)) {
    try {
      members[key] = (owner as Readonly<Record<string, unknown>>)[key];
    } catch {
      // What cannot be read is found by the rule itself.
    }
  }
  return members;
}

/** Rules about what entries need implemented, in order. */
export const implementationRules: readonly CoreRule[] = [
  { rule: complete, applies: (subject) => neededPairs(subject) > 0 },
  {
    rule: valid,
    applies: ({ implementations, slots }) => implementations !== undefined && Object.keys(slots).length > 0,
  },
  { rule: needed, applies: ({ implementations }) => implementations !== undefined },
];
