import type { AnyRegistry, IdOf, SomeImplementationsOf } from "../registry.js";
import type { Rule, RuleGroup, Severity } from "../rule.js";

/** What a rule found wrong. */
export interface Finding {
  readonly rule: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  readonly registry: string;
  /** The entry it is about; absent where it is about none or all of them. */
  readonly id?: string;
  readonly slot?: string;
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** An exception from a rule, with its reason; one that nothing falls under, or that has run out, is a finding. */
export interface Waiver<Id extends string = string> {
  readonly rule: string;
  /** Absent: for all entries. */
  readonly id?: Id;
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
  readonly description: string;
  readonly subjects: number;
  readonly skipped: number;
  /** How many findings it made, those that are waived among them. */
  readonly findings: number;
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

/** A registry as reviewed data: what is compared with it is the same, or has changed. */
export interface MetadataSnapshot {
  readonly format: "bailiwick-metadata-1";
  readonly registry: string;
  readonly kind: string;
  /** By id, in order of ids: the metadata as JSON, with type tokens by their names or JSON Schemas, and the slots needed. */
  readonly entries: Readonly<Record<string, unknown>>;
}

/** What has changed from one snapshot to another. */
export interface MetadataDiff {
  readonly isEmpty: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly {
    readonly id: string;
    readonly fields: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  }[];
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
  /** Fields that the statistics count by; by default those whose values are short texts or booleans that repeat. */
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

/** Whether a rule notices the defect that it exists for. */
export interface Proof {
  readonly rule: string;
  readonly group: RuleGroup;
  readonly detected: boolean;
  /** Why it was not, as one sentence. */
  readonly reason?: string;
}

/** A registry with what it is checked with: what a module exports for the command line, and what tests are made of. */
export interface Compliance<R extends AnyRegistry = AnyRegistry> {
  readonly registry: R;
  readonly options: ComplianceOptions<R>;
}
