import { BailiwickError, quoteList } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable, type DuckDbConnection } from "../../store/index.js";
import { asList } from "../project/project-settings.js";
import type { CompiledModel } from "./compiled-models.js";

/** What there is of a model's name in the database. */
export type Relation = "table" | "view";

/** What is needed to build one model. */
export interface Materialisation {
  readonly model: CompiledModel;
  readonly schema: string;
  readonly existing: Relation | undefined;
  readonly isIncremental: boolean;
  /** Of the model's query: a statement that has it where it is asked for. */
  readonly query: string;
  readonly preHooks: readonly string[];
  readonly postHooks: readonly string[];
}

/** A statement of a materialisation, and how many lines stand before the model's query in it. */
export interface WrappedQuery {
  readonly text: string;
  readonly linesBefore: number;
}

/** Around a query; the query begins on a line of its own, because it may end in a comment. */
function wrap(before: string, query: string): WrappedQuery {
  const text = `${before} (\n${query}\n)`;
  return { text, linesBefore: before.split("\n").length };
}

/** Executes a statement that has the query of the model in it. @returns how many rows it has given a table */
export type RunQuery = (connection: DuckDbConnection, query: WrappedQuery) => Promise<number>;

/**
 * Builds a model within a transaction.
 *
 * @returns how many rows were written, of a table
 */
export async function materialise(
  connection: DuckDbConnection,
  work: Materialisation,
  runQuery: RunQuery,
): Promise<number | undefined> {
  for (const text of work.preHooks) await connection.run({ text, name: `pre-hook of ${work.model.name}` });
  const rows = await build(connection, work, runQuery);
  for (const text of work.postHooks) await connection.run({ text, name: `post-hook of ${work.model.name}` });
  return rows;
}

async function build(
  connection: DuckDbConnection,
  work: Materialisation,
  runQuery: RunQuery,
): Promise<number | undefined> {
  const { model, schema, existing, query } = work;
  if (work.isIncremental) return addRows(connection, work, runQuery);
  const wanted: Relation = model.materialized === "view" ? "view" : "table";
  const name = quoteTable({ schema, table: model.name });
  if (existing !== undefined && existing !== wanted)
    await connection.run({ text: `DROP ${existing} ${name}` });
  // Others see the old table until the transaction is committed.
  const rows = await runQuery(connection, wrap(`CREATE OR REPLACE ${wanted} ${name} AS`, query));
  return wanted === "view" ? undefined : rows;
}

/** A query may read the table that it adds to: its rows are added before any is deleted. */
async function addRows(
  connection: DuckDbConnection,
  work: Materialisation,
  runQuery: RunQuery,
): Promise<number> {
  const { model, schema, query } = work;
  if ((model.config["on_schema_change"] ?? "ignore") !== "ignore")
    return addRowsOfOtherShape(connection, work, runQuery);
  const name = quoteTable({ schema, table: model.name });
  const columns = (await columnsOf(connection, name))
    .map((column) => quoteIdentifier(column.name))
    .join(", ");
  const [last] = await connection.rows({ text: `SELECT coalesce(max(rowid), -1) AS rowid FROM ${name}` });
  const rowid = String(last?.["rowid"]);
  const rows = await runQuery(
    connection,
    wrap(`INSERT INTO ${name} (${columns}) SELECT ${columns} FROM`, query),
  );
  await replaceRows(connection, model, name, {
    replaced: `rowid <= ${rowid} AND`,
    by: `${name} WHERE rowid > ${rowid}`,
  });
  return rows;
}

/** Deletes the rows whose key others have. */
async function replaceRows(
  connection: DuckDbConnection,
  { name, config }: CompiledModel,
  table: string,
  { replaced, by }: { readonly replaced: string; readonly by: string },
): Promise<void> {
  const keys = asList(config["unique_key"]).map(String);
  if (keys.length === 0 || config["incremental_strategy"] === "append") return;
  const key = keys.length === 1 ? String(keys[0]) : `(${keys.join(", ")})`;
  const text = `DELETE FROM ${table} WHERE ${replaced} ${key} IN (SELECT DISTINCT ${key} FROM ${by})`;
  await connection.run({ text, name: `replace rows of ${name}` });
}

/** Its columns are only known when the rows are there. */
async function addRowsOfOtherShape(
  connection: DuckDbConnection,
  { model, schema, query }: Materialisation,
  runQuery: RunQuery,
): Promise<number> {
  const name = quoteTable({ schema, table: model.name });
  const newRows = `temp.main.${quoteIdentifier(`new rows of ${model.name}`)}`;
  await runQuery(connection, wrap(`CREATE OR REPLACE TEMP TABLE ${newRows} AS`, query));
  const columns = await fittingColumns(connection, model, name, newRows);
  await replaceRows(connection, model, name, { replaced: "", by: newRows });
  const list = columns.map(quoteIdentifier).join(", ");
  const text = `INSERT INTO ${name} (${list}) SELECT ${list} FROM ${newRows}`;
  return connection.run({ text, name: `add rows to ${model.name}` });
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(connection: DuckDbConnection, name: string): Promise<readonly Column[]> {
  const text = `SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${name})`;
  const rows = await connection.rows({ text });
  return rows.map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
}

/** The columns of the table, once `on_schema_change` is done. */
async function fittingColumns(
  connection: DuckDbConnection,
  model: CompiledModel,
  name: string,
  newRows: string,
): Promise<readonly string[]> {
  const onChange = model.config["on_schema_change"];
  const present = await columnsOf(connection, name);
  const names = present.map((column) => column.name);
  const given = await columnsOf(connection, newRows);
  const lower = (columns: readonly Column[]): ReadonlySet<string> =>
    new Set(columns.map((column) => column.name.toLowerCase()));
  const [presentNames, givenNames] = [lower(present), lower(given)];
  const added = given.filter((column) => !presentNames.has(column.name.toLowerCase()));
  const missing = names.filter((column) => !givenNames.has(column.toLowerCase()));
  if (onChange === "fail") {
    const typeOf = new Map(present.map((column) => [column.name.toLowerCase(), column.type]));
    const changed = given.filter(({ name: column, type }) => {
      const before = typeOf.get(column.toLowerCase());
      return before !== undefined && before !== type;
    });
    if (added.length + missing.length + changed.length === 0) return names;
    throw schemaError(model, added, missing, changed);
  }
  for (const column of added) {
    await connection.run({
      text: `ALTER TABLE ${name} ADD COLUMN ${quoteIdentifier(column.name)} ${column.type}`,
    });
  }
  return [
    ...names.filter((column) => givenNames.has(column.toLowerCase())),
    ...added.map((column) => column.name),
  ];
}

function schemaError(
  { name, file }: CompiledModel,
  added: readonly Column[],
  missing: readonly string[],
  changed: readonly Column[],
): BailiwickError {
  const parts = [
    ...(added.length > 0 ? [`${quoteList(added.map((column) => column.name))} would be new`] : []),
    ...(missing.length > 0 ? [`${quoteList(missing)} would be gone`] : []),
    ...(changed.length > 0
      ? [`${quoteList(changed.map((column) => column.name))} would have other types`]
      : []),
  ];
  return new BailiwickError("MODEL_SCHEMA_CHANGED", {
    message: `${file}: the query has other columns than the table ${JSON.stringify(name)}: ${parts.join("; ")}.`,
    hint: "build the model with fullRefresh, or set on_schema_change.",
    details: { model: name, file, added, missing, changed },
  });
}
