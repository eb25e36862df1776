import type { RegistryDefinition } from "../registry-definition.js";
import { type ExpectedSql } from "./expected.js";
import { countOf, type Look } from "./look.js";

const ofLedgerSql = "scope_id = $scope AND registry = $registry";
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
        `${countOf(count, "row")} of bailiwick.${history} that should not be there, or should be and are not`,
      compares: "history",
      sql: historyMismatchSql(historyColumns),
    },
    {
      rule: "foreign-year",
      severity: "error",
      says: (count) => `${countOf(count, "row")} of bailiwick.${history} of a year that is not applied`,
      sql: `SELECT * FROM {history} WHERE scope_id = $scope AND (${isAppliedSql}) IS NOT TRUE${seeded ? " AND year IS DISTINCT FROM $first_year" : ""}`,
    },
    unknownScope(history, "history"),
    unknownScope("ledger", "ledger"),
    {
      rule: "foreign-year",
      severity: "error",
      says: (count) =>
        `${countOf(count, "row")} of bailiwick.ledger of a year that does not follow on the start`,
      sql: `SELECT year, source, rows_read, applied_at FROM {ledger} WHERE ${ofLedgerSql} AND CASE source
        WHEN 'events' THEN (${isAppliedSql}) IS NOT TRUE WHEN 'baseline' THEN year IS DISTINCT FROM $first_year ELSE true END`,
    },
    {
      rule: "ledger-mismatch",
      severity: "error",
      says: (count) =>
        `${countOf(count, "entry").replace(/entrys$/u, "entries")} of bailiwick.ledger more than once`,
      sql: `SELECT year, source, count(*) AS rows FROM {ledger} WHERE ${ofLedgerSql} GROUP BY year, source HAVING count(*) > 1`,
    },
    ...(seeded ? [missingBaseline] : []),
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

function unknownScope(name: string, table: "history" | "ledger"): Look {
  return {
    rule: "foreign-scope",
    severity: "error",
    says: (count) => `${countOf(count, "row")} of bailiwick.${name} of a scope that is not known`,
    sql: `SELECT * FROM {${table}} WHERE scope_id NOT IN (SELECT scope_id FROM {scopes})`,
  };
}

const missingBaseline: Look = {
  rule: "ledger-mismatch",
  severity: "error",
  says: () => "bailiwick.ledger lacks the baseline that the registry was seeded from",
  sql: `SELECT CAST($first_year AS INTEGER) AS year, 'baseline' AS source WHERE $first_year IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM {ledger} WHERE ${ofLedgerSql} AND source = 'baseline')`,
};
