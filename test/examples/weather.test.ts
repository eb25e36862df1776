import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { registryManager } from "bailiwick";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataReport } from "../../examples/weather/tables/clean-weather.js";
import { featureNames } from "../../examples/weather/tables/feature-table.js";
import {
  readArtefact,
  readRegistration,
  type Metrics,
  type WeatherModel,
} from "../../examples/weather/model/model-store.js";
import {
  forecastWeather,
  runWeather,
  seattleWeatherFile,
  trainWeather,
  weatherContexts,
  type WeatherResult,
} from "../../examples/weather/run-weather.js";
import { noScreen, type Screen } from "../../examples/weather/screen/screen.js";
import { artefactsIn } from "../support/artefacts.js";

let folder: string;
let artifactsFolder: string;
let result: WeatherResult;
const printed: string[] = [];

const recorder: Screen = { ...noScreen, line: (text = "") => void printed.push(text) };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-weather-"));
  artifactsFolder = join(folder, "artefacts");
  result = await runWeather({ artifactsFolder, screen: recorder });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const context of Object.values(weatherContexts)) registryManager.clearContext(context);
});

/** A folder of its own for one test. */
function freshFolder(): Promise<string> {
  return mkdtemp(join(folder, "case-"));
}

describe("the model", () => {
  test("beats the naive forecast on the year that it has not seen, by what is required at least", () => {
    const { metrics } = result;
    expect(metrics.year).toBe(2015);
    expect(metrics.days).toBe(365);
    expect(metrics.requiredMarginPercent).toBeGreaterThanOrEqual(5);
    expect(metrics.mae).toBeLessThan(metrics.naiveMae * (1 - metrics.requiredMarginPercent / 100));
    expect(metrics.rmse).toBeLessThan(metrics.naiveRmse * (1 - metrics.requiredMarginPercent / 100));
    expect(metrics.marginPercent).toBeCloseTo(100 * (1 - metrics.mae / metrics.naiveMae), 9);
  });

  test("is compared with the naive errors that the file itself gives", async () => {
    const rows = (await readFile(seattleWeatherFile(), "utf8")).trim().split("\n").slice(1);
    const maxima = rows.map((row) => Number(row.split(",")[2]));
    const firstOf2015 = rows.findIndex((row) => row.startsWith("2015"));
    const errors = maxima
      .slice(firstOf2015)
      .map((actual, at) => Math.abs(actual - maxima[firstOf2015 + at - 1]!));
    expect(result.metrics.naiveMae).toBeCloseTo(
      errors.reduce((sum, error) => sum + error, 0) / errors.length,
      9,
    );
  });

  test("forecasts the day after the last one plausibly", () => {
    const { forecast } = result;
    expect(forecast.day).toBe("2016-01-01");
    expect(forecast.today).toBe(5.6);
    expect(forecast.temperature).toBeGreaterThan(2);
    expect(forecast.temperature).toBeLessThan(10);
  });

  test("comes out the same when run again", async () => {
    const again = await runWeather({ artifactsFolder: await freshFolder() });
    expect(again.metrics).toEqual(result.metrics);
    expect(again.forecast).toEqual(result.forecast);
    expect(again.registration).toEqual(result.registration);
  });

  test("owes nothing to the held-out year", async () => {
    const rows = (await readFile(seattleWeatherFile(), "utf8")).trim().split("\n");
    const csvFile = join(await freshFolder(), "other-2015.csv");
    const other = rows.map((row) => (row.startsWith("2015") ? row.replace(/,[^,]*,/, ",1.5,") : row));
    await writeFile(csvFile, other.join("\n"));
    const { report } = await trainWeather({ artifactsFolder: await freshFolder(), csvFile });
    const trained = await readArtefact<WeatherModel>(artifactsFolder, result.registration.files.model);
    expect(report.outputs["train"]!["model"]).toEqual(trained);
    expect(trained.trainedOn).toEqual({ from: "2012-01-15", to: "2014-12-31", days: 1082 });
  });
});

describe("the contexts", () => {
  test("use the same step names without touching each other", () => {
    const [training, inference] = [weatherContexts.training, weatherContexts.inference].map((name) =>
      registryManager.getRegistry(name),
    );
    expect(training!.listStepNames()).toEqual([
      "load",
      "clean",
      "features",
      "split",
      "train",
      "evaluate",
      "register",
    ]);
    expect(inference!.listStepNames()).toEqual(["load", "clean", "features", "predict"]);
    for (const stepName of ["load", "clean", "features"]) {
      expect(training!.getSpecification(stepName)?.jobType).toBe("training");
      expect(inference!.getSpecification(stepName)?.jobType).toBe("inference");
    }
    expect(registryManager.getContextStats()).toMatchObject({
      [weatherContexts.training]: { stepCount: 7, dependencyCount: 10 },
      [weatherContexts.inference]: { stepCount: 4, dependencyCount: 4 },
    });
  });

  test("are wired as they should be, by the graph in one and by the scores in the other", () => {
    const wires = ({ wiring }: WeatherResult["training"]): string[] =>
      wiring.wires.map((w) => `${w.provider}.${w.output} > ${w.consumer}.${w.dependency} (${w.decidedBy})`);
    expect(wires(result.training)).toEqual([
      "load.raw_weather > clean.raw_weather (graph)",
      "clean.clean_weather > features.clean_weather (graph)",
      "features.features > split.feature_table (graph)",
      "split.training_rows > train.training_data (graph)",
      "train.model > evaluate.model (graph)",
      "split.held_out_rows > evaluate.test_rows (graph)",
      "train.model > register.model (graph)",
      "evaluate.metrics > register.evaluation_metrics (graph)",
      "evaluate.predictions > register.predictions (graph)",
      "clean.data_report > register.data_report (graph)",
    ]);
    expect(wires(result.inference)).toEqual([
      "load.raw_weather > clean.raw_weather (score)",
      "clean.clean_weather > features.clean_weather (score)",
      "features.features > predict.features (score)",
      "load.registered_model > predict.model (score)",
    ]);
  });
});

describe("the artefacts", () => {
  test("are there, and say what the run said", async () => {
    expect(await artefactsIn(artifactsFolder)).toEqual(["forecast.json", "models", "registered.json"]);
    const registration = await readRegistration(artifactsFolder);
    expect(registration).toEqual(result.registration);
    expect(await readArtefact<Metrics>(artifactsFolder, registration.files.metrics)).toEqual(result.metrics);
    expect(await readArtefact(artifactsFolder, "forecast.json")).toEqual(result.forecast);
    const model = await readArtefact<WeatherModel>(artifactsFolder, registration.files.model);
    expect(model.features).toEqual(featureNames);
    expect(model.weights).toHaveLength(featureNames.length);
    const report = await readArtefact<DataReport>(artifactsFolder, registration.files.dataReport);
    expect(report).toMatchObject({ rows: 1461, days: 1461, filledDays: 0, traceDays: 44 });
  });

  test("hold the predictions from which the metrics follow", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      "SELECT count(*)::INTEGER AS days, min(day)::VARCHAR AS first, avg(abs(predicted - actual)) AS mae FROM read_parquet($path)",
      { path: join(artifactsFolder, result.registration.files.predictions) },
    );
    const [row] = reader.getRowObjectsJS();
    connection.closeSync();
    instance.closeSync();
    expect(row).toEqual({
      days: 365,
      first: "2015-01-01",
      mae: expect.closeTo(result.metrics.mae, 9) as number,
    });
  });

  test("must be there before inference is built", async () => {
    const empty = await freshFolder();
    await expect(forecastWeather({ artifactsFolder: empty })).rejects.toThrow(
      `No model is registered in ${empty} (there is no registered.json): run the training pipeline first.`,
    );
    expect(await readdir(empty)).toEqual([]);
  });

  test("are refused if they were made for other features", async () => {
    const own = await freshFolder();
    const { registration } = await runWeather({ artifactsFolder: own });
    const file = join(own, registration.files.model);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"wind"', '"wind_speed"'));
    await expect(forecastWeather({ artifactsFolder: own })).rejects.toThrow(
      "run the training pipeline again",
    );
  });
});

describe("a cancelled run", () => {
  const stages = ["load", "features", "train", "register"];

  test.each(stages)("leaves nothing but what it goes on with when it ends in %s", async (stage) => {
    const own = await freshFolder();
    const controller = new AbortController();
    const status = (text: string): void => {
      if (text.startsWith(`  … ${stage}`)) controller.abort(new Error("enough"));
    };
    const running = runWeather({
      artifactsFolder: own,
      signal: controller.signal,
      screen: { ...noScreen, status },
    });
    await expect(running).rejects.toMatchObject({ code: "RUN_UNSUCCESSFUL" });
    expect(await artefactsIn(own)).toEqual([]);
  });

  test("leaves the model that was registered before", async () => {
    const own = await freshFolder();
    const { registration } = await runWeather({ artifactsFolder: own });
    const controller = new AbortController();
    const status = (text: string): void => {
      if (text.includes("register")) controller.abort(new Error("enough"));
    };
    await expect(
      trainWeather({ artifactsFolder: own, signal: controller.signal, screen: { ...noScreen, status } }),
    ).rejects.toMatchObject({ code: "RUN_UNSUCCESSFUL" });
    expect(await readRegistration(own)).toEqual(registration);
    expect((await readdir(own)).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("what is printed", () => {
  test("tells everything in plain lines that fit 80 columns", () => {
    const text = printed.join("\n");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).not.toContain("\u001B");
    for (const expected of [
      "Wiring of weather_training",
      "Wiring of weather_inference",
      "1461 days in a row, 2012-01-01 to 2015-12-31",
      `${result.metrics.marginPercent.toFixed(1)} % less`,
      `${result.forecast.temperature.toFixed(1)} °C`,
      result.registration.files.predictions,
    ]) {
      expect(text).toContain(expected);
    }
  });
});
