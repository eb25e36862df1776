import { quoteTable } from "../../store/index.js";
import { askRow, bindQuestion } from "../ask.js";
import type { QualityRule } from "../quality-rule.js";
import {
  nameOn,
  ofYear,
  readNumber,
  readTable,
  readYearColumn,
  rowsIn,
  ruleMaker,
  shown,
  shownTable,
  type RuleOptions,
  type TableOption,
} from "../rule-options.js";

/** Options of {@link rowCountDrift}. */
export interface RowCountDriftOptions extends RuleOptions {
  readonly source: TableOption;
  readonly target: TableOption;
  /** A share of the rows of the source. @defaultValue 0.005 */
  readonly tolerance?: number;
  /** To compare the rows of the year only. @defaultValue null, all rows */
  readonly yearColumn?: string | null;
}

/**
 * A rule that a table has as many rows as the one it was made of, but for a share of them. A table that was made of nothing has
 * no rows. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function rowCountDrift(options: RowCountDriftOptions): QualityRule {
  const owner = "rowCountDrift()";
  const make = ruleMaker(owner, options, ["source", "target", "tolerance", "yearColumn"]);
  const source = readTable(options.source, "source", owner);
  const target = readTable(options.target, "target", owner);
  const tolerance = readNumber(options.tolerance ?? 0.005, "tolerance", owner, { minimum: 0 });
  const year = readYearColumn(options.yearColumn, owner, null);
  const rows = (table: typeof source): string =>
    `(SELECT count(*) FROM ${quoteTable(table)} WHERE ${ofYear(year)})`;
  const name = nameOn("row-count-drift", source, target.table);
  const text = `SELECT ${rows(source)} AS source, ${rows(target)} AS target`;
  const [from, to] = [shownTable(source), shownTable(target)];
  const description = `${to} has as many rows as ${from}, but for ${shown(tolerance * 100)} %.`;
  return make({ name, severity: "error", description, threshold: tolerance }, async (subject, work) => {
    const query = bindQuestion({ name, text }, subject);
    const row = await askRow(subject, query, work);
    const [before, after] = [Number(row["source"]), Number(row["target"])];
    const count = Math.abs(before - after);
    const common = { threshold: tolerance, count, query };
    if (before === 0) {
      const message =
        after === 0
          ? `${from} and ${to} have no rows.`
          : `${from} has no rows, and ${to} has ${rowsIn(after)}.`;
      return { ...common, passed: after === 0, message, measured: after === 0 ? 0 : null };
    }
    const measured = count / before;
    const than = `${from} has ${rowsIn(before)}, and ${to} ${after.toLocaleString("en-US")}`;
    const message = `${than}: a drift of ${shown(measured * 100)} %, where ${shown(tolerance * 100)} % are allowed.`;
    return { ...common, passed: measured <= tolerance, message, measured };
  });
}
