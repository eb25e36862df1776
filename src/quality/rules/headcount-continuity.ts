import { askRow, bindQuestion, findRows } from "../ask.js";
import type { QualityRule } from "../quality-rule.js";
import { ruleMaker, type RuleOptions } from "../rule-options.js";
import {
  activeBefore,
  readBaseline,
  readSnapshot,
  type BaselineTable,
  type SnapshotTable,
} from "../workforce-tables.js";

/** Options of {@link headcountContinuity}. */
export interface HeadcountContinuityOptions extends RuleOptions {
  readonly snapshot?: SnapshotTable;
  /** What the first year begins with. */
  readonly baseline?: BaselineTable;
}

/**
 * A rule that a year begins with those whom the year before has ended with, one by one: whoever was active is in the snapshot,
 * and whoever is in it without being hired in the year (a status code that begins with `new_hire`) was active. The first year
 * begins with the baseline. It measures by how many the two headcounts differ. O(employees).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function headcountContinuity(options: HeadcountContinuityOptions = {}): QualityRule {
  const owner = "headcountContinuity()";
  const make = ruleMaker(owner, options, ["snapshot", "baseline"]);
  const snapshot = readSnapshot(options.snapshot, owner);
  const baseline = readBaseline(options.baseline, owner);
  const { sql, columns, inScope } = snapshot;
  const isNewHire = `coalesce(starts_with(lower(${columns.detail}), 'new_hire'), false)`;
  const textsOf = (isFirstYear: boolean): { readonly rows: string; readonly counts: string } => {
    const relations = `WITH ended AS (${activeBefore(snapshot, baseline, isFirstYear)}), begun AS (
      SELECT ${columns.scenario} AS scenario, ${columns.plan} AS plan, ${columns.employee} AS employee
      FROM ${sql} WHERE ${columns.year} = $year AND ${inScope} AND NOT ${isNewHire})`;
    const same = `ended.scenario IS NOT DISTINCT FROM begun.scenario AND ended.plan IS NOT DISTINCT FROM begun.plan
      AND ended.employee IS NOT DISTINCT FROM begun.employee`;
    const missing = (from: string, other: string, problem: string): string =>
      `SELECT employee AS employee_id, '${problem}' AS problem FROM ${from} WHERE NOT EXISTS (FROM ${other} WHERE ${same})`;
    return {
      rows: `${relations} ${missing("ended", "begun", "is missing from the snapshot")}
        UNION ALL ${missing("begun", "ended", "was not active before, and is no new hire")}`,
      counts: `${relations} SELECT (SELECT count(*) FROM ended) AS ended, (SELECT count(*) FROM begun) AS begun`,
    };
  };
  const name = "headcount-continuity";
  const description = "A year begins with those whom the year before has ended with, one by one.";
  return make({ name, severity: "error", description, threshold: 0 }, async (subject, work) => {
    const { year, firstYear } = subject;
    const isFirst = year === firstYear;
    const { rows, counts } = textsOf(isFirst);
    const row = await askRow(subject, bindQuestion({ name, text: counts }, subject), work);
    const [ended, begun] = [Number(row["ended"]), Number(row["begun"])];
    const { count, samples, query } = await findRows(subject, { name, text: rows }, work);
    const before = isFirst ? `The baseline has ${ended} active` : `${year - 1} ends with ${ended} active`;
    const wrong = count === 0 ? "all the same" : `${count} are on one side only`;
    return {
      passed: count === 0,
      message: `${before} and ${year} begins with ${begun}: ${wrong}.`,
      measured: begun - ended,
      threshold: 0,
      count,
      samples,
      query,
    };
  });
}
