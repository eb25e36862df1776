import { counted } from "../../kernel/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { eventsSql } from "../years/typed-inputs.js";
import { ofScopeSql, type ExpectedSql } from "./expected.js";
import type { Look } from "./look.js";

/** Rows that what is expected does not have, and whether events of another scope alone know their employees. */
function surplusSql(isForeign: "AND" | "AND NOT"): string {
  return `SELECT found.* FROM {registry} AS found ANTI JOIN expected_state USING (employee_id)
    WHERE employee_id IS NOT NULL ${isForeign} (
      employee_id IN (SELECT employee_id FROM ${eventsSql} WHERE NOT (${ofScopeSql}) AND employee_id IS NOT NULL)
      AND employee_id NOT IN (SELECT employee_id FROM ${eventsSql} WHERE ${ofScopeSql} AND employee_id IS NOT NULL))`;
}

/** What can be wrong with the documented table of a registry. */
export function stateRules({ table }: RegistryDefinition, { stateColumns }: ExpectedSql): readonly Look[] {
  const counts = stateColumns.filter((column) => column.endsWith("_count"));
  return [
    {
      rule: "duplicate-employee",
      severity: "error",
      says: (count) => `${counted(count, "employee")} with several rows in ${table}`,
      compares: "state",
      sql: `SELECT employee_id, count(*) AS rows FROM {registry} WHERE employee_id IS NOT NULL
        GROUP BY employee_id HAVING count(*) > 1`,
    },
    {
      rule: "null-employee",
      severity: "error",
      says: (count) => `${counted(count, "row")} of ${table} without an employee_id`,
      compares: "state",
      sql: "SELECT * FROM {registry} WHERE employee_id IS NULL",
    },
    {
      rule: "orphan",
      severity: "error",
      says: (count) =>
        `${counted(count, "row")} of ${table} with neither baseline nor an applied event behind`,
      compares: "state",
      sql: surplusSql("AND NOT"),
    },
    {
      rule: "foreign-scope",
      severity: "error",
      says: (count) =>
        `${counted(count, "row")} of ${table} for employees that only another scope's events know`,
      compares: "state",
      sql: surplusSql("AND"),
    },
    {
      rule: "missing-row",
      severity: "error",
      says: (count) =>
        `${counted(count, "employee")} without a row in ${table}, whom baseline or events make members`,
      compares: "state",
      sql: "SELECT expected_state.* FROM expected_state ANTI JOIN {registry} AS found USING (employee_id)",
    },
    ...counts.map((column) => impossibleCount(table, column)),
    {
      rule: "wrong-state",
      severity: "error",
      says: (count) => `${counted(count, "row")} of ${table} with values other than baseline and events say`,
      compares: "state",
      sql: wrongStateSql(stateColumns, counts),
    },
  ];
}

function impossibleCount(table: string, column: string): Look {
  return {
    rule: "impossible-count",
    severity: "error",
    says: (count) =>
      `${counted(count, "row")} of ${table} with an ${column} that is missing, negative, or above the number of events`,
    compares: "state",
    sql: `SELECT found.*, expected_state.${column} AS expected_${column}
      FROM {registry} AS found LEFT JOIN expected_state USING (employee_id)
      WHERE found.${column} IS NULL OR found.${column} < 0 OR found.${column} > expected_state.${column}`,
  };
}

/** A count that cannot be is left to its own rule. */
function wrongStateSql(stateColumns: readonly string[], counts: readonly string[]): string {
  const values = stateColumns.filter((column) => column !== "employee_id");
  const shown = values.map((column) => `found.${column}, expected_state.${column} AS expected_${column}`);
  const differs = values.map((column) =>
    counts.includes(column)
      ? `(found.${column} >= 0 AND found.${column} < expected_state.${column})`
      : `found.${column} IS DISTINCT FROM expected_state.${column}`,
  );
  return `SELECT employee_id, ${shown.join(", ")} FROM {registry} AS found JOIN expected_state USING (employee_id)
    WHERE ${differs.join(" OR ")}`;
}
