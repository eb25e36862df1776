import type { DuckDbConnection, TableName } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { addKey, countRows } from "./projection.js";
import { statementsOf } from "./registry-statements.js";
import { isAsDeclared } from "./tables.js";

/** What has become of the rows of a documented table. */
export interface TableChanges {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** A documented table, and up to which year it is to say what was applied. */
export interface Projection {
  readonly definition: RegistryDefinition;
  readonly table: TableName;
  readonly scopeId: number;
  readonly start: number;
  readonly year: number;
  /** What is written as `last_updated`. */
  readonly now: string;
}

/** Below this many new rows a table is not made anew. */
const worthRegrowing = 10_000;

/** Brings a documented table to the state as of a year, whatever is in it. O(history). */
export async function projectState(
  connection: DuckDbConnection,
  { definition, table, scopeId, start, year, now }: Projection,
): Promise<TableChanges> {
  const { fold, projection } = statementsOf(definition);
  await connection.run(fold.upTo({ start, year }).state.bind({ scope_id: scopeId, start, year }));
  const removed = await connection.run(projection.remove.bind({}, { table }));
  const changed = await connection.run(projection.change.bind({ now }, { table }));
  const added = await connection.run(projection.add.bind({ now }, { table }));
  await connection.run(projection.forget.bind());
  return { added, changed, removed };
}

/** Brings a documented table from the year before forward, if no event of the year lies before one of an earlier year. */
export async function advanceState(
  connection: DuckDbConnection,
  { definition, table, scopeId, year, now }: Projection,
): Promise<TableChanges> {
  const { projection } = statementsOf(definition);
  const values = { scope_id: scopeId, year };
  const employees = await count(connection, table);
  const changed =
    employees === 0 ? 0 : await connection.run(projection.advance.bind({ ...values, now }, { table }));
  const [row] = await connection.rows<{ newcomers: number }>(
    projection.countNewcomers.bind(values, { table }),
  );
  const added = row?.newcomers ?? 0;
  if (added >= Math.max(employees, worthRegrowing) && (await isAsDeclared(connection, table, definition))) {
    await connection.run(projection.regrow.bind({ ...values, now }, { table }));
    await connection.run(addKey.bind({}, { table }));
  } else if (added > 0) {
    await connection.run(projection.join.bind({ ...values, now }, { table }));
  }
  return { added, changed, removed: 0 };
}

/** How many rows a documented table has. */
export async function count(connection: DuckDbConnection, table: TableName): Promise<number> {
  const [row] = await connection.rows<{ employees: number }>(countRows.bind({}, { table }));
  return row?.employees ?? 0;
}
