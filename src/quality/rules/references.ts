import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
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
  type TableOption,
  type TableRuleOptions,
} from "../rule-options.js";

/** Options of {@link references}. */
export interface ReferencesOptions extends TableRuleOptions {
  /** The columns that refer. */
  readonly columns: readonly string[];
  readonly parent: {
    readonly table: TableOption;
    /** As many, in the same order. @defaultValue the columns that refer */
    readonly columns?: readonly string[];
    /** To refer to rows of the same year only. @defaultValue null, any row */
    readonly yearColumn?: string | null;
  };
  /** Whether a row may refer to nothing. @defaultValue false */
  readonly allowNull?: boolean;
}

/**
 * A rule that what rows of one table refer to is in another one. O(rows of both).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function references(options: ReferencesOptions): QualityRule {
  const owner = "references()";
  const make = ruleMaker(owner, options, ["table", "columns", "yearColumn", "parent", "allowNull"]);
  const table = readTable(options.table, "table", owner);
  const columns = readColumns(options.columns, "columns", owner);
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  refuseUnknownOptions(options.parent, ["table", "columns", "yearColumn"], `the parent of ${owner}`);
  const parent = readTable(options.parent.table, "parent.table", owner);
  const keys = readColumns(options.parent.columns ?? columns, "parent.columns", owner);
  if (keys.length !== columns.length)
    throw optionInvalid(
      "parent.columns",
      owner,
      `a list of ${columns.length}, as the columns that refer`,
      keys,
    );
  const parentYear = readYearColumn(options.parent.yearColumn, owner, null);
  const { allowNull = false } = options;
  if (typeof allowNull !== "boolean") throw optionInvalid("allowNull", owner, "true or false", allowNull);
  const quoted = columns.map((column) => `child.${quoteIdentifier(column)}`);
  const same = keys.map((key, index) => `parent.${quoteIdentifier(key)} = ${quoted[index]}`).join(" AND ");
  const isNull = quoted.map((column) => `${column} IS NULL`).join(" OR ");
  const ofParentYear =
    parentYear === null ? "" : `parent.${quoteIdentifier(parentYear)} IS NOT DISTINCT FROM $year AND `;
  const text = `SELECT * FROM (FROM ${quoteTable(table)} WHERE ${ofYear(year)}) AS child
    WHERE ${allowNull ? `NOT (${isNull}) AND ` : ""}NOT EXISTS (FROM ${quoteTable(parent)} AS parent WHERE ${ofParentYear}${same})`;
  const [child, of] = [shownTable(table), `${keys.join(", ")} of ${shownTable(parent)}`];
  const says = (count: number): string =>
    count === 0
      ? `All rows of ${child} have their ${of}`
      : `${rowsIn(count)} of ${child} ${count === 1 ? "has" : "have"} a ${columns.join(", ")} without ${of}`;
  const name = nameOn("references", table, parent.table);
  const description = `Each ${columns.join(", ")} of ${child} is a ${of}.`;
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question: { name, text }, says }, work),
  );
}
