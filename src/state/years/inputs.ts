import { BailiwickError, quoteList } from "../../kernel/index.js";
import type { DuckDbConnection, TableName } from "../../store/index.js";
import { nameOf, requireColumns } from "./tables.js";
import type { InputType } from "./typed-inputs.js";

/** The table of the events, which is never written. */
export const eventTable: TableName = { schema: "main", table: "fct_yearly_events" };

/** The table of the baseline, which is never written. */
export const baselineTable: TableName = { schema: "main", table: "int_baseline_workforce" };

const text = { pattern: /^(?!BLOB|BIT)/u, inWords: "VARCHAR" };
const number = { pattern: /INT|^(?:FLOAT|DOUBLE|DECIMAL)/u, inWords: "a number" };
const time = { pattern: /^(?:DATE|TIMESTAMP)/u, inWords: "DATE or TIMESTAMP" };

/** Which types of a column can be read as a type, so that what is read means what it says. */
const readableAs: Readonly<Record<InputType, typeof text>> = {
  VARCHAR: text,
  INTEGER: number,
  BIGINT: number,
  DOUBLE: number,
  DATE: time,
  TIMESTAMP: time,
};

type InputColumns = Readonly<Record<string, InputType>>;

/** Which type a column should have that has another one; `undefined` if its type will do. */
export function misfit(readAs: InputType, type: string): string | undefined {
  const { pattern, inWords } = readableAs[readAs];
  return pattern.test(type) ? undefined : inWords;
}

/**
 * Refuses an input that is not there, lacks a column, or has one of a type that cannot be read.
 *
 * @returns all columns that it has
 * @throws BailiwickError `STATE_TABLE_MISSING`, `STATE_TABLE_DRIFT`
 */
export async function requireInput(
  connection: DuckDbConnection,
  table: TableName,
  needed: InputColumns,
  optional: InputColumns = {},
): Promise<readonly string[]> {
  const found = await requireColumns(connection, table, Object.keys(needed), {
    missing: `load ${table.table} first.`,
    drift: "nothing was changed; give the table the columns, with NULL where nothing is known.",
  });
  const misfits = Object.entries({ ...needed, ...optional }).flatMap(([column, readAs]) => {
    const type = found.get(column);
    const expected = type === undefined ? undefined : misfit(readAs, type);
    return type === undefined || expected === undefined ? [] : [{ column, type, expected }];
  });
  if (misfits.length === 0) return [...found.keys()];
  const parts = misfits.map(({ column, type, expected }) => `${column} as ${type} (needs ${expected})`);
  throw new BailiwickError("STATE_TABLE_DRIFT", {
    message: `The table ${nameOf(table)} has columns of a type that cannot be read: ${parts.join(", ")}.`,
    hint: `nothing was changed; change the ${misfits.length === 1 ? "type" : "types"} of ${quoteList(misfits.map(({ column }) => column))}.`,
    details: { table: nameOf(table), misfits },
  });
}
