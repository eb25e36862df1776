import { quoteIdentifier, quoteTable } from "../../store/index.js";
import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import {
  nameOn,
  ofYear,
  readColumns,
  readTable,
  readYearColumn,
  rowsIn,
  ruleMaker,
  shownTable,
  type TableRuleOptions,
} from "../rule-options.js";

/** Options of {@link uniqueKey}. */
export interface UniqueKeyOptions extends TableRuleOptions {
  /** The columns that together are different in every row. */
  readonly columns: readonly string[];
}

/**
 * A rule that no two rows of a table share a key, and none has a `NULL` in it. It counts rows, and shows keys. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function uniqueKey(options: UniqueKeyOptions): QualityRule {
  const owner = "uniqueKey()";
  const make = ruleMaker(owner, options, ["table", "columns", "yearColumn"]);
  const table = readTable(options.table, "table", owner);
  const columns = readColumns(options.columns, "columns", owner);
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  const quoted = columns.map(quoteIdentifier);
  const alias = quoteIdentifier(aliasBeside(columns));
  const from = `FROM ${quoteTable(table)} WHERE ${ofYear(year)}`;
  const hash = `hash(${quoted.join(", ")})`;
  const isNull = quoted.map((column) => `${column} IS NULL`).join(" OR ");
  // Whole numbers are grouped quicker than texts: only rows that share their hash are looked at again, if there are any.
  const text = `SELECT ${quoted.join(", ")}, count(*) AS ${alias} ${from} AND (${isNull}) GROUP BY ALL
    UNION ALL
    SELECT ${quoted.join(", ")}, count(*) AS ${alias} ${from} AND NOT (${isNull})
      AND ${hash} IN (SELECT ${hash} ${from} GROUP BY 1 HAVING count(*) > 1)
    GROUP BY ALL HAVING count(*) > 1`;
  const [key, where] = [columns.join(", "), shownTable(table)];
  const says = (count: number): string =>
    count === 0
      ? `All rows of ${where} differ in ${key}`
      : `${rowsIn(count)} of ${where} ${count === 1 ? "has no" : "share their"} ${key}${count === 1 ? "" : " or have none"}`;
  const name = nameOn("unique-key", table);
  const description = `All rows of ${where} differ in ${key}, and none lacks it.`;
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question: { name, text }, counted: `coalesce(sum(${alias}), 0)`, says }, work),
  );
}

function aliasBeside(columns: readonly string[]): string {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  let alias = "rows";
  while (taken.has(alias)) alias += "_";
  return alias;
}
