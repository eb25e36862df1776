import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registryManager } from "bailiwick";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  forecastWeather,
  runWeather,
  seattleWeatherFile,
  trainWeather,
  weatherContexts,
} from "../../examples/weather/run-weather.js";
import { cleanWeather, type DataReport } from "../../examples/weather/tables/clean-weather.js";
import { Database } from "../../examples/weather/tables/database.js";
import { createFeatureTable, readExamples } from "../../examples/weather/tables/feature-table.js";
import { artefactsIn } from "../support/artefacts.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-weather-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const context of Object.values(weatherContexts)) registryManager.clearContext(context);
});

/** A folder of its own for one test. */
function freshFolder(): Promise<string> {
  return mkdtemp(join(folder, "case-"));
}

describe("the data check", () => {
  async function withRows(change: (rows: string[]) => string[]): Promise<string> {
    const [head, ...rows] = (await readFile(seattleWeatherFile(), "utf8")).trim().split("\n");
    const csvFile = join(await freshFolder(), "weather.csv");
    await writeFile(csvFile, [head, ...change(rows)].join("\n"));
    return csvFile;
  }

  test("finds each kind of fault, fills the days concerned and still learns", async () => {
    const csvFile = await withRows((rows) => [
      ...rows.slice(0, 100),
      rows[99]!,
      rows[50]!.replace(/,sun$|,rain$|,drizzle$|,snow$|,fog$/, ",snow"),
      ...rows.slice(102, 200),
      rows[200]!.replace(/,[^,]*,/, ",wet,"),
      rows[201]!.replace(/^([^,]*,[^,]*),[^,]*,/, "$1,99,"),
      ...rows.slice(202),
    ]);
    const { report } = await trainWeather({ artifactsFolder: await freshFolder(), csvFile });
    const data = report.outputs["clean"]!["data_report"] as DataReport;
    expect(data).toMatchObject({ rows: 1461, days: 1461, filledDays: 4 });
    expect(data.findings).toEqual([
      { problem: "unreadable", count: 1, examples: ["line 202: 2012-07-19"] },
      { problem: "implausible", count: 1, examples: ["line 203: 2012-07-20"] },
      { problem: "repeated", count: 1, examples: ["line 102: 2012-04-09"] },
      { problem: "contradictory", count: 1, examples: ["line 103: 2012-02-20"] },
      { problem: "missing", count: 2, examples: ["2012-04-10", "2012-04-11"] },
    ]);
  });

  test("lets a forecast pass whose last day is broken, as if it had been like the day before", async () => {
    const own = await freshFolder();
    await runWeather({ artifactsFolder: own });
    const csvFile = await withRows((rows) => [...rows.slice(0, -1), "2015-12-31,0.0,?,-2.1,3.5,sun"]);
    const { report } = await forecastWeather({ artifactsFolder: own, csvFile });
    expect(report.outputs["clean"]!["data_report"]).toMatchObject({
      days: 56,
      filledDays: 1,
      lastDay: "2015-12-31",
    });
    // The 30th had 5.6 °C too.
    expect(report.outputs["predict"]!["forecast"]).toMatchObject({ day: "2016-01-01", today: 5.6 });
  });

  test("refuses a file with too many broken days, and says what is wrong", async () => {
    const csvFile = await withRows((rows) => rows.filter((_, at) => at % 20 !== 10));
    const own = await freshFolder();
    await expect(trainWeather({ artifactsFolder: own, csvFile })).rejects.toThrow(
      /73 faults in 1461 days.*73 missing \(2012-01-11; 2012-01-31; 2012-02-20; …\)/s,
    );
    expect(await artefactsIn(own)).toEqual([]);
  });

  test("refuses a file without a good row, and one that is not there", async () => {
    const csvFile = await withRows(() => ["2012-01-01,x,x,x,x,x"]);
    const own = await freshFolder();
    await expect(trainWeather({ artifactsFolder: own, csvFile })).rejects.toThrow(
      "No row of the weather file",
    );
    await expect(trainWeather({ artifactsFolder: own, csvFile: `${csvFile}.gone` })).rejects.toThrow(
      "no such file",
    );
  });

  test("does not register a model that is no better than the naive forecast", async () => {
    // Each day is a degree and a half warmer or colder than the one before, by a fixed toss that nothing foretells.
    let toss = 1;
    let warmth = 20;
    const csvFile = await withRows((rows) =>
      rows.map((row) => {
        toss = (toss * 48_271) % 2_147_483_647;
        const up = warmth < 5 || (warmth < 35 && toss > 1_073_741_823);
        warmth += up ? 1.5 : -1.5;
        return `${row.slice(0, 10)},0,${warmth},-5,3,sun`;
      }),
    );
    const own = await freshFolder();
    await expect(trainWeather({ artifactsFolder: own, csvFile })).rejects.toThrow(
      "not good enough to be registered",
    );
    expect(await artefactsIn(own)).toEqual([]);
  });
});

describe("the features", () => {
  test("of a day do not change with what comes after it", async () => {
    const examplesUntil = async (last: string): Promise<unknown[]> => {
      using database = await Database.open();
      return await database.transaction(new AbortController().signal, async (session) => {
        await session.run(
          "CREATE TABLE raw AS SELECT row_number() OVER () AS line, * FROM read_csv($file, all_varchar = true)",
          {
            file: seattleWeatherFile(),
          },
        );
        await session.run("DELETE FROM raw WHERE date > $last", { last });
        await cleanWeather(session, "raw");
        await createFeatureTable(session, "clean_weather");
        return (await readExamples(session, "features")).map(({ targetDay, values }) => ({
          targetDay,
          values,
        }));
      });
    };
    const short = await examplesUntil("2013-06-30");
    const long = await examplesUntil("2015-12-31");
    expect(short).toHaveLength(534);
    expect(long.slice(0, short.length)).toEqual(short);
  });
});
