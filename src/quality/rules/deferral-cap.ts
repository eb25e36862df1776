import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import { readNumber, rowsIn, ruleMaker, shown, type RuleOptions } from "../rule-options.js";
import { readEvents, type EventsTable } from "../workforce-tables.js";

/** Options of {@link deferralCap}. */
export interface DeferralCapOptions extends RuleOptions {
  /** A share: 0.1 is ten per cent. */
  readonly maximum: number;
  readonly events?: EventsTable;
}

/**
 * A rule that no escalation of a year ends beyond a deferral rate. Rates above it that members have chosen themselves are none
 * of its business. O(events).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function deferralCap(options: DeferralCapOptions): QualityRule {
  const owner = "deferralCap()";
  const make = ruleMaker(owner, options, ["maximum", "events"]);
  const maximum = readNumber(options.maximum, "maximum", owner, { minimum: 0, maximum: 1 });
  const { sql, columns, inScope } = readEvents(options.events, owner);
  const { id, employee, type, date, rate, year } = columns;
  const text = `SELECT ${employee} AS employee_id, ${id} AS event_id, ${date} AS effective_date, ${rate} AS rate FROM ${sql}
    WHERE lower(${type}) = 'deferral_escalation' AND (${year} = $year OR ${year} IS NULL) AND ${inScope}
      AND (${rate} IS NULL OR ${rate} > CAST($maximum AS DECIMAL(18, 9)))`;
  const says = (count: number): string =>
    count === 0
      ? `No escalation ends beyond ${shown(maximum * 100)} %`
      : `${rowsIn(count, "escalation")} ${count === 1 ? "ends" : "end"} beyond ${shown(maximum * 100)} %, or without a rate`;
  const name = "deferral-cap";
  const description = `No escalation ends beyond ${shown(maximum * 100)} %.`;
  const question = {
    name,
    text,
    values: { maximum: String(maximum) },
    types: { maximum: "VARCHAR" },
  } as const;
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question, says }, work),
  );
}
