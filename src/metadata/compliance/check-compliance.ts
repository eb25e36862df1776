import { deepFreeze, describe, messageOf } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import type { Rule, RuleOutcome, RuleSubject, Verdict } from "../rule.js";
import {
  checkRules,
  coreRules,
  readOptions,
  type CheckedOptions,
  type RuleParts,
} from "./compliance-options.js";
import type { CheckedRule, ComplianceOptions, ComplianceReport, Finding } from "./compliance-report.js";
import { subjectOf, type ComplianceSubject } from "./compliance-subject.js";
import { applyWaivers } from "./waivers.js";

/**
 * Asks every rule: those that hold for every registry, those of the kind, and those of the options.
 *
 * All findings are in one report, which also says how many things each rule looked at. A rule that looked at nothing is
 * a finding, and so is one that fails or answers with a promise: the check is synchronous. O(rules · entries) for rules
 * that are linear.
 *
 * @example
 * ```ts
 * import { checkCompliance, defineKind, defineRegistry, eachEntry } from "bailiwick/metadata";
 *
 * const titled = eachEntry<{ title: string }>("title-given", "completeness", {
 *   description: "a page has a title",
 *   check: ({ title }) => title !== "" || "the title is empty",
 *   breaks: (page) => ({ ...page, title: "" }),
 * });
 * const pageKind = defineKind<{ title: string }>()({ name: "pages", slots: {}, rules: [titled] });
 * const pages = defineRegistry(pageKind, { home: { title: "Welcome" }, terms: { title: "" } });
 * const { ok, findings } = checkCompliance(pages);
 * console.log(ok, findings[0]?.id, findings[0]?.message); // => false terms the title is empty
 * ```
 * @throws BailiwickError `OPTION_INVALID`, and `METADATA_SNAPSHOT_INVALID` for a baseline that is none
 */
export function checkCompliance<R extends AnyRegistry>(
  registry: R,
  options: ComplianceOptions<NoInfer<R>> = {},
): ComplianceReport {
  const read = readOptions(registry, options, "checkCompliance()");
  return reportOf(registry, read);
}

/** The same with options that were checked. */
export function reportOf(registry: AnyRegistry, options: CheckedOptions): ComplianceReport {
  const subject = subjectOf(registry, options);
  const rules = rulesOf(registry, subject, options);
  const findings: Finding[] = [];
  const add = ({ id: rule, group, severity }: RuleParts, verdicts: readonly Verdict[]) => {
    for (const { id, slot, about, message, fix } of verdicts)
      findings.push({
        ...{ rule, group, severity, registry: registry.name },
        ...(id === undefined ? {} : { id }),
        ...(slot === undefined ? {} : { slot }),
        ...(about === undefined ? {} : { about }),
        message,
        ...(fix === undefined ? {} : { fix }),
      });
  };
  const failures: Verdict[] = [];
  const hollow: Verdict[] = [];
  const checked = rules.map((rule) => {
    const answer = ask(rule, subject);
    if ("fault" in answer) {
      failures.push({ about: rule.id, message: `the rule ${rule.id} ${answer.fault}` });
      return checkedRule(rule, 0, 0, 0);
    }
    const { subjects, skipped, verdicts } = answer;
    add(rule, verdicts);
    if (subjects === 0 && registry.size > 0) hollow.push(hollowVerdict(rule.id, skipped, subject));
    return checkedRule(rule, subjects, skipped, verdicts.length);
  });
  add(checkRules.answering, failures);
  add(checkRules.looking, hollow);
  const ids = [...rules.map(({ id }) => id), checkRules.answering.id, checkRules.looking.id];
  const {
    findings: left,
    waived,
    unused,
    expired,
  } = applyWaivers(findings, options.waivers, options.now, ids);
  findings.length = 0;
  add(checkRules.excusing, unused);
  add(checkRules.lasting, expired);
  const all = [...left, ...findings];
  const waivers = options.waivers.length;
  return deepFreeze({
    registry: registry.name,
    kind: registry.kind.name,
    ok: all.every(({ severity }) => severity !== "error"),
    findings: all,
    waived,
    checked: [
      ...checked,
      checkedRule(checkRules.answering, rules.length, 0, failures.length),
      checkedRule(checkRules.looking, rules.length - failures.length, failures.length, hollow.length),
      ...(waivers === 0
        ? []
        : [
            checkedRule(checkRules.excusing, waivers, 0, unused.length),
            checkedRule(checkRules.lasting, waivers, 0, expired.length),
          ]),
    ],
    statistics: subject.statistics,
  });
}

/** The rules that are asked of a registry. */
function rulesOf(
  registry: AnyRegistry,
  subject: ComplianceSubject,
  { rules }: CheckedOptions,
): readonly Rule[] {
  const core = coreRules.filter(({ applies }) => applies(subject)).map(({ rule }) => rule);
  return [...core, ...registry.kind.rules, ...rules];
}

function checkedRule(
  { id: rule, group, severity, scope, description }: RuleParts,
  subjects: number,
  skipped: number,
  findings: number,
): CheckedRule {
  return { rule, group, severity, scope, description, subjects, skipped, findings };
}

function hollowVerdict(rule: string, skipped: number, { implementations }: ComplianceSubject): Verdict {
  return {
    about: rule,
    message: `the rule ${rule} looked at nothing${skipped === 0 ? "" : `, and left out ${skipped}`}`,
    fix:
      implementations === undefined
        ? "give the check the implementations if the rule is about them, or waive it with a reason"
        : "find out whether the rule applies at all, or waive it with a reason",
  };
}

/** What a rule says of a subject, or why it does not, as the end of a sentence. */
export function ask(rule: Rule, subject: RuleSubject): RuleOutcome | { readonly fault: string } {
  let outcome: unknown;
  try {
    outcome = rule.check(subject);
  } catch (thrown) {
    return { fault: `failed${placeOf(rule, subject)}: ${messageOf(thrown)}` };
  }
  if (isOutcome(outcome)) return outcome;
  const { verdicts } = (outcome ?? {}) as { readonly verdicts?: unknown };
  return {
    fault: `gave no outcome that can be read${hush(outcome) || hush(verdicts) ? ", but a promise: the check does not wait" : `: ${describe(outcome)}`}`,
  };
}

/** At which entry a rule fails that looks at each on its own. */
function placeOf(rule: Rule, subject: RuleSubject): string {
  if (rule.scope !== "entry") return "";
  const entry = subject.entries.find((one) => {
    try {
      rule.check({ ...subject, entries: [one] });
      return false;
    } catch {
      return true;
    }
  });
  return entry === undefined ? "" : ` at ${entry.id}`;
}

function isOutcome(outcome: unknown): outcome is RuleOutcome {
  const { subjects, skipped, verdicts } = (outcome ?? {}) as Partial<RuleOutcome>;
  return (
    [subjects, skipped].every((count) => Number.isInteger(count) && count! >= 0) &&
    Array.isArray(verdicts) &&
    verdicts.every((verdict: Partial<Verdict> | null) => typeof verdict?.message === "string")
  );
}

/** Whether a value is a promise; if it is, nobody hears of it any more. */
export function hush(value: unknown): boolean {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== "function") return false;
  void Promise.resolve(value).catch(() => undefined);
  return true;
}
