/** The type that the statements have for a column of an input. */
export type InputType = "VARCHAR" | "INTEGER" | "BIGINT" | "DOUBLE" | "DATE" | "TIMESTAMP";

type InputColumns = Readonly<Record<string, InputType>>;

/** What is read of the events, each with the type that the statements have for it. */
export const eventColumns: InputColumns = Object.freeze({
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
});

/** What is read of the baseline. */
export const baselineColumns: InputColumns = Object.freeze({
  employee_id: "VARCHAR",
  employment_status: "VARCHAR",
  employee_enrollment_date: "DATE",
});

/** What is read of a baseline that has it. */
export const optionalBaselineColumns: InputColumns = Object.freeze({
  scenario_id: "VARCHAR",
  plan_design_id: "VARCHAR",
  simulation_year: "INTEGER",
});

/** The columns of a baseline that may say when somebody was hired; the first one that there is counts. What is no date says nothing. */
export const hireDateColumns: readonly string[] = Object.freeze(["employee_hire_date", "hire_date"]);

/** The events, as a relation in SQL. A column that has its type already costs nothing. */
export const eventsSql = typedSql("{events}", Object.entries(eventColumns).map(typed));

/** The baseline, as a relation in SQL. @param columns those that the table has, in lower case */
export function baselineSql(columns: ReadonlySet<string>): string {
  const optional = Object.entries(optionalBaselineColumns).filter(([column]) => columns.has(column));
  const hireDates = hireDateColumns.filter((column) => columns.has(column));
  return typedSql("{baseline}", [
    ...[...Object.entries(baselineColumns), ...optional].map(typed),
    ...hireDates.map((column) => `TRY_CAST(${column}::VARCHAR AS DATE) AS ${column}`),
  ]);
}

function typedSql(table: string, columns: readonly string[]): string {
  return `(SELECT ${columns.join(", ")} FROM ${table})`;
}

function typed([column, type]: readonly [column: string, type: InputType]): string {
  return `${column}::${type} AS ${column}`;
}

/** When an event takes place, in SQL; one without a date counts as of the first day of its year. Whether it may is decided before. */
export const eventTimeSql =
  "coalesce(effective_date, make_timestamp(simulation_year::BIGINT, 1, 1, 0, 0, 0.0))";

/** Whether a date is none of the years 1 to 9999, in SQL. */
export const beyondTimeSql = (column: string): string =>
  `(NOT isfinite(${column}) OR year(${column}) NOT BETWEEN 1 AND 9999)`;
