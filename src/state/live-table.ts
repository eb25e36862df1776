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

const wanted = { schemas: "VARCHAR[]", tables: "VARCHAR[]" } as const;

/** Tables by their place among some, from 1. */
const wantedSql = `(SELECT unnest($schemas) AS schema_name, unnest($tables) AS table_name, generate_subscripts($tables, 1) AS place) AS wanted`;
const isWantedSql = `found.database_name = current_database() AND lower(found.schema_name) = lower(wanted.schema_name)
      AND lower(found.table_name) = lower(wanted.table_name)`;

/** The columns of tables and views as they lie in the database; no row where there is none. */
export const shapeColumns = defineSql({
  name: "columns of tables",
  text: `SELECT place, column_name, data_type FROM duckdb_columns() AS found JOIN ${wantedSql} ON ${isWantedSql}
    ORDER BY place, column_index`,
  parameters: wanted,
});

/** The columns of each key of tables, the primary one first. */
export const shapeKeys = defineSql({
  name: "keys of tables",
  text: `SELECT place, constraint_index AS key, unnest(constraint_column_names) AS column_name
    FROM duckdb_constraints() AS found JOIN ${wantedSql} ON ${isWantedSql}
    WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') ORDER BY place, constraint_type, constraint_index`,
  parameters: wanted,
});

/** How tables look in the database, in their order; `undefined` for one that is not there. Of several keys it is the primary one. */
export async function readTableShapes(
  connection: DuckDbConnection,
  tables: readonly TableName[],
): Promise<readonly (TableShape | undefined)[]> {
  const values = {
    schemas: tables.map(({ schema = "main" }) => schema),
    tables: tables.map(({ table }) => table),
  };
  const columns = await connection.rows<{ place: number; column_name: string; data_type: string }>(
    shapeColumns.bind(values),
  );
  const keys = await connection.rows<{ place: number; key: number; column_name: string }>(
    shapeKeys.bind(values),
  );
  return tables.map((_, index) => {
    const own = columns.filter(({ place }) => place === index + 1);
    if (own.length === 0) return undefined;
    const ownKeys = keys.filter(({ place }) => place === index + 1);
    return Object.freeze({
      columns: Object.freeze(
        Object.fromEntries(own.map(({ column_name, data_type }) => [column_name, data_type])),
      ),
      key: Object.freeze(
        ownKeys.filter(({ key }) => key === ownKeys[0]?.key).map(({ column_name }) => column_name),
      ),
    });
  });
}
