import type { DuckDbConnection, SqlRow, SqlStatement } from "../../store/index.js";

/** The row of a statement that has exactly one, whatever the tables hold: a count. */
export async function onlyRow<Row extends SqlRow>(
  connection: DuckDbConnection,
  statement: SqlStatement,
): Promise<Row> {
  const [row] = await connection.rows<Row>(statement);
  return row as Row;
}
