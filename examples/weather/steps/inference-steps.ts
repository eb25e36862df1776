import type { StepHandler } from "bailiwick";
import { loadWeatherStep } from "./data-steps.js";
import { quoted, type Database } from "../tables/database.js";
import { featureNames, lookBackDays, readExamples } from "../tables/feature-table.js";
import {
  readArtefact,
  readRegistration,
  writeArtefact,
  type Metrics,
  type WeatherModel,
} from "../model/model-store.js";
import { predict } from "../model/ridge-regression.js";

/** What a forecast needs is little; a few weeks more let the data check see something. */
const recentDays = 4 * lookBackDays;

/** How warm the day after the last one gets at most, in °C. */
export interface Forecast {
  readonly day: string;
  readonly temperature: number;
  /** The maximum of the day before, which is the naive forecast. */
  readonly today: number;
  /** How far the model was off on average, in the year that it had not seen. */
  readonly typicalError: number;
  readonly modelVersion: string;
}

/** A registered model as `load` gives it. */
export interface RegisteredModel {
  readonly version: string;
  readonly model: WeatherModel;
  readonly metrics: Metrics;
}

/** What `load` gives for inference: the name of a table, and the model. */
export type InferenceLoadOutputs = {
  readonly raw_weather: string;
  readonly registered_model: RegisteredModel;
};

/** Reads the last weeks of the weather file, and the model that is registered when the step runs. */
export function loadForInferenceStep(
  database: Database,
  { csvFile, artifactsFolder }: { csvFile: string; artifactsFolder: string },
): StepHandler<object, InferenceLoadOutputs> {
  const loadWeather = loadWeatherStep(database, { csvFile, recentDays });
  return async (io) => {
    const weather = await loadWeather(io);
    const { version, files } = await readRegistration(artifactsFolder);
    const model = await readArtefact<WeatherModel>(artifactsFolder, files.model);
    const metrics = await readArtefact<Metrics>(artifactsFolder, files.metrics);
    io.log(`model version ${version}, trained on days to ${model.trainedOn.to}`);
    return { ...weather, registered_model: { version, model, metrics } };
  };
}

/** What `predict` takes. */
export type PredictInputs = {
  readonly features: string;
  readonly model: RegisteredModel;
};

/** Forecasts the day after the last one. */
export function predictStep(
  database: Database,
  artifactsFolder: string,
): StepHandler<PredictInputs, { forecast: Forecast }> {
  return async ({ inputs: { features, model: registered }, signal, log }) => {
    requireSameFeatures(registered.model);
    const [latest] = await database.transaction(signal, async (session) => {
      const table = quoted(features);
      await session.run(
        `CREATE OR REPLACE TABLE latest_row AS SELECT * FROM ${table} WHERE day = (SELECT max(day) FROM ${table})`,
      );
      return readExamples(session, "latest_row");
    });
    if (latest === undefined) throw new Error("There are too few days to forecast from.");
    const forecast: Forecast = {
      day: latest.targetDay,
      temperature: predict(registered.model, latest.values),
      today: latest.naive,
      typicalError: registered.metrics.mae,
      modelVersion: registered.version,
    };
    await writeArtefact(artifactsFolder, "forecast.json", forecast);
    log(
      `${forecast.day}: ${forecast.temperature.toFixed(1)} °C, by version ${forecast.modelVersion}`,
      forecast,
    );
    return { forecast };
  };
}

/** A model can be older than the code that computes its features. */
function requireSameFeatures({ features }: WeatherModel): void {
  if (features.length === featureNames.length && features.every((name, at) => name === featureNames[at]))
    return;
  throw new Error(
    `The registered model was trained on other features than this program computes: run the training pipeline again.`,
  );
}
