import { describe, didYouMean, optionInvalid } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable } from "../../store/index.js";
import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import {
  nameOn,
  ofYear,
  readColumn,
  readTable,
  readYearColumn,
  rowsIn,
  ruleMaker,
  shownTable,
  type TableRuleOptions,
} from "../rule-options.js";

/** Options of {@link acceptedValues}. */
export interface AcceptedValuesOptions extends TableRuleOptions {
  readonly column: string;
  /** All of them texts, or all of them numbers. */
  readonly values: readonly string[] | readonly number[];
  /** @defaultValue false */
  readonly allowNull?: boolean;
}

const shownValues = 5;

/**
 * A rule that a column has no other values than some; capitals count. It shows each other value with its rows, and the message
 * says what may have been meant. O(rows).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function acceptedValues(options: AcceptedValuesOptions): QualityRule {
  const owner = "acceptedValues()";
  const make = ruleMaker(owner, options, ["table", "column", "values", "allowNull", "yearColumn"]);
  const table = readTable(options.table, "table", owner);
  const column = readColumn(options.column, "column", owner);
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  const accepted = readValues(options.values, owner);
  const { allowNull = false } = options;
  if (typeof allowNull !== "boolean") throw optionInvalid("allowNull", owner, "true or false", allowNull);
  const { texts, condition, type } = accepted;
  const quoted = quoteIdentifier(column);
  const isOther = `NOT list_contains($accepted, ${condition(quoted)})`;
  const text = `SELECT ${quoted} AS "value", count(*) AS "rows" FROM ${quoteTable(table)} WHERE ${ofYear(year)}
    AND ${allowNull ? `${quoted} IS NOT NULL AND coalesce(${isOther}, true)` : `coalesce(${isOther}, true)`}
    GROUP BY ${quoted}`;
  const [where, list] = [`${column} of ${shownTable(table)}`, texts.join(", ")];
  const says = (count: number, samples: readonly Readonly<Record<string, unknown>>[]): string => {
    if (count === 0) return `All values of ${where} are accepted`;
    const found = samples.slice(0, shownValues).map(({ value }) => {
      const hint = typeof value === "string" ? didYouMean(value, texts) : "";
      return `${value === null ? "NULL" : describe(value)}${hint}`;
    });
    const more = samples.length > shownValues ? ", among others" : "";
    return `${rowsIn(count)} of ${shownTable(table)} ${count === 1 ? "has" : "have"} in ${column} what is not accepted: ${found.join(", ")}${more}`;
  };
  const name = nameOn("accepted-values", table, column);
  const description = `${where} is one of ${list}.`;
  const question = {
    name,
    text,
    values: { accepted: accepted.values },
    types: { accepted: type } as const,
  };
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question, counted: 'coalesce(sum("rows"), 0)', says }, work),
  );
}

interface AcceptedValues {
  readonly values: readonly string[] | readonly number[];
  readonly texts: readonly string[];
  readonly type: "VARCHAR[]" | "DOUBLE[]";
  readonly condition: (column: string) => string;
}

function readValues(values: unknown, owner: string): AcceptedValues {
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  if (list.length > 0 && list.every((value) => typeof value === "string")) {
    const condition = (column: string): string => `CAST(${column} AS VARCHAR)`;
    return { values: Object.freeze([...list]), texts: list, type: "VARCHAR[]", condition };
  }
  if (list.length > 0 && list.every((value) => typeof value === "number" && Number.isFinite(value))) {
    const numbers = list.map(Number);
    const condition = (column: string): string => `TRY_CAST(${column} AS DOUBLE)`;
    return { values: Object.freeze(numbers), texts: numbers.map(String), type: "DOUBLE[]", condition };
  }
  throw optionInvalid("values", owner, "a list of texts, or of finite numbers, at least one", values);
}
