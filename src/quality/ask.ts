import { didYouMean, quoteList } from "../kernel/index.js";
import { readSqlText, type SqlRow, type SqlStatement } from "../store/index.js";
import { sampleLimit } from "./outcome.js";
import type { QualitySubject } from "./quality-rule.js";

/** A text of SQL with the values of its own parameters. */
export interface Question extends SqlStatement {
  readonly name: string;
}

/** What a rule is checked with. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The parameters that every rule has, with their types. */
const subjectTypes = {
  year: "INTEGER",
  first_year: "INTEGER",
  scenario_id: "VARCHAR",
  plan_design_id: "VARCHAR",
} as const;

/** The names of the parameters in a text, without those in quotes and comments. */
function parametersOf(text: string): ReadonlySet<string> {
  const tokens = readSqlText(text);
  return new Set(tokens.filter(({ kind }) => kind === "parameter").map((token) => token.text));
}

/** What is wrong with the parameters of a text; `undefined` if nothing is. */
export function parameterFault(text: string, values: Readonly<Record<string, unknown>>): string | undefined {
  const used = parametersOf(text);
  const own = Object.keys(values);
  const known = [...Object.keys(subjectTypes), ...own];
  const taken = own.find((name) => Object.hasOwn(subjectTypes, name));
  if (taken !== undefined) return `a value for $${taken}, which every rule has`;
  const unknown = [...used].find((name) => !known.includes(name));
  if (unknown !== undefined)
    return `no value for $${unknown}${didYouMean(unknown, known)}; there are ${quoteList(known)}`;
  const unused = own.find((name) => !used.has(name));
  return unused === undefined
    ? undefined
    : `a value for $${unused}, which its text does not use${didYouMean(unused, used)}`;
}

/** Binds those values of a subject that a text uses, beside its own. */
export function bindQuestion(question: Question, subject: QualitySubject): SqlStatement {
  const { year, firstYear, scenarioId, planDesignId } = subject;
  const given = { year, first_year: firstYear, scenario_id: scenarioId, plan_design_id: planDesignId };
  const used = parametersOf(question.text);
  const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(from).filter(([name]) => used.has(name)));
  return Object.freeze({
    name: question.name,
    text: question.text,
    values: Object.freeze({ ...pick(given), ...question.values }),
    types: Object.freeze({ ...pick(subjectTypes), ...question.types }),
  });
}

/** All rows of a small result. */
export async function askRows(
  subject: QualitySubject,
  statement: SqlStatement,
  options: AskOptions,
): Promise<readonly SqlRow[]> {
  return subject.database.read((connection) => connection.rows(statement), options);
}

/** The only row of a result that has one. */
export async function askRow(
  subject: QualitySubject,
  statement: SqlStatement,
  options: AskOptions,
): Promise<SqlRow> {
  const [row = {}] = await askRows(subject, statement, options);
  return row;
}

/** The rows that break a rule: all are counted, and some are shown. */
export interface FoundRows {
  readonly count: number;
  readonly samples: readonly SqlRow[];
  readonly query: SqlStatement;
}

/**
 * Counts the rows of a query, and shows the first of them. In two statements: with `count(*) OVER ()` beside `ORDER BY …
 * LIMIT`, DuckDB 1.5 now and then ends in an internal error when several run at once.
 *
 * @param counted what is counted, where a row stands for several
 */
export async function findRows(
  subject: QualitySubject,
  question: Question,
  options: AskOptions,
  counted = "count(*)",
): Promise<FoundRows> {
  const of = (text: string): SqlStatement => bindQuestion({ ...question, text }, subject);
  const query = of(`SELECT ${counted} AS "count" FROM (\n${question.text}\n) AS found`);
  const sample = of(`SELECT * FROM (\n${question.text}\n) AS found ORDER BY ALL LIMIT ${sampleLimit}`);
  return subject.database.read(async (connection) => {
    const [row] = await connection.rows(query);
    const count = Number(row?.["count"] ?? 0);
    const samples = count === 0 ? [] : await connection.rows(sample);
    return { count, samples, query: of(question.text) };
  }, options);
}
