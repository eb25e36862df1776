import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBListValue,
  INTEGER,
  LIST,
  TIMESTAMP,
  VARCHAR,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { describe, didYouMean, quoteList } from "../../kernel/index.js";
import type { SqlParameter, SqlStatement, SqlValue } from "./duckdb.js";
import { encoderOf } from "./encoders.js";
import { isCarried, parseSqlType, requireSqlValue, valueInvalid, type SqlTypeParts } from "./sql-types.js";

/**
 * Binds the values of a statement, each as its declared type or as what it is.
 *
 * @throws BailiwickError `SQL_VALUE_INVALID`
 */
export function bindValues(prepared: DuckDBPreparedStatement, statement: SqlStatement): void {
  const { values = {}, types = {} } = statement;
  const names = Array.from({ length: prepared.parameterCount }, (_, index) =>
    prepared.parameterName(index + 1),
  );
  const of = describe(statement.name ?? statement.text);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const expected = names.length === 0 ? "left out" : `of ${quoteList(names)}${didYouMean(unknown, names)}`;
    throw valueInvalid(`the values of ${of}`, expected, unknown);
  }
  names.forEach((name, index) => {
    const where = `the parameter $${name} of ${of}`;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const type = parseSqlType(types[name]);
    if (value === null) prepared.bindNull(index + 1);
    else if (value === undefined) throw valueInvalid(where, "given", value);
    else if (type === undefined) bindAsItIs(prepared, index + 1, value, where);
    else bindTyped(prepared, index + 1, value, type, where);
  });
}

function bindTyped(
  prepared: DuckDBPreparedStatement,
  index: number,
  value: SqlParameter,
  type: SqlTypeParts,
  where: string,
): void {
  requireSqlValue(value, type, where);
  const itemType = duckDbTypes[type.base](type);
  const encoder = encoderOf(itemType);
  const encode = (item: SqlValue): DuckDBValue => (item === null ? null : (encoder?.encode(item) ?? null));
  if (type.isList) {
    const items = (value as readonly SqlValue[]).map(encode);
    prepared.bindValue(index, new DuckDBListValue(items), LIST(itemType));
  } else prepared.bindValue(index, encode(value as SqlValue), itemType);
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
      if (!isCarried(value)) throw valueInvalid(where, "a text of whole characters", value);
      return prepared.bindVarchar(index, value);
    case "bigint":
      if (BigInt.asIntN(64, value) === value) return prepared.bindBigInt(index, value);
      if (BigInt.asIntN(128, value) === value) return prepared.bindHugeInt(index, value);
      throw valueInvalid(where, "a bigint of 128 bits at most", value);
    case "number":
      if ((value | 0) === value && !Object.is(value, -0)) return prepared.bindInteger(index, value);
      if (Number.isSafeInteger(value)) return prepared.bindBigInt(index, BigInt(value));
      if (Number.isFinite(value) && !Number.isInteger(value)) return prepared.bindDouble(index, value);
      throw valueInvalid(where, "a number that is finite, and a bigint beyond ±(2^53 − 1)", value);
    default:
      throw valueInvalid(
        where,
        "a text, a number, a bigint, true, false or null, as no type is declared",
        value,
      );
  }
}
