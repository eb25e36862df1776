import { BailiwickError, describe, quoteList, refuseUnknownOptions } from "../kernel/index.js";
import type { QualityRule, QualitySeverity } from "./quality-rule.js";

/** The severities, gravest first. */
const severities: readonly QualitySeverity[] = Object.freeze(["error", "warning", "info"]);

const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const fields = ["name", "severity", "description", "threshold", "check"];

/**
 * Checks a data-quality rule of your own, and freezes it.
 *
 * @throws BailiwickError `QUALITY_RULE_INVALID`; `OPTION_INVALID` for a field that nobody reads
 *
 * @example
 * ```ts
 * import { defineRule } from "bailiwick/simulation";
 *
 * const rule = defineRule({
 *   name: "some-hires",
 *   severity: "warning",
 *   description: "Somebody is hired each year.",
 *   check: async ({ database, year }, { signal }) => {
 *     const text = "SELECT count(*) AS hires FROM fct_yearly_events WHERE event_type = 'hire' AND simulation_year = $year";
 *     const work = { signal };
 *     const [row] = await database.read((connection) => connection.rows({ text, values: { year } }), work);
 *     const hires = Number(row?.["hires"]);
 *     return { passed: hires > 0, message: `${hires} were hired in ${year}.`, measured: hires };
 *   },
 * });
 * console.log(rule.name); // => some-hires
 * ```
 */
export function defineRule(rule: QualityRule): QualityRule {
  refuseUnknownOptions(rule, fields, "defineRule()");
  requireRule(rule);
  return Object.freeze({ ...rule });
}

/** @throws BailiwickError `QUALITY_RULE_INVALID` for what is no rule. */
export function requireRule(rule: unknown): asserts rule is QualityRule {
  const { name, severity, description, threshold, check } = (rule ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !namePattern.test(name)) {
    throw ruleInvalid(
      `A data-quality rule needs a name in kebab-case, but has ${describe(name)}.`,
      "name",
      name,
    );
  }
  const of = `The data-quality rule ${describe(name)}`;
  if (!severities.some((known) => known === severity)) {
    const expected = quoteList(severities, "or");
    throw ruleInvalid(
      `${of} needs a severity of ${expected}, but has ${describe(severity)}.`,
      "severity",
      severity,
    );
  }
  if (description !== undefined && typeof description !== "string") {
    const message = `${of} needs a text as its description, or none, but has ${describe(description)}.`;
    throw ruleInvalid(message, "description", description);
  }
  if (threshold !== undefined && !Number.isFinite(threshold)) {
    const message = `${of} needs a finite number as its threshold, or none, but has ${describe(threshold)}.`;
    throw ruleInvalid(message, "threshold", threshold);
  }
  if (typeof check !== "function") {
    throw ruleInvalid(`${of} needs a function check, but has ${describe(check)}.`, "check", check);
  }
}

function ruleInvalid(message: string, field: string, found: unknown): BailiwickError {
  return new BailiwickError("QUALITY_RULE_INVALID", {
    message,
    hint: "make rules by defineRule(), sqlRule() or one of the factories.",
    details: { field, found: describe(found) },
  });
}

/** A rule without how it is checked: for lists, documents and the command line. */
export type QualityRuleDescription = Omit<QualityRule, "check">;

/** What rules are, as plain data, in their order. */
export function describeRules(rules: readonly QualityRule[]): readonly QualityRuleDescription[] {
  return Object.freeze(
    rules.map(({ name, severity, description, threshold }) =>
      Object.freeze({
        name,
        severity,
        ...(description === undefined ? {} : { description }),
        ...(threshold === undefined ? {} : { threshold }),
      }),
    ),
  );
}
