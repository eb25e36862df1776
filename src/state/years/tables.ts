import { BailiwickError, quoteList } from "../../kernel/index.js";
import { defineSql, type DuckDbConnection, type TableName } from "../../store/index.js";
import { liveColumns } from "../live-table.js";
import type { RegistryDefinition } from "../registry-definition.js";

/** Tells whether a table can be written as the documented one of a registry. */
export const describeKey = defineSql({
  name: "look whether a table can be written",
  text: `SELECT
      (SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $schema
        AND lower(table_name) = lower($table)) AS tables,
      (SELECT any_value(data_type) FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = $schema
        AND lower(table_name) = lower($table) AND lower(column_name) = 'employee_id') AS id_type`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

/** Tells everything of a table that making it anew could lose. */
export const describeTable = defineSql({
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
 * Whether a documented table is exactly what `createTable()` makes, so that nothing is lost if it is made anew: no other
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

/** The columns that a table or view has, in lower case and in their order, with their types; `undefined` if there is none of that name. */
export async function columnsOf(
  connection: DuckDbConnection,
  { schema = "main", table }: TableName,
): Promise<ReadonlyMap<string, string> | undefined> {
  const rows = await connection.rows<{ column_name: string; data_type: string }>(
    liveColumns.bind({ schema, table }),
  );
  if (rows.length === 0) return undefined;
  return new Map(rows.map(({ column_name, data_type }) => [column_name.toLowerCase(), data_type]));
}

/**
 * Refuses a table that is not there, or lacks a column.
 *
 * @returns all columns that it has, in lower case, with their types
 * @throws BailiwickError `STATE_TABLE_MISSING`, `STATE_TABLE_DRIFT`
 */
export async function requireColumns(
  connection: DuckDbConnection,
  table: TableName,
  needed: readonly string[],
  hint: { readonly missing: string; readonly drift: string },
): Promise<ReadonlyMap<string, string>> {
  const name = nameOf(table);
  const found = await columnsOf(connection, table);
  if (found === undefined) {
    throw new BailiwickError("STATE_TABLE_MISSING", {
      message: `There is no table ${name} in the database.`,
      hint: hint.missing,
      details: { table: name },
    });
  }
  const missing = needed.filter((column) => !found.has(column));
  if (missing.length === 0) return found;
  throw new BailiwickError("STATE_TABLE_DRIFT", {
    message: `The table ${name} lacks the ${missing.length === 1 ? "column" : "columns"} ${quoteList(missing)}.`,
    hint: hint.drift,
    details: { table: name, missing, found: [...found.keys()] },
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

/** Schema and name of a table, for people. */
export function nameOf({ schema = "main", table }: TableName): string {
  return `${schema}.${table}`;
}
