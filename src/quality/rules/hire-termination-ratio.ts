import { askRow, bindQuestion } from "../ask.js";
import type { QualityRule } from "../quality-rule.js";
import { readNumber, ruleMaker, shown, type RuleOptions } from "../rule-options.js";
import { readEvents, type EventsTable } from "../workforce-tables.js";

/** Options of {@link hireTerminationRatio}. */
export interface HireTerminationRatioOptions extends RuleOptions {
  /** @defaultValue 0.3 */
  readonly minimum?: number;
  /** @defaultValue 3 */
  readonly maximum?: number;
  readonly events?: EventsTable;
}

/**
 * A rule that hires and terminations of a year are in proportion. Without both there is nothing to measure, and it passes;
 * hires without a termination fail. O(events).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function hireTerminationRatio(options: HireTerminationRatioOptions = {}): QualityRule {
  const owner = "hireTerminationRatio()";
  const make = ruleMaker(owner, options, ["minimum", "maximum", "events"]);
  const minimum = readNumber(options.minimum ?? 0.3, "minimum", owner, { minimum: 0 });
  const maximum = readNumber(options.maximum ?? 3, "maximum", owner, { minimum });
  const { sql, columns, inScope } = readEvents(options.events, owner);
  const ofType = (type: string): string => `count(*) FILTER (lower(${columns.type}) = '${type}')`;
  const text = `SELECT ${ofType("hire")} AS hires, ${ofType("termination")} AS terminations FROM ${sql}
    WHERE (${columns.year} = $year OR ${columns.year} IS NULL) AND ${inScope}`;
  const name = "hire-termination-ratio";
  const description = `There are ${shown(minimum)} to ${shown(maximum)} hires for each termination.`;
  return make({ name, severity: "warning", description }, async (subject, work) => {
    const query = bindQuestion({ name, text }, subject);
    const row = await askRow(subject, query, work);
    const [hires, terminations] = [Number(row["hires"]), Number(row["terminations"])];
    const facts = `${hires.toLocaleString("en-US")} hires and ${terminations.toLocaleString("en-US")} terminations in ${subject.year}`;
    if (terminations === 0) {
      const passed = hires === 0;
      const message = passed
        ? `There are no hires and no terminations in ${subject.year}: nothing to measure.`
        : `There are ${facts}: the ratio cannot be measured, and is beyond ${shown(maximum)}.`;
      return { passed, message, measured: null, query, ...(passed ? {} : { threshold: maximum }) };
    }
    const measured = hires / terminations;
    const passed = measured >= minimum && measured <= maximum;
    const message = `There are ${facts}: a ratio of ${shown(measured)}, where ${shown(minimum)} to ${shown(maximum)} are allowed.`;
    return { passed, message, measured, threshold: measured < minimum ? minimum : maximum, query };
  });
}
