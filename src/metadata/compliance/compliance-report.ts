import type { AnyRegistry, IdOf, SomeImplementationsOf } from "../registry.js";
import type { Rule, RuleGroup, RuleScope, Severity } from "../rule.js";

/** What a rule found wrong. */
export interface Finding {
  readonly rule: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly registry: string;
  /** The entry it is about; absent where it is about none or all of them. */
  readonly id?: string;
  readonly slot?: string;
  /** What else it is about, where one rule finds several things that are no entries: a rule, or a target as `field.id`. */
  readonly about?: string;
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** An exception from a rule, with its reason; one that nothing falls under, or that has run out, is a finding. */
export interface Waiver<Id extends string = string> {
  readonly rule: string;
  /** Absent: for all entries. */
  readonly id?: Id;
  /** As in the finding. Absent: for everything. */
  readonly about?: string;
  readonly reason: string;
  /** The last day on which it holds, as `YYYY-MM-DD` (UTC). */
  readonly until?: string;
}

/** A finding that a waiver excuses. */
export interface WaivedFinding extends Finding {
  readonly reason: string;
  readonly until?: string;
}

/** What one rule looked at. */
export interface CheckedRule {
  readonly rule: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly scope: RuleScope;
  readonly description: string;
  /** How many things it looked at. */
  readonly subjects: number;
  /** How many it left out, because it does not apply to them. */
  readonly skipped: number;
  /** How many findings it made, those that are waived among them. */
  readonly findings: number;
}

/** What statistics count. */
export interface StatisticsOptions {
  /**
   * Fields to count by, nested ones with dots (`auth.level`); members of lists count each. By default those whose
   * values are short texts or booleans of which some repeat.
   */
  readonly by?: readonly string[];
  /** By slot, then by id; with them, the statistics say how many there are. */
  readonly implementations?: object;
}

/** How many entries there are, by what, and what they need. */
export interface Statistics {
  readonly registry: string;
  readonly kind: string;
  readonly total: number;
  /** By field, then by value, how many entries say so. */
  readonly by: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By slot: how many entries need it, and, where implementations were given, how many have it. */
  readonly slots: Readonly<Record<string, { readonly needed: number; readonly implemented?: number }>>;
}

/** A registry as reviewed data: what is compared with it is the same, or has changed. Frozen and plain. */
export interface MetadataSnapshot {
  readonly format: "bailiwick-metadata-1";
  readonly registry: string;
  readonly kind: string;
  /**
   * By id, in order of ids: the metadata as JSON, with type tokens as `{ $type, schema? }`, and in `requires` the names
   * of all slots that the entry needs.
   */
  readonly entries: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A field that is not what it was; `undefined` where it was or is not there. */
export interface FieldChange {
  /** The names that lead to it, joined by dots. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What has changed from one snapshot to another. Frozen and plain. */
export interface MetadataDiff {
  /** Whether both say the same. */
  readonly isEmpty: boolean;
  /** What has changed of the registry itself: its name (`registry`) or its `kind`. */
  readonly fields: readonly FieldChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly FieldChange[] }[];
}

/** What a registry is checked with. */
export interface ComplianceOptions<R extends AnyRegistry = AnyRegistry> {
  /** By slot, then by id. Without them, rules about implementations skip. */
  readonly implementations?: SomeImplementationsOf<R>;
  readonly waivers?: readonly Waiver<IdOf<R>>[];
  /** The reviewed snapshot; what differs from it is a finding. */
  readonly baseline?: MetadataSnapshot;
  /** Rules beside those of the kind and those that hold for every registry. */
  readonly rules?: readonly Rule[];
  /** Other registries that refer to the same targets: what they use is in use. */
  readonly referrers?: readonly AnyRegistry[];
  /** Fields that the statistics count by, as in {@link StatisticsOptions}. */
  readonly by?: readonly string[];
  /** The day that waivers are held against, in milliseconds since 1970; by default today. */
  readonly now?: number;
}

/** What a compliance check came to. Frozen and plain. */
export interface ComplianceReport {
  readonly registry: string;
  readonly kind: string;
  /** Whether nothing of severity `error` was found that is not waived. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** Every rule that was asked, in order. */
  readonly checked: readonly CheckedRule[];
  readonly statistics: Statistics;
}

/**
 * What came of putting the defect of a rule into a registry: it was `"detected"`, or `"missed"` by a rule that is hollow
 * or fails; the rule is `"unprovable"` if it brings no defect, or one that changes nothing; and the defect is
 * `"inapplicable"` where the registry has nothing that could have it, which is no fault of the rule.
 */
export type ProofOutcome = "detected" | "missed" | "unprovable" | "inapplicable";

/** Whether a rule notices the defect that it exists for. */
export interface Proof {
  readonly rule: string;
  readonly group: RuleGroup;
  readonly outcome: ProofOutcome;
  /** Whether the outcome is `"detected"`. */
  readonly detected: boolean;
  /** Why it was not, as one sentence. */
  readonly reason?: string;
}

/** A registry with what it is checked with: what a module exports for the command line, and what tests are made of. */
export interface Compliance<R extends AnyRegistry = AnyRegistry> {
  readonly registry: R;
  readonly options: ComplianceOptions<R>;
}
