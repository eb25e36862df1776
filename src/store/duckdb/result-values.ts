import {
  DuckDBTypeId,
  type DuckDBDataChunk,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBResult,
  type DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SqlRow, SqlValue } from "./duckdb.js";
import { dateOfDays, timestampOfMicros } from "./sql-types.js";

/** Gives the next rows of a result, until there are none. */
export type FetchChunk = () => Promise<DuckDBDataChunk | null>;

/** The rows of a result, frozen, as many at once as DuckDB gives. */
export async function* rowsOf<Row extends SqlRow>(
  result: DuckDBResult,
  fetch: FetchChunk,
): AsyncGenerator<readonly Row[]> {
  const names = result.deduplicatedColumnNames();
  const readers = result.columnTypes().map(readerOf);
  for (let chunk = await fetch(); chunk !== null && chunk.rowCount > 0; chunk = await fetch()) {
    const { rowCount } = chunk;
    const vectors = names.map((_, column) => chunk!.getColumnVector(column));
    const rows: SqlRow[] = [];
    for (let index = 0; index < rowCount; index++) {
      const row: Record<string, SqlValue> = {};
      for (let column = 0; column < names.length; column++) {
        const value = vectors[column]!.getItem(index) as DuckDBValue;
        row[names[column]!] = value === null ? null : readers[column]!(value);
      }
      rows.push(Object.freeze(row));
    }
    // The columns of a row are what the text says; nothing else could know.
    yield Object.freeze(rows) as unknown as readonly Row[];
  }
}

/** All values of a result by column. */
export async function columnsOf(
  result: DuckDBResult,
  fetch: FetchChunk,
): Promise<Readonly<Record<string, readonly SqlValue[]>>> {
  const columns = result.columnTypes().map((type) => ({ read: readerOf(type), values: [] as SqlValue[] }));
  for (let chunk = await fetch(); chunk !== null && chunk.rowCount > 0; chunk = await fetch()) {
    const { rowCount } = chunk;
    for (const [index, { read, values }] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      for (let row = 0; row < rowCount; row++) {
        const value = vector.getItem(row) as DuckDBValue;
        values.push(value === null ? null : read(value));
      }
    }
  }
  const names = result.deduplicatedColumnNames();
  return Object.freeze(
    Object.fromEntries(columns.map(({ values }, index) => [names[index], Object.freeze(values)])),
  );
}

/** Makes what {@link SqlValue} says of a value that the driver has read, and that is not `null`. */
type ValueReader = (value: DuckDBValue) => SqlValue;

const widestNumber = 15;

/** How the values of a type are read. */
function readerOf(type: DuckDBType): ValueReader {
  return readers.get(type.typeId)?.() ?? String;
}

const asItIs = (): ValueReader => (value) => value as SqlValue;
const asWhole = (): ValueReader => (value) => narrowed(value as bigint);
const asTime = (): ValueReader => (value) =>
  timestampOfMicros((value as DuckDBTimestampValue).micros) ?? String(value);

const readers: ReadonlyMap<DuckDBTypeId, () => ValueReader> = new Map([
  [DuckDBTypeId.BOOLEAN, asItIs],
  [DuckDBTypeId.VARCHAR, asItIs],
  [DuckDBTypeId.TINYINT, asItIs],
  [DuckDBTypeId.SMALLINT, asItIs],
  [DuckDBTypeId.INTEGER, asItIs],
  [DuckDBTypeId.UTINYINT, asItIs],
  [DuckDBTypeId.USMALLINT, asItIs],
  [DuckDBTypeId.UINTEGER, asItIs],
  [DuckDBTypeId.FLOAT, asItIs],
  [DuckDBTypeId.DOUBLE, asItIs],
  [DuckDBTypeId.BIGINT, asWhole],
  [DuckDBTypeId.UBIGINT, asWhole],
  [DuckDBTypeId.HUGEINT, asWhole],
  [DuckDBTypeId.UHUGEINT, asWhole],
  [DuckDBTypeId.BIGNUM, asWhole],
  [DuckDBTypeId.DECIMAL, () => (value) => decimal(value as DuckDBDecimalValue)],
  [DuckDBTypeId.DATE, asDate],
  [DuckDBTypeId.TIMESTAMP, asTime],
  [DuckDBTypeId.TIMESTAMP_TZ, asTime],
]);

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString();
  return value.width > widestNumber ? text : Number(text);
}

const remembered = 4096;

/** Days repeat: their texts are kept, as far as there are not too many. */
function asDate(): ValueReader {
  const known = new Map<number, string>();
  return (value) => {
    const { days } = value as DuckDBDateValue;
    const found = known.get(days);
    if (found !== undefined) return found;
    const text = dateOfDays(days) ?? String(value);
    if (known.size < remembered) known.set(days, text);
    return text;
  };
}
