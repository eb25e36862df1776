import { defineSql, type DuckDbConnection, type TableName } from "../store/index.js";
import type { TableShape } from "./drift.js";

/** The columns of a table or a view as it lies in the database; no row where there is none. */
export const liveColumns = defineSql({
  name: "columns of a table",
  text: `SELECT column_name, data_type FROM duckdb_columns()
    WHERE database_name = current_database() AND lower(schema_name) = lower($schema) AND lower(table_name) = lower($table)
    ORDER BY column_index`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

/** The columns of each key of a table, the primary one first. */
export const liveKeys = defineSql({
  name: "keys of a table",
  text: `SELECT constraint_index AS key, unnest(constraint_column_names) AS column_name FROM duckdb_constraints()
    WHERE database_name = current_database() AND lower(schema_name) = lower($schema) AND lower(table_name) = lower($table)
      AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')
    ORDER BY constraint_type, constraint_index`,
  parameters: { schema: "VARCHAR", table: "VARCHAR" },
});

/** How a table looks in the database; `undefined` if there is none. Of several keys it is the primary one. */
export async function readTableShape(
  connection: DuckDbConnection,
  { schema = "main", table }: TableName,
): Promise<TableShape | undefined> {
  const columns = await connection.rows<{ column_name: string; data_type: string }>(
    liveColumns.bind({ schema, table }),
  );
  if (columns.length === 0) return undefined;
  const keys = await connection.rows<{ key: number; column_name: string }>(liveKeys.bind({ schema, table }));
  return Object.freeze({
    columns: Object.freeze(
      Object.fromEntries(columns.map(({ column_name, data_type }) => [column_name, data_type])),
    ),
    key: Object.freeze(keys.filter(({ key }) => key === keys[0]?.key).map(({ column_name }) => column_name)),
  });
}
