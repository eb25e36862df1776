import { isDeepStrictEqual } from "node:util";
import { canonicalJson, deepFreeze, describe, isPlainObject } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import { eachEntry, type Rule, type RuleSubject, type Verdict } from "../rule.js";
import { ask, hush, reportOf } from "./check-compliance.js";
import { checkRules, coreRules, readOptions, type RuleParts } from "./compliance-options.js";
import type { ComplianceOptions, Proof } from "./compliance-report.js";
import { inOneLine, subjectOf, type CheckedOptions, type ComplianceSubject } from "./compliance-subject.js";

/**
 * Puts the defect of each rule into the registry, which stays as it is, and asks the rule again: a rule that finds
 * nothing more than before checks nothing. Rules that hold for every registry are proven too.
 *
 * @example
 * ```ts
 * import { defineKind, defineRegistry, eachEntry, proveRules } from "bailiwick/metadata";
 *
 * const hollow = eachEntry<{ title: string }>("title-given", "completeness", {
 *   description: "a page has a title",
 *   check: () => true,
 *   breaks: (page) => ({ ...page, title: "" }),
 * });
 * const pageKind = defineKind<{ title: string }>()({ name: "pages", slots: {}, rules: [hollow] });
 * const pages = defineRegistry(pageKind, { home: { title: "Welcome" } });
 * const proof = proveRules(pages).find(({ rule }) => rule === "title-given");
 * console.log(proof?.outcome); // => missed
 * console.log(proof?.reason); // => it finds nothing in the registry with the defect
 * ```
 * @throws BailiwickError `OPTION_INVALID`, `METADATA_SNAPSHOT_INVALID`
 */
export function proveRules<R extends AnyRegistry>(
  registry: R,
  options: ComplianceOptions<NoInfer<R>> = {},
): readonly Proof[] {
  const read = readOptions(registry, options, "proveRules()");
  const subject = subjectOf(registry, read);
  const rules = [...coreRules.map(({ rule }) => rule), ...registry.kind.rules, ...read.rules];
  return deepFreeze([
    ...rules.map((rule) => prove(rule, subject)),
    ...Object.values(checkRules).map((rule) => proveOfCheck(rule, registry, read)),
  ]);
}

function prove(rule: Rule, subject: ComplianceSubject): Proof {
  const proof = attempt(rule, subject);
  if (proof.outcome === "detected" || proof.outcome === "inapplicable") return proof;
  const before = ask(rule, subject);
  const faulty = new Set("fault" in before ? [] : before.verdicts.map(({ id }) => id));
  const entries = subject.entries.filter(({ id }) => !faulty.has(id));
  if (entries.length === subject.entries.length) return proof;
  // The defect may have been put where it was already.
  const elsewhere = attempt(rule, { ...subject, entries });
  return elsewhere.outcome === "inapplicable" && proof.outcome === "missed" ? proof : elsewhere;
}

function attempt(rule: Rule, subject: ComplianceSubject): Proof {
  const proof = (outcome: Proof["outcome"], reason?: string) => proofOf(rule, outcome, reason);
  if (rule.breaks === undefined) return proof("unprovable", "it brings no defect to try it with");
  let broken: unknown;
  try {
    broken = rule.breaks(subject);
  } catch (thrown) {
    return proof("unprovable", `its defect cannot be made: ${inOneLine(thrown)}`);
  }
  if (broken === undefined)
    return proof("inapplicable", "the registry has nothing that could have the defect and does not have it");
  if (!isSubject(broken))
    return proof("unprovable", `its defect must be a subject, but is ${describe(broken)}`);
  const [before, after] = [ask(rule, subject), ask(rule, broken)];
  if ("fault" in before) return proof("missed", `it ${before.fault}`);
  if ("fault" in after) return proof("missed", `with the defect it ${after.fault}`);
  if (findsMore(before.verdicts, after.verdicts)) return proof("detected");
  if (isSame(broken, subject)) return proof("unprovable", "its defect changes nothing");
  if (after.subjects === 0) return proof("missed", "it looks at nothing in the registry with the defect");
  const more = before.verdicts.length === 0 ? "" : "more ";
  return proof("missed", `it finds nothing ${more}in the registry with the defect`);
}

function isSubject(value: unknown): value is RuleSubject {
  try {
    return !hush(value) && isPlainObject(value) && Array.isArray(value["entries"]);
  } catch {
    return false;
  }
}

/** Implementations, which are no data, may have getters that throw. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    return isDeepStrictEqual(one, other);
  } catch {
    return false;
  }
}

function proofOf({ id: rule, group }: RuleParts, outcome: Proof["outcome"], reason?: string): Proof {
  return {
    rule,
    group,
    outcome,
    detected: outcome === "detected",
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Whether there is a verdict after that was not there before, or not as often. */
function findsMore(before: readonly Verdict[], after: readonly Verdict[]): boolean {
  const counts = new Map<string, number>();
  const keyOf = ({ id, slot, about, message }: Verdict) => canonicalJson({ id, slot, about, message });
  for (const verdict of before) counts.set(keyOf(verdict), (counts.get(keyOf(verdict)) ?? 0) + 1);
  return after.some((verdict) => {
    const left = (counts.get(keyOf(verdict)) ?? 0) - 1;
    counts.set(keyOf(verdict), left);
    return left < 0;
  });
}

const description = "a rule for the sake of a proof";

/** What makes a check find something wrong with itself. */
const defects: Readonly<Record<string, (options: CheckedOptions) => CheckedOptions>> = {
  [checkRules.answering.id]: (options) => {
    const failing = eachEntry("failing-for-a-proof", "consistency", {
      description,
      check: () => {
        throw new Error("it was made to fail");
      },
    });
    return { ...options, rules: [...options.rules, failing] };
  },
  [checkRules.looking.id]: (options) => {
    const hollow = eachEntry("hollow-for-a-proof", "consistency", { description, check: () => "skip" });
    return { ...options, rules: [...options.rules, hollow] };
  },
  [checkRules.excusing.id]: (options) => {
    const unused = { rule: "no-rule-for-a-proof", reason: description };
    return { ...options, waivers: [...options.waivers, unused] };
  },
  [checkRules.lasting.id]: (options) => {
    const expired = { rule: "no-rule-for-a-proof", reason: description, until: "1970-01-01" };
    return { ...options, waivers: [...options.waivers, expired] };
  },
};

function proveOfCheck(rule: RuleParts, registry: AnyRegistry, options: CheckedOptions): Proof {
  if (registry.size === 0) return proofOf(rule, "inapplicable", "the registry has no entries");
  // The waivers of the registry could excuse the defect.
  const bare = { ...options, waivers: [] };
  const found = ({ findings }: ReturnType<typeof reportOf>) =>
    findings.filter((finding) => finding.rule === rule.id);
  const before = found(reportOf(registry, bare));
  const after = found(reportOf(registry, defects[rule.id]!(bare)));
  return findsMore(before, after)
    ? proofOf(rule, "detected")
    : proofOf(rule, "missed", "it finds nothing in the check with the defect");
}
