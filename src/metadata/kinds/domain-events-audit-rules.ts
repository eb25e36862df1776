import { describe } from "../../kernel/index.js";
import {
  eachEntry,
  wholeRegistry,
  type Rule,
  type RuleEntry,
  type RuleSubject,
  type Verdict,
} from "../rule.js";
import type { DomainEventMetadata } from "../events/domain-event-metadata.js";

type Audited = Pick<RuleEntry<DomainEventMetadata>, "requires">;

function isAudited({ requires }: Audited, { slots }: RuleSubject<DomainEventMetadata>): boolean {
  return requires?.["audit"] ?? slots["audit"]?.default ?? false;
}

/** The rules of a kind whose events are audited: of one with a slot `audit`. */
export const auditRules: readonly Rule<DomainEventMetadata>[] = [
  eachEntry("audited-event-has-action", "completeness", {
    description: "An event that is audited says what the audit trail calls it.",
    fix: "give it an auditAction, or requires: { audit: false }",
    check: (entry, { subject }) => {
      if (!isAudited(entry, subject)) return "skip";
      const { id, auditAction } = entry;
      return (
        (typeof auditAction === "string" && auditAction.trim() !== "") ||
        `${id} is audited, but has no auditAction`
      );
    },
    breaks: (entry) => ({
      ...entry,
      auditAction: undefined,
      requires: { ...entry.requires, audit: true },
    }),
  }),
  eachEntry("action-is-audited", "orphans", {
    description: "An event that has an action for the audit trail is audited.",
    fix: "leave its auditAction out, or audit it",
    check: (entry, { subject }) => {
      const { id, auditAction } = entry;
      if (auditAction === undefined) return "skip";
      return (
        isAudited(entry, subject) || `${id} has the auditAction ${describe(auditAction)}, but is not audited`
      );
    },
    breaks: (entry) => ({
      ...entry,
      auditAction: "NEVER_RECORDED",
      requires: { ...entry.requires, audit: false },
    }),
  }),
  wholeRegistry("action-is-of-one-event", "consistency", {
    description: "No two events are recorded as the same action.",
    check: ({ entries }) => {
      const verdicts: Verdict[] = [];
      const firsts = new Map<string, string>();
      let skipped = 0;
      for (const { id, auditAction } of entries) {
        const first = auditAction === undefined ? undefined : firsts.get(auditAction);
        if (auditAction === undefined) skipped++;
        else if (first === undefined) firsts.set(auditAction, id);
        else verdicts.push({ id, message: `${first} and ${id} are both recorded as ${auditAction}` });
      }
      return { subjects: entries.length - skipped, skipped, verdicts };
    },
    breaks: (subject) => {
      const entry = subject.entries.find(({ auditAction }) => auditAction !== undefined);
      if (entry === undefined) return undefined;
      return { ...subject, entries: [...subject.entries, { ...entry, id: `${entry.id}-again` }] };
    },
  }),
  eachEntry("action-is-upper-case", "patterns", {
    description: "What the audit trail calls an event is written in UPPER_SNAKE_CASE.",
    check: ({ id, auditAction }) => {
      if (auditAction === undefined) return "skip";
      return (
        /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(auditAction) ||
        `${id} is recorded as ${describe(auditAction)}, which is not in UPPER_SNAKE_CASE`
      );
    },
    breaks: (entry) =>
      entry.auditAction === undefined
        ? undefined
        : { ...entry, auditAction: `${entry.auditAction.toLowerCase()}-x` },
  }),
];
