import { BailiwickError } from "../../kernel/index.js";
import type { DuckDbConnection } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import { readLedger, startOf, yearInvalid, type Ledger, type LedgerKey } from "../years/ledger.js";
import { findScope, hasOwnTables, prepareOwnTables, type KnownScope } from "../years/scopes.js";

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
  if (!(await bringUpToDate(access, signal))) throw nothingApplied(access);
  return access.database.read(
    async (connection) => {
      const registry = await findApplied(connection, access);
      if (registry === undefined) throw nothingApplied(access);
      return work(registry);
    },
    { signal },
  );
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
  const key = { access, scopeId: scope.scopeId };
  const ledger = await readLedger(connection, key);
  const start = startOf(ledger);
  if (start === undefined) return undefined;
  return { connection, key, scope, ledger, start, last: ledger.years.at(-1)?.year ?? start };
}

/** Brings own tables that are there to their newest version. @returns whether there are any */
async function bringUpToDate(access: RegistryAccess, signal: AbortSignal | undefined): Promise<boolean> {
  if (!(await access.database.read(hasOwnTables, { signal }))) return false;
  await prepareOwnTables(access, signal);
  return true;
}

function nothingApplied(access: RegistryAccess): BailiwickError {
  const { definition } = access;
  return yearInvalid(
    { access, scopeId: 0 },
    "Nothing has been applied yet",
    definition.seeded ? "call createForYear() and updatePostYear() first." : "call updatePostYear() first.",
    {},
  );
}

/** As of which year a question is answered; `undefined` before the start, when there is nobody. */
export function asOf({ key, start, last }: AppliedRegistry, year: number): AsOf | undefined {
  return year < start ? undefined : { scope_id: key.scopeId, start, year: Math.min(year, last) };
}
