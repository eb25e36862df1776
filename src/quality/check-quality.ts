import {
  argumentInvalid,
  BailiwickError,
  deepFreeze,
  describe,
  messageOf,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  requireSignal,
  steadyClock,
  throwIfAborted,
  unlessAborted,
  type Clock,
  type ErrorJson,
} from "../kernel/index.js";
import { requireRule } from "./define-rule.js";
import { asJson, readOutcome } from "./outcome.js";
import type { QualityReport, QualityResult } from "./quality-report.js";
import type { QualityOutcome, QualityRule, QualitySubject } from "./quality-rule.js";

/** What goes with a check. */
export interface QualityCheckOptions {
  /** Ends the check; the statements that are running are interrupted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How many rules are checked at once.
   *
   * @defaultValue 2
   */
  readonly concurrency?: number;
  /** What rules are timed by. */
  readonly clock?: Clock;
}

const owner = "checkQuality()";
const usualConcurrency = 2;

/**
 * Checks rules on the data of one year, and reports what each found, in the order of the rules. A rule that throws has failed;
 * the others are checked all the same. The report is frozen, and plain JSON.
 *
 * @throws BailiwickError `QUALITY_RULES_MISSING`, `QUALITY_RULE_DUPLICATE`, `QUALITY_RULE_INVALID`; `OPERATION_ABORTED`
 *
 * @example
 * ```ts
 * import { openDuckDb } from "bailiwick/state";
 * import { checkQuality, uniqueKey } from "bailiwick/simulation";
 *
 * await using database = await openDuckDb(":memory:");
 * await database.transaction(async (connection) => {
 *   await connection.run({ text: "CREATE TABLE orders AS SELECT unnest([1, 2, 2]) AS id, 2025 AS simulation_year" });
 * });
 * const subject = { database, year: 2025, firstYear: 2025, scenarioId: "base", planDesignId: "standard" };
 * const report = await checkQuality([uniqueKey({ table: "orders", columns: ["id"] })], subject);
 * console.log(report.disposition); // => failed
 * console.log(report.results[0]?.message); // => 2 rows of orders share their id or have none.
 * ```
 */
export async function checkQuality(
  rules: readonly QualityRule[],
  subject: QualitySubject,
  options: QualityCheckOptions = {},
): Promise<QualityReport> {
  refuseUnknownOptions(options, ["signal", "concurrency", "clock"], owner);
  const { signal, concurrency = usualConcurrency, clock = steadyClock } = options;
  requireSignal(signal, owner);
  requireClock(clock, owner);
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw optionInvalid("concurrency", owner, "a whole number from 1", concurrency);
  requireSubject(subject);
  const checked = requireRules(rules);
  const what = `Checking the quality of ${subject.year}`;
  throwIfAborted(signal, what);

  const results: QualityResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < checked.length; index = next++) {
      results[index] = await unlessAborted(checkRule(checked[index]!, subject, signal, clock), signal, what);
      throwIfAborted(signal, what);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, checked.length) }, work));
  return deepFreeze({ year: subject.year, disposition: dispositionOf(results), results });
}

async function checkRule(
  rule: QualityRule,
  subject: QualitySubject,
  signal: AbortSignal | undefined,
  clock: Clock,
): Promise<QualityResult> {
  const { name, severity, description } = rule;
  const start = clock.now();
  let end: { readonly status: QualityResult["status"]; readonly error?: ErrorJson } & QualityOutcome;
  try {
    const outcome = readOutcome(name, await rule.check(subject, { signal }));
    end = { ...outcome, status: outcome.passed ? "passed" : "failed" };
  } catch (thrown) {
    const error = asRuleError(name, thrown);
    const message = `The rule could not be checked: ${firstLine(error.message)}`;
    end = { passed: false, message, status: "error", error: jsonOf(error) };
  }
  return {
    rule: name,
    severity,
    ...(description === undefined ? {} : { description }),
    ...end,
    durationMs: Math.max(0, clock.now() - start),
  };
}

function asRuleError(rule: string, thrown: unknown): BailiwickError {
  if (thrown instanceof BailiwickError) return thrown;
  return new BailiwickError("QUALITY_RULE_FAILED", {
    message: `The data-quality rule ${describe(rule)} failed: ${messageOf(thrown)}`,
    details: { rule },
    cause: thrown,
  });
}

/** Details that others have put into an error may be anything. */
function jsonOf(error: BailiwickError): ErrorJson {
  try {
    return asJson(error) as ErrorJson;
  } catch {
    const { name, code, message } = error;
    return { name, code, message, details: {} };
  }
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}

function dispositionOf(results: readonly QualityResult[]): QualityReport["disposition"] {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return "passed";
  return failed.some(({ severity }) => severity === "error") ? "failed" : "passed-with-warnings";
}

function requireRules(rules: unknown): readonly QualityRule[] {
  if (!Array.isArray(rules)) throw argumentInvalid("rules", owner, "a list of rules", rules);
  if (rules.length === 0) {
    throw new BailiwickError("QUALITY_RULES_MISSING", {
      message: `${owner} was given no rules, and a report on nothing would be taken for a pass.`,
      hint: "give at least one rule, for example those of workforceRules().",
    });
  }
  const names = new Set<string>();
  return rules.map((rule: unknown) => {
    requireRule(rule);
    if (names.has(rule.name)) {
      throw new BailiwickError("QUALITY_RULE_DUPLICATE", {
        message: `Two data-quality rules have the name ${describe(rule.name)}.`,
        hint: "give one of them another name; factories take it as an option.",
        details: { rule: rule.name },
      });
    }
    names.add(rule.name);
    return rule;
  });
}

function requireSubject(subject: unknown): asserts subject is QualitySubject {
  const { database, year, firstYear, scenarioId, planDesignId } = (subject ?? {}) as Partial<QualitySubject>;
  if (typeof database?.read !== "function")
    throw argumentInvalid("database", owner, "a subject with an open database", database);
  for (const [name, value] of Object.entries({ year, firstYear })) {
    if (!Number.isSafeInteger(value))
      throw argumentInvalid(name, owner, `a subject with a whole number as its ${name}`, value);
  }
  if (Number(year) < Number(firstYear))
    throw argumentInvalid("year", owner, `a subject with a year from its first one, ${firstYear}, on`, year);
  for (const [name, value] of Object.entries({ scenarioId, planDesignId })) {
    if (typeof value !== "string" || value === "")
      throw argumentInvalid(name, owner, `a subject with a text as its ${name}`, value);
  }
}
