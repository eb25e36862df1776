import { BailiwickError } from "../../kernel/index.js";
import { defineSql, type DuckDbConnection } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import {
  ledgerOf,
  nothingApplied,
  readLedger,
  startOf,
  type Ledger,
  type LedgerKey,
  type LedgerRow,
} from "../years/ledger.js";
import { findScope, hasOwnTables, prepareOwnTables, type KnownScope } from "../years/scopes.js";
import { stateComponent, stateMigrations } from "../years/state-schema.js";

/** A registry that something was applied to, for reading. */
export interface AppliedRegistry {
  readonly connection: DuckDbConnection;
  readonly key: LedgerKey;
  readonly scope: KnownScope;
  readonly ledger: Ledger;
  readonly start: number;
  /** The last year that there is an answer for of its own. */
  readonly last: number;
}

/** The parameters of a fold. */
export interface AsOf {
  readonly scope_id: number;
  readonly start: number;
  readonly year: number;
}

/** The scope, the ledger and the version of the own tables at once: one by one they take as long as the question itself. */
export const findApplication = defineSql({
  name: "find what was applied",
  text: `SELECT s.scope_id, s.table_schema, year, source, fingerprint, rows_read, first_event_at, last_event_at,
      (SELECT max(version) FROM bailiwick.migrations WHERE component = $component) AS version
    FROM (SELECT scope_id, table_schema FROM bailiwick.scopes
      WHERE scenario_id = $scenario_id AND plan_design_id = $plan_design_id ORDER BY scope_id LIMIT 1) AS s
    JOIN bailiwick.ledger AS l ON l.scope_id = s.scope_id
    WHERE registry = $registry ORDER BY year, source`,
  parameters: {
    component: "VARCHAR",
    scenario_id: "VARCHAR",
    plan_design_id: "VARCHAR",
    registry: "VARCHAR",
  },
});

interface AppliedRow extends LedgerRow {
  readonly scope_id: number;
  readonly table_schema: string;
  readonly version: number | null;
}

/**
 * Reads a registry on one connection.
 *
 * @throws BailiwickError `STATE_YEAR_INVALID` if nothing was applied to it yet; `STORE_NEWER`
 */
export async function readRegistry<T>(
  access: RegistryAccess,
  signal: AbortSignal | undefined,
  work: (registry: AppliedRegistry) => Promise<T>,
): Promise<T> {
  const { database } = access;
  const answered = await database.read(
    async (connection) => {
      const registry = await findCurrent(connection, access);
      return registry === undefined ? undefined : { answer: await work(registry) };
    },
    { signal },
  );
  if (answered !== undefined) return answered.answer;
  if (!(await bringUpToDate(access, signal))) throw nothingApplied(access);
  return database.read(
    async (connection) => {
      const registry = await findApplied(connection, access);
      if (registry === undefined) throw nothingApplied(access);
      return work(registry);
    },
    { signal },
  );
}

/** The registry, if something was applied to it and the own tables are of this version. */
async function findCurrent(
  connection: DuckDbConnection,
  access: RegistryAccess,
): Promise<AppliedRegistry | undefined> {
  const { scenarioId, planDesignId } = access.scope;
  const statement = findApplication.bind({
    component: stateComponent,
    scenario_id: scenarioId,
    plan_design_id: planDesignId,
    registry: access.definition.name,
  });
  const rows = await connection.rows<AppliedRow>(statement).catch((error: unknown) => {
    if (error instanceof BailiwickError && error.code === "STORE_TABLE_MISSING") return [];
    throw error;
  });
  const [first] = rows;
  if (first === undefined || first.version !== stateMigrations.at(-1)?.version) return undefined;
  const scope = { scopeId: first.scope_id, schema: first.table_schema };
  return appliedOf(connection, access, scope, ledgerOf(rows));
}

/**
 * Whether anything was applied to a registry yet.
 *
 * @throws BailiwickError `STORE_NEWER`
 */
export async function isApplied(access: RegistryAccess, signal: AbortSignal | undefined): Promise<boolean> {
  if (!(await bringUpToDate(access, signal))) return false;
  const find = async (connection: DuckDbConnection): Promise<boolean> =>
    (await findApplied(connection, access)) !== undefined;
  return access.database.read(find, { signal });
}

async function findApplied(
  connection: DuckDbConnection,
  access: RegistryAccess,
): Promise<AppliedRegistry | undefined> {
  const scope = await findScope(connection, access);
  if (scope === undefined) return undefined;
  const ledger = await readLedger(connection, { access, scopeId: scope.scopeId });
  return appliedOf(connection, access, scope, ledger);
}

function appliedOf(
  connection: DuckDbConnection,
  access: RegistryAccess,
  scope: KnownScope,
  ledger: Ledger,
): AppliedRegistry | undefined {
  const start = startOf(ledger);
  if (start === undefined) return undefined;
  const key = { access, scopeId: scope.scopeId };
  return { connection, key, scope, ledger, start, last: ledger.years.at(-1)?.year ?? start };
}

/** Brings own tables that are there to their newest version. @returns whether there are any */
async function bringUpToDate(access: RegistryAccess, signal: AbortSignal | undefined): Promise<boolean> {
  if (!(await access.database.read(hasOwnTables, { signal }))) return false;
  await prepareOwnTables(access, signal);
  return true;
}

/** As of which year a question is answered; `undefined` before the start, when there is nobody. */
export function asOf({ key, start, last }: AppliedRegistry, year: number): AsOf | undefined {
  return year < start ? undefined : { scope_id: key.scopeId, start, year: Math.min(year, last) };
}
