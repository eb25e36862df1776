import { BailiwickError, describe, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { quoteIdentifier, quoteTable, type DuckDb, type DuckDbConnection } from "../../store/index.js";

/** What one year of a table holds, in a few characters. */
export interface TableChecksum {
  readonly table: string;
  /** `null` for rows without a year, and for all rows of a table that has no column `simulation_year`. */
  readonly simulationYear: number | null;
  readonly rows: number;
  /** The same for the same rows in any order, with the same columns of the same types in any order. */
  readonly checksum: string;
}

const yearColumn = "simulation_year";

/** What of the tables is summed up. */
export interface TableChecksumOptions {
  /** Only the rows of this year. @defaultValue all rows */
  readonly year?: number;
}

/**
 * Sums up tables of the schema `main` by year, so that two databases can be compared: equal checksums mean equal rows, all
 * digits of each number and the types of the columns included. The order of rows and of columns is left out of account. One pass
 * over each table, or over the rows of one year. Where there is no row, there is one sum, of none; a table without years has none
 * of a year.
 *
 * @returns by table, as they were named, and year
 * @throws BailiwickError `STORE_TABLE_MISSING` for a table that is not there; `OPTION_INVALID`; what reading comes to
 */
export async function tableChecksums(
  database: DuckDb,
  tables: readonly string[],
  options: TableChecksumOptions = {},
): Promise<readonly TableChecksum[]> {
  const owner = "tableChecksums()";
  refuseUnknownOptions(options, ["year"], owner);
  const { year } = options;
  if (year !== undefined && !Number.isInteger(year))
    throw optionInvalid("year", owner, "a whole number", year);
  const isNames = Array.isArray(tables) && tables.every((table) => typeof table === "string");
  if (!isNames) throw optionInvalid("tables", owner, "a list of names", tables);
  return database.snapshot(async (connection) => {
    const sums: TableChecksum[] = [];
    for (const table of tables) sums.push(...(await sumsOf(connection, table, database.path, year)));
    return Object.freeze(sums);
  });
}

interface Column {
  readonly column_name: string;
  readonly data_type: string;
  readonly [name: string]: string;
}

async function sumsOf(
  connection: DuckDbConnection,
  table: string,
  path: string,
  asked: number | undefined,
): Promise<readonly TableChecksum[]> {
  const columns = await connection.rows<Column>({
    name: "the columns of a table",
    text: `SELECT column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'main' AND table_catalog = current_database() AND table_name = $table
           ORDER BY column_name`,
    values: { table },
  });
  if (columns.length === 0) throw tableMissing(table, path);
  const hasYear = columns.some(({ column_name: name }) => name === yearColumn);
  const shape = columns.map(({ column_name: name, data_type: type }) => `${name} ${type}`).join(", ");
  if (asked !== undefined && !hasYear) return [];
  const rows = await connection.rows<SumRow>({
    name: `the checksum of ${table}`,
    text: `WITH hashed AS (
             SELECT ${hasYear ? quoteIdentifier(yearColumn) : "NULL"}::INTEGER AS year, ${rowText(columns)} AS content
             FROM ${quoteTable({ table })} ${asked === undefined ? "" : `WHERE ${quoteIdentifier(yearColumn)} = $asked`}),
           summed AS (
             SELECT year, count(*) AS rows,
                    sum(md5_number_lower(content)) AS lower, sum(md5_number_upper(content)) AS upper
             FROM hashed GROUP BY year)
           SELECT year, coalesce(rows, 0) AS rows, md5(concat_ws('|', $shape, lower, upper)) AS checksum
           FROM (SELECT 1) LEFT JOIN summed ON true ORDER BY year NULLS FIRST`,
    values: { shape, ...(asked === undefined ? {} : { asked }) },
    types: asked === undefined ? {} : { asked: "INTEGER" },
  });
  return rows.map(({ year, rows: count, checksum }) =>
    Object.freeze({ table, simulationYear: year, rows: count, checksum }),
  );
}

interface SumRow {
  readonly year: number | null;
  readonly rows: number;
  readonly checksum: string;
  readonly [name: string]: string | number | null;
}

/** All values as text with their lengths, so that no two rows that differ come to the same text. */
function rowText(columns: readonly Column[]): string {
  const texts = columns.map(({ column_name: name }) => {
    const text = `CAST(${quoteIdentifier(name)} AS VARCHAR)`;
    return `coalesce(length(${text}) || ':' || ${text}, '-')`;
  });
  // A chain of || would copy what it has so far for each column.
  return `concat(${texts.join(", ")})`;
}

function tableMissing(table: string, path: string): BailiwickError {
  return new BailiwickError("STORE_TABLE_MISSING", {
    message: `The database ${describe(path)} has no table ${describe(table)} to sum up.`,
    details: { path, table },
  });
}
