import { optionInvalid } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable } from "../../store/index.js";
import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import {
  nameOn,
  ofYear,
  readColumn,
  readNumber,
  readTable,
  readYearColumn,
  rowsIn,
  ruleMaker,
  shown,
  shownTable,
  type RuleOptions,
  type TableOption,
  type TableRuleOptions,
} from "../rule-options.js";

/** Options of {@link valueRange}. */
export interface ValueRangeOptions extends TableRuleOptions {
  readonly column: string;
  /** Both bounds are within the range; at least one is given. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** @defaultValue false */
  readonly allowNull?: boolean;
}

/**
 * A rule that a column has numbers within a range only. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function valueRange(options: ValueRangeOptions): QualityRule {
  const owner = "valueRange()";
  const make = ruleMaker(owner, options, [
    "table",
    "column",
    "minimum",
    "maximum",
    "allowNull",
    "yearColumn",
  ]);
  const table = readTable(options.table, "table", owner);
  const column = readColumn(options.column, "column", owner);
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  const range = readRange(options.minimum, options.maximum, owner);
  const { allowNull = false } = options;
  if (typeof allowNull !== "boolean") throw optionInvalid("allowNull", owner, "true or false", allowNull);
  const quoted = quoteIdentifier(column);
  const outside = [
    ...(range.minimum === undefined ? [] : [`${quoted} < $minimum`]),
    ...(range.maximum === undefined ? [] : [`${quoted} > $maximum`]),
    ...(allowNull ? [] : [`${quoted} IS NULL`]),
  ];
  const text = `SELECT * FROM ${quoteTable(table)} WHERE ${ofYear(year)} AND (${outside.join(" OR ")})`;
  const where = shownTable(table);
  const says = (count: number): string =>
    count === 0
      ? `All values of ${column} in ${where} are ${range.text}`
      : `${rowsIn(count)} of ${where} ${count === 1 ? "has" : "have"} a ${column} that is not ${range.text}`;
  const name = nameOn("value-range", table, column);
  const description = `${column} of ${where} is ${range.text}.`;
  const question = { name, text, values: range.values };
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question, says }, work),
  );
}

/** Options of {@link compensationRange}. */
export interface CompensationRangeOptions extends RuleOptions {
  /** @defaultValue 1 */
  readonly minimum?: number;
  /** @defaultValue 10,000,000 */
  readonly maximum?: number;
  /** @defaultValue "fct_workforce_snapshot" */
  readonly table?: TableOption;
  /** @defaultValue "current_compensation" */
  readonly column?: string;
  /** @defaultValue "simulation_year" */
  readonly yearColumn?: string | null;
}

/**
 * A rule that each compensation of a year is one that somebody may have: a {@link valueRange} of severity `warning`.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function compensationRange(options: CompensationRangeOptions = {}): QualityRule {
  return valueRange({
    name: "compensation-range",
    severity: "warning",
    minimum: 1,
    maximum: 10_000_000,
    table: "fct_workforce_snapshot",
    column: "current_compensation",
    ...options,
  });
}

interface Range {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly text: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Reads the bounds of a range; at least one. @throws BailiwickError `OPTION_INVALID` */
export function readRange(minimum: unknown, maximum: unknown, owner: string): Range {
  const least = minimum === undefined ? undefined : readNumber(minimum, "minimum", owner);
  const greatest =
    maximum === undefined
      ? undefined
      : readNumber(maximum, "maximum", owner, least === undefined ? {} : { minimum: least });
  if (least === undefined && greatest === undefined)
    throw optionInvalid("minimum", owner, "a finite number if there is no maximum", minimum);
  const text = [
    ...(least === undefined ? [] : [`from ${shown(least)}`]),
    ...(greatest === undefined ? [] : [`${least === undefined ? "at most" : "to"} ${shown(greatest)}`]),
  ].join(" ");
  return {
    minimum: least,
    maximum: greatest,
    text,
    values: {
      ...(least === undefined ? {} : { minimum: least }),
      ...(greatest === undefined ? {} : { maximum: greatest }),
    },
  };
}
