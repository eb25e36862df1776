import type { RegistryDefinition } from "../registry-definition.js";
import { columnNames, type TableShape } from "../drift.js";
import { comparableSql, eventTypeSql } from "../years/event-types.js";
import { baselineSql, eventsSql, eventTimeSql } from "../years/typed-inputs.js";

/** What baseline and events say of a registry, as the texts of two relations; the second one reads the first. */
export interface ExpectedSql {
  /** As the history table has it, without the scope. */
  readonly history: string;
  readonly historyColumns: readonly string[];
  /** As the documented table has it, without `last_updated`. */
  readonly state: string;
  readonly stateColumns: readonly string[];
}

/** The events of the scope in SQL, for a `WHERE`. */
export const ofScopeSql = "scenario_id = $scenario AND plan_design_id = $plan";

/** The applied years in SQL, for a `WHERE`; nothing if no year was applied. */
export const appliedSql = "simulation_year BETWEEN $first_year AND $last_year";

/** The events of some types in SQL, for a `WHERE`. */
export function isOfTypes(types: readonly string[]): string {
  return `${eventTypeSql} IN (${types.map((type) => `'${type}'`).join(", ")})`;
}

/** The order of events of one employee, in SQL; the last one decides. */
export const eventOrderSql =
  "(took_place_at, simulation_year, coalesce(event_sequence, -9223372036854775808), event_id)";

/** What is expected of a registry. Complexity when run: O(events of the scope). */
export function expectedSql(definition: RegistryDefinition, baseline: TableShape | undefined): ExpectedSql {
  const stateColumns = definition.columns.map(({ name }) => name).filter((name) => name !== "last_updated");
  const sql = definition.seeded ? enrollmentSql(definition, membersSql(baseline)) : deferralSql(definition);
  return Object.freeze({ ...sql, stateColumns: Object.freeze(stateColumns) });
}

/** Who of the baseline counts, in SQL from `FROM` on: rows of other years and scopes are left out where the table tells them apart. */
export function membersSql(baseline: TableShape | undefined): string {
  const columns = columnNames(baseline);
  const filters = [
    `${comparableSql("employment_status")} = 'active' AND employee_enrollment_date IS NOT NULL AND $first_year IS NOT NULL`,
    ...(columns.has("simulation_year") ? ["simulation_year = $first_year"] : []),
    ...(columns.has("scenario_id") ? ["scenario_id = $scenario"] : []),
    ...(columns.has("plan_design_id") ? ["plan_design_id = $plan"] : []),
  ];
  return `FROM ${baselineSql(columns)} WHERE ${filters.join(" AND ")}`;
}

/** The events that decide, with what they say. */
function decisionsSql({ eventTypes, says }: RegistryDefinition): string {
  return `(SELECT simulation_year, employee_id, event_sequence, event_id, ${eventTimeSql} AS took_place_at, ${says} AS says
    FROM ${eventsSql} WHERE ${ofScopeSql} AND ${appliedSql} AND ${isOfTypes(eventTypes)}) WHERE says IS NOT NULL`;
}

function enrollmentSql(definition: RegistryDefinition, members: string): Omit<ExpectedSql, "stateColumns"> {
  return {
    historyColumns: ["year", "employee_id", "first_enrolled_on", "decided_at", "is_enrolled"],
    history: `SELECT CAST($first_year AS INTEGER) AS year, employee_id,
      min(employee_enrollment_date) AS first_enrolled_on,
      CAST(NULL AS TIMESTAMP) AS decided_at, true AS is_enrolled
    ${members} GROUP BY employee_id
    UNION ALL
    SELECT CAST(simulation_year AS INTEGER) AS year, employee_id,
      CAST(min(took_place_at) FILTER (WHERE says) AS DATE) AS first_enrolled_on,
      max(took_place_at) AS decided_at, arg_max(says, ${eventOrderSql}) AS is_enrolled
    FROM ${decisionsSql(definition)} GROUP BY simulation_year, employee_id`,
    state: `SELECT employee_id,
      coalesce(min(first_enrolled_on) FILTER (WHERE decided_at IS NULL), min(first_enrolled_on)) AS first_enrollment_date,
      coalesce(min(year) FILTER (WHERE decided_at IS NULL),
        arg_min(year, (first_enrolled_on, year)) FILTER (WHERE first_enrolled_on IS NOT NULL)) AS first_enrollment_year,
      if(bool_or(decided_at IS NULL), 'baseline', 'event') AS enrollment_source,
      arg_max(is_enrolled, (coalesce(decided_at, CAST('-infinity' AS TIMESTAMP)), year)) AS is_enrolled
    FROM expected_history GROUP BY employee_id HAVING count(first_enrolled_on) > 0`,
  };
}

function deferralSql(definition: RegistryDefinition): Omit<ExpectedSql, "stateColumns"> {
  return {
    historyColumns: [
      "year",
      "employee_id",
      "escalations",
      "last_escalated_on",
      "decided_at",
      "is_participating",
    ],
    history: `SELECT CAST(simulation_year AS INTEGER) AS year, employee_id,
      CAST(count(*) FILTER (WHERE says) AS INTEGER) AS escalations,
      CAST(max(took_place_at) FILTER (WHERE says) AS DATE) AS last_escalated_on,
      max(took_place_at) AS decided_at, arg_max(says, ${eventOrderSql}) AS is_participating
    FROM ${decisionsSql(definition)} GROUP BY simulation_year, employee_id`,
    state: `SELECT employee_id, CAST(sum(escalations) AS INTEGER) AS escalation_count,
      max(last_escalated_on) AS last_escalation_date,
      arg_max(is_participating, (decided_at, year)) AS is_participating
    FROM expected_history GROUP BY employee_id HAVING sum(escalations) > 0`,
  };
}
