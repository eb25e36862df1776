import { counted } from "../../kernel/index.js";
import { columnNames, type TableShape } from "../drift.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { eventTypes, eventTypeSql } from "../years/event-types.js";
import { baselineSql, eventsSql, eventTimeSql, hireDateColumns } from "../years/typed-inputs.js";
import { appliedSql, eventOrderSql, isOfTypes, ofScopeSql } from "./expected.js";
import type { Look } from "./look.js";

/**
 * What can be odd about the events that a registry stands on. All are warnings: the registry is what they say, and only
 * who makes the events can put them right.
 */
export function eventRules(
  { name, table, columns, eventTypes: read, seeded }: RegistryDefinition,
  baseline: TableShape | undefined,
): readonly Look[] {
  const date = columns.find(({ type }) => type === "DATE")?.name ?? "";
  return [
    {
      rule: "unknown-event-type",
      severity: "warning",
      says: (count) => `${counted(count, "event")} of a type that is not known, which no registry reads`,
      sql: `SELECT event_id, employee_id, event_type, simulation_year FROM ${eventsSql}
        WHERE ${ofScopeSql} AND ${appliedSql}
          AND (${isOfTypes(eventTypes)}) IS NOT TRUE`,
    },
    {
      rule: "foreign-year",
      severity: "warning",
      says: (count) =>
        `${counted(count, "year")} with events of the scope that ${count === 1 ? "is" : "are"} not applied`,
      sql: `SELECT simulation_year AS year, count(*) AS events FROM ${eventsSql}
        WHERE ${ofScopeSql} AND (${appliedSql}) IS NOT TRUE AND ${isOfTypes(read)}
        GROUP BY simulation_year`,
    },
    {
      rule: "date-before-hire",
      severity: "warning",
      says: (count) => `${counted(count, "row")} of ${table} with a ${date} before the employee was hired`,
      sql: beforeHireSql(date, baseline !== undefined || seeded ? hiresOfBaselineSql(baseline) : []),
    },
    ...(name === "enrollment" ? [enrolledAfterTermination()] : []),
  ];
}

/**
 * When an employee was hired is what the baseline says of whoever is in it. For the others it is their first event `hire`, but
 * for those who were terminated before it: that one is another hire.
 */
function beforeHireSql(date: string, hiresOfBaseline: readonly string[]): string {
  const hires = [
    ...hiresOfBaseline,
    `SELECT employee_id, false AS in_baseline, CAST(min(took_place_at) FILTER (WHERE type = 'hire') AS DATE) AS hired_on
        FROM (SELECT employee_id, ${eventTypeSql} AS type, ${eventTimeSql} AS took_place_at FROM ${eventsSql} WHERE ${ofScopeSql} AND ${appliedSql})
        WHERE type IN ('hire', 'termination') GROUP BY employee_id HAVING arg_min(type, took_place_at) = 'hire'`,
  ];
  return `SELECT found.employee_id, found.${date}, hires.hired_on FROM {registry} AS found JOIN (
      SELECT employee_id, arg_max(hired_on, in_baseline) AS hired_on FROM (
        SELECT * REPLACE (coalesce(hired_on, DATE '0001-01-01') AS hired_on) FROM (
        ${hires.join("\n        UNION ALL\n        ")})
      ) GROUP BY employee_id
    ) AS hires USING (employee_id) WHERE found.${date} < hires.hired_on`;
}

function hiresOfBaselineSql(baseline: TableShape | undefined): readonly string[] {
  const columns = columnNames(baseline);
  const column = hireDateColumns.find((name) => columns.has(name));
  const hiredOn = column === undefined ? "NULL" : `min(${column})`;
  return [
    `SELECT employee_id, true AS in_baseline, CAST(${hiredOn} AS DATE) AS hired_on FROM ${baselineSql(columns)} GROUP BY employee_id`,
  ];
}

function enrolledAfterTermination(): Look {
  const applied = `FROM ${eventsSql} WHERE ${ofScopeSql} AND ${appliedSql}`;
  return {
    rule: "enrolled-after-termination",
    severity: "warning",
    says: (count) =>
      `${counted(count, "event")} that ${count === 1 ? "enrols" : "enrol"} somebody who was terminated and not hired again`,
    sql: `SELECT event_id, employee_id, simulation_year, took_place_at FROM (
        SELECT *, last_value(if(type = 'enrollment', NULL, type) IGNORE NULLS) OVER (
          PARTITION BY employee_id ORDER BY ${eventOrderSql} ROWS UNBOUNDED PRECEDING) AS before
        FROM (SELECT event_id, employee_id, simulation_year, event_sequence, ${eventTypeSql} AS type, ${eventTimeSql} AS took_place_at
          ${applied} AND ${isOfTypes(["termination", "hire", "enrollment"])}
          AND employee_id IN (SELECT employee_id ${applied} AND ${eventTypeSql} = 'termination'))
      ) WHERE type = 'enrollment' AND before = 'termination'`,
  };
}
