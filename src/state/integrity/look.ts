import {
  defineSql,
  type SqlStatement,
  type SqlType,
  type SqlValue,
  type TableName,
} from "../../store/index.js";
import type { IntegrityRule } from "../reports.js";
import type { ExpectedSql } from "./expected.js";

/** The tables that rules look at, by the names that their SQL has for them. */
export type LookedAt = "registry" | "history" | "ledger" | "scopes" | "events" | "baseline";

/** The values that the SQL of a rule may use. */
const parameterTypes = {
  scenario: "VARCHAR",
  plan: "VARCHAR",
  scope: "INTEGER",
  registry: "VARCHAR",
  first_year: "INTEGER",
  last_year: "INTEGER",
  now: "TIMESTAMP",
} as const satisfies Readonly<Record<string, SqlType>>;

/** Where the tables of a registry lie, and the values of its scope and its years. */
export interface LookFacts {
  readonly tables: Readonly<Record<LookedAt, TableName>>;
  readonly values: Readonly<Record<keyof typeof parameterTypes, SqlValue>>;
  readonly expected: ExpectedSql;
}

/** How many of the rows that are wrong a finding shows. */
export const sampleLimit = 20;

/** What a rule of integrity looks for. */
export interface Look {
  readonly rule: IntegrityRule;
  readonly severity: "error" | "warning";
  /** One row for each thing that is wrong. It may read `expected_history` and `expected_state`. */
  readonly sql: string;
  /** What is wrong, with its count: `3 rows of enrollment_registry without an employee_id`. */
  readonly says: (count: number) => string;
  /** What it compares, if two relations that hold the same rows cannot break it. */
  readonly compares?: "state" | "history";
}

/** The relations of {@link ExpectedSql} by their names. */
export const expectedRelations = { history: "expected_history", state: "expected_state" } as const;

/** Which tables a text of SQL reads, by way of what is expected too. */
export function tablesOf(sql: string, expected: ExpectedSql): ReadonlySet<LookedAt> {
  return new Set(
    [...withExpected(sql, expected).matchAll(/\{(\w+)\}/gu)].map(([, table]) => table as LookedAt),
  );
}

/** A text with the relations before it that it reads, so that it can be run wherever its tables are. */
export function withExpected(sql: string, { history, state }: ExpectedSql): string {
  const readsState = sql.includes(expectedRelations.state);
  if (!readsState && !sql.includes(expectedRelations.history)) return sql;
  const relations = [`${expectedRelations.history} AS (\n${history}\n)`];
  if (readsState) relations.push(`${expectedRelations.state} AS (\n${state}\n)`);
  return `WITH ${relations.join(",\n")}\n${sql}`;
}

/** Binds a text to the tables and the values that it names, and to no others. */
export function bindLook(name: string, text: string, { tables, values }: LookFacts): SqlStatement {
  const parameters = pick(parameterTypes, text, /\$([a-z_]+)/gu);
  const names = pick(tables, text, /\{([a-z_]+)\}/gu);
  const template = defineSql<Readonly<Record<string, SqlType>>, string>({
    name,
    text,
    parameters,
    identifiers: Object.keys(names),
  });
  return template.bind(pick(values, text, /\$([a-z_]+)/gu), names);
}

function pick<Value>(
  from: Readonly<Record<string, Value>>,
  text: string,
  pattern: RegExp,
): Readonly<Record<string, Value>> {
  const used = new Set([...text.matchAll(pattern)].map(([, name]) => name));
  return Object.fromEntries(Object.entries(from).filter(([name]) => used.has(name)));
}
