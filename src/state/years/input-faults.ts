import { BailiwickError, counted } from "../../kernel/index.js";
import type { DuckDbConnection, SqlRow, SqlStatement, TableName } from "../../store/index.js";
import { nameOf } from "./tables.js";

/** One thing that can be wrong with the rows of an input. */
export interface InputFault {
  /** For programs, as in `event-without-date`. */
  readonly fault: string;
  /** What the rows are, as in `without a date`; it stands behind `3 events of 2025`. */
  readonly what: string;
  readonly count: number;
  /** Finds up to 20 of them. */
  readonly query: SqlStatement;
  readonly hint: string;
}

/**
 * Refuses an input with faulty rows.
 *
 * @param rows what a row is, as in `event` ` of 2025`
 * @throws BailiwickError `STATE_INPUT_INVALID` for the first fault that rows have
 */
export async function refuseFaults(
  connection: DuckDbConnection,
  table: TableName,
  rows: { readonly one: string; readonly of: string },
  faults: readonly InputFault[],
): Promise<void> {
  for (const { fault, what, count, query, hint } of faults) {
    if (count === 0) continue;
    const samples = await connection.rows(query);
    if (samples.length === 0) continue;
    throw new BailiwickError("STATE_INPUT_INVALID", {
      message: `${nameOf(table)} has ${counted(count, rows.one)}${rows.of} ${what}: ${samples.slice(0, 3).map(inWords).join("; ")}${count > 3 ? " …" : ""}`,
      hint: `nothing was changed; ${hint}`,
      details: { table: nameOf(table), fault, count, samples },
    });
  }
}

function inWords(row: SqlRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} ${value === null ? "NULL" : String(value)}`)
    .join(", ");
}
