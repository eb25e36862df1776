import type { DuckDbConnection } from "../../store/index.js";
import { bindLook, type LookFacts } from "./look.js";

const ofRegistry = "scope_id = $scope AND registry = $registry";

/** What removes entries that nothing accounts for, by what it does. */
export const tidying = Object.freeze({
  "remove scopes that are recorded twice": `DELETE FROM {scopes} WHERE scenario_id = $scenario AND plan_design_id = $plan
    AND rowid <> (SELECT arg_min(rowid, (scope_id, rowid)) FROM {scopes} WHERE scenario_id = $scenario AND plan_design_id = $plan)`,
  "remove the ledger of unknown scopes":
    "DELETE FROM {ledger} WHERE scope_id NOT IN (SELECT scope_id FROM {scopes})",
  "remove years that do not follow": `DELETE FROM {ledger} WHERE ${ofRegistry} AND CASE source
    WHEN 'events' THEN (year BETWEEN $first_year AND $last_year) IS NOT TRUE
    WHEN 'baseline' THEN year IS DISTINCT FROM $first_year ELSE true END`,
  "remove years that are recorded twice": `DELETE FROM {ledger} WHERE ${ofRegistry}
    AND rowid NOT IN (SELECT min(rowid) FROM {ledger} WHERE ${ofRegistry} GROUP BY year, source)`,
});

/** Removes what no known scope and no applied year accounts for, and all but one of what is recorded twice. */
export async function tidyLedger(connection: DuckDbConnection, facts: LookFacts): Promise<void> {
  for (const [name, text] of Object.entries(tidying)) await connection.run(bindLook(name, text, facts));
}
