import {
  quoteIdentifier,
  quoteTable,
  type DuckDbConnection,
  type SqlRow,
  type TableName,
} from "../../store/index.js";
import { ensureSchema } from "../years/scopes.js";
import { additionalColumns, type TableShape } from "../drift.js";
import type { TableChanges } from "../reports.js";
import type { ExpectedSql } from "./expected.js";
import { expectedRelations, bindLook, type LookedAt, type LookFacts } from "./look.js";
import type { LiveTables } from "./table-findings.js";
import { onlyRow } from "../statements/only-row.js";

const expected = expectedRelations.state;

/** What brings the documented table to what is expected would change. Its columns have to be as declared. O(employees). */
export async function countChanges(connection: DuckDbConnection, facts: LookFacts): Promise<TableChanges> {
  const values = valuesOf(facts.expected.stateColumns);
  const text = `SELECT
      (SELECT count(*) FROM ${expected} ANTI JOIN {registry} AS found USING (employee_id)) AS added,
      (SELECT count(*) FROM (SELECT employee_id FROM {registry} AS found JOIN ${expected} USING (employee_id)
        GROUP BY employee_id HAVING count(*) > 1 OR bool_or(${differSql("found", values)}))) AS changed,
      (SELECT count(DISTINCT employee_id) + count(*) FILTER (WHERE employee_id IS NULL)
        FROM {registry} AS found ANTI JOIN ${expected} USING (employee_id)) AS removed`;
  return onlyRow<SqlRow & TableChanges>(connection, bindLook("count what is to change", text, facts));
}

/** What brings the documented table to what is expected, by what it does. */
export function tableRepairs({ stateColumns }: ExpectedSql): Readonly<Record<string, string>> {
  const values = valuesOf(stateColumns);
  const columns = stateColumns.join(", ");
  return {
    "remove rows that should not be there": `DELETE FROM {registry}
      WHERE employee_id IS NULL OR employee_id NOT IN (SELECT employee_id FROM ${expected})`,
    "remove all but one row of an employee": `DELETE FROM {registry} WHERE rowid IN (
      SELECT rowid FROM {registry} QUALIFY row_number() OVER (PARTITION BY employee_id ORDER BY rowid) > 1)`,
    "correct rows": `UPDATE {registry} AS found
      SET ${values.map((value) => `${value} = ${expected}.${value}`).join(", ")}, last_updated = $now
      FROM ${expected} WHERE found.employee_id = ${expected}.employee_id AND (${differSql("found", values)})`,
    "add rows that are missing": `INSERT INTO {registry} (${columns}, last_updated)
      SELECT ${columns}, $now FROM ${expected} ANTI JOIN {registry} AS found USING (employee_id)`,
  };
}

/** Brings the documented table to what is expected. Rows that are right are not touched. O(employees). */
export async function fillTable(connection: DuckDbConnection, facts: LookFacts): Promise<void> {
  for (const [name, text] of Object.entries(tableRepairs(facts.expected)))
    await connection.run(bindLook(name, text, facts));
}

/** Brings the history of the scope to what is expected, and removes that of scopes that are not known. O(history). */
export async function fillHistory(
  connection: DuckDbConnection,
  facts: LookFacts,
  isRight: boolean,
): Promise<void> {
  const columns = facts.expected.historyColumns.join(", ");
  const unknown = "DELETE FROM {history} WHERE scope_id NOT IN (SELECT scope_id FROM {scopes})";
  await connection.run(bindLook("remove the history of unknown scopes", unknown, facts));
  if (isRight) return;
  await connection.run(bindLook("remove history", "DELETE FROM {history} WHERE scope_id = $scope", facts));
  const text = `INSERT INTO {history} (scope_id, ${columns}) SELECT $scope, ${columns} FROM ${expectedRelations.history}`;
  await connection.run(bindLook("write history", text, facts));
}

/**
 * Makes a table anew with the declared columns and key, and the additional columns that it has. Its rows keep the values of
 * the columns that are as declared and of the additional ones; of several rows of one key the first is kept.
 */
export async function remakeTable(
  connection: DuckDbConnection,
  { names, shapes, declared }: LiveTables,
  table: LookedAt,
): Promise<void> {
  const name = names[table];
  const live = shapes[table];
  const run = (text: string): Promise<number> => connection.run({ name: `make ${name.table} anew`, text });
  const additional = live === undefined ? {} : additionalColumns(declared[table], live);
  const kept = live === undefined ? [] : keptColumns(declared[table], live, additional);
  if (kept.length > 0) {
    const [key] = declared[table].key;
    const once =
      key === undefined
        ? ""
        : ` WHERE ${key} IS NOT NULL QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid) = 1`;
    await run(
      `CREATE OR REPLACE TEMP TABLE kept_rows AS SELECT ${kept.join(", ")} FROM ${quoteTable(name)}${once}`,
    );
  }
  if (live !== undefined) await run(`DROP TABLE ${quoteTable(name)}`);
  await ensureSchema(connection, name.schema ?? "main");
  await run(createTableSql(name, declared[table], additional));
  if (kept.length === 0) return;
  await run(`INSERT INTO ${quoteTable(name)} (${kept.join(", ")}) SELECT * FROM temp.kept_rows`);
  await run("DROP TABLE temp.kept_rows");
}

function keptColumns(
  declared: TableShape,
  live: TableShape,
  additional: Readonly<Record<string, string>>,
): readonly string[] {
  const types = new Map(Object.entries(live.columns).map(([column, type]) => [column.toLowerCase(), type]));
  const same = Object.entries(declared.columns).filter(([column, type]) => types.get(column) === type);
  const needed = declared.key[0] ?? "scope_id";
  if (!same.some(([column]) => column === needed)) return [];
  return [...same.map(([column]) => column), ...Object.keys(additional).map(quoteIdentifier)];
}

function createTableSql(
  name: TableName,
  { columns, key }: TableShape,
  additional: Readonly<Record<string, string>>,
): string {
  const column = ([columnName, type]: readonly [string, string]): string =>
    `${quoteIdentifier(columnName)} ${type}`;
  const parts = [
    ...Object.entries(columns).map(column),
    ...Object.entries(additional).map(column),
    ...(key.length === 0 ? [] : [`PRIMARY KEY (${key.map(quoteIdentifier).join(", ")})`]),
  ];
  return `CREATE TABLE ${quoteTable(name)} (${parts.join(", ")})`;
}

function valuesOf(stateColumns: readonly string[]): readonly string[] {
  return stateColumns.filter((column) => column !== "employee_id");
}

function differSql(found: string, values: readonly string[]): string {
  return values.map((value) => `${found}.${value} IS DISTINCT FROM ${expected}.${value}`).join(" OR ");
}
