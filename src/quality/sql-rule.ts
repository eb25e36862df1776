import { isPlainObject, optionInvalid } from "../kernel/index.js";
import { askRows, bindQuestion, findRows, parameterFault } from "./ask.js";
import { outcomeInvalid } from "./outcome.js";
import type { QualityRule } from "./quality-rule.js";
import type { SqlParameter, SqlType } from "../store/index.js";
import { readColumn, readNumber, rowsIn, ruleMaker, shown, type RuleOptions } from "./rule-options.js";
import { readRange } from "./rules/value-range.js";

/** What both kinds of rules in SQL have. */
interface SqlRuleParts extends RuleOptions {
  readonly name: string;
  /**
   * One `SELECT`. `$year`, `$first_year`, `$scenario_id` and `$plan_design_id` are bound where the text has them, and never part
   * of it.
   */
  readonly sql: string;
  /** The values of other parameters. */
  readonly values?: Readonly<Record<string, SqlParameter>>;
  /** Their declared types, where a value alone does not say it. */
  readonly types?: Readonly<Record<string, SqlType>>;
}

/** A rule whose query gives the rows that break it. */
export interface SqlRowsRuleOptions extends SqlRuleParts {
  /** How many rows are allowed. @defaultValue 0 */
  readonly maxRows?: number;
}

/** A rule whose query gives one row with a number in it. */
export interface SqlMeasureRuleOptions extends SqlRuleParts {
  /** The column of the number. */
  readonly measure: string;
  /** Both bounds are within the range; at least one is given. */
  readonly minimum?: number;
  readonly maximum?: number;
}

const owner = "sqlRule()";
const common = ["sql", "values", "types"];

/**
 * A rule in SQL: either no row of a query, or no more than some, breaks it; or a number that it gives is within a range, and
 * there is one.
 *
 * @throws BailiwickError `OPTION_INVALID`, also for a parameter without a value; `QUALITY_RULE_INVALID`
 *
 * @example
 * ```ts
 * import { sqlRule } from "bailiwick/simulation";
 *
 * const rule = sqlRule({
 *   name: "no-minors",
 *   severity: "error",
 *   description: "Nobody is younger than the plan allows.",
 *   sql: "SELECT employee_id, current_age FROM fct_workforce_snapshot WHERE simulation_year = $year AND current_age < $minimum_age",
 *   values: { minimum_age: 18 },
 * });
 * console.log(rule.threshold); // => 0
 * ```
 */
export function sqlRule(options: SqlRowsRuleOptions | SqlMeasureRuleOptions): QualityRule {
  const isMeasure = isPlainObject(options) && "measure" in options;
  const own = isMeasure ? ["measure", "minimum", "maximum"] : ["maxRows"];
  const make = ruleMaker(owner, options, [...common, ...own]);
  const { sql, values = {}, types = {} } = options;
  if (typeof sql !== "string" || sql.trim() === "") throw optionInvalid("sql", owner, "a text of SQL", sql);
  const text = sql.replace(/[;\s]+$/u, "");
  if (!isPlainObject(values)) throw optionInvalid("values", owner, "an object of values", values);
  if (!isPlainObject(types)) throw optionInvalid("types", owner, "an object of types", types);
  const fault = parameterFault(text, values);
  if (fault !== undefined) throw optionInvalid("sql", owner, "a text whose parameters have values", fault);
  const untyped = Object.keys(types).find((name) => !Object.hasOwn(values, name));
  if (untyped !== undefined) throw optionInvalid("types", owner, "of parameters that have values", untyped);
  const question = { name: options.name, text, values: Object.freeze({ ...values }), types: { ...types } };
  return "measure" in options ? measureRule(options, question, make) : rowsRule(options, question, make);
}

type Make = ReturnType<typeof ruleMaker>;
type OwnQuestion = Parameters<typeof findRows>[1];

function rowsRule({ name, maxRows = 0 }: SqlRowsRuleOptions, question: OwnQuestion, make: Make): QualityRule {
  readNumber(maxRows, "maxRows", owner, { minimum: 0, whole: true });
  return make({ name, severity: "error", threshold: maxRows }, async (subject, work) => {
    const { count, samples, query } = await findRows(subject, question, work);
    const message = `${rowsIn(count)} found, where ${maxRows === 0 ? "none is" : `${maxRows} are`} allowed.`;
    const passed = count <= maxRows;
    return { passed, message, measured: count, threshold: maxRows, count, samples, query };
  });
}

function measureRule(options: SqlMeasureRuleOptions, question: OwnQuestion, make: Make): QualityRule {
  const { name } = options;
  const measure = readColumn(options.measure, "measure", owner);
  const range = readRange(options.minimum, options.maximum, owner);
  const only = range.maximum ?? range.minimum ?? 0;
  return make({ name, severity: "error", threshold: only }, async (subject, work) => {
    const query = bindQuestion(question, subject);
    // More than one row is a fault; no more than that need be read.
    const text = `SELECT * FROM (\n${query.text}\n) AS measured LIMIT 2`;
    const rows = await askRows(subject, { ...query, text }, work);
    const [row] = rows;
    if (row === undefined || rows.length > 1)
      throw outcomeInvalid(name, "needs one row", `${rows.length === 0 ? "no" : "more than one"} row`);
    if (!Object.hasOwn(row, measure))
      throw outcomeInvalid(name, `needs a column ${measure}`, Object.keys(row).join(", "));
    const value = row[measure] ?? null;
    const measured = value === null ? null : Number(value);
    if (measured !== null && (Number.isNaN(measured) || typeof value === "boolean"))
      throw outcomeInvalid(name, `needs a number in ${measure}`, value);
    const isLow = measured !== null && range.minimum !== undefined && measured < range.minimum;
    const isHigh = measured !== null && range.maximum !== undefined && measured > range.maximum;
    const passed = measured !== null && Number.isFinite(measured) && !isLow && !isHigh;
    const message = `${measure} is ${measured === null ? "not there" : shown(measured)}, where ${range.text} is allowed.`;
    return { passed, message, measured, threshold: isLow ? (range.minimum ?? only) : only, query };
  });
}
