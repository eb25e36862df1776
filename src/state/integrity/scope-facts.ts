import { defineSql, type DuckDbConnection } from "../../store/index.js";
import { readTableShape } from "../live-table.js";
import type { RegistryDefinition } from "../registry-definition.js";
import type { StateScope } from "../scope.js";

/** A scope as it is recorded. */
export interface ScopeEntry {
  readonly scopeId: number;
  /** The schema in which its documented tables lie. */
  readonly schema: string;
}

/** The years that a registry stands on: those that follow on the start without a gap. */
export interface AppliedYears {
  /** The start; `null` if nothing was applied. */
  readonly first: number | null;
  /** `null` if it was only seeded, or not even that. */
  readonly last: number | null;
  readonly years: readonly number[];
}

/** The entry of a scope, of several the first. */
export const scopeEntry = defineSql({
  name: "entry of a scope",
  text: `SELECT scope_id, table_schema FROM bailiwick.scopes
    WHERE scenario_id = $scenario AND plan_design_id = $plan ORDER BY scope_id LIMIT 1`,
  parameters: { scenario: "VARCHAR", plan: "VARCHAR" },
});

/** The years that the ledger has for a registry of a scope, each with its source. */
export const ledgerYears = defineSql({
  name: "years of the ledger",
  text: `SELECT DISTINCT year, source FROM bailiwick.ledger WHERE scope_id = $scope AND registry = $registry
    AND source IN ('events', 'baseline') ORDER BY year`,
  parameters: { scope: "INTEGER", registry: "VARCHAR" },
});

/** The entry of a scope; `undefined` if no table of it was ever made. */
export async function readScope(
  connection: DuckDbConnection,
  { scenarioId, planDesignId }: StateScope,
): Promise<ScopeEntry | undefined> {
  const shape = await readTableShape(connection, { schema: "bailiwick", table: "scopes" });
  if (shape === undefined) return undefined;
  const [entry] = await connection.rows<{ scope_id: number; table_schema: string }>(
    scopeEntry.bind({ scenario: scenarioId, plan: planDesignId }),
  );
  return entry === undefined ? undefined : { scopeId: entry.scope_id, schema: entry.table_schema };
}

/** The years that the ledger has for a registry of a scope, as far as they follow on each other. */
export async function readYears(
  connection: DuckDbConnection,
  { name, seeded }: RegistryDefinition,
  scope: ScopeEntry | undefined,
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
