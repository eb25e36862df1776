import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  INTEGER,
  LIST,
  TIMESTAMP,
  VARCHAR,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SqlParameter, SqlStatement, SqlValue } from "./duckdb.js";
import {
  daysOfDate,
  microsOfTimestamp,
  parseSqlType,
  requireSqlValue,
  unscaledDecimal,
  valueInvalid,
  type SqlTypeParts,
} from "./sql-types.js";

/** Binds the values of a statement, each as its declared type or as what it is. */
export function bindValues(
  prepared: DuckDBPreparedStatement,
  { values = {}, types = {}, name }: SqlStatement,
): void {
  for (const [parameter, value] of Object.entries(values)) {
    const where = `the parameter $${parameter}${name === undefined ? "" : ` of ${JSON.stringify(name)}`}`;
    const index = prepared.parameterIndex(parameter);
    const type = parseSqlType(types[parameter]);
    if (value === null) prepared.bindNull(index);
    else if (type !== undefined) bindTyped(prepared, index, value, type, where);
    else bindAsItIs(prepared, index, value, where);
  }
}

function bindTyped(
  prepared: DuckDBPreparedStatement,
  index: number,
  value: SqlParameter,
  type: SqlTypeParts,
  where: string,
): void {
  requireSqlValue(value, type, where);
  const bound = Array.isArray(value)
    ? new DuckDBListValue((value as readonly SqlValue[]).map((item) => toDuckDb(item, type)))
    : toDuckDb(value as SqlValue, type);
  const itemType = duckDbTypes[type.base](type);
  prepared.bindValue(index, bound, type.isList ? LIST(itemType) : itemType);
}

function bindAsItIs(
  prepared: DuckDBPreparedStatement,
  index: number,
  value: SqlParameter,
  where: string,
): void {
  switch (typeof value) {
    case "boolean":
      return prepared.bindBoolean(index, value);
    case "string":
      return prepared.bindVarchar(index, value);
    case "bigint":
      if (BigInt.asIntN(64, value) === value) return prepared.bindBigInt(index, value);
      if (BigInt.asIntN(128, value) === value) return prepared.bindHugeInt(index, value);
      throw valueInvalid(where, "a bigint of 128 bits at most", value);
    case "number":
      if ((value | 0) === value) return prepared.bindInteger(index, value);
      if (Number.isSafeInteger(value)) return prepared.bindBigInt(index, BigInt(value));
      if (Number.isFinite(value) && !Number.isInteger(value)) return prepared.bindDouble(index, value);
      throw valueInvalid(where, "a number that is finite, and a bigint beyond ±(2^53 − 1)", value);
    default:
      throw valueInvalid(where, "a text, a number, a bigint, true, false or null", value);
  }
}

const duckDbTypes: Readonly<Record<SqlTypeParts["base"], (type: SqlTypeParts) => DuckDBType>> = {
  BOOLEAN: () => BOOLEAN,
  INTEGER: () => INTEGER,
  BIGINT: () => BIGINT,
  DOUBLE: () => DOUBLE,
  VARCHAR: () => VARCHAR,
  DATE: () => DATE,
  TIMESTAMP: () => TIMESTAMP,
  DECIMAL: ({ width, scale }) => DECIMAL(width, scale),
};

/** A value that was found to be of its type, as the driver wants it. */
function toDuckDb(value: SqlValue, type: SqlTypeParts): DuckDBValue {
  if (value === null) return null;
  switch (type.base) {
    case "BIGINT":
      return BigInt(value as number | bigint);
    case "DATE":
      return new DuckDBDateValue(daysOfDate(value as string)!);
    case "TIMESTAMP":
      return new DuckDBTimestampValue(microsOfTimestamp(value as string)!);
    case "DECIMAL":
      return new DuckDBDecimalValue(unscaledDecimal(value as string | number, type)!, type.width, type.scale);
    default:
      return value;
  }
}

/** Makes what {@link SqlValue} says of a value that the driver has read. */
export type ValueReader = (value: DuckDBValue) => SqlValue;

const widestNumber = 15;

/** How the values of a type are read. */
export function readerOf(type: DuckDBType): ValueReader {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return (value) => value as SqlValue;
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
      return (value) => (value === null ? null : narrowed(value as bigint));
    case DuckDBTypeId.DECIMAL:
      return (value) => (value === null ? null : decimal(value as DuckDBDecimalValue));
    case DuckDBTypeId.TIMESTAMP:
      return (value) =>
        value === null ? null : timestampText((value as DuckDBTimestampValue).micros, value);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) =>
        value === null ? null : timestampText((value as DuckDBTimestampValue).micros, value);
    default:
      return (value) => (value === null ? null : String(value));
  }
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString();
  return value.width > widestNumber ? text : Number(text);
}

const microsOfYear10000 = 253_402_300_800_000_000n;
const microsOfYear1 = -62_135_596_800_000_000n;

/** `2025-12-31T23:59:59.123456`, always with six digits, so that texts sort as times do. */
function timestampText(micros: bigint, shown: DuckDBValue): string {
  if (micros < microsOfYear1 || micros >= microsOfYear10000) return String(shown);
  const remainder = ((micros % 1000n) + 1000n) % 1000n;
  const ms = Number((micros - remainder) / 1000n);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(remainder).padStart(3, "0")}`;
}
