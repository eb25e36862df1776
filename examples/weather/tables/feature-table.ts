import { quoted, type Session } from "./database.js";

/** How many days before a day the features of that day look back, itself included. */
export const lookBackDays = 14;

/**
 * What the model sees in the evening of a day, to say how warm the next day gets: nothing in it is newer than
 * that evening. The season is that of the next day, which the calendar gives away.
 */
const features: Readonly<Record<string, string>> = {
  temp_max: "temp_max",
  temp_min: "temp_min",
  temp_max_1_day_ago: "lag(temp_max, 1) OVER by_day",
  temp_max_2_days_ago: "lag(temp_max, 2) OVER by_day",
  temp_min_1_day_ago: "lag(temp_min, 1) OVER by_day",
  temp_max_mean_3_days: "avg(temp_max) OVER last_3_days",
  temp_max_mean_7_days: "avg(temp_max) OVER last_7_days",
  temp_max_mean_14_days: "avg(temp_max) OVER last_14_days",
  wetness: "ln(1 + precipitation)",
  wetness_mean_7_days: "avg(ln(1 + precipitation)) OVER last_7_days",
  wind: "wind",
  is_rain: "(weather = 'rain')::DOUBLE",
  is_sun: "(weather = 'sun')::DOUBLE",
  is_fog: "(weather = 'fog')::DOUBLE",
  season_sin: "sin(season)",
  season_cos: "cos(season)",
  season_sin_half_year: "sin(2 * season)",
  season_cos_half_year: "cos(2 * season)",
  // The same sky means something else in July than in January.
  temp_max_by_season_sin: "temp_max * sin(season)",
  temp_max_by_season_cos: "temp_max * cos(season)",
  temp_min_by_season_sin: "temp_min * sin(season)",
  temp_min_by_season_cos: "temp_min * cos(season)",
  wetness_by_season_sin: "ln(1 + precipitation) * sin(season)",
  wetness_by_season_cos: "ln(1 + precipitation) * cos(season)",
  wind_by_season_sin: "wind * sin(season)",
  wind_by_season_cos: "wind * cos(season)",
};

/** The names of the features: the columns of the table `features` that a model is fitted on, in their order. */
export const featureNames: readonly string[] = Object.keys(features);

// The target is null for the last day, and where the next day was not really measured.
const createFeatures = (weatherTable: string): string => `
  CREATE OR REPLACE TABLE features AS
  WITH days AS (
    SELECT *, day + 1 AS next_day, 2 * pi() * (dayofyear(day + 1) - 1) / 365.25 AS season
    FROM ${quoted(weatherTable)}
  )
  SELECT day, next_day AS target_day, temp_max AS naive,
    CASE WHEN lead(observed) OVER by_day THEN lead(temp_max) OVER by_day END AS target,
    ${Object.entries(features)
      .map(([name, sql]) => `${sql} AS "feature.${name}"`)
      .join(",\n    ")}
  FROM days
  WINDOW by_day AS (ORDER BY day),
    last_3_days AS (ORDER BY day ROWS 2 PRECEDING),
    last_7_days AS (ORDER BY day ROWS 6 PRECEDING),
    last_14_days AS (ORDER BY day ROWS ${lookBackDays - 1} PRECEDING)
  QUALIFY row_number() OVER by_day >= ${lookBackDays}
  ORDER BY day`;

/** Makes the table `features` of clean weather: the same for training and for inference. Returns its size. */
export async function createFeatureTable(session: Session, weatherTable: string): Promise<number> {
  await session.run(createFeatures(weatherTable));
  const [size] = await session.query<{ rows: number }>("SELECT count(*)::INTEGER AS rows FROM features");
  return size?.rows ?? 0;
}

/** One row of features, with what is known about the day that it looks ahead to. */
export interface Example {
  readonly targetDay: string;
  readonly values: readonly number[];
  /** The maximum temperature of today, which is the naive forecast for tomorrow. */
  readonly naive: number;
  /** The maximum temperature that the day really had, in °C; `null` if it has not been measured. */
  readonly target: number | null;
}

/** The rows of a table with the columns of `features`, in order of their days. */
export async function readExamples(session: Session, table: string): Promise<Example[]> {
  return session.query<Example>(`
    SELECT target_day::VARCHAR AS "targetDay", naive, target,
      [${featureNames.map((name) => `"feature.${name}"`).join(", ")}] AS values
    FROM ${quoted(table)} ORDER BY day`);
}
