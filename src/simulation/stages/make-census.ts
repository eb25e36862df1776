import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { argumentInvalid, describe, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { fileUnwritable, openDuckDb, putFiles } from "../../store/index.js";

/** What a made-up census is like. */
export interface CensusOptions {
  /** How many employees there are; a whole number from 0 to 10,000,000. */
  readonly employees: number;
  /** Another whole number makes another census; the same one makes the same, byte for byte. */
  readonly seed: number;
  /** The day of the census, as 2024-12-31: whoever is in it was hired by then. @defaultValue "2024-12-31" */
  readonly asOf?: string;
}

const mostEmployees = 10_000_000;

/**
 * Writes the census of a company that does not exist as CSV: ages from 22 to 64, most employees with few years of service, pay that
 * rises with the level and with service, and three of five enrolled, the older ones more often. The folder is made if it is not there;
 * a file that is there is replaced once the new one is whole. O(employees) time.
 *
 * @throws BailiwickError `OPTION_INVALID`, `OUTPUT_FILE_UNWRITABLE`
 */
export async function makeCensus(path: string, options: CensusOptions): Promise<void> {
  const owner = "makeCensus()";
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    throw argumentInvalid("path", owner, "the path of a file", path);
  }
  refuseUnknownOptions(options, ["employees", "seed", "asOf"], owner);
  const { employees, seed, asOf = "2024-12-31" } = options;
  if (!Number.isInteger(employees) || employees < 0 || employees > mostEmployees) {
    throw optionInvalid("employees", owner, `a whole number from 0 to ${mostEmployees}`, employees);
  }
  if (!Number.isSafeInteger(seed)) throw optionInvalid("seed", owner, "a whole number", seed);
  if (!isDay(asOf)) throw optionInvalid("asOf", owner, "a day like 2024-12-31", asOf);
  const file = resolve(path);
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (cause) {
    throw fileUnwritable(`The census ${describe(path)}`, file, cause);
  }
  const sql = censusSql(employees, seed, asOf);
  await putFiles([{ path: file, content: async (draft) => writeCensus(draft, sql) }], { what: "The census" });
}

async function writeCensus(file: string, sql: string): Promise<void> {
  await using database = await openDuckDb(":memory:");
  const text = `COPY (${sql}) TO '${file.replaceAll("'", "''")}' (FORMAT csv, HEADER)`;
  await database.transaction(async (connection) => connection.run({ text }));
}

/** A number in [0, 1) for each employee and purpose: of a hash, so that the order of rows does not matter. */
const draw = (seed: number, purpose: string): string =>
  `((md5_number_lower(concat_ws('|', number, '${seed}', '${purpose}')) >> 11) * 1.1102230246251565e-16)`;

function censusSql(employees: number, seed: number, asOf: string): string {
  const of = (purpose: string): string => draw(seed, purpose);
  return `
    WITH born AS (
      SELECT number, DATE '${asOf}' AS as_of,
        CAST(floor(22 * 365.25 + (${of("age")} + ${of("age again")}) / 2 * 43 * 365.25) AS INTEGER) AS days_of_life
      FROM (SELECT unnest(range(1, ${employees} + 1)) AS number)
    ), hired AS (
      SELECT number, as_of, days_of_life,
        CAST(floor(power(${of("tenure")}, 2) * least(days_of_life - 21 * 365.25, 30 * 365.25)) AS INTEGER) AS days_of_service,
        ${of("level")} + days_of_life / 365.25 / 200 AS standing
      FROM born
    ), paid AS (
      SELECT number, as_of, days_of_life, days_of_service,
        CASE WHEN standing < 0.6 THEN 52000 WHEN standing < 0.88 THEN 70000 WHEN standing < 1.05 THEN 96000
          WHEN standing < 1.15 THEN 138000 ELSE 205000 END
          * (0.88 + 0.24 * ${of("pay")}) * (1 + 0.006 * days_of_service / 365.25) AS pay,
        ${of("enrollment")} < 0.38 + days_of_life / 365.25 / 200 AS is_enrolled,
        [0.02, 0.03, 0.03, 0.04, 0.05, 0.05, 0.06, 0.06, 0.07, 0.08, 0.10, 0.10, 0.12, 0.15][1 + CAST(floor(${of("rate")} * 14) AS INTEGER)] AS rate,
        CAST(floor(${of("enrollment date")} * least(days_of_service, 730)) AS INTEGER) AS days_until_enrollment
      FROM hired
    )
    SELECT printf('EMP_%06d', number) AS employee_id,
      as_of - days_of_life AS employee_birth_date,
      as_of - days_of_service AS employee_hire_date,
      CAST(pay AS DECIMAL(14, 2)) AS employee_gross_compensation,
      CAST(if(is_enrolled, rate, 0) AS DECIMAL(5, 4)) AS employee_deferral_rate,
      if(is_enrolled, as_of - days_of_service + days_until_enrollment, NULL) AS employee_enrollment_date
    FROM paid ORDER BY number`;
}

function isDay(text: unknown): text is string {
  if (typeof text !== "string") return false;
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}
