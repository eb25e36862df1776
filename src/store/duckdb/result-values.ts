import type { DuckDBResult } from "@duckdb/node-api";
import type { SqlRow, SqlValue } from "./duckdb.js";
import { readerOf } from "./duckdb-values.js";

/** The rows of a result, frozen, as many at once as DuckDB gives. */
export async function* rowsOf<Row extends SqlRow>(result: DuckDBResult): AsyncGenerator<readonly Row[]> {
  const names = result.deduplicatedColumnNames();
  const readers = result.columnTypes().map(readerOf);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const rows: Record<string, SqlValue>[] = [];
    for (let index = 0; index < chunk.rowCount; index++) rows.push({});
    names.forEach((name, column) => {
      const read = readers[column]!;
      chunk?.visitColumnValues(column, (value, row) => {
        rows[row]![name] = read(value);
      });
    });
    // The columns of a row are what the text says; nothing else could know.
    yield Object.freeze(rows.map((row) => Object.freeze(row))) as unknown as readonly Row[];
  }
}

/** All values of a result by column. */
export async function columnsOf(
  result: DuckDBResult,
): Promise<Readonly<Record<string, readonly SqlValue[]>>> {
  const names = result.deduplicatedColumnNames();
  const readers = result.columnTypes().map(readerOf);
  const columns: SqlValue[][] = names.map(() => []);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    columns.forEach((values, column) => {
      const read = readers[column]!;
      chunk?.visitColumnValues(column, (value) => values.push(read(value)));
    });
  }
  return Object.freeze(
    Object.fromEntries(names.map((name, column) => [name, Object.freeze(columns[column] ?? [])])),
  );
}
