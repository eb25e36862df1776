import { quoteList } from "../../kernel/index.js";
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

/** Options of {@link notNull}. */
export interface NotNullOptions extends TableRuleOptions {
  readonly columns: readonly string[];
}

/**
 * A rule that every row of a table has a value in each of some columns. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function notNull(options: NotNullOptions): QualityRule {
  const owner = "notNull()";
  const make = ruleMaker(owner, options, ["table", "columns", "yearColumn"]);
  const table = readTable(options.table, "table", owner);
  const columns = readColumns(options.columns, "columns", owner);
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  const isMissing = columns.map((column) => `${quoteIdentifier(column)} IS NULL`).join(" OR ");
  const text = `SELECT * FROM ${quoteTable(table)} WHERE ${ofYear(year)} AND (${isMissing})`;
  const where = shownTable(table);
  const says = (count: number, samples: readonly Readonly<Record<string, unknown>>[]): string => {
    if (count === 0) return `All rows of ${where} have ${columns.join(", ")}`;
    const missing = columns.filter((column) => samples.some((row) => valueOf(row, column) === null));
    return `${rowsIn(count)} of ${where} ${count === 1 ? "lacks" : "lack"} ${quoteList(missing, "or")}`;
  };
  const name = nameOn("not-null", table);
  const description = `Every row of ${where} has ${columns.join(", ")}.`;
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question: { name, text }, says }, work),
  );
}

/** Names of columns are the same in any case, and a row has them as the table does. */
function valueOf(row: Readonly<Record<string, unknown>>, column: string): unknown {
  const name = Object.keys(row).find((key) => key.toLowerCase() === column.toLowerCase());
  return name === undefined ? undefined : row[name];
}
