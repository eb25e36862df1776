import { didYouMean, describe, quoteList } from "../../kernel/index.js";
import {
  eachEntry,
  wholeRegistry,
  type Rule,
  type RuleEntry,
  type RuleSubject,
  type Verdict,
} from "../rule.js";
import { isTypeToken, type } from "../type-token.js";
import { auditRules, slotRules } from "./domain-events-slot-rules.js";
import {
  eventPhases,
  type DomainEventMetadata,
  type EventPhase,
  type EventSlotOptions,
} from "../events/domain-event-metadata.js";

/** An event as a rule sees it. */
export type EventRuleEntry = RuleEntry<DomainEventMetadata>;

/** What a rule about events looks at. */
export type EventRuleSubject = RuleSubject<DomainEventMetadata>;

/** A rule about events. */
export type EventRule = Rule<DomainEventMetadata>;

/** What the rules of a kind of events go by. */
export interface EventRuleParts {
  readonly categories: readonly string[] | undefined;
  readonly slots: Readonly<Record<string, EventSlotOptions>>;
}

/** The rules that every registry of events keeps. */
export function eventRules({ categories, slots }: EventRuleParts): readonly EventRule[] {
  return [
    isDescribed,
    workflowIsComplete,
    ...(categories === undefined ? [] : categoryRules(categories)),
    workflowHasOneCategory,
    phaseIsOfOneEvent,
    idAgrees,
    workflowIsSnakeCase,
    payloadIsNamed,
    ...slotRules(slots),
    ...(Object.hasOwn(slots, "audit") ? auditRules : []),
  ];
}

const isDescribed: EventRule = eachEntry("event-is-described", "completeness", {
  description: "An event says what is published, and its category, workflow and phase.",
  check: ({ id, payload, category, workflow, phase }) => {
    const faults = Object.entries({ category, workflow })
      .filter(([, text]) => typeof text !== "string" || text.trim() === "")
      .map(([field, text]) => `${id} has no ${field}, but ${describe(text)}`);
    if (!isTypeToken(payload))
      faults.push(`${id} has no type token as its payload, but ${describe(payload)}`);
    if (!eventPhases.includes(phase))
      faults.push(`${id} is in the phase ${describe(phase)}, which is none of ${quoteList(eventPhases)}`);
    return faults.length === 0 ? true : faults;
  },
  breaks: (entry) => ({ ...entry, phase: "unheard-of" }),
});

/** What an attempt can come to: the phases of a workflow are one of these with `attempted`. */
const outcomes = [
  ["succeeded", "failed"],
  ["allowed", "denied"],
] as const;

const workflowIsComplete: EventRule = wholeRegistry("workflow-is-complete", "completeness", {
  description:
    "A workflow that is attempted succeeds and fails, or is allowed and denied; and what has an outcome is attempted.",
  check: ({ entries }) => {
    const verdicts: Verdict[] = [];
    const workflows = byWorkflow(entries);
    let skipped = 0;
    for (const [workflow, events] of workflows) {
      const phases = new Set(events.map(({ phase }) => phase));
      phases.delete("operational");
      if (phases.size === 0) skipped++;
      else {
        const message = incomplete(workflow, phases);
        const fix =
          "add an event for each phase, or make the event operational if it is no step of a workflow";
        if (message !== undefined) verdicts.push({ id: events[0]!.id, message, fix });
      }
    }
    return { subjects: workflows.size - skipped, skipped, verdicts };
  },
  breaks: (subject) => {
    const attempted = subject.entries.find(({ phase }) => phase === "attempted");
    return attempted === undefined ? undefined : without(subject, (entry) => entry === attempted);
  },
});

function incomplete(workflow: string, phases: ReadonlySet<EventPhase>): string | undefined {
  const [first] = outcomes;
  const wanted = outcomes.find((pair) => pair.some((phase) => phases.has(phase))) ?? first;
  const missing = (["attempted", ...wanted] as const).filter((phase) => !phases.has(phase));
  const alien = [...phases].filter((phase) => phase !== "attempted" && !wanted.some((one) => one === phase));
  if (missing.length === 0 && alien.length === 0) return undefined;
  return missing.length === 0
    ? `The workflow ${workflow} has the outcomes ${quoteList(wanted)}, but ${quoteList(alien)} too`
    : `The workflow ${workflow} has ${quoteList([...phases])}, but not ${quoteList(missing)}`;
}

function categoryRules(categories: readonly string[]): readonly EventRule[] {
  return [
    eachEntry("category-exists", "consistency", {
      description: `The category of an event is one of ${quoteList(categories, "or")}.`,
      check: ({ id, category }) =>
        categories.includes(category) ||
        `${id} is of the category ${describe(category)}, which there is not${didYouMean(category, categories)}`,
      breaks: (entry) => ({ ...entry, category: `${entry.category}-too` }),
    }),
    wholeRegistry("category-is-used", "orphans", {
      description: "Every category has an event.",
      check: ({ entries }) => {
        const used = new Set(entries.map(({ category }) => category));
        const verdicts = categories
          .filter((category) => !used.has(category))
          .map((category) => ({ message: `No event is of the category ${describe(category)}` }));
        return { subjects: categories.length, skipped: 0, verdicts };
      },
      breaks: (subject) => {
        const lost = subject.entries.find(({ category }) => categories.includes(category))?.category;
        return lost === undefined ? undefined : without(subject, ({ category }) => category === lost);
      },
    }),
  ];
}

const workflowHasOneCategory: EventRule = wholeRegistry("workflow-has-one-category", "consistency", {
  description: "All events of a workflow are of the same category.",
  check: ({ entries }) => {
    const workflows = byWorkflow(entries);
    const verdicts = [...workflows].flatMap(([workflow, [first, ...others]]) =>
      others
        .filter(({ category }) => category !== first!.category)
        .map(({ id, category }) => ({
          id,
          message: `${id} is of the category ${describe(category)}, but ${first!.id} of the same workflow ${workflow} of ${describe(first!.category)}`,
        })),
    );
    return { subjects: workflows.size, skipped: 0, verdicts };
  },
  breaks: (subject) => {
    const [first] = subject.entries;
    if (first === undefined) return undefined;
    const twin = { ...first, id: `${first.id}-again`, category: `${first.category}-too` };
    return { ...subject, entries: [...subject.entries, twin] };
  },
});

const phaseIsOfOneEvent: EventRule = wholeRegistry("phase-is-of-one-event", "counts", {
  description: "A workflow has one event for each of its phases.",
  check: ({ entries }) => {
    const verdicts: Verdict[] = [];
    const firsts = new Map<string, string>();
    let skipped = 0;
    for (const { id, workflow, phase } of entries) {
      const step = `${workflow} ${phase}`;
      const first = firsts.get(step);
      if (phase === "operational") skipped++;
      else if (first === undefined) firsts.set(step, id);
      else
        verdicts.push({
          id,
          message: `${first} and ${id} are both the event of ${workflow} in the phase ${phase}`,
        });
    }
    return { subjects: entries.length - skipped, skipped, verdicts };
  },
  breaks: (subject) => {
    const [first] = subject.entries;
    if (first === undefined) return undefined;
    const another = (id: string) => ({ ...first, phase: "attempted" as const, id: `${first.id}-${id}` });
    return { ...subject, entries: [...subject.entries, another("once"), another("again")] };
  },
});

const idAgrees: EventRule = eachEntry("id-agrees-with-phase", "patterns", {
  description:
    "An id that ends with the name of a phase is of an event in that phase of the workflow that it begins with.",
  check: ({ id, workflow, phase }) => {
    const words = wordsOf(id);
    const said = words.pop();
    if (!eventPhases.some((one) => one === said)) return "skip";
    if (said !== phase) return `${id} is in the phase ${phase}, but its name says ${said}`;
    return (
      words.join("") === wordsOf(workflow).join("") ||
      `${id} belongs to the workflow ${workflow}, but its name says ${words.join("_")}`
    );
  },
  breaks: (entry) =>
    wordsOf(entry.id).at(-1) === entry.phase
      ? { ...entry, phase: entry.phase === "failed" ? "succeeded" : "failed" }
      : undefined,
});

const workflowIsSnakeCase: EventRule = eachEntry("workflow-is-snake-case", "patterns", {
  description: "The name of a workflow is written in snake_case.",
  check: ({ id, workflow }) =>
    /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(workflow) ||
    `${id} belongs to the workflow ${describe(workflow)}, whose name is not in snake_case`,
  breaks: (entry) => ({ ...entry, workflow: `${entry.workflow}-X` }),
});

const payloadIsNamed: EventRule = eachEntry("payload-is-named", "future-proofing", {
  description:
    "What is published has a name, by which documents and reviewed snapshots tell one payload from another.",
  severity: "warning",
  fix: 'name it, as in type<UserRegistered>("UserRegistered")',
  check: ({ id, payload }) =>
    !isTypeToken(payload) ? "skip" : payload.name !== "" || `${id} has a payload without a name`,
  breaks: (entry) => ({
    ...entry,
    payload: type(),
  }),
});

function wordsOf(name: string): string[] {
  return Array.from(name.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\d]+/gu), ([word]) => word.toLowerCase());
}

function byWorkflow(entries: readonly EventRuleEntry[]): Map<string, EventRuleEntry[]> {
  const workflows = new Map<string, EventRuleEntry[]>();
  for (const entry of entries) {
    const events = workflows.get(entry.workflow);
    if (events === undefined) workflows.set(entry.workflow, [entry]);
    else events.push(entry);
  }
  return workflows;
}

function without(subject: EventRuleSubject, leftOut: (entry: EventRuleEntry) => boolean): EventRuleSubject {
  return { ...subject, entries: subject.entries.filter((entry) => !leftOut(entry)) };
}
