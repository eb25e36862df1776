import { describe, didYouMean } from "../../kernel/index.js";
import { referredBy } from "../sources.js";
import { isMetadataRegistry, makeRegistry, type AnyRegistry, type MetadataEntry } from "../registry.js";
import { wholeRegistry, type ReferenceTarget, type RuleOutcome, type Verdict } from "../rule.js";
import { withEntryLike, type ComplianceSubject, type CoreRule } from "./compliance-subject.js";

const covered = wholeRegistry("components-registered", "completeness", {
  description: "every component has an entry",
  check: ({ covers = [], entries }: ComplianceSubject): RuleOutcome => {
    const ids = new Set(entries.map(({ id }) => id));
    const verdicts = covers
      .filter((component) => !ids.has(component))
      .map((component) => ({
        about: component,
        message: `the component ${describe(component)} has no entry${didYouMean(component, ids)}`,
        fix: "register it",
      }));
    return { subjects: covers.length, skipped: 0, verdicts };
  },
  breaks: (subject: ComplianceSubject) => ({
    ...subject,
    covers: [...(subject.covers ?? []), freeId(subject, "new-component")],
  }),
});

const uncovered = wholeRegistry("entries-covered", "orphans", {
  description: "every entry describes a component that there is",
  check: ({ covers = [], entries }: ComplianceSubject): readonly Verdict[] => {
    const components = new Set(covers);
    return entries
      .filter(({ id }) => !components.has(id))
      .map(({ id }) => ({
        id,
        message: `${id} has an entry, but is no component${didYouMean(id, components)}`,
        fix: "remove the entry",
      }));
  },
  breaks: (subject: ComplianceSubject) => {
    const covers = subject.covers ?? subject.entries.map(({ id }) => id);
    return withEntryLike({ ...subject, covers }, (id) => `${id}_gone`);
  },
});

/** A field that refers for the sake of a defect, and its target. */
const someField = "refersTo";

const resolved = wholeRegistry("references-resolve", "consistency", {
  description: "what entries refer to is there",
  check: ({ references, referencesFault, entries }: ComplianceSubject): RuleOutcome => {
    const verdicts: Verdict[] = [];
    let subjects = 0;
    if (referencesFault !== undefined) {
      subjects++;
      verdicts.push({ message: `what the entries refer to cannot be looked up: ${referencesFault}` });
    }
    for (const [field, { name, ids }] of Object.entries(references)) {
      const known = new Set(ids);
      for (const entry of entries) {
        for (const referred of referredBy(entry, field)) {
          subjects++;
          if (known.has(referred as string)) continue;
          const suggestion = typeof referred === "string" ? didYouMean(referred, ids) : "";
          verdicts.push({
            id: entry.id,
            about: field,
            message: `${entry.id}.${field} refers to ${describe(referred)}, which ${describe(name)} does not have${suggestion}`,
          });
        }
      }
    }
    return { subjects, skipped: 0, verdicts };
  },
  breaks: (subject: ComplianceSubject) => {
    const [field = someField] = Object.keys(subject.references);
    const target = subject.references[field] ?? { name: field, ids: [] };
    let missing = "nothing";
    while (target.ids.includes(missing)) missing += "_";
    const references = { ...subject.references, [field]: target };
    return withEntryLike({ ...subject, references }, (id) => `${id}_new`, { [field]: missing });
  },
});

const used = wholeRegistry("reference-targets-used", "orphans", {
  description: "something refers to each target",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const targets = othersOf(subject);
    const uses = usesOf(subject);
    const verdicts: Verdict[] = [];
    let subjects = 0;
    const seen = new Set<unknown>();
    for (const [field, target] of targets) {
      const key = target.source ?? target;
      if (seen.has(key)) continue;
      seen.add(key);
      subjects += target.ids.length;
      for (const id of target.ids) {
        if (uses.get(key)?.has(id) === true) continue;
        verdicts.push({
          about: `${field}.${id}`,
          message: `no entry refers to ${describe(id)} of ${describe(target.name)} by ${field}`,
          fix: "remove it, use it, or name in referrers the registries that do",
        });
      }
    }
    return { subjects, skipped: Object.keys(subject.references).length - targets.length, verdicts };
  },
  breaks: (subject: ComplianceSubject) => {
    const [field = someField, target = { name: field, ids: [] }] = othersOf(subject)[0] ?? [];
    let unused = "unused";
    while (target.ids.includes(unused)) unused += "_";
    return {
      ...subject,
      references: { ...subject.references, [field]: { ...target, ids: [...target.ids, unused] } },
    };
  },
});

/** The targets that are not the registry itself: of those, every one is meant to be referred to. */
function othersOf({
  references,
  source,
}: ComplianceSubject): readonly (readonly [string, ReferenceTarget])[] {
  return Object.entries(references).filter(([, target]) => target.source !== source);
}

/** By target, the ids that something refers to. */
function usesOf({
  references,
  entries,
  referrers,
}: ComplianceSubject): ReadonlyMap<unknown, ReadonlySet<unknown>> {
  const uses = new Map<unknown, Set<unknown>>();
  const note = (targets: Readonly<Record<string, ReferenceTarget>>, referring: readonly MetadataEntry[]) => {
    for (const [field, target] of Object.entries(targets)) {
      const key = target.source ?? target;
      const ids = uses.get(key) ?? new Set<unknown>();
      uses.set(key, ids);
      for (const entry of referring) for (const referred of referredBy(entry, field)) ids.add(referred);
    }
  };
  note(references, entries);
  for (const referrer of referrers) note(referrer.references(), referrer.entries());
  return uses;
}

const acyclic = wholeRegistry("references-acyclic", "future-proofing", {
  description:
    "registries do not refer to each other in a circle, so that no fact is written down at both ends",
  severity: "warning",
  check: (subject: ComplianceSubject): RuleOutcome => {
    const targets = registriesOf(subject.references).filter(([, target]) => target !== subject.source);
    const verdicts = targets.flatMap(([field, target]) => {
      const way = wayBack(target, subject.source);
      if (way === undefined) return [];
      const circle = [[subject.registry, field] as const, ...way].map(([name, by]) => `${name} (by ${by})`);
      return [
        {
          about: field,
          message: `the registries refer to each other in a circle: ${circle.join(" → ")} → ${subject.registry}`,
          fix: "write the relation down at one end, and derive the other",
        },
      ];
    });
    return { subjects: targets.length, skipped: 0, verdicts };
  },
  breaks: (subject: ComplianceSubject) => {
    const source = makeRegistry({
      name: "another",
      kind: subject.source.kind,
      entries: new Map(),
      references: () => ({ refersBack: targetOf(subject.source) }),
      covers: undefined,
    });
    return { ...subject, references: { ...subject.references, [someField]: targetOf(source) } };
  },
});

function targetOf(source: AnyRegistry): ReferenceTarget {
  return { name: source.name, ids: source.ids, source };
}

function registriesOf(
  references: Readonly<Record<string, ReferenceTarget>>,
): readonly (readonly [field: string, registry: AnyRegistry])[] {
  return Object.entries(references).flatMap(([field, { source }]) =>
    isMetadataRegistry(source) ? [[field, source] as const] : [],
  );
}

/** The shortest way from one registry to another: each registry on it, with the field by which it goes on. */
function wayBack(
  from: AnyRegistry,
  to: AnyRegistry,
): readonly (readonly [name: string, by: string])[] | undefined {
  const ways = new Map<AnyRegistry, readonly (readonly [string, string])[]>([[from, []]]);
  for (const [registry, way] of ways) {
    for (const [field, next] of registriesOf(referencesOf(registry))) {
      const onward = [...way, [registry.name, field] as const];
      if (next === to) return onward;
      if (!ways.has(next)) ways.set(next, onward);
    }
  }
  return undefined;
}

/** Those of another registry; that they cannot be looked up is told where that one is checked. */
function referencesOf(registry: AnyRegistry): Readonly<Record<string, ReferenceTarget>> {
  try {
    return registry.references();
  } catch {
    return {};
  }
}

function freeId({ entries }: ComplianceSubject, id: string): string {
  let free = id;
  while (entries.some((entry) => entry.id === free)) free += "_";
  return free;
}

const covering = ({ covers }: ComplianceSubject) => covers !== undefined;

/** Rules about what a registry covers and refers to, in order. */
export const referenceRules: readonly CoreRule[] = [
  { rule: covered, applies: covering },
  { rule: uncovered, applies: covering },
  {
    rule: resolved,
    applies: ({ references, referencesFault }) =>
      referencesFault !== undefined || Object.keys(references).length > 0,
  },
  { rule: used, applies: (subject) => othersOf(subject).length > 0 },
  {
    rule: acyclic,
    applies: ({ references, source }) => registriesOf(references).some(([, target]) => target !== source),
  },
];
