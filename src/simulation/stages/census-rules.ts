/** What is wrong with a row, as data. */
export interface CensusRule {
  readonly rule: string;
  readonly column: string;
  /** What a row with the fault is: `is empty`. */
  readonly fault: string;
  /** In SQL, on the columns of a census as texts, and as values in those that {@link parsed} names; `$start` is the first day of the first year. */
  readonly isBroken: string;
}

/** The columns that a census must have. */
export const requiredColumns = [
  "employee_id",
  "employee_birth_date",
  "employee_hire_date",
  "employee_gross_compensation",
  "employee_deferral_rate",
];
/** Those that it may have. */
export const optionalColumns = ["employee_enrollment_date", "active"];

/** What is looked for in the rows, in the order in which it is told. */
export const censusRules: readonly CensusRule[] = [
  { rule: "empty-id", column: "employee_id", fault: "is empty", isBroken: "employee_id IS NULL" },
  {
    rule: "duplicate-id",
    column: "employee_id",
    fault: "comes more than once",
    isBroken: "employee_id IN (FROM repeated)",
  },
  ...["employee_birth_date", "employee_hire_date"].map((column): CensusRule => ({
    rule: "no-date",
    column,
    fault: "is no date",
    isBroken: `${parsed(column)} IS NULL`,
  })),
  {
    rule: "no-date",
    column: "employee_enrollment_date",
    fault: "is no date",
    isBroken: "employee_enrollment_date IS NOT NULL AND employee_enrollment_date_parsed IS NULL",
  },
  {
    rule: "impossible-date",
    column: "employee_birth_date",
    fault: "lies before 1900",
    isBroken: "employee_birth_date_parsed < DATE '1900-01-01'",
  },
  {
    rule: "birth-after-hire",
    column: "employee_birth_date",
    fault: "lies after the hire",
    isBroken: "employee_birth_date_parsed > employee_hire_date_parsed",
  },
  ...["employee_birth_date", "employee_hire_date", "employee_enrollment_date"].map((column): CensusRule => ({
    rule: "future-date",
    column,
    fault: "does not lie before the first year",
    isBroken: `${parsed(column)} >= CAST($start AS DATE)`,
  })),
  {
    rule: "enrollment-before-hire",
    column: "employee_enrollment_date",
    fault: "lies before the hire",
    isBroken: "employee_enrollment_date_parsed < employee_hire_date_parsed",
  },
  ...["employee_gross_compensation", "employee_deferral_rate"].map((column): CensusRule => ({
    rule: "no-number",
    column,
    fault: "is no number",
    isBroken: `${parsed(column)} IS NULL`,
  })),
  {
    rule: "negative-pay",
    column: "employee_gross_compensation",
    fault: "is negative",
    isBroken: "employee_gross_compensation_parsed < 0",
  },
  {
    rule: "rate-out-of-range",
    column: "employee_deferral_rate",
    fault: "is not a fraction from 0 to 1",
    isBroken: "employee_deferral_rate_parsed NOT BETWEEN 0 AND 1",
  },
  {
    rule: "no-flag",
    column: "active",
    fault: "is neither true nor false",
    isBroken: "active IS NOT NULL AND active_parsed IS NULL",
  },
];

/** What the values of the columns have to be. */
export const columnTypes: Readonly<Record<string, string>> = {
  employee_birth_date: "DATE",
  employee_hire_date: "DATE",
  employee_gross_compensation: "DECIMAL(14,2)",
  employee_deferral_rate: "DECIMAL(9,4)",
  employee_enrollment_date: "DATE",
  active: "BOOLEAN",
};

/** The column in which a value is, where its text can be read as one. */
export function parsed(column: string): string {
  return `${column}_parsed`;
}
