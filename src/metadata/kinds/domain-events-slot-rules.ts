import { describe, quoteList } from "../../kernel/index.js";
import {
  eachEntry,
  wholeRegistry,
  type Rule,
  type RuleEntry,
  type RuleSubject,
  type Verdict,
} from "../rule.js";
import {
  eventPhases,
  type DomainEventMetadata,
  type EventPhase,
  type EventSlotOptions,
} from "../events/domain-event-metadata.js";

type PhasesBySlot = readonly (readonly [slot: string, phases: readonly EventPhase[]])[];

/** The rules that follow from what a kind says of its slots. */
export function slotRules(
  slots: Readonly<Record<string, EventSlotOptions>>,
): readonly Rule<DomainEventMetadata>[] {
  const of = (phasesOf: (slot: EventSlotOptions) => readonly EventPhase[] | undefined): PhasesBySlot =>
    Object.entries(slots).flatMap(([slot, options]) => {
      const phases = phasesOf(options);
      return phases === undefined ? [] : [[slot, phases] as const];
    });
  const allowed = of(({ allowedIn }) => allowedIn);
  const required = of(({ requiredIn }) => requiredIn);
  return [
    ...(allowed.length === 0 ? [] : [slotIsAllowed(allowed)]),
    ...(required.length === 0 ? [] : [slotIsThere(required)]),
    handlerIsCalledOnce,
  ];
}

function slotIsAllowed(allowed: PhasesBySlot): Rule<DomainEventMetadata> {
  return eachEntry("slot-fits-phase", "consistency", {
    description: `Only events in some phases have handlers of ${quoteList(allowed.map(([slot]) => slot))}.`,
    check: (entry, { subject }) => {
      const looked = allowed.filter(([slot]) => hasSlot(entry, slot, subject));
      if (looked.length === 0) return "skip";
      const faults = looked
        .filter(([, phases]) => !phases.includes(entry.phase))
        .map(
          ([slot, phases]) =>
            `${entry.id} has ${slot} in the phase ${entry.phase}, but only in ${quoteList(phases)} an event has it`,
        );
      return faults.length === 0 ? true : faults;
    },
    breaks: (entry) => {
      for (const [slot, phases] of allowed) {
        const phase = eventPhases.find((one) => !phases.includes(one));
        if (phase !== undefined) return { ...entry, phase, requires: { ...entry.requires, [slot]: true } };
      }
      return undefined;
    },
  });
}

function slotIsThere(required: PhasesBySlot): Rule<DomainEventMetadata> {
  return eachEntry("phase-has-slot", "consistency", {
    description: `Every event in some phases has handlers of ${quoteList(required.map(([slot]) => slot))}.`,
    check: (entry, { subject }) => {
      const looked = required.filter(([, phases]) => phases.includes(entry.phase));
      if (looked.length === 0) return "skip";
      const faults = looked
        .filter(([slot]) => !hasSlot(entry, slot, subject))
        .map(([slot]) => `${entry.id} is in the phase ${entry.phase}, but has no ${slot}`);
      return faults.length === 0 ? true : faults;
    },
    breaks: (entry) => {
      const [slot, phases] = required.find(([, some]) => some.length > 0) ?? [];
      if (slot === undefined) return undefined;
      return { ...entry, phase: phases![0], requires: { ...entry.requires, [slot]: false } };
    },
  });
}

const handlerIsCalledOnce: Rule<DomainEventMetadata> = eachEntry("handler-is-called-once", "consistency", {
  description: "No function handles the same event twice.",
  check: ({ id }, context) => {
    const handlers = Object.keys(context.subject.slots).flatMap((slot) =>
      handlersOf(context.implementation(slot)).map((handler) => ({ slot, handler })),
    );
    if (handlers.length === 0) return "skip";
    const firsts = new Map<unknown, string>();
    const faults: string[] = [];
    for (const { slot, handler } of handlers) {
      const first = firsts.get(handler);
      if (first === undefined) firsts.set(handler, slot);
      else faults.push(`${id} is handled twice by the same function, as ${quoteList([first, slot])}`);
    }
    return faults.length === 0 ? true : faults;
  },
  breaksSubject: (subject) => {
    for (const [slot, handlers] of Object.entries(subject.implementations ?? {})) {
      const id = subject.entries.find((entry) => Object.hasOwn(handlers, entry.id))?.id;
      if (id === undefined) continue;
      const [handler] = handlersOf(handlers[id]);
      const twice = { ...handlers, [id]: [handler, handler] };
      return { ...subject, implementations: { ...subject.implementations, [slot]: twice } };
    }
    return undefined;
  },
});

/** The rules of a kind whose events are audited: of one with a slot `audit`. */
export const auditRules: readonly Rule<DomainEventMetadata>[] = [
  eachEntry("audited-event-has-action", "completeness", {
    description: "An event that is audited says what the audit trail calls it.",
    fix: "give it an auditAction, or requires: { audit: false }",
    check: (entry, { subject }) => {
      if (!hasSlot(entry, "audit", subject)) return "skip";
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
        hasSlot(entry, "audit", subject) ||
        `${id} has the auditAction ${describe(auditAction)}, but is not audited`
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

function handlersOf(implementation: unknown): readonly unknown[] {
  if (implementation === undefined) return [];
  return Array.isArray(implementation) ? implementation : [implementation];
}

function hasSlot(
  { requires }: RuleEntry<DomainEventMetadata>,
  slot: string,
  { slots }: RuleSubject<DomainEventMetadata>,
): boolean {
  return requires?.[slot] ?? slots[slot]?.default ?? false;
}
