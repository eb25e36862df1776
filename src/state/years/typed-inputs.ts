/** What is read of the events, each with the type that the statements have for it, whatever its column has. */
const eventTypesByColumn = {
  event_id: "VARCHAR",
  scenario_id: "VARCHAR",
  plan_design_id: "VARCHAR",
  employee_id: "VARCHAR",
  event_type: "VARCHAR",
  simulation_year: "INTEGER",
  effective_date: "TIMESTAMP",
  event_details: "VARCHAR",
  employee_deferral_rate: "DOUBLE",
  event_sequence: "BIGINT",
} as const;

const baselineTypesByColumn = {
  employee_id: "VARCHAR",
  employment_status: "VARCHAR",
  employee_enrollment_date: "DATE",
} as const;

/** What is read of a baseline that has it. */
const furtherBaselineTypes = {
  scenario_id: "VARCHAR",
  plan_design_id: "VARCHAR",
  simulation_year: "INTEGER",
  employee_hire_date: "DATE",
  hire_date: "DATE",
} as const;

/** The events, as a relation in SQL. A column that has its type already costs nothing. */
export const eventsSql = typedSql("{events}", Object.entries(eventTypesByColumn));

/** The baseline, as a relation in SQL. @param columns those that the table has, in lower case */
export function baselineSql(columns: ReadonlySet<string>): string {
  const further = Object.entries(furtherBaselineTypes).filter(([column]) => columns.has(column));
  return typedSql("{baseline}", [...Object.entries(baselineTypesByColumn), ...further]);
}

function typedSql(table: string, types: readonly (readonly [column: string, type: string])[]): string {
  return `(SELECT ${types.map(([column, type]) => `${column}::${type} AS ${column}`).join(", ")} FROM ${table})`;
}

/** When an event takes place, in SQL; one without a date counts as of the first day of its year. Whether it may is decided before. */
export const eventTimeSql =
  "coalesce(effective_date, make_timestamp(simulation_year::BIGINT, 1, 1, 0, 0, 0.0))";

/** Whether a date is none of the years 1 to 9999, in SQL. */
export const beyondTimeSql = (column: string): string =>
  `(NOT isfinite(${column}) OR year(${column}) NOT BETWEEN 1 AND 9999)`;
