import { BailiwickError, describe } from "../../kernel/index.js";

/**
 * What a parameter takes and a cell gives. One table of types holds for reading and for writing:
 *
 * | DuckDB | here |
 * | --- | --- |
 * | `BOOLEAN` | `boolean` |
 * | whole numbers of any width | `number`; `bigint` beyond ±(2^53 − 1) |
 * | `FLOAT`, `DOUBLE` | `number` |
 * | `DECIMAL` | `number` up to 15 digits of width, wider ones their exact text |
 * | `DATE` | text, `2025-12-31` |
 * | `TIMESTAMP`, with or without zone | text, `2025-12-31T23:59:59.123456`, in UTC where it has a zone |
 * | `NULL` | `null` |
 * | anything else | the text by which DuckDB shows it |
 */
export type SqlValue = string | number | bigint | boolean | null;

/** What a parameter takes: a value, or a list of values for a parameter that a template declares as a list. */
export type SqlParameter = SqlValue | readonly SqlValue[];

/** A type of one value. */
export type SqlScalarType =
  | "BOOLEAN"
  | "INTEGER"
  | "BIGINT"
  | "DOUBLE"
  | "VARCHAR"
  | "DATE"
  | "TIMESTAMP"
  | `DECIMAL(${number},${number})`;

/** What the parameter of a template is declared to be: one value, or a list of them. */
export type SqlType = SqlScalarType | `${SqlScalarType}[]`;

/** What a parameter of a type takes, `null` apart. */
export type SqlValueOf<Type extends SqlType> = Type extends `${infer Item extends SqlScalarType}[]`
  ? readonly (SqlScalarOf<Item> | null)[]
  : Type extends SqlScalarType
    ? SqlScalarOf<Type>
    : never;

/** What one value of a type is; a wide number may be a text or a bigint. */
export type SqlScalarOf<Type extends SqlScalarType> = Type extends "BOOLEAN"
  ? boolean
  : Type extends "INTEGER" | "DOUBLE"
    ? number
    : Type extends "BIGINT"
      ? number | bigint
      : Type extends `DECIMAL(${number},${number})`
        ? number | string
        : string;

/** A type as its parts. */
export interface SqlTypeParts {
  readonly base: "BOOLEAN" | "INTEGER" | "BIGINT" | "DOUBLE" | "VARCHAR" | "DATE" | "TIMESTAMP" | "DECIMAL";
  readonly isList: boolean;
  /** Of a decimal: how many digits there are, and how many of them stand after the point. */
  readonly width: number;
  readonly scale: number;
}

const simpleTypes = ["BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP"] as const;
const greatestWidth = 38;

/** Reads the name of a type; `undefined` for anything that is none. */
export function parseSqlType(type: unknown): SqlTypeParts | undefined {
  if (typeof type !== "string") return undefined;
  const isList = type.endsWith("[]");
  const item = isList ? type.slice(0, -2) : type;
  const base = simpleTypes.find((name) => name === item);
  if (base !== undefined) return { base, isList, width: 0, scale: 0 };
  const decimal = /^DECIMAL\((\d{1,2}), ?(\d{1,2})\)$/u.exec(item);
  if (decimal === null) return undefined;
  const [width, scale] = [Number(decimal[1]), Number(decimal[2])];
  if (width < 1 || width > greatestWidth || scale > width) return undefined;
  return { base: "DECIMAL", isList, width, scale };
}

/**
 * Checks a value against the type that its parameter was declared with.
 *
 * @param where as in `the parameter $year of "events of a year"`
 * @throws BailiwickError `SQL_VALUE_INVALID`
 */
export function requireSqlValue(
  value: unknown,
  type: SqlTypeParts,
  where: string,
): asserts value is SqlParameter {
  if (value === null) return;
  if (!type.isList) return requireScalar(value, type, where);
  if (!Array.isArray(value)) throw valueInvalid(where, "a list", value);
  value.forEach((item: unknown, index) => {
    if (item !== null) requireScalar(item, type, `${where}, at ${index},`);
  });
}

function requireScalar(value: unknown, type: SqlTypeParts, where: string): asserts value is SqlValue {
  const { expected, takes } = scalarRules[type.base];
  if (!takes(value, type)) throw valueInvalid(where, expected(type), value);
}

interface ScalarRule {
  readonly expected: (type: SqlTypeParts) => string;
  readonly takes: (value: unknown, type: SqlTypeParts) => boolean;
}

const scalarRules: Readonly<Record<SqlTypeParts["base"], ScalarRule>> = {
  BOOLEAN: { expected: () => "true or false", takes: (value) => typeof value === "boolean" },
  INTEGER: {
    expected: () => "a whole number of 32 bits",
    takes: (value) => typeof value === "number" && Number.isInteger(value) && (value | 0) === value,
  },
  BIGINT: {
    expected: () => "a whole number up to ±(2^53 − 1), or a bigint of 64 bits",
    takes: (value) =>
      typeof value === "bigint" ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value),
  },
  DOUBLE: {
    expected: () => "a finite number",
    takes: (value) => typeof value === "number" && Number.isFinite(value),
  },
  VARCHAR: {
    expected: () => textExpected,
    takes: (value) => typeof value === "string" && isCarried(value),
  },
  DATE: {
    expected: () => 'a date like "2025-12-31"',
    takes: (value) => typeof value === "string" && daysOfDate(value) !== undefined,
  },
  TIMESTAMP: {
    expected: () => 'a time like "2025-12-31T23:59:59.123456"',
    takes: (value) => typeof value === "string" && microsOfTimestamp(value) !== undefined,
  },
  DECIMAL: {
    expected: ({ width, scale }) =>
      `a decimal of ${width - scale} digits before the point and ${scale} after it`,
    takes: (value, type) =>
      (typeof value === "string" || typeof value === "number") && unscaledDecimal(value, type) !== undefined,
  },
};

/** A value that its parameter or column does not take. */
export function valueInvalid(where: string, expected: string, value: unknown): BailiwickError {
  const found = describe(value);
  return new BailiwickError("SQL_VALUE_INVALID", {
    message: `${where.charAt(0).toUpperCase()}${where.slice(1)} must be ${expected}, but is ${found}.`,
    hint: "nothing was executed; give a value of the declared type.",
    details: { where, expected, found },
  });
}

/** What a column of texts takes. */
export const textExpected = "a text of whole characters, without halves of surrogate pairs";

/** Whether DuckDB can carry a text as it is: of half a surrogate pair it would make another character. */
export function isCarried(text: string): boolean {
  // Every Node of the package has it; the library of types is that of an older standard.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/u;
const timestampPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/u;
const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?$/u;
const msPerDay = 86_400_000;

/** Days since 1970-01-01; `undefined` for a text that is no date of the years 1 to 9999. */
export function daysOfDate(text: string): number | undefined {
  const parts = datePattern.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.getTime() / msPerDay : undefined;
}

/** Microseconds since 1970-01-01T00:00:00; `undefined` for a text that is no such time. */
export function microsOfTimestamp(text: string): bigint | undefined {
  const parts = timestampPattern.exec(text);
  if (parts === null) return undefined;
  const days = daysOfDate(parts[1]!);
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4])];
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
  return BigInt(seconds) * 1_000_000n + BigInt((parts[5] ?? "").padEnd(6, "0"));
}

const lastDay = 2_932_896;
const firstDay = -719_162;

/** `2025-12-31`; `undefined` for a day that is not of the years 1 to 9999. */
export function dateOfDays(days: number): string | undefined {
  if (days < firstDay || days > lastDay) return undefined;
  return new Date(days * msPerDay).toISOString().slice(0, 10);
}

/**
 * `2025-12-31T23:59:59.123456`, always with six digits, so that texts sort as times do; `undefined` for a time that is not
 * of the years 1 to 9999.
 */
export function timestampOfMicros(micros: bigint): string | undefined {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const ms = Number((micros - rest) / 1000n);
  if (ms < firstDay * msPerDay || ms >= (lastDay + 1) * msPerDay) return undefined;
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, "0")}`;
}

/** A decimal without its point; `undefined` for what is none, or has more digits than the type. */
export function unscaledDecimal(
  value: string | number,
  { width, scale }: Pick<SqlTypeParts, "width" | "scale">,
): bigint | undefined {
  const parts = decimalPattern.exec(plainDigits(value));
  if (parts === null) return undefined;
  const fraction = (parts[3] ?? "").replace(/0+$/u, "");
  const whole = parts[2]!.replace(/^0+/u, "");
  if (fraction.length > scale || whole.length > width - scale) return undefined;
  const unscaled = BigInt(`${whole}${fraction.padEnd(scale, "0")}` || "0");
  return parts[1] === "-" ? -unscaled : unscaled;
}

/** `String(1e-7)` is in exponents. */
function plainDigits(value: string | number): string {
  if (typeof value === "string") return value;
  const text = String(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/u.exec(text);
  if (parts === null) return text;
  const digits = `${parts[2]}${parts[3] ?? ""}`;
  const exponent = Number(parts[4]);
  return exponent < 0
    ? `${parts[1]}0.${"0".repeat(-exponent - 1)}${digits}`
    : `${parts[1]}${digits.padEnd(exponent + 1, "0")}`;
}
