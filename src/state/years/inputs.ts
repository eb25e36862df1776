import { BailiwickError, quoteList } from "../../kernel/index.js";
import type { DuckDbConnection, TableName } from "../../store/index.js";
import { nameOf, requireColumns } from "./tables.js";

/** The table of the events, which is never written. */
export const eventTable: TableName = { schema: "main", table: "fct_yearly_events" };

/** The table of the baseline, which is never written. */
export const baselineTable: TableName = { schema: "main", table: "int_baseline_workforce" };

/** What the type of an input's column has to be, so that what is read of it means what it says. */
type ColumnKind = keyof typeof kinds;

const kinds = {
  anything: { pattern: /^/u, inWords: "any type" },
  text: { pattern: /^(?!BLOB|BIT)/u, inWords: "VARCHAR" },
  number: { pattern: /INT|^(?:FLOAT|DOUBLE|DECIMAL)/u, inWords: "a number" },
  time: { pattern: /^(?:DATE|TIMESTAMP)/u, inWords: "DATE or TIMESTAMP" },
} as const;

type InputColumns = Readonly<Record<string, ColumnKind>>;

/** What is read of {@link eventTable}. */
export const eventColumns: InputColumns = Object.freeze({
  event_id: "anything",
  scenario_id: "text",
  plan_design_id: "text",
  employee_id: "text",
  event_type: "text",
  simulation_year: "number",
  effective_date: "time",
  event_details: "text",
  employee_deferral_rate: "number",
  event_sequence: "number",
});

/** What is read of {@link baselineTable}. */
export const baselineColumns: InputColumns = Object.freeze({
  employee_id: "text",
  employment_status: "text",
  employee_enrollment_date: "time",
});

/** What is read of {@link baselineTable} besides, where it is there. */
export const optionalBaselineColumns: InputColumns = Object.freeze({
  simulation_year: "number",
  scenario_id: "text",
  plan_design_id: "text",
});

/** Which type a column should have that has another one; `undefined` if its type will do. */
export function misfit(kind: ColumnKind | undefined, type: string): string | undefined {
  const { pattern, inWords } = kinds[kind ?? "anything"];
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
  const misfits = Object.entries({ ...needed, ...optional }).flatMap(([column, kind]) => {
    const type = found.get(column);
    const expected = type === undefined ? undefined : misfit(kind, type);
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
