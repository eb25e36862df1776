import { BailiwickError, counted, deepFreeze, describe, didYouMean, quoteList } from "../../kernel/index.js";
import { openDuckDb, type DuckDb, type DuckDbConnection } from "../../store/index.js";
import {
  censusRules,
  columnTypes,
  optionalColumns,
  parsed,
  requiredColumns,
  type CensusRule,
} from "./census-rules.js";
import { censusText, onCensus, openCensus, unreadable, type CensusSource } from "./census-file.js";

const known = [...requiredColumns, ...optionalColumns];

/** One kind of fault of a census. */
export interface CensusFault {
  /** Which one it is, for programs: `duplicate-id`, `birth-after-hire`, … */
  readonly rule: string;
  readonly column: string;
  readonly message: string;
  /** How many rows. */
  readonly count: number;
  /** Up to 20 of them. Rows are counted from 1, without the header. */
  readonly samples: readonly CensusSample[];
}

/** A row that breaks a rule. */
export interface CensusSample {
  readonly row: number;
  readonly employeeId: string | null;
  readonly value: string | null;
}

const mostSamples = 20;
const shownSamples = 3;
const mostColumns = 12;

/**
 * Looks for everything that is wrong with a census; nothing is written. O(rows).
 *
 * @param startYear the first year that is simulated: nobody can be hired after it begins
 * @returns how many employees it has
 * @throws BailiwickError `SIMULATION_CENSUS_INVALID` with all faults
 */
export async function checkCensus(path: string, startYear: number, signal?: AbortSignal): Promise<number> {
  await using database = await openDuckDb(":memory:");
  return database.transaction(
    async (connection) => {
      const source = await openCensus(path, connection);
      const columns = columnFaults(source);
      if (columns.length > 0) throw censusInvalid(path, columns);
      await readRows(source, connection);
      const [counts] = await connection.rows<{ employees: number; active: number }>({
        text: `SELECT count(*) AS employees, count(*) FILTER (coalesce(active_parsed, true)) AS active FROM census`,
      });
      const { employees = 0, active = 0 } = counts ?? {};
      if (active === 0) throw censusInvalid(path, [noEmployees(employees)]);
      const faults: CensusFault[] = [];
      for (const rule of censusRules) faults.push(...(await findFault(rule, connection, startYear)));
      if (faults.length > 0) throw censusInvalid(path, faults);
      return employees;
    },
    { signal },
  );
}

/** Loads a census that was checked into the table `raw_census`, which is made anew. */
export async function loadCensus(database: DuckDb, path: string, signal?: AbortSignal): Promise<void> {
  await database.transaction(
    async (connection) => {
      const source = await openCensus(path, connection);
      const text = (column: string): string => censusText(source, column);
      const as = (column: string, type: string): string => `CAST(${text(column)} AS ${type})`;
      const statement = `CREATE OR REPLACE TABLE raw_census AS SELECT
        ${text("employee_id")} AS employee_id,
        ${as("employee_birth_date", "DATE")} AS employee_birth_date,
        ${as("employee_hire_date", "DATE")} AS employee_hire_date,
        ${as("employee_gross_compensation", "DECIMAL(14,2)")} AS employee_gross_compensation,
        ${as("employee_deferral_rate", "DECIMAL(5,4)")} AS employee_deferral_rate,
        CASE WHEN ${as("employee_deferral_rate", "DECIMAL(5,4)")} > 0
          THEN coalesce(${as("employee_enrollment_date", "DATE")}, ${as("employee_hire_date", "DATE")})
          ELSE ${as("employee_enrollment_date", "DATE")} END AS employee_enrollment_date,
        coalesce(${as("active", "BOOLEAN")}, true) AS active
        FROM ${source.relation}`;
      await connection.run(onCensus(source, "load the census", statement));
    },
    { signal },
  );
}

/** Misspelt optional columns are faults too: they would be left out in silence. */
function columnFaults({ columns }: CensusSource): CensusFault[] {
  const names = columns.map(({ name }) => name.trim().toLowerCase());
  const others = names.filter((name) => !known.includes(name));
  const fault = (rule: string, column: string, message: string): CensusFault => ({
    rule,
    column,
    message,
    count: 1,
    samples: [],
  });
  const missing = requiredColumns.filter((column) => !names.includes(column));
  const misspelt = optionalColumns.flatMap((column) => {
    const meant = names.includes(column)
      ? undefined
      : others.find((name) => didYouMean(name, [column]) !== "");
    return meant === undefined ? [] : [{ column, meant }];
  });
  return [
    ...missing.map((column) =>
      fault("missing-column", column, `the column ${column} is missing${didYouMean(column, others)}`),
    ),
    ...misspelt.map(({ column, meant }) =>
      fault(
        "unknown-column",
        meant,
        `the column ${describe(meant)} is not known (did you mean "${column}"?)`,
      ),
    ),
    ...known
      .filter((column) => names.filter((name) => name === column).length > 1)
      .map((column) => fault("repeated-column", column, `there are several columns ${column}`)),
    ...(missing.length === requiredColumns.length
      ? [
          fault(
            "no-header",
            "",
            `the first line is taken for the header: ${quoteList(
              columns.map(({ name }) => name),
              "and",
              mostColumns,
            )}`,
          ),
        ]
      : []),
  ];
}

/** Every value as its text, and as what it should be. */
async function readRows(source: CensusSource, connection: DuckDbConnection): Promise<void> {
  const texts = known.map((column) => `${censusText(source, column)} AS ${column}`);
  const values = Object.entries(columnTypes).map(([column, type]) => {
    const value = `try_cast(${column} AS ${type})`;
    return `${type === "DATE" ? `CASE WHEN isfinite(${value}) THEN ${value} END` : value} AS ${parsed(column)}`;
  });
  try {
    await connection.run(
      onCensus(
        source,
        "read the census",
        `CREATE TABLE census AS SELECT *, ${values.join(", ")}
          FROM (SELECT row_number() OVER () AS row, ${texts.join(", ")} FROM ${source.relation})`,
      ),
    );
  } catch (error) {
    throw unreadable(source.path, error);
  }
  await connection.run({
    text: "CREATE TABLE repeated AS SELECT employee_id FROM census GROUP BY employee_id HAVING count(*) > 1",
  });
}

async function findFault(
  { rule, column, fault, isBroken }: CensusRule,
  connection: DuckDbConnection,
  startYear: number,
): Promise<CensusFault[]> {
  const name = `census rule ${rule} of ${column}`;
  const given = isBroken.includes("$start") ? { values: { start: `${startYear}-01-01` } } : {};
  const [counts] = await connection.rows<{ count: number }>({
    name,
    text: `SELECT count(*) AS count FROM census WHERE ${isBroken}`,
    ...given,
  });
  const count = counts?.count ?? 0;
  if (count === 0) return [];
  const rows = await connection.rows<{ row: number; employee_id: string | null; value: string | null }>({
    name,
    text: `SELECT row, employee_id, ${column} AS value FROM census WHERE ${isBroken} ORDER BY row LIMIT ${mostSamples}`,
    ...given,
  });
  const samples = rows.map(({ row, employee_id, value }) => ({ row, employeeId: employee_id, value }));
  const shown = samples.slice(0, shownSamples).map(sampleText).join(", ");
  const more = count > shownSamples ? ` and ${counted(count - shownSamples, "more row")}` : "";
  return [{ rule, column, message: `${column} ${fault}: ${shown}${more}`, count, samples }];
}

function sampleText({ row, employeeId, value }: CensusSample): string {
  const of = employeeId === null || employeeId === value ? "" : ` of ${employeeId}`;
  return value === null ? `row ${row}${of}` : `row ${row}${of} (${describe(value)})`;
}

function noEmployees(inactive: number): CensusFault {
  return {
    rule: "no-employees",
    column: inactive === 0 ? "employee_id" : "active",
    message: inactive === 0 ? "it has no employees" : "it has no employees who are active",
    count: 1,
    samples: [],
  };
}

function censusInvalid(path: string, faults: readonly CensusFault[]): BailiwickError {
  return new BailiwickError("SIMULATION_CENSUS_INVALID", {
    message: [
      `The census ${describe(path)} cannot be simulated; nothing was written:`,
      ...faults.map(({ message }) => `  - ${message}`),
    ].join("\n"),
    hint: faults.some(({ samples }) => samples.length > 0)
      ? "correct the rows; they are counted from 1, without the header, and details.faults has 20 of each kind."
      : `a census has the columns ${requiredColumns.join(", ")} and an employee in each row; ${optionalColumns.join(" and ")} may be left out.`,
    details: { path, faults: deepFreeze(faults) },
  });
}
