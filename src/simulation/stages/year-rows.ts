import { quoteTable, type DuckDb, type DuckDbConnection } from "../../store/index.js";
import type { ModelNode } from "../project/model-engine.js";
import { tableChecksums } from "../run/table-checksums.js";

/** What a year comes to in a table. Plain JSON. */
export interface YearResult {
  readonly table: string;
  readonly rows: number;
  readonly checksum: string;
}

const yearColumn = "simulation_year";

/** The incremental models that are tables already, by name: those in which every year has its rows. */
export async function yearTables(
  database: DuckDb,
  models: readonly ModelNode[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const rows = await database.read(
    (connection) =>
      connection.rows<{ table_name: string }>({
        name: "find the tables of years",
        text: `SELECT table_name FROM duckdb_columns() WHERE database_name = current_database()
          AND schema_name = 'main' AND column_name = '${yearColumn}' ORDER BY table_name`,
      }),
    { signal },
  );
  const found = new Set(rows.map(({ table_name }) => table_name));
  return models
    .filter(({ name, materialized }) => materialized === "incremental" && found.has(name))
    .map(({ name }) => name);
}

/** Deletes the rows of a year, or of all years after it. */
export async function deleteYear(
  connection: DuckDbConnection,
  tables: readonly string[],
  year: number,
  which: "only" | "later",
): Promise<void> {
  for (const table of tables) {
    await connection.run({
      name: `delete years of ${table}`,
      text: `DELETE FROM ${quoteTable({ table })} WHERE ${yearColumn} ${which === "only" ? "=" : ">"} $year`,
      values: { year },
      types: { year: "INTEGER" },
    });
  }
}

/** What a year has come to in all its tables. O(rows of the year). */
export async function yearResults(
  database: DuckDb,
  tables: readonly string[],
  year: number,
): Promise<readonly YearResult[]> {
  const sums = await tableChecksums(database, tables, { year });
  return sums
    .filter(({ simulationYear }) => simulationYear === year)
    .map(({ table, rows, checksum }) => ({ table, rows, checksum }));
}

/** Whether a year has come to the same twice. */
export function isSameResult(before: readonly YearResult[], now: readonly YearResult[]): boolean {
  const texts = (results: readonly YearResult[]): string =>
    results
      .map(({ table, rows, checksum }) => `${table} ${rows} ${checksum}`)
      .toSorted()
      .join("\n");
  return texts(before) === texts(now);
}
