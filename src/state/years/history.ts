import { defineSql } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";

const ofYear = { scope_id: "INTEGER", year: "INTEGER" } as const;

/** The statements by which rows of a registry's history are replaced and removed. */
// oxlint-disable-next-line typescript/explicit-function-return-type
export function historyStatements({ name, history }: RegistryDefinition) {
  const rows = `bailiwick.${history} WHERE scope_id = $scope_id AND year = $year AND decided_at IS NOT NULL`;
  return Object.freeze({
    keep: defineSql({
      name: `keep the ${name} history of a year for comparing`,
      text: `CREATE OR REPLACE TEMP TABLE replaced_history AS SELECT * FROM ${rows}`,
      parameters: ofYear,
    }),
    erase: defineSql({
      name: `erase the ${name} history of a year`,
      text: `DELETE FROM ${rows}`,
      parameters: ofYear,
    }),
    eraseAfter: defineSql({
      name: `erase the ${name} history after a year`,
      text: `DELETE FROM bailiwick.${history} WHERE scope_id = $scope_id AND year > $year AND decided_at IS NOT NULL`,
      parameters: ofYear,
    }),
    eraseAll: defineSql({
      name: `erase the ${name} history of a scope`,
      text: `DELETE FROM bailiwick.${history} WHERE scope_id = $scope_id`,
      parameters: { scope_id: "INTEGER" },
    }),
    /** How many rows of the two differ. */
    compare: defineSql({
      name: `compare the ${name} history of a year with what it was`,
      text: `SELECT count(*) AS differences FROM (
        (SELECT * FROM ${rows} EXCEPT ALL SELECT * FROM replaced_history)
        UNION ALL (SELECT * FROM replaced_history EXCEPT ALL SELECT * FROM ${rows}))`,
      parameters: ofYear,
    }),
    forget: defineSql({ name: "drop what was kept", text: "DROP TABLE IF EXISTS replaced_history" }),
  });
}
