import {
  argumentInvalid,
  type BailiwickError,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
} from "../kernel/index.js";
import { atEntry, exactNameFault } from "./faults.js";
import { readMember } from "./pure-data.js";

/** What a rule is about. */
export const ruleGroups = Object.freeze([
  "completeness",
  "consistency",
  "counts",
  "orphans",
  "patterns",
  "statistics",
  "future-proofing",
] as const);

/** One of {@link ruleGroups}. */
export type RuleGroup = (typeof ruleGroups)[number];

/** An `error` makes a report fail; a `warning` is told. */
export type Severity = "error" | "warning";

/** Whether a rule looks at each entry on its own, or at all of them together. */
export type RuleScope = "entry" | "registry";

/** An entry as a rule sees it: its metadata, its id, and which slots it speaks of. */
export type RuleEntry<Metadata extends object = object> = Metadata & {
  readonly id: string;
  readonly requires?: Readonly<Record<string, boolean | undefined>>;
};

/** A slot as a rule sees it. */
export interface RuleSlot {
  /** Whether an entry needs it that says nothing about it. */
  readonly default: boolean;
  readonly strict: "mode" | "always";
  readonly description: string;
  /** What keeps a value from being an implementation, as the end of a sentence; `undefined` if nothing does. */
  readonly fault: (value: unknown) => string | undefined;
}

/** What a field of a registry's entries refers to. */
export interface ReferenceTarget {
  /** The name of the registry, or of the field where the target is a list or a record. */
  readonly name: string;
  readonly ids: readonly string[];
  /** The registry, record or list itself. */
  readonly source?: unknown;
}

/** Everything that rules look at; what was not given is absent, and a rule that needs it skips. */
export interface RuleSubject<Metadata extends object = object> {
  readonly registry: string;
  readonly slots: Readonly<Record<string, RuleSlot>>;
  readonly entries: readonly RuleEntry<Metadata>[];
  /** By slot, then by id. */
  readonly implementations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The components that there are. */
  readonly covers?: readonly string[];
  /** By the field that refers. */
  readonly references: Readonly<Record<string, ReferenceTarget>>;
}

/** Something that a rule found wrong. */
export interface Verdict {
  /** The entry it is about, if it is about one. */
  readonly id?: string;
  readonly slot?: string;
  /** What else it is about; a waiver can name it. */
  readonly about?: string;
  /** One sentence from the facts. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** What a rule comes to: a rule that looked at nothing says so, and is never silently green. */
export interface RuleOutcome {
  /** How many things it looked at. */
  readonly subjects: number;
  /** How many it left out, because it does not apply to them. */
  readonly skipped: number;
  readonly verdicts: readonly Verdict[];
}

/** A rule of compliance. Made by {@link eachEntry} or {@link wholeRegistry}. */
export interface Rule<Metadata extends object = object> {
  /** Kebab-case; unique within a kind. */
  readonly id: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly scope: RuleScope;
  /** What holds if nothing is found, in one sentence. */
  readonly description: string;
  /** Looks at a registry, and tells what is wrong. */
  check(this: void, subject: RuleSubject<Metadata>): RuleOutcome;
  /**
   * The subject with the defect that the rule exists for, or `undefined` where this subject gives nothing to break.
   * Absent for a rule that cannot prove itself, which `proveRules` reports.
   */
  breaks?(this: void, subject: RuleSubject<Metadata>): RuleSubject<Metadata> | undefined;
}

/** What a rule about one entry also sees. */
export interface EntryContext<Metadata extends object> {
  readonly subject: RuleSubject<Metadata>;
  /** The implementation of a slot; `undefined` without one, or where implementations were not given. */
  readonly implementation: (slot: string) => unknown;
}

/** `true`: nothing is wrong; `"skip"`: the rule does not apply to the entry; else what is wrong. */
export type EntryVerdict = true | string | readonly string[];

/** A rule about each entry on its own. */
export interface EachEntryParts<Metadata extends object> {
  readonly description: string;
  /** By default `"error"`. */
  readonly severity?: Severity;
  readonly fix?: string;
  /** `true` if all is well, `"skip"` if the rule does not apply, else what is wrong, each as one sentence. */
  check(this: void, entry: RuleEntry<Metadata>, context: EntryContext<Metadata>): EntryVerdict;
  /**
   * The entry with the defect that this rule exists for; `undefined` for an entry that cannot have it. It is put in the
   * place of the first one that gives one.
   */
  breaks?(this: void, entry: RuleEntry<Metadata>): object | undefined;
  /** For a defect that does not lie in an entry's metadata: the whole subject with it. */
  breaksSubject?(this: void, subject: RuleSubject<Metadata>): RuleSubject<Metadata> | undefined;
}

/** A rule about all entries together. */
export interface WholeRegistryParts<Metadata extends object> {
  readonly description: string;
  /** By default `"error"`. */
  readonly severity?: Severity;
  /** What is wrong; a {@link RuleOutcome} where not every entry was looked at. */
  check(this: void, subject: RuleSubject<Metadata>): RuleOutcome | readonly Verdict[];
  /** The subject with the defect that this rule exists for; `undefined` where this subject gives nothing to break. */
  breaks?(this: void, subject: RuleSubject<Metadata>): RuleSubject<Metadata> | undefined;
}

/**
 * A rule that looks at each entry on its own. O(entries).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function eachEntry<Metadata extends object>(
  id: string,
  group: RuleGroup,
  parts: EachEntryParts<Metadata>,
): Rule<Metadata> {
  refuseUnknownOptions(
    parts,
    ["description", "severity", "fix", "check", "breaks", "breaksSubject"],
    "eachEntry()",
  );
  const rule = ruleOf(id, group, parts, "eachEntry()");
  const { check, breaks, breaksSubject, fix } = parts;
  requireFunctions({ breaks, breaksSubject }, "eachEntry()");
  if (fix !== undefined && typeof fix !== "string") throw optionInvalid("fix", "eachEntry()", "a text", fix);
  if (breaks !== undefined && breaksSubject !== undefined)
    throw optionInvalid("breaksSubject", "eachEntry()", "left out where breaks is given", breaksSubject);
  const defect = breaksSubject ?? (breaks && ((subject) => withBrokenEntry(id, subject, breaks)));
  return Object.freeze({
    ...rule,
    scope: "entry" as const,
    check: (subject: RuleSubject<Metadata>): RuleOutcome => {
      const verdicts: Verdict[] = [];
      let skipped = 0;
      for (const entry of subject.entries) {
        const implementation = (slot: string) => implementationOf(subject, slot, entry.id);
        const messages = atEntry(entry.id, () => {
          const verdict = check(entry, { subject, implementation });
          return verdict === "skip" ? undefined : messagesOf(id, verdict);
        });
        if (messages === undefined) skipped++;
        else
          for (const message of messages)
            verdicts.push(Object.freeze({ id: entry.id, message, ...(fix === undefined ? {} : { fix }) }));
      }
      return outcomeOf(subject.entries.length - skipped, skipped, verdicts);
    },
    ...(defect === undefined ? {} : { breaks: defect }),
  });
}

/**
 * A rule that looks at all entries together. Where its check returns verdicts alone, every entry counts as looked at.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function wholeRegistry<Metadata extends object>(
  id: string,
  group: RuleGroup,
  parts: WholeRegistryParts<Metadata>,
): Rule<Metadata> {
  refuseUnknownOptions(parts, ["description", "severity", "check", "breaks"], "wholeRegistry()");
  const rule = ruleOf(id, group, parts, "wholeRegistry()");
  const { check, breaks } = parts;
  requireFunctions({ breaks }, "wholeRegistry()");
  return Object.freeze({
    ...rule,
    scope: "registry" as const,
    check: (subject: RuleSubject<Metadata>): RuleOutcome => {
      const outcome = check(subject);
      // Whoever runs the rule refuses what is neither.
      return isVerdicts(outcome) ? outcomeOf(subject.entries.length, 0, outcome) : outcome;
    },
    ...(breaks === undefined ? {} : { breaks }),
  });
}

function ruleOf(
  id: string,
  group: RuleGroup,
  { description, severity = "error", check }: { description: string; severity?: Severity; check: unknown },
  owner: string,
) {
  if (exactNameFault(id) !== undefined)
    throw argumentInvalid("id", owner, "an id of letters, digits and dashes for the rule", id);
  if (!ruleGroups.includes(group))
    throw argumentInvalid("group", owner, `one of ${ruleGroups.join(", ")}`, group);
  if (typeof description !== "string" || description.trim() === "")
    throw optionInvalid("description", owner, "a sentence", description);
  if (severity !== "error" && severity !== "warning")
    throw optionInvalid("severity", owner, '"error" or "warning"', severity);
  if (typeof check !== "function") throw optionInvalid("check", owner, "a function", check);
  return { id, group, severity, description };
}

function requireFunctions(options: Readonly<Record<string, unknown>>, owner: string): void {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== "function")
      throw optionInvalid(option, owner, "a function", value);
  }
}

/** What a check says of an entry that it does not skip, for JavaScript too: `false` or a promise says nothing. */
function messagesOf(rule: string, verdict: unknown): readonly string[] {
  if (verdict === true) return [];
  const messages: readonly unknown[] = Array.isArray(verdict) ? verdict : [verdict];
  if (!messages.every((message) => typeof message === "string"))
    throw answerInvalid(rule, "check", 'true, "skip" or texts at once from its check', verdict);
  return messages;
}

function isVerdicts(outcome: RuleOutcome | readonly Verdict[]): outcome is readonly Verdict[] {
  return Array.isArray(outcome);
}

function outcomeOf(subjects: number, skipped: number, verdicts: readonly Verdict[]): RuleOutcome {
  return Object.freeze({ subjects, skipped, verdicts: Object.freeze([...verdicts]) });
}

function answerInvalid(rule: string, option: string, expected: string, answer: unknown): BailiwickError {
  // What it comes to is not waited for, so its failure is not unhandled either.
  if (isPromise(answer)) Promise.resolve(answer).catch(() => undefined);
  return argumentInvalid(option, `the rule ${rule}`, expected, answer);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** The implementation of a slot for an entry; `undefined` without one, and for what cannot be read. */
export function implementationOf(subject: RuleSubject, slot: string, id: string): unknown {
  const ofSlot = readMember(subject.implementations, slot);
  const found = "value" in ofSlot ? readMember(ofSlot.value, id) : ofSlot;
  return "value" in found ? found.value : undefined;
}

function withBrokenEntry<Metadata extends object>(
  rule: string,
  subject: RuleSubject<Metadata>,
  breaks: (entry: RuleEntry<Metadata>) => object | undefined,
): RuleSubject<Metadata> | undefined {
  for (const [index, entry] of subject.entries.entries()) {
    const broken: unknown = breaks(entry);
    if (broken === undefined) continue;
    if (!isPlainObject(broken))
      throw answerInvalid(rule, "breaks", "an entry or undefined from its breaks", broken);
    return { ...subject, entries: subject.entries.with(index, broken as RuleEntry<Metadata>) };
  }
  return undefined;
}
