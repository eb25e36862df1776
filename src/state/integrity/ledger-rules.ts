import { counted } from "../../kernel/index.js";
import type { TableShape } from "../drift.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { fingerprint } from "../years/events.js";
import { baselineFingerprint } from "../years/seed.js";
import { eventsSql, eventTimeSql } from "../years/typed-inputs.js";
import { appliedSql, membersSql, isOfTypes, ofScopeSql } from "./expected.js";
import { unknownScope } from "./history-rules.js";
import type { Look } from "./look.js";

const ofLedgerSql = "scope_id = $scope AND registry = $registry";

/** What can be wrong with what is noted of the years that were applied. */
export function ledgerRules(
  { seeded, eventTypes }: RegistryDefinition,
  baseline: TableShape | undefined,
): readonly Look[] {
  const eventsNow = `SELECT simulation_year AS year, 'events' AS source, count(*) AS rows_now, ${fingerprint} AS fingerprint_now,
      min(${eventTimeSql}) AS first_now, max(${eventTimeSql}) AS last_now
    FROM ${eventsSql} WHERE ${ofScopeSql} AND ${appliedSql} AND ${isOfTypes(eventTypes)} GROUP BY simulation_year`;
  const now = seeded ? `${eventsNow} UNION ALL ${baselineNowSql(baseline)}` : eventsNow;
  return [
    unknownScope("ledger", "ledger"),
    sharedScope,
    {
      rule: "foreign-year",
      severity: "error",
      says: (count) =>
        `${counted(count, "row")} of bailiwick.ledger of a year that does not follow on the start`,
      sql: `SELECT year, source, rows_read, applied_at FROM {ledger} WHERE ${ofLedgerSql} AND CASE source
        WHEN 'events' THEN (year BETWEEN $first_year AND $last_year) IS NOT TRUE
        WHEN 'baseline' THEN year IS DISTINCT FROM $first_year ELSE true END`,
    },
    {
      rule: "ledger-mismatch",
      severity: "error",
      says: (count) => `${counted(count, "year")} more than once in bailiwick.ledger`,
      sql: `SELECT year, source, count(*) AS rows FROM {ledger} WHERE ${ofLedgerSql}
        GROUP BY year, source HAVING count(*) > 1`,
    },
    ...(seeded ? [missingBaseline] : []),
    {
      rule: "count-mismatch",
      severity: "error",
      says: (count) =>
        `${counted(count, "year")} with another number of rows now than when ${count === 1 ? "it was" : "they were"} applied`,
      sql: `SELECT year, source, rows_read, rows_now ${againstNowSql(now)} AND rows_read <> rows_now`,
    },
    {
      rule: "ledger-mismatch",
      severity: "error",
      says: (count) =>
        `${counted(count, "year")} of which bailiwick.ledger has noted other rows than there are now`,
      sql: `SELECT year, source, fingerprint, fingerprint_now, first_event_at, first_now, last_event_at, last_now ${againstNowSql(now)}
        AND rows_read = rows_now
        AND (fingerprint <> fingerprint_now OR first_event_at IS DISTINCT FROM first_now OR last_event_at IS DISTINCT FROM last_now)`,
    },
  ];
}

/** The years of the ledger, each once, with what there is of them now. */
function againstNowSql(now: string): string {
  return `FROM (
      SELECT year, source, rows_read, fingerprint, first_event_at, last_event_at, first_now, last_now, coalesce(rows_now, 0) AS rows_now,
        coalesce(fingerprint_now, '0-0') AS fingerprint_now
      FROM {ledger} LEFT JOIN (${now}) AS present USING (year, source)
      WHERE ${ofLedgerSql} AND CASE source WHEN 'events' THEN year BETWEEN $first_year AND $last_year
        ELSE year = $first_year END
    ) WHERE true`;
}

function baselineNowSql(baseline: TableShape | undefined): string {
  return `SELECT CAST($first_year AS INTEGER), 'baseline', CAST(coalesce(sum(entries), 0) AS BIGINT), ${baselineFingerprint},
      CAST(NULL AS TIMESTAMP), CAST(NULL AS TIMESTAMP)
    FROM (SELECT employee_id, employee_enrollment_date AS enrolled_on, count(*) AS entries
      ${membersSql(baseline)} GROUP BY ALL)`;
}

/** Another row for the scope, or of another scope with its number or its tables. */
const sharedScope: Look = {
  rule: "foreign-scope",
  severity: "error",
  says: (count) =>
    `${counted(count, "row")} of bailiwick.scopes with the scope, the number or the tables of this one, beside its own`,
  sql: `SELECT scope_id, scenario_id, plan_design_id, table_schema FROM {scopes}
    WHERE rowid <> (SELECT arg_min(rowid, (scope_id, rowid)) FROM {scopes} WHERE ${ofScopeSql})
      AND (${ofScopeSql} OR scope_id = $scope OR table_schema IN (SELECT table_schema FROM {scopes} WHERE scope_id = $scope AND ${ofScopeSql}))`,
};

const missingBaseline: Look = {
  rule: "ledger-mismatch",
  severity: "error",
  says: () => "bailiwick.ledger lacks the baseline that the registry was seeded from",
  sql: `SELECT CAST($first_year AS INTEGER) AS year, 'baseline' AS source WHERE $first_year IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM {ledger} WHERE ${ofLedgerSql} AND source = 'baseline')`,
};
