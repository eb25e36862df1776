import { counted } from "../../kernel/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { type ExpectedSql } from "./expected.js";
import type { Look } from "./look.js";

const isAppliedSql = "year BETWEEN $first_year AND $last_year";

/** What can be wrong with what a registry keeps beside its documented table. */
export function historyRules(
  { history, seeded }: RegistryDefinition,
  { historyColumns }: ExpectedSql,
): readonly Look[] {
  return [
    {
      rule: "history-mismatch",
      severity: "error",
      says: (count) =>
        `${counted(count, "row")} of bailiwick.${history} that should not be there, or should be and are not`,
      compares: "history",
      sql: historyMismatchSql(historyColumns),
    },
    {
      rule: "foreign-year",
      severity: "error",
      says: (count) => `${counted(count, "row")} of bailiwick.${history} of a year that is not applied`,
      sql: `SELECT * FROM {history} WHERE scope_id = $scope AND (${isAppliedSql}) IS NOT TRUE${seeded ? " AND year IS DISTINCT FROM $first_year" : ""}`,
    },
    unknownScope(history, "history"),
  ];
}

/** Rows are compared with how often they occur; what is found one way and expected the other cancels out. */
function historyMismatchSql(historyColumns: readonly string[]): string {
  const columns = historyColumns.join(", ");
  return `SELECT if(sum(occurs) > 0, 'unexpected', 'missing') AS row_is, abs(sum(occurs)) AS times, ${columns} FROM (
      SELECT 1 AS occurs, ${columns} FROM {history} WHERE scope_id = $scope AND (year = $first_year OR ${isAppliedSql})
      UNION ALL SELECT -1, ${columns} FROM expected_history
    ) GROUP BY ${columns} HAVING sum(occurs) <> 0`;
}

/** Rows that no scope accounts for. */
export function unknownScope(name: string, table: "history" | "ledger"): Look {
  return {
    rule: "foreign-scope",
    severity: "error",
    says: (count) => `${counted(count, "row")} of bailiwick.${name} of a scope that is not known`,
    sql: `SELECT * FROM {${table}} WHERE scope_id NOT IN (SELECT scope_id FROM {scopes})`,
  };
}
