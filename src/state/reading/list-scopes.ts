import { defineSql, type DuckDb } from "../../store/index.js";
import { readWork, requireDatabase } from "../arguments.js";
import type { StateWork } from "../registry-definition.js";
import type { StateScope } from "../scope.js";
import { hasOwnTables } from "../years/scopes.js";

/** Each scope once, also where it is recorded twice. */
export const allScopes = defineSql({
  name: "list the scopes",
  text: `SELECT scenario_id, plan_design_id FROM bailiwick.scopes
    GROUP BY scenario_id, plan_design_id ORDER BY min(scope_id)`,
});

/**
 * The scopes that a database has state of, in the order in which they were made; none if no registry was ever made in it. A
 * database that is only read will do.
 *
 * @throws BailiwickError `OPTION_INVALID`, `STORE_CLOSED`, `OPERATION_ABORTED`
 */
export async function listStateScopes(
  database: DuckDb,
  work: StateWork = {},
): Promise<readonly StateScope[]> {
  const owner = "listStateScopes()";
  requireDatabase(database, owner);
  const { signal } = readWork(work, owner);
  return database.read(
    async (connection) => {
      if (!(await hasOwnTables(connection))) return Object.freeze([]);
      const rows = await connection.rows<{ scenario_id: string; plan_design_id: string }>(allScopes.bind());
      return Object.freeze(
        rows.map(({ scenario_id, plan_design_id }) =>
          Object.freeze({ scenarioId: scenario_id, planDesignId: plan_design_id }),
        ),
      );
    },
    { signal },
  );
}
