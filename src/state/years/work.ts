import type { DuckDbConnection, TableName } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import { readLedger, startOf, timestampOf, type Ledger, type LedgerKey } from "./ledger.js";
import { projectState, type Projection } from "./project.js";
import { ensureSchema, ensureScope, prepareOwnTables, tableOf } from "./scopes.js";
import { statementsOf } from "../statements/registry-statements.js";
import { columnsOf, requireRegistryTable } from "./tables.js";

/** What a registry of a scope has in a transaction. */
export interface RegistryWork {
  readonly connection: DuckDbConnection;
  readonly key: LedgerKey;
  readonly table: TableName;
  /** The documented table was not there, and is now. */
  readonly created: boolean;
  readonly ledger: Ledger;
  /** What is written as `last_updated`. */
  readonly now: string;
}

/**
 * Runs work on a registry in one transaction, with the own tables, the scope and the documented table there. A documented
 * table that was dropped is only made by `createTable()`.
 */
export async function withRegistry<T>(
  access: RegistryAccess,
  signal: AbortSignal | undefined,
  work: (registry: RegistryWork) => Promise<T>,
  { recreates = false }: { readonly recreates?: boolean } = {},
): Promise<T> {
  await prepareOwnTables(access, signal);
  return access.database.transaction(
    async (connection) => {
      const scope = await ensureScope(connection, access);
      const key: LedgerKey = { access, scopeId: scope.scopeId };
      const table = tableOf(access, scope);
      const ledger = await readLedger(connection, key);
      const now = timestampOf(access);
      const hasStarted = startOf(ledger) !== undefined;
      const created = (recreates || !hasStarted) && (await columnsOf(connection, table)) === undefined;
      if (created) {
        await ensureSchema(connection, scope.schema);
        await connection.run(statementsOf(access.definition).projection.create.bind({}, { table }));
      }
      await requireRegistryTable(connection, table, access.definition, { hasStarted });
      return work({ connection, key, table, created, ledger, now });
    },
    { signal },
  );
}

/** The documented table up to a year. */
export function projectionOf({ key, table, now }: RegistryWork, start: number, year: number): Projection {
  return { definition: key.access.definition, scopeId: key.scopeId, table, now, start, year };
}

/** Fills a documented table that was made again with what the applied years say. */
export async function refill(registry: RegistryWork): Promise<void> {
  const start = startOf(registry.ledger);
  if (start === undefined) return;
  const year = registry.ledger.years.at(-1)?.year ?? start;
  await projectState(registry.connection, projectionOf(registry, start, year));
}
