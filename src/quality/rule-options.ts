import { describe, isPlainObject, optionInvalid, refuseUnknownOptions } from "../kernel/index.js";
import { quoteIdentifier, type TableName } from "../store/index.js";
import { defineRule, requireRule } from "./define-rule.js";
import type { QualityRule, QualitySeverity } from "./quality-rule.js";

/** What every factory of rules takes. */
export interface RuleOptions {
  /** Kebab-case. @defaultValue what the rule checks, with the table where it may be any */
  readonly name?: string;
  readonly severity?: QualitySeverity;
  readonly description?: string;
}

/** A table by its name in the schema `main`, or with its schema. Names are quoted: any text is one. */
export type TableOption = string | TableName;

/** The options of a rule that looks at the rows of one year in a table. */
export interface TableRuleOptions extends RuleOptions {
  readonly table: TableOption;
  /**
   * Which column has the year; `null` to look at all rows. Rows without a year are looked at in every year.
   *
   * @defaultValue "simulation_year"
   */
  readonly yearColumn?: string | null;
}

/** Refuses options that the factory has not, and gives what makes its rule. */
export function ruleMaker(
  owner: string,
  options: RuleOptions,
  known: readonly string[],
): (usual: Omit<QualityRule, "check">, check: QualityRule["check"]) => QualityRule {
  refuseUnknownOptions(options, ["name", "severity", "description", ...known], owner);
  return ({ name, severity, description, threshold }, check) => {
    const rule = {
      name: options.name ?? name,
      severity: options.severity ?? severity,
      ...((options.description ?? description) === undefined
        ? {}
        : { description: options.description ?? description ?? "" }),
      ...(threshold === undefined ? {} : { threshold }),
      check,
    };
    requireRule(rule);
    return defineRule(rule);
  };
}

/** Reads a table. @throws BailiwickError `OPTION_INVALID` */
export function readTable(table: unknown, option: string, owner: string): TableName {
  if (typeof table === "string") return readTable({ table }, option, owner);
  const expected = "the name of a table, or { schema, table }";
  if (!isPlainObject(table)) throw optionInvalid(option, owner, expected, table);
  const { schema = "main", table: name, ...rest } = table;
  if (!isName(schema) || !isName(name) || Object.keys(rest).length > 0)
    throw optionInvalid(option, owner, expected, name === undefined ? table : (name ?? table));
  return Object.freeze({ schema, table: name });
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("\0");
}

/** Reads the name of a column. @throws BailiwickError `OPTION_INVALID` */
export function readColumn(column: unknown, option: string, owner: string): string {
  if (!isName(column)) throw optionInvalid(option, owner, "the name of a column", column);
  return column;
}

/** Reads a list of columns that is not empty. @throws BailiwickError `OPTION_INVALID` */
export function readColumns(columns: unknown, option: string, owner: string): readonly string[] {
  const expected = "a list of different columns, at least one";
  if (!Array.isArray(columns) || columns.length === 0) throw optionInvalid(option, owner, expected, columns);
  const names = columns.map((column: unknown) => readColumn(column, option, owner));
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length)
    throw optionInvalid(option, owner, expected, names.join(", "));
  return Object.freeze(names);
}

/** Reads an option that may be left out. @throws BailiwickError `OPTION_INVALID` */
export function readYearColumn(column: unknown, owner: string, usual: string | null): string | null {
  if (column === undefined) return usual;
  return column === null ? null : readColumn(column, "yearColumn", owner);
}

/** Reads a number. @throws BailiwickError `OPTION_INVALID` */
export function readNumber(
  value: unknown,
  option: string,
  owner: string,
  { minimum, maximum, whole = false }: { minimum?: number; maximum?: number; whole?: boolean } = {},
): number {
  const isOne = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  const number = Number(value);
  if (isOne && number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity)) return number;
  const range = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ].join(" ");
  throw optionInvalid(option, owner, `a ${whole ? "whole" : "finite"} number ${range}`.trimEnd(), value);
}

/** The condition for rows of the year that is checked, and for rows without a year. */
export function ofYear(column: string | null): string {
  if (column === null) return "true";
  const quoted = quoteIdentifier(column);
  return `(${quoted} = $year OR ${quoted} IS NULL)`;
}

/** The name of a rule on a table: `unique-key-fct-yearly-events`. */
export function nameOn(rule: string, { table }: TableName, ...columns: readonly string[]): string {
  const words = [rule, table, ...columns].join("-").toLowerCase();
  return words
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");
}

/** A table as messages name it. */
export function shownTable({ schema = "main", table }: TableName): string {
  const name = /^\w+$/u.test(table) ? table : describe(table);
  return schema === "main" ? name : `${schema}.${name}`;
}

/** A number as messages have it: six digits at most. */
export function shown(number: number): string {
  return String(Number(number.toPrecision(6)));
}

/** `1 row`, `2,000 rows`. */
export function rowsIn(count: number, noun = "row"): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
