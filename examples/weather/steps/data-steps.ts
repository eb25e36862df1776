import type { StepHandler, StepIo } from "bailiwick";
import { cleanWeather, describeFinding, type DataReport } from "../tables/clean-weather.js";
import type { Database } from "../tables/database.js";
import { createFeatureTable, featureNames } from "../tables/feature-table.js";

/** The columns that a weather file must have. */
const readFile = `
  CREATE OR REPLACE TABLE raw_weather AS
  WITH file AS (
    SELECT row_number() OVER () AS line, date, precipitation, temp_max, temp_min, wind, weather
    FROM read_csv($file, all_varchar = true, header = true)
  )
  SELECT * FROM file
  WHERE $recentDays IS NULL
    OR coalesce(try_cast(date AS DATE) > (SELECT max(try_cast(date AS DATE)) FROM file) - $recentDays::INTEGER, true)
  ORDER BY line`;

/** Reads the weather file, or the last days of it, as it is: every value is still a text. */
export function loadWeatherStep(
  database: Database,
  { csvFile, recentDays = null }: { csvFile: string; recentDays?: number | null },
): (io: Pick<StepIo, "signal" | "log">) => Promise<{ raw_weather: string }> {
  return async ({ signal, log }) => {
    const rows = await database.transaction(signal, async (session) => {
      await session.run(readFile, { file: csvFile, recentDays });
      const [size] = await session.query<{ rows: number }>(
        "SELECT count(*)::INTEGER AS rows FROM raw_weather",
      );
      return size?.rows ?? 0;
    });
    log(recentDays === null ? `${rows} rows read` : `${rows} rows read: the last ${recentDays} days`);
    return { raw_weather: "raw_weather" };
  };
}

/** What `clean` gives: the name of a table, and what it found. */
export type CleanOutputs = {
  readonly clean_weather: string;
  readonly data_report: DataReport;
};

/** Checks and types the rows, one for every day. */
export function cleanStep(database: Database): StepHandler<{ raw_weather: string }, CleanOutputs> {
  return async ({ inputs, signal, log }) => {
    const report = await database.transaction(signal, (session) => cleanWeather(session, inputs.raw_weather));
    const { firstDay, lastDay, days, filledDays, traceDays, findings } = report;
    log(`${days} days in a row, ${firstDay} to ${lastDay}`, report);
    const [unreadable, implausible, repeated, contradictory, missing] = findings.map(({ count }) => count);
    log(`found ${unreadable} unreadable, ${implausible} implausible, ${repeated} repeated rows,`);
    log(`${contradictory} contradictory rows, ${missing} missing days`);
    for (const finding of findings) if (finding.count > 0) log(describeFinding(finding));
    if (filledDays > 0) log(`${filledDays} days filled with the values of the day before`);
    if (traceDays > 0) log(`${traceDays} days of rain or snow with 0.0 mm (a trace): kept`);
    return { clean_weather: "clean_weather", data_report: report };
  };
}

/** Computes the features: the same code for training and for inference. */
export function featuresStep(
  database: Database,
): StepHandler<{ clean_weather: string }, { features: string }> {
  return async ({ inputs, signal, log }) => {
    const rows = await database.transaction(signal, (session) =>
      createFeatureTable(session, inputs.clean_weather),
    );
    log(`${featureNames.length} features for each of ${rows} days`);
    return { features: "features" };
  };
}
