import { defineSql, applyMigrations, type DuckDbConnection, type TableName } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import { stateComponent, stateMigrations } from "./state-schema.js";
import { onlyRow } from "../statements/only-row.js";

/** A scope as the database knows it. */
export interface KnownScope {
  readonly scopeId: number;
  /** The schema in which its documented tables lie. */
  readonly schema: string;
}

/** The statements by which scopes are found and noted. */
export const scopeStatements = Object.freeze({
  tables: defineSql({
    name: "find the own tables of state",
    text: `SELECT count(*) AS tables FROM duckdb_tables()
    WHERE database_name = current_database() AND lower(schema_name) = 'bailiwick' AND lower(table_name) = 'ledger'`,
  }),
  /** The entry of a scope; of several the one that everything goes by. */
  find: defineSql({
    name: "find a scope",
    text: `SELECT scope_id, table_schema FROM bailiwick.scopes
    WHERE scenario_id = $scenario_id AND plan_design_id = $plan_design_id ORDER BY scope_id LIMIT 1`,
    parameters: { scenario_id: "VARCHAR", plan_design_id: "VARCHAR" },
  }),
  next: defineSql({
    name: "number the next scope",
    text: "SELECT coalesce(max(scope_id), 0) + 1 AS scope_id FROM bailiwick.scopes",
  }),
  add: defineSql({
    name: "note a scope",
    text: "INSERT INTO bailiwick.scopes VALUES ($scope_id, $scenario_id, $plan_design_id, $table_schema)",
    parameters: {
      scope_id: "INTEGER",
      scenario_id: "VARCHAR",
      plan_design_id: "VARCHAR",
      table_schema: "VARCHAR",
    },
  }),
  schema: defineSql({
    name: "make the schema of a scope",
    text: "CREATE SCHEMA IF NOT EXISTS {schema}",
    identifiers: ["schema"],
  }),
});

/** Brings the own tables to their newest version. */
export async function prepareOwnTables(
  { database, clock }: RegistryAccess,
  signal: AbortSignal | undefined,
): Promise<void> {
  await applyMigrations(database, stateComponent, stateMigrations, { signal, clock });
}

/** Whether the own tables are there; a database that nobody has written state to has none. */
export async function hasOwnTables(connection: DuckDbConnection): Promise<boolean> {
  const { tables } = await onlyRow<{ tables: number }>(connection, scopeStatements.tables.bind());
  return tables === 1;
}

/** The scope, if the database knows it. */
export async function findScope(
  connection: DuckDbConnection,
  { scope }: RegistryAccess,
): Promise<KnownScope | undefined> {
  const parts = { scenario_id: scope.scenarioId, plan_design_id: scope.planDesignId };
  const [row] = await connection.rows<{ scope_id: number; table_schema: string }>(
    scopeStatements.find.bind(parts),
  );
  return row === undefined ? undefined : { scopeId: row.scope_id, schema: row.table_schema };
}

/** The scope, which is noted if it is new: the first one has its tables in `main`, a further one in a schema of its own. */
export async function ensureScope(connection: DuckDbConnection, access: RegistryAccess): Promise<KnownScope> {
  const known = await findScope(connection, access);
  if (known !== undefined) return known;
  const next = await onlyRow<{ scope_id: number }>(connection, scopeStatements.next.bind());
  const scopeId = next.scope_id;
  const schema = scopeId === 1 ? "main" : `bailiwick_scope_${scopeId}`;
  const { scenarioId, planDesignId } = access.scope;
  await connection.run(
    scopeStatements.add.bind({
      scope_id: scopeId,
      scenario_id: scenarioId,
      plan_design_id: planDesignId,
      table_schema: schema,
    }),
  );
  return { scopeId, schema };
}

/** Makes the schema of a scope if it is not there, or is no longer. */
export async function ensureSchema(connection: DuckDbConnection, schema: string): Promise<void> {
  await connection.run(scopeStatements.schema.bind({}, { schema }));
}

/** The documented table of a registry in a scope. */
export function tableOf({ definition }: RegistryAccess, { schema }: KnownScope): TableName {
  return { schema, table: definition.table };
}
