import { messageOf } from "../../kernel/index.js";
import { makeRegistry, type AnyRegistry } from "../registry.js";
import type { ReferenceTarget, Rule, RuleSubject } from "../rule.js";
import { findBindings, type FoundBindings } from "../bindings.js";
import type { MetadataSnapshot, Statistics, Waiver } from "./compliance-report.js";
import { statisticsOf } from "./statistics.js";

/** What the rules that hold for every registry look at beside what all rules see. */
export interface ComplianceSubject extends RuleSubject {
  readonly source: AnyRegistry;
  readonly referrers: readonly AnyRegistry[];
  readonly statistics: Statistics;
  readonly baseline?: MetadataSnapshot;
  /** Why it is not known what the fields refer to. */
  readonly referencesFault?: string;
}

/** A rule that holds for every registry, and whether there is anything for it to look at. */
export interface CoreRule {
  readonly rule: Rule;
  readonly applies: (subject: ComplianceSubject) => boolean;
}

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

/** What rules look at. */
export function subjectOf(registry: AnyRegistry, options: CheckedOptions): ComplianceSubject {
  const { implementations, baseline, referrers, by } = options;
  const { covers } = registry;
  // No rule changes what the next one looks at.
  return Object.freeze({
    registry: registry.name,
    slots: registry.kind.slots,
    entries: registry.entries(),
    source: registry,
    referrers,
    statistics: statisticsOf(registry, {
      ...(by === undefined ? {} : { by }),
      ...(implementations === undefined ? {} : { implementations }),
    }),
    ...readReferences(registry),
    ...(implementations === undefined ? {} : { implementations }),
    ...(covers === undefined ? {} : { covers }),
    ...(baseline === undefined ? {} : { baseline }),
  });
}

/** A reference that is only looked up now can fail, for example because its module is still loading. */
function readReferences(registry: AnyRegistry): {
  readonly references: Readonly<Record<string, ReferenceTarget>>;
  readonly referencesFault?: string;
} {
  try {
    return { references: registry.references() };
  } catch (thrown) {
    return { references: {}, referencesFault: inOneLine(thrown) };
  }
}

/** What there is implemented for the entries and what there is not. O(entries · slots), once for a subject. */
export function bindingsOf(subject: ComplianceSubject): FoundBindings {
  const known = found.get(subject);
  if (known !== undefined) return known;
  const { registry: name, source, entries, implementations = {} } = subject;
  const registry =
    entries === source.entries()
      ? source
      : makeRegistry({
          name,
          kind: source.kind,
          entries: new Map(entries.map((entry) => [entry.id, entry])),
          references: () => ({}),
          covers: undefined,
        });
  const bindings = findBindings(registry, implementations);
  found.set(subject, bindings);
  return bindings;
}

const found = new WeakMap<ComplianceSubject, FoundBindings>();

/** The subject with one entry more, which is the first again under an id that is not taken. */
export function withEntryLike<S extends ComplianceSubject>(
  subject: S,
  rename: (id: string) => string,
  more: object = {},
): (S & { readonly added: string }) | undefined {
  const [first] = subject.entries;
  if (first === undefined) return undefined;
  let added = rename(first.id);
  while (subject.entries.some(({ id }) => id === added)) added = rename(added);
  return { ...subject, added, entries: [...subject.entries, { ...first, ...more, id: added }] };
}

/** What something thrown says, without the hint and without line breaks. */
export function inOneLine(thrown: unknown): string {
  const [message = ""] = messageOf(thrown).split("\n  hint: ");
  return message.replaceAll(/\s*\n\s*(?:- )?/g, " ");
}
