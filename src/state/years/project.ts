import type { DuckDbConnection, TableName } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import type { TableChanges } from "../reports.js";
import { addKey, countNewcomers, countRows, forgetNewcomers } from "../statements/projection.js";
import { statementsOf } from "../statements/registry-statements.js";
import { isAsDeclared } from "./tables.js";
import { onlyRow } from "../statements/only-row.js";

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

/**
 * From this many new rows on, where they are most of a table, it is made anew with them: its key is then made once, of all
 * rows, in half the time that inserting takes.
 */
const worthRegrowing = 10_000;

/** Brings a documented table to the state as of a year, whatever is in it. O(history). */
export async function projectState(
  connection: DuckDbConnection,
  { definition, table, scopeId, start, year, now }: Projection,
): Promise<TableChanges> {
  const { fold, projection } = statementsOf(definition);
  const asOf = { scope_id: scopeId, start, year };
  if ((await count(connection, table)) === 0 && (await isAsDeclared(connection, table, definition))) {
    await connection.run(fold.upTo(asOf).table.bind({ ...asOf, now }, { table }));
    await connection.run(addKey.bind({}, { table }));
    return { added: await count(connection, table), changed: 0, removed: 0 };
  }
  await connection.run(fold.upTo(asOf).state.bind(asOf));
  const removed = await connection.run(projection.remove.bind({}, { table }));
  const changed = await connection.run(projection.change.bind({ now }, { table }));
  const added = await connection.run(projection.add.bind({ now }, { table }));
  await connection.run(projection.forget.bind());
  return { added, changed, removed };
}

/** Of how many employees the events of a year say something. */
export interface YearSummary {
  /** Those whom an event would make members, if they were not. */
  readonly joining: number;
  readonly others: number;
}

/**
 * Brings a documented table from the year before forward, if no event of the year lies before one of an earlier year.
 * O(employees of the year).
 */
export async function advanceState(
  connection: DuckDbConnection,
  projection: Projection,
  { joining, others }: YearSummary,
): Promise<TableChanges> {
  const { definition, table, scopeId, year, now } = projection;
  const { advanceJoining, advanceOthers, advanceAll } = statementsOf(definition).projection;
  const values = [{ scope_id: scopeId, year, now }, { table }] as const;
  const isPlain = await isAsDeclared(connection, table, definition);
  const employees = await count(connection, table);
  if (definition.advance.length === 0) {
    const changed = joining + others === 0 ? 0 : await connection.run(advanceAll.bind(...values));
    const added = joining === 0 ? 0 : await addNewcomers(connection, projection, { employees, isPlain });
    return { added, changed, removed: 0 };
  }
  const changed = joining === 0 ? 0 : await connection.run(advanceJoining.bind(...values));
  const changedOthers = others === 0 ? 0 : await connection.run(advanceOthers.bind(...values));
  // With a key, each of them that was changed was there.
  const areAllThere = joining === 0 || (isPlain && changed === joining);
  const added = areAllThere ? 0 : await addNewcomers(connection, projection, { employees, isPlain });
  return { added, changed: changed + changedOthers, removed: 0 };
}

/** Adds those that a table does not have. */
async function addNewcomers(
  connection: DuckDbConnection,
  { definition, table, scopeId, year, now }: Projection,
  { employees, isPlain }: { readonly employees: number; readonly isPlain: boolean },
): Promise<number> {
  const { projection } = statementsOf(definition);
  // An insert into a table with a key takes its time even if there is nothing to insert.
  await connection.run(projection.newcomers.bind({ scope_id: scopeId, year, now }, { table }));
  const { employees: added } = await onlyRow<{ employees: number }>(connection, countNewcomers.bind());
  if (isPlain && added >= Math.max(employees, worthRegrowing)) {
    await connection.run(projection.joinAnew.bind({}, { table }));
    await connection.run(addKey.bind({}, { table }));
  } else if (added > 0) {
    await connection.run(projection.join.bind({}, { table }));
  }
  await connection.run(forgetNewcomers.bind());
  return added;
}

/** How many rows a documented table has. */
export async function count(connection: DuckDbConnection, table: TableName): Promise<number> {
  const { employees } = await onlyRow<{ employees: number }>(connection, countRows.bind({}, { table }));
  return employees;
}
