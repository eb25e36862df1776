import { deepFreeze, describe } from "../../kernel/index.js";
import type { AnyRegistry } from "../registry.js";
import { EntryCheckFailed } from "../faults.js";
import type { Rule, RuleOutcome, RuleSubject, Verdict } from "../rule.js";
import { checkRules, coreRules, readOptions, type RuleParts } from "./compliance-options.js";
import type { CheckedRule, ComplianceOptions, ComplianceReport, Finding } from "./compliance-report.js";
import { inOneLine, subjectOf, type CheckedOptions, type ComplianceSubject } from "./compliance-subject.js";
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
  const asked = askAll(rules, subject);
  const { excusing, lasting } = checkRules;
  const { findings, waived, unused, expired } = applyWaivers(asked.findings, options.waivers, options.now, {
    rules: [...asked.checked.map(({ rule }) => rule), excusing.id, lasting.id],
    ids: registry.ids,
  });
  const waivers = options.waivers.length;
  const left = [
    ...findings,
    ...findingsOf(excusing, unused, registry.name),
    ...findingsOf(lasting, expired, registry.name),
  ];
  return deepFreeze({
    registry: registry.name,
    kind: registry.kind.name,
    ok: left.every(({ severity }) => severity !== "error"),
    findings: left,
    waived,
    checked: [
      ...asked.checked,
      ...(waivers === 0
        ? []
        : [
            checkedRule(excusing, waivers, 0, unused.length),
            checkedRule(lasting, waivers, 0, expired.length),
          ]),
    ],
    statistics: subject.statistics,
  });
}

/** What all rules find, those about the check itself among them. */
function askAll(
  rules: readonly Rule[],
  subject: ComplianceSubject,
): { readonly findings: readonly Finding[]; readonly checked: readonly CheckedRule[] } {
  const findings: Finding[] = [];
  const checked: CheckedRule[] = [];
  const failures: Verdict[] = [];
  const hollow: Verdict[] = [];
  for (const rule of rules) {
    const answer = ask(rule, subject);
    if ("fault" in answer) {
      failures.push({ about: rule.id, message: `the rule ${rule.id} ${answer.fault}` });
      checked.push(checkedRule(rule, 0, 0, 0));
      continue;
    }
    const { subjects, skipped, verdicts } = answer;
    for (const finding of findingsOf(rule, verdicts, subject.registry)) findings.push(finding);
    checked.push(checkedRule(rule, subjects, skipped, verdicts.length));
    if (subjects === 0 && subject.entries.length > 0) hollow.push(hollowVerdict(rule.id, skipped, subject));
  }
  const { answering, looking } = checkRules;
  return {
    findings: [
      ...findings,
      ...findingsOf(answering, failures, subject.registry),
      ...findingsOf(looking, hollow, subject.registry),
    ],
    checked: [
      ...checked,
      checkedRule(answering, rules.length, 0, failures.length),
      checkedRule(looking, rules.length - failures.length, failures.length, hollow.length),
    ],
  };
}

function findingsOf(
  { id: rule, group, severity }: RuleParts,
  verdicts: readonly Verdict[],
  registry: string,
): readonly Finding[] {
  return verdicts.map(({ id, slot, about, message, fix }) => ({
    rule,
    group,
    severity,
    registry,
    ...(id === undefined ? {} : { id }),
    ...(slot === undefined ? {} : { slot }),
    ...(about === undefined ? {} : { about }),
    message,
    ...(fix === undefined ? {} : { fix }),
  }));
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
  try {
    const outcome: unknown = rule.check(subject);
    if (isOutcome(outcome)) return outcome;
    const { verdicts } = (outcome ?? {}) as { readonly verdicts?: unknown };
    return {
      fault: `gave no outcome that can be read${hush(outcome) || hush(verdicts) ? ", but a promise: the check does not wait" : `: ${describe(outcome)}`}`,
    };
  } catch (thrown) {
    if (thrown instanceof EntryCheckFailed)
      return { fault: `failed at ${thrown.id}: ${inOneLine(thrown.cause)}` };
    return { fault: `failed: ${inOneLine(thrown)}` };
  }
}

function isOutcome(outcome: unknown): outcome is RuleOutcome {
  const { subjects, skipped, verdicts } = (outcome ?? {}) as Partial<RuleOutcome>;
  return (
    [subjects, skipped].every((count) => Number.isInteger(count) && count! >= 0) &&
    Array.isArray(verdicts) &&
    verdicts.every(isVerdict)
  );
}

function isVerdict(value: unknown): value is Verdict {
  const { message, ...others } = (value ?? {}) as Partial<Verdict>;
  const { id, slot, about, fix } = others;
  const isTextOrAbsent = (part: unknown): boolean => part === undefined || typeof part === "string";
  return typeof message === "string" && [id, slot, about, fix].every(isTextOrAbsent);
}

/** Whether a value is a promise; if it is, nobody hears of it any more. */
export function hush(value: unknown): boolean {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== "function") return false;
  void Promise.resolve(value).catch(() => undefined);
  return true;
}
