import { defineSql } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import type { RegistryStats } from "../reports.js";
import { stateMigrations } from "../years/state-schema.js";
import { readRegistry } from "./as-of.js";
import { tableOf } from "../years/scopes.js";
import { nameOf, requireRegistryTable } from "../years/tables.js";
import { onlyRow } from "../statements/only-row.js";

/** How many employees a documented table has, and how many of them are active. */
export const countActive = defineSql({
  name: "count a registry's table",
  text: "SELECT count(*) AS employees, count(*) FILTER ({active}) AS active FROM {table}",
  identifiers: ["active", "table"],
});

/** What the documented table of a registry holds. */
export async function countState(
  access: RegistryAccess,
  signal: AbortSignal | undefined,
): Promise<RegistryStats> {
  return readRegistry(access, signal, async ({ connection, scope, ledger }) => {
    const { definition } = access;
    const table = tableOf(access, scope);
    await requireRegistryTable(connection, table, definition, { hasStarted: true });
    const { employees, active } = await onlyRow<{ employees: number; active: number }>(
      connection,
      countActive.bind({}, { active: definition.active, table }),
    );
    return Object.freeze({
      registry: definition.name,
      table: nameOf(table),
      employees,
      active,
      years: Object.freeze(ledger.years.map(({ year }) => year)),
      version: stateMigrations.at(-1)?.version ?? 0,
    });
  });
}
