import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBDecimalType,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SqlValue } from "./duckdb.js";
import { daysOfDate, isCarried, microsOfTimestamp, textExpected, unscaledDecimal } from "./sql-types.js";

/** Makes what the driver takes of a value that is not `null`. */
export interface Encoder {
  /** What it takes, for the error. */
  readonly expected: string;
  /** `undefined` for a value that is not of the type. */
  readonly encode: (value: SqlValue) => DuckDBValue | undefined;
}

/** How values get into a column of a type; `undefined` if this package writes no such column. */
export function encoderOf(type: DuckDBType): Encoder | undefined {
  const bits = smallBits.get(type.typeId);
  if (bits !== undefined) return smallInteger(...bits);
  const wide = wideBits.get(type.typeId);
  if (wide !== undefined) return wideInteger(...wide);
  if (type.typeId === DuckDBTypeId.DECIMAL) return decimal(type as DuckDBDecimalType);
  return otherEncoders.get(type.typeId)?.();
}

const smallBits: ReadonlyMap<DuckDBTypeId, readonly [bits: number, isSigned: boolean]> = new Map([
  [DuckDBTypeId.TINYINT, [8, true]],
  [DuckDBTypeId.SMALLINT, [16, true]],
  [DuckDBTypeId.INTEGER, [32, true]],
  [DuckDBTypeId.UTINYINT, [8, false]],
  [DuckDBTypeId.USMALLINT, [16, false]],
  [DuckDBTypeId.UINTEGER, [32, false]],
]);

const wideBits: ReadonlyMap<DuckDBTypeId, readonly [bits: number, isSigned: boolean]> = new Map([
  [DuckDBTypeId.BIGINT, [64, true]],
  [DuckDBTypeId.UBIGINT, [64, false]],
  [DuckDBTypeId.HUGEINT, [128, true]],
  [DuckDBTypeId.UHUGEINT, [128, false]],
]);

function smallInteger(bits: number, isSigned: boolean): Encoder {
  const least = isSigned ? -(2 ** (bits - 1)) : 0;
  const greatest = 2 ** (isSigned ? bits - 1 : bits) - 1;
  return {
    expected: `a whole number from ${least} to ${greatest}`,
    encode: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= least && value <= greatest
        ? value
        : undefined,
  };
}

function wideInteger(bits: number, isSigned: boolean): Encoder {
  const isWithin = (value: bigint): boolean =>
    (isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
  return {
    expected: `a whole number up to ±(2^53 − 1), or a bigint, of ${bits} bits${isSigned ? "" : " without a sign"}`,
    encode: (value) => {
      if (typeof value !== "bigint" && !(typeof value === "number" && Number.isSafeInteger(value)))
        return undefined;
      const whole = BigInt(value);
      return isWithin(whole) ? whole : undefined;
    },
  };
}

function decimal({ width, scale }: DuckDBDecimalType): Encoder {
  return {
    expected: `a decimal of ${width - scale} digits before the point and ${scale} after it`,
    encode: (value) => {
      if (typeof value !== "number" && typeof value !== "string") return undefined;
      const unscaled = unscaledDecimal(value, { width, scale });
      return unscaled === undefined ? undefined : new DuckDBDecimalValue(unscaled, width, scale);
    },
  };
}

const finite: Encoder = {
  expected: "a finite number",
  encode: (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined),
};

const otherEncoders: ReadonlyMap<DuckDBTypeId, () => Encoder> = new Map([
  [
    DuckDBTypeId.BOOLEAN,
    () => ({
      expected: "true or false",
      encode: (value) => (typeof value === "boolean" ? value : undefined),
    }),
  ],
  [DuckDBTypeId.FLOAT, () => finite],
  [DuckDBTypeId.DOUBLE, () => finite],
  [
    DuckDBTypeId.VARCHAR,
    () => ({
      expected: textExpected,
      encode: (value) => (typeof value === "string" && isCarried(value) ? value : undefined),
    }),
  ],
  [
    DuckDBTypeId.DATE,
    () =>
      fromText('a date like "2025-12-31"', (text) => {
        const days = daysOfDate(text);
        return days === undefined ? undefined : new DuckDBDateValue(days);
      }),
  ],
  [
    DuckDBTypeId.TIMESTAMP,
    () => fromText(timestampExpected, (text) => timestamp(text, DuckDBTimestampValue)),
  ],
  [
    DuckDBTypeId.TIMESTAMP_TZ,
    () => fromText(timestampExpected, (text) => timestamp(text, DuckDBTimestampTZValue)),
  ],
] satisfies [DuckDBTypeId, () => Encoder][]);

const timestampExpected = 'a time like "2025-12-31T23:59:59.123456"';

function timestamp<Value>(text: string, Value: new (micros: bigint) => Value): Value | undefined {
  const micros = microsOfTimestamp(text);
  return micros === undefined ? undefined : new Value(micros);
}

const remembered = 4096;

/** Days repeat: what they were turned into is kept, as far as there are not too many. */
function fromText(expected: string, read: (text: string) => DuckDBValue | undefined): Encoder {
  const known = new Map<string, DuckDBValue>();
  const encode = (value: SqlValue): DuckDBValue | undefined => {
    if (typeof value !== "string") return undefined;
    const found = known.get(value);
    if (found !== undefined) return found;
    const encoded = read(value);
    if (encoded !== undefined && known.size < remembered) known.set(value, encoded);
    return encoded;
  };
  return { expected, encode };
}
