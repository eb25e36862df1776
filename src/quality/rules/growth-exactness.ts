import { askRow, bindQuestion } from "../ask.js";
import type { QualityRule } from "../quality-rule.js";
import { readNumber, ruleMaker, shown, type RuleOptions } from "../rule-options.js";
import {
  activeBefore,
  readBaseline,
  readSnapshot,
  type BaselineTable,
  type SnapshotTable,
} from "../workforce-tables.js";

/** Options of {@link growthExactness}. */
export interface GrowthExactnessOptions extends RuleOptions {
  /** A share: 0.03 is three per cent. */
  readonly targetRate: number;
  /** By how many employees the headcount may be off. @defaultValue 0 */
  readonly tolerance?: number;
  readonly snapshot?: SnapshotTable;
  readonly baseline?: BaselineTable;
}

/**
 * A rule that the headcount at the end of a year is that of its start, grown by the target rate and rounded half away from
 * zero. The first year begins with the baseline. O(employees).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function growthExactness(options: GrowthExactnessOptions): QualityRule {
  const owner = "growthExactness()";
  const make = ruleMaker(owner, options, ["targetRate", "tolerance", "snapshot", "baseline"]);
  const rate = readNumber(options.targetRate, "targetRate", owner, { minimum: -1, maximum: 10 });
  const tolerance = readNumber(options.tolerance ?? 0, "tolerance", owner, { minimum: 0, whole: true });
  const snapshot = readSnapshot(options.snapshot, owner);
  const baseline = readBaseline(options.baseline, owner);
  const { sql, columns, inScope } = snapshot;
  // By decimals: 1.1 times 5 in doubles is not what it is on paper.
  const textOf = (isFirstYear: boolean): string => `SELECT start, finish,
      round(start * (1 + CAST($rate AS DECIMAL(18, 9))))::BIGINT AS expected
    FROM (SELECT (SELECT count(*) FROM (${activeBefore(snapshot, baseline, isFirstYear)})) AS start,
      (SELECT count(*) FROM ${sql} WHERE ${columns.year} = $year AND lower(${columns.status}) = 'active' AND ${inScope}) AS finish)`;
  const name = "growth-exactness";
  const description = `The headcount of a year grows by ${shown(rate * 100)} %.`;
  return make({ name, severity: "error", description }, async (subject, work) => {
    const { year, firstYear } = subject;
    const values = { rate: String(rate) };
    const query = bindQuestion(
      { name, text: textOf(year === firstYear), values, types: { rate: "VARCHAR" } },
      subject,
    );
    const row = await askRow(subject, query, work);
    const [start, finish, expected] = [Number(row["start"]), Number(row["finish"]), Number(row["expected"])];
    const count = Math.abs(finish - expected);
    const passed = count <= tolerance;
    const message = `${year} begins with ${start} and ends with ${finish} active; at ${shown(rate * 100)} % it should end with ${expected}.`;
    return { passed, message, measured: finish, threshold: expected, count, query };
  });
}
