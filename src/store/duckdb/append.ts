import {
  DuckDBDataChunk,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { setImmediate as turn } from "node:timers/promises";
import { BailiwickError, describe, didYouMean, isPlainObject, quoteList } from "../../kernel/index.js";
import type { SqlValue, TableName } from "./duckdb.js";
import { encoderOf, type Encoder } from "./encoders.js";
import { quoteTable } from "./sql-text.js";
import { valueInvalid } from "./sql-types.js";

/** How many rows DuckDB takes at once. */
const rowsPerChunk = 2048;
/** JavaScript has a turn of its own after so many chunks. */
const chunksPerTurn = 16;

interface Column {
  readonly name: string;
  readonly values: readonly SqlValue[];
  readonly type: DuckDBType;
  readonly encoder: Encoder;
}

/**
 * Appends rows by column within the transaction of a connection.
 *
 * @param check is called before each piece of work, and throws to end it
 * @returns how many rows
 */
export async function appendColumns(
  connection: DuckDBConnection,
  table: TableName,
  values: Readonly<Record<string, readonly SqlValue[]>>,
  check: () => void,
): Promise<number> {
  const columns = await readColumns(connection, table, values);
  const rows = columns[0]?.values.length ?? 0;
  const appender = await connection.createAppender(table.table, table.schema ?? "main");
  try {
    const chunk = DuckDBDataChunk.create(columns.map(({ type }) => type));
    for (let start = 0; start < rows; start += rowsPerChunk) {
      if ((start / rowsPerChunk) % chunksPerTurn === 0) {
        await turn();
        check();
      }
      chunk.reset();
      chunk.rowCount = Math.min(rowsPerChunk, rows - start);
      columns.forEach((column, index) =>
        chunk.setColumnValues(index, encode(column, table, start, start + chunk.rowCount)),
      );
      appender.appendDataChunk(chunk);
    }
  } catch (error) {
    discard(appender);
    throw error;
  }
  appender.closeSync();
  return rows;
}

function discard(appender: DuckDBAppender): void {
  try {
    appender.clear();
    appender.closeSync();
  } catch {
    // It tells again what it has failed with.
  }
}

function encode(
  { name, values, encoder }: Column,
  { table }: TableName,
  start: number,
  end: number,
): readonly DuckDBValue[] {
  const encoded: DuckDBValue[] = [];
  for (let row = start; row < end; row++) {
    const value = values[row];
    const item = value === null || value === undefined ? value : encoder.encode(value);
    if (item === undefined) {
      throw valueInvalid(
        `the column ${describe(name)} of ${describe(table)}, in row ${row},`,
        encoder.expected,
        value,
      );
    }
    encoded.push(item);
  }
  return encoded;
}

/** The columns of the table in its order, with what is to be appended to each. */
async function readColumns(
  connection: DuckDBConnection,
  table: TableName,
  values: Readonly<Record<string, readonly SqlValue[]>>,
): Promise<readonly Column[]> {
  const where = `the columns for ${describe(table.table)}`;
  if (!isPlainObject(values)) throw valueInvalid(where, "an object of lists", values);
  const shape = await connection.run(`FROM ${quoteTable(table)} LIMIT 0`);
  const names = shape.columnNames();
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) throw columnMissing(table, unknown, names);
  let rows: number | undefined;
  return names.map((name, index) => {
    const column: unknown = Object.hasOwn(values, name) ? values[name] : undefined;
    const whose = `the column ${describe(name)} of ${describe(table.table)}`;
    if (!Array.isArray(column)) throw valueInvalid(whose, "given as a list of values", column);
    rows ??= column.length;
    if (column.length !== rows) throw valueInvalid(whose, `a list of ${rows}, as the first column`, column);
    const type = shape.columnType(index);
    const encoder = encoderOf(type);
    if (encoder === undefined) {
      throw valueInvalid(whose, "of a type that can be appended", String(type));
    }
    return { name, values: column as readonly SqlValue[], type, encoder };
  });
}

function columnMissing(table: TableName, column: string, names: readonly string[]): BailiwickError {
  return new BailiwickError("STORE_TABLE_MISSING", {
    message: `The table ${describe(table.table)} has no column ${describe(column)}${didYouMean(column, names)}.`,
    hint: `its columns are ${quoteList(names)}.`,
    details: { table: table.table, column, columns: names },
  });
}
