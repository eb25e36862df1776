import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable, type SqlRow } from "../../store/index.js";
import { askRow, bindQuestion } from "../ask.js";
import { chiSquaredP, kolmogorovSmirnovP } from "../p-values.js";
import type { QualityOutcome, QualityRule } from "../quality-rule.js";
import {
  nameOn,
  readColumn,
  readNumber,
  readTable,
  readYearColumn,
  ruleMaker,
  rowsIn,
  shown,
  shownTable,
  type TableOption,
  type TableRuleOptions,
} from "../rule-options.js";

/** Options of {@link distributionDrift}. */
export interface DistributionDriftOptions extends TableRuleOptions {
  readonly column: string;
  /** What is compared with: the same column a year before, or one of another table, all rows of it. @defaultValue "previous-year" */
  readonly against?: "previous-year" | { readonly table: TableOption; readonly column?: string };
  /** For what has an order, or for what has kinds. @defaultValue "kolmogorov-smirnov" */
  readonly test?: "kolmogorov-smirnov" | "chi-squared";
  /** The drift is one if its p-value is less. @defaultValue 0.01 */
  readonly alpha?: number;
  /**
   * A drift that is less is none, however significant: of Kolmogorov-Smirnov the greatest difference of the cumulative
   * distributions, of chi-squared Cramér's V; both from 0 to 1. In large tables a difference that matters to nobody is significant.
   *
   * @defaultValue 0
   */
  readonly minimumEffect?: number;
  /** With fewer values in one of the samples nothing is measured. @defaultValue 30 */
  readonly minimumRows?: number;
}

const tests = ["kolmogorov-smirnov", "chi-squared"] as const;

/**
 * A rule that a column is distributed as it was a year before, or as in another table, by a test of two samples. It measures the
 * p-value. With Kolmogorov-Smirnov rows without a value are left out; with chi-squared they are a kind of their own, and kinds of
 * which fewer than five are expected are taken together. In the first year nothing is compared with the year before. The
 * statistic is computed by DuckDB: O(rows · log rows) there, and one row here.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function distributionDrift(options: DistributionDriftOptions): QualityRule {
  const owner = "distributionDrift()";
  const make = ruleMaker(owner, options, [
    "table",
    "yearColumn",
    "column",
    "against",
    "test",
    "alpha",
    "minimumEffect",
    "minimumRows",
  ]);
  const table = readTable(options.table, "table", owner);
  const column = readColumn(options.column, "column", owner);
  const { test = tests[0], against = "previous-year" } = options;
  if (!tests.includes(test)) throw optionInvalid("test", owner, `"${tests.join('" or "')}"`, test);
  const alpha = readNumber(options.alpha ?? 0.01, "alpha", owner, { minimum: 0, maximum: 1 });
  const least = readNumber(options.minimumEffect ?? 0, "minimumEffect", owner, { minimum: 0, maximum: 1 });
  const minimumRows = readNumber(options.minimumRows ?? 30, "minimumRows", owner, {
    minimum: 1,
    whole: true,
  });
  const year = readYearColumn(options.yearColumn, owner, "simulation_year");
  const other = readAgainst(against, column, owner);
  if (other === undefined && year === null)
    throw optionInvalid(
      "yearColumn",
      owner,
      "the name of a column if the year before is compared with",
      null,
    );
  const one = (offset: string): string =>
    year === null ? "true" : `${quoteIdentifier(year)} = $year${offset}`;
  const now = `SELECT ${quoteIdentifier(column)} AS value, 1 AS a, 0 AS b FROM ${quoteTable(table)} WHERE ${one("")}`;
  const before =
    other?.sql ??
    `SELECT ${quoteIdentifier(column)} AS value, 0 AS a, 1 AS b FROM ${quoteTable(table)} WHERE ${one(" - 1")}`;
  const text = (test === "chi-squared" ? chiSquared : kolmogorovSmirnov)(`${now} UNION ALL ${before}`);
  const where = `${column} of ${shownTable(table)}`;
  const name = nameOn("distribution-drift", table, column);
  const description = `${where} is distributed as ${other === undefined ? "a year before" : `in ${other.shown}`} (${test}).`;
  return make({ name, severity: "warning", description, threshold: alpha }, async (subject, work) => {
    const than = other?.shown ?? String(subject.year - 1);
    if (other === undefined && subject.year === subject.firstYear)
      return passed(`${subject.year} is the first year: nothing to compare with.`, alpha);
    const query = bindQuestion({ name, text }, subject);
    const row = await askRow(subject, query, work);
    return { ...(await outcomeOf(row, { where, than, test, alpha, least, minimumRows })), query };
  });
}

/** What a statistic is judged by, and the words to say it in. */
interface Judgement {
  readonly where: string;
  readonly than: string;
  readonly test: (typeof tests)[number];
  readonly alpha: number;
  readonly least: number;
  readonly minimumRows: number;
}

async function outcomeOf(
  row: SqlRow,
  { where, than, test, alpha, least, minimumRows }: Judgement,
): Promise<QualityOutcome> {
  const [n, m] = [Number(row["n"]), Number(row["m"])];
  if (Math.min(n, m) < minimumRows) {
    const sizes = `${where} has ${rowsIn(n, "value")}, and ${rowsIn(m, "value")} in ${than}`;
    return passed(`${sizes}: too few to measure.`, alpha);
  }
  const [statistic, kinds] = [Number(row["statistic"]), Number(row["kinds"])];
  const isChi = test === "chi-squared";
  const p = isChi ? await chiSquaredP(statistic, kinds - 1) : await kolmogorovSmirnovP(statistic, [n, m]);
  const effect = isChi ? Math.sqrt(statistic / (n + m)) : statistic;
  const drifts = p < alpha && effect >= least;
  const facts = `p = ${shown(p)}, effect ${shown(effect)}`;
  return {
    passed: !drifts,
    message: `${where} is ${drifts ? "" : "not "}distributed otherwise than in ${than} (${test}: ${facts}).`,
    measured: p,
    threshold: alpha,
    samples: [{ statistic, effect, p_value: p, values: n, compared_with: m }],
  };
}

function passed(
  message: string,
  threshold: number,
): { passed: true; message: string; measured: null; threshold: number } {
  return { passed: true, message, measured: null, threshold };
}

function readAgainst(
  against: unknown,
  column: string,
  owner: string,
): { readonly sql: string; readonly shown: string } | undefined {
  if (against === "previous-year") return undefined;
  if (typeof against !== "object" || against === null)
    throw optionInvalid("against", owner, '"previous-year", or { table, column }', against);
  refuseUnknownOptions(against, ["table", "column"], `against of ${owner}`);
  const given = against as Readonly<Record<string, unknown>>;
  const table = readTable(given["table"], "against.table", owner);
  const name = quoteIdentifier(readColumn(given["column"] ?? column, "against.column", owner));
  return {
    sql: `SELECT ${name} AS value, 0 AS a, 1 AS b FROM ${quoteTable(table)}`,
    shown: shownTable(table),
  };
}

const counted = (values: string, where: string): string =>
  `WITH counted AS (SELECT value, sum(a)::DOUBLE AS a, sum(b)::DOUBLE AS b FROM (${values}) WHERE ${where} GROUP BY value),
    sizes AS (SELECT coalesce(sum(a), 0) AS n, coalesce(sum(b), 0) AS m FROM counted)`;

/** The greatest difference of the two cumulative distributions; equal values are passed at once. */
function kolmogorovSmirnov(values: string): string {
  return `${counted(values, "value IS NOT NULL")}, below AS (
      SELECT sum(a) OVER up AS a, sum(b) OVER up AS b FROM counted WINDOW up AS (ORDER BY value)
    )
    SELECT n, m, NULL AS kinds, coalesce((SELECT max(abs(a / n - b / m)) FROM below), 0) AS statistic FROM sizes`;
}

/** Pearson's statistic of homogeneity. */
function chiSquared(values: string): string {
  return `${counted(values, "true")}, kinds AS (
      SELECT sum(a) AS a, sum(b) AS b FROM counted, sizes
      GROUP BY CASE WHEN (a + b) * least(n, m) / (n + m) < 5 THEN 0 ELSE 1 END,
        CASE WHEN (a + b) * least(n, m) / (n + m) < 5 THEN NULL ELSE value END
    )
    SELECT n, m, (SELECT count(*) FROM kinds) AS kinds,
      coalesce((SELECT sum((a * m - b * n) ^ 2 / (n * m * (a + b))) FROM kinds), 0) AS statistic FROM sizes`;
}
