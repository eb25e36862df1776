import { defineSql, type DuckDbConnection } from "../../store/index.js";
import { readTableShapes } from "../live-table.js";
import type { RegistryAccess, RegistryDefinition } from "../registry-definition.js";
import { findScope, type KnownScope } from "../years/scopes.js";

/** The years that a registry stands on: those that follow on the start without a gap. */
export interface AppliedYears {
  /** The start; `null` if nothing was applied. */
  readonly first: number | null;
  /** `null` if it was only seeded, or not even that. */
  readonly last: number | null;
  readonly years: readonly number[];
}

/** The years that the ledger has for a registry of a scope, each with its source. */
export const ledgerYears = defineSql({
  name: "years of the ledger",
  text: `SELECT DISTINCT year, source FROM bailiwick.ledger WHERE scope_id = $scope AND registry = $registry
    AND source IN ('events', 'baseline') ORDER BY year`,
  parameters: { scope: "INTEGER", registry: "VARCHAR" },
});

/** The entry of a scope; `undefined` if no table of it was ever made, or the table of scopes is gone. */
export async function lookUpScope(
  connection: DuckDbConnection,
  access: RegistryAccess,
): Promise<KnownScope | undefined> {
  const [shape] = await readTableShapes(connection, [{ schema: "bailiwick", table: "scopes" }]);
  return shape === undefined ? undefined : findScope(connection, access);
}

/** The years that the ledger has for a registry of a scope, as far as they follow on each other. */
export async function readYears(
  connection: DuckDbConnection,
  { name, seeded }: RegistryDefinition,
  scope: KnownScope | undefined,
): Promise<AppliedYears> {
  if (scope === undefined) return { first: null, last: null, years: [] };
  const rows = await connection.rows<{ year: number; source: string }>(
    ledgerYears.bind({ scope: scope.scopeId, registry: name }),
  );
  const of = (wanted: string): readonly number[] =>
    rows.filter(({ source }) => source === wanted).map(({ year }) => year);
  const [events, baseline] = [of("events"), of("baseline")];
  const first = (seeded ? baseline[0] : undefined) ?? events[0] ?? null;
  const years = first === null ? [] : following(first, events);
  return { first, last: years.at(-1) ?? null, years };
}

function following(first: number, years: readonly number[]): readonly number[] {
  const known = new Set(years);
  const found: number[] = [];
  for (let year = first; known.has(year); year += 1) found.push(year);
  return found;
}
