import { BailiwickError, quoteList } from "../../kernel/index.js";
import { defineSql, quoteIdentifier, type DuckDbConnection, type TableName } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";

/** The table of the events, which is never written. */
export const eventTable: TableName = { schema: "main", table: "fct_yearly_events" };

/** The table of the baseline, which is never written. */
export const baselineTable: TableName = { schema: "main", table: "int_baseline_workforce" };

const findColumns = defineSql({
  name: "find the columns of a table",
  text: `SELECT lower(column_name) AS name FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = $schema AND lower(table_name) = lower($table)
    ORDER BY column_index`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

const describeKey = defineSql({
  name: "look whether a table can be written",
  text: `SELECT
      (SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $schema
        AND lower(table_name) = lower($table)) AS tables,
      (SELECT any_value(data_type) FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = $schema
        AND lower(table_name) = lower($table) AND lower(column_name) = 'employee_id') AS id_type`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

const describeTable = defineSql({
  name: "look whether a table is as declared",
  text: `SELECT
      (SELECT string_agg(column_name || ' ' || data_type || coalesce(' ' || column_default, ''), ', ' ORDER BY column_index)
        FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = $schema AND table_name = $table) AS columns,
      (SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $schema
        AND table_name = $table AND has_primary_key AND index_count = 1 AND comment IS NULL AND NOT temporary) AS tables,
      (SELECT string_agg(constraint_type || array_to_string(constraint_column_names, ','), ' ' ORDER BY constraint_type)
        FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name = $schema AND table_name = $table) AS constraints,
      (SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY') AS foreign_keys`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

/**
 * Whether a documented table is exactly what {@link createTableText} makes, so that nothing is lost if it is made anew: no other
 * columns, defaults, constraints, indexes or comments, and no foreign key that could refer to it.
 */
export async function isAsDeclared(
  connection: DuckDbConnection,
  { schema = "main", table }: TableName,
  { columns }: RegistryDefinition,
): Promise<boolean> {
  const [found] = await connection.rows(describeTable.bind({ schema, table }));
  return (
    found?.columns === columns.map(({ name, type }) => `${name} ${type}`).join(", ") &&
    found.tables === 1 &&
    found.constraints === "NOT NULLemployee_id PRIMARY KEYemployee_id" &&
    found.foreign_keys === 0
  );
}

/** The columns that a table or view has, in lower case and in their order; `undefined` if there is none of that name. */
export async function columnsOf(
  connection: DuckDbConnection,
  { schema = "main", table }: TableName,
): Promise<readonly string[] | undefined> {
  const rows = await connection.rows<{ name: string }>(findColumns.bind({ schema, table }));
  return rows.length === 0 ? undefined : rows.map(({ name }) => name);
}

/**
 * Refuses a table that is not there, or lacks a column.
 *
 * @returns all columns that it has
 * @throws BailiwickError `STATE_TABLE_MISSING`, `STATE_TABLE_DRIFT`
 */
async function requireColumns(
  connection: DuckDbConnection,
  table: TableName,
  needed: readonly string[],
  hint: { readonly missing: string; readonly drift: string },
): Promise<readonly string[]> {
  const name = nameOf(table);
  const found = await columnsOf(connection, table);
  if (found === undefined) {
    throw new BailiwickError("STATE_TABLE_MISSING", {
      message: `There is no table ${name} in the database.`,
      hint: hint.missing,
      details: { table: name },
    });
  }
  const missing = needed.filter((column) => !found.includes(column));
  if (missing.length === 0) return found;
  throw new BailiwickError("STATE_TABLE_DRIFT", {
    message: `The table ${name} lacks the ${missing.length === 1 ? "column" : "columns"} ${quoteList(missing)}.`,
    hint: hint.drift,
    details: { table: name, missing, found },
  });
}

/** As {@link requireColumns}, of a table that somebody else fills. */
export async function requireInput(
  connection: DuckDbConnection,
  table: TableName,
  needed: readonly string[],
): Promise<readonly string[]> {
  return requireColumns(connection, table, needed, {
    missing: `load ${table.table} first.`,
    drift: "nothing was changed; give the table the columns, with NULL where nothing is known.",
  });
}

/**
 * As {@link requireColumns}, of the documented table of a registry, which has to be one that can be written.
 *
 * @param hasStarted whether something was applied, from which the table could be rebuilt
 */
export async function requireRegistryTable(
  connection: DuckDbConnection,
  table: TableName,
  { columns }: RegistryDefinition,
  { hasStarted }: { readonly hasStarted: boolean },
): Promise<void> {
  const names = columns.map(({ name }) => name);
  const drift = hasStarted
    ? "nothing was changed; repair() rebuilds the table with all of its columns."
    : "nothing was changed; correct the table, or give it another name: createTable() makes one.";
  const missing = "createTable() makes it again, with what the applied years say.";
  await requireColumns(connection, table, names, { missing, drift });
  const [found] = await connection.rows<{ tables: number; id_type: string }>(
    describeKey.bind({ schema: table.schema ?? "main", table: table.table }),
  );
  const fault =
    found?.tables !== 1
      ? "is a view, which cannot be written"
      : found.id_type === "VARCHAR"
        ? undefined
        : `has ids of the type ${found.id_type}, where VARCHAR is declared`;
  if (fault === undefined) return;
  throw new BailiwickError("STATE_TABLE_DRIFT", {
    message: `The table ${nameOf(table)} ${fault}.`,
    hint: drift,
    details: { table: nameOf(table), fault },
  });
}

/** The text that makes a documented table. */
export function createTableText({ columns }: RegistryDefinition): string {
  const list = columns.map(
    ({ name, type }, index) => `${quoteIdentifier(name)} ${type}${index === 0 ? " PRIMARY KEY" : ""}`,
  );
  return `CREATE TABLE {table} (${list.join(", ")})`;
}

/** Schema and name of a table, for people. */
export function nameOf({ schema = "main", table }: TableName): string {
  return `${schema}.${table}`;
}
