import { quoted, type Session } from "./database.js";

/** What one check found. */
export interface Finding {
  readonly problem: (typeof checks)[number];
  /** How many rows, or days for `"missing"`. */
  readonly count: number;
  /** The first few places. */
  readonly examples: readonly string[];
}

/** What is known about the data after the check. */
export interface DataReport {
  readonly rows: number;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Days in the cleaned table: every day from the first to the last, once. */
  readonly days: number;
  /** Days without a good measurement of their own, which carry the values of the day before. */
  readonly filledDays: number;
  /** Rows that say rain or snow while no precipitation was measured: kept, since a trace rounds to 0.0 mm. */
  readonly traceDays: number;
  /** Every check with what it found, in the order of the checks. */
  readonly findings: readonly Finding[];
}

/** What is looked for, in the order in which it is told. */
const checks = ["unreadable", "implausible", "repeated", "contradictory", "missing"] as const;

/** A file with more faults than this, counted per day, is not worth learning from. */
const tolerableShare = 0.01;

/**
 * Reads each row as what it should be and judges it. Limits are wider than anything measured in Seattle: they
 * are to find broken rows, not rare weather.
 */
const judgeRows = (rawTable: string): string => `
  CREATE OR REPLACE TABLE judged_weather AS
  WITH typed AS (
    SELECT line, date AS written_date, try_cast(date AS DATE) AS day,
      try_cast(precipitation AS DOUBLE) AS precipitation, try_cast(temp_max AS DOUBLE) AS temp_max,
      try_cast(temp_min AS DOUBLE) AS temp_min, try_cast(wind AS DOUBLE) AS wind, lower(trim(weather)) AS weather
    FROM ${quoted(rawTable)}
  ), judged AS (
    SELECT *, CASE
      WHEN day IS NULL OR precipitation IS NULL OR temp_max IS NULL OR temp_min IS NULL OR wind IS NULL
        OR weather IS NULL THEN 'unreadable'
      WHEN temp_max NOT BETWEEN -30 AND 50 OR temp_min NOT BETWEEN -40 AND 40 OR temp_min > temp_max
        OR precipitation NOT BETWEEN 0 AND 300 OR wind NOT BETWEEN 0 AND 50
        OR weather NOT IN ('drizzle', 'fog', 'rain', 'snow', 'sun') THEN 'implausible'
      ELSE 'good' END AS verdict
    FROM typed
  ), numbered AS (
    SELECT *, row_number() OVER same_day AS copy,
      (precipitation, temp_max, temp_min, wind, weather) =
        first_value((precipitation, temp_max, temp_min, wind, weather)) OVER same_day AS same_as_first
    FROM judged
    WINDOW same_day AS (PARTITION BY day, verdict ORDER BY line)
  )
  SELECT * REPLACE (CASE WHEN verdict <> 'good' OR copy = 1 THEN verdict
    WHEN same_as_first THEN 'repeated' ELSE 'contradictory' END AS verdict)
  FROM numbered`;

/**
 * One row for every day, up to the last one of any row. A day without a good row carries the last good values, never
 * those of a later day.
 */
const fillCalendar = `
  CREATE OR REPLACE TABLE clean_weather AS
  WITH good AS (SELECT * FROM judged_weather WHERE verdict = 'good'),
  calendar AS (
    SELECT unnest(generate_series(min(day) FILTER (verdict = 'good'), max(day), INTERVAL 1 DAY))::DATE AS day
    FROM judged_weather
  )
  SELECT calendar.day, good.line IS NOT NULL AS observed,
    last_value(precipitation IGNORE NULLS) OVER so_far AS precipitation,
    last_value(temp_max IGNORE NULLS) OVER so_far AS temp_max,
    last_value(temp_min IGNORE NULLS) OVER so_far AS temp_min,
    last_value(wind IGNORE NULLS) OVER so_far AS wind,
    last_value(weather IGNORE NULLS) OVER so_far AS weather
  FROM calendar LEFT JOIN good USING (day)
  WINDOW so_far AS (ORDER BY calendar.day)
  ORDER BY calendar.day`;

const summarise = `
  SELECT (SELECT count(*) FROM judged_weather)::INTEGER AS rows, min(day)::VARCHAR AS "firstDay",
    max(day)::VARCHAR AS "lastDay", count(*)::INTEGER AS days, count_if(NOT observed)::INTEGER AS "filledDays",
    count_if(observed AND weather IN ('rain', 'snow') AND precipitation = 0)::INTEGER AS "traceDays"
  FROM clean_weather`;

const listFaults = `
  SELECT problem, place FROM (
    SELECT verdict AS problem, line, 'line ' || (line + 1) || ': ' || coalesce(written_date, 'no date') AS place
    FROM judged_weather WHERE verdict <> 'good'
    UNION ALL
    SELECT 'missing', epoch(day), day::VARCHAR
    FROM clean_weather WHERE NOT observed AND day NOT IN (SELECT day FROM judged_weather WHERE day IS NOT NULL)
  ) ORDER BY problem, line`;

/**
 * Makes the table `clean_weather` (one typed row per day) of a table of texts, as they were in the file.
 *
 * @throws Error if there is no good row, or if there are more faults than one in each hundred days.
 */
export async function cleanWeather(session: Session, rawTable: string): Promise<DataReport> {
  await session.run(judgeRows(rawTable));
  await session.run(fillCalendar);
  const [summary] = await session.query<Omit<DataReport, "findings">>(summarise);
  if (summary === undefined || summary.days === 0) throw new Error("No row of the weather file can be used.");
  const faults = await session.query<{ problem: Finding["problem"]; place: string }>(listFaults);
  const findings = checks.map((problem) => {
    const places = faults.filter((fault) => fault.problem === problem).map((fault) => fault.place);
    return { problem, count: places.length, examples: places.slice(0, 3) };
  });
  const faultCount = findings.reduce((sum, { count }) => sum + count, 0);
  if (faultCount > Math.ceil(tolerableShare * summary.days)) {
    throw new Error(
      `The weather file is too broken to learn from: ${faultCount} faults in ${summary.days} days, and at most ` +
        `1 in 100 is accepted. Rows and days found: ${findings.map(describeFinding).join(", ")}.`,
    );
  }
  return { ...summary, findings };
}

/** What one check found, with the first places. */
export function describeFinding({ problem, count, examples }: Finding): string {
  if (count === 0) return `0 ${problem}`;
  return `${count} ${problem} (${examples.join("; ")}${count > examples.length ? "; …" : ""})`;
}
