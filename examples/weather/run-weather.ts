import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { openRunStore, registryManager, type Pipeline, type RunOptions, type RunReport } from "bailiwick";
import { InferenceBuilder } from "./inference-builder.js";
import type { Forecast } from "./steps/inference-steps.js";
import { readRegistration, type Metrics, type Registration } from "./model/model-store.js";
import { noScreen, type Screen } from "./screen/screen.js";
import { showArtefacts, showContexts, showForecast, showMetrics, showWiring } from "./screen/show-results.js";
import { showRun } from "./screen/show-run.js";
import { Database } from "./tables/database.js";
import { TrainingBuilder, type WeatherConfig } from "./training-builder.js";

/** How the example is run. */
export interface WeatherOptions {
  readonly artifactsFolder: string;
  /** @defaultValue the weather of Seattle from 2012 to 2015 */
  readonly csvFile?: string;
  readonly signal?: AbortSignal;
  /** @defaultValue nothing is shown */
  readonly screen?: Screen;
}

/** What the example arrives at. */
export interface WeatherResult {
  readonly training: Pipeline;
  readonly inference: Pipeline;
  readonly metrics: Metrics;
  readonly registration: Registration;
  readonly forecast: Forecast;
}

/** The contexts of the two builders. */
export const weatherContexts = { training: "weather_training", inference: "weather_inference" } as const;

/** The file that the package `vega-datasets` carries beside its code. */
export function seattleWeatherFile(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  return join(dirname(entry), "../data/seattle-weather.csv");
}

/**
 * Trains a model, registers it, and forecasts with what is registered.
 *
 * @throws BailiwickError `RUN_UNSUCCESSFUL` if a run fails or is cancelled.
 */
export async function runWeather(options: WeatherOptions): Promise<WeatherResult> {
  const { screen = noScreen, artifactsFolder } = options;
  const training = await trainWeather(options);
  const inference = await forecastWeather(options);
  const contexts = [weatherContexts.training, weatherContexts.inference] as const;
  const [first, second] = contexts.map((name) => registryManager.getRegistry(name));
  showContexts(screen, [first!, second!], registryManager.getContextStats());
  const metrics = training.report.outputs["evaluate"]!["metrics"] as Metrics;
  const forecast = inference.report.outputs["predict"]!["forecast"] as Forecast;
  const registration = await readRegistration(artifactsFolder);
  showMetrics(screen, metrics);
  showForecast(screen, forecast);
  showArtefacts(screen, relative("", artifactsFolder) || ".", registration);
  return { training: training.pipeline, inference: inference.pipeline, metrics, registration, forecast };
}

interface Ran {
  readonly pipeline: Pipeline;
  readonly report: RunReport;
}

/**
 * Runs the training pipeline in its context. The run is recorded, and its tables are kept in a file: one that was
 * interrupted, cancelled or has failed goes on where it stood.
 */
export async function trainWeather(options: WeatherOptions): Promise<Ran> {
  const { artifactsFolder } = options;
  await mkdir(artifactsFolder, { recursive: true });
  using database = await Database.open(join(artifactsFolder, "training.duckdb"));
  await using store = await openRunStore(join(artifactsFolder, "runs.db"));
  const builder = new TrainingBuilder(config(options, weatherContexts.training), database);
  return await runPipeline(builder.build(), options, { store, resume: "unfinished" });
}

/** Runs the inference pipeline in its context, on a database in memory; it takes a moment, and is not recorded. */
export async function forecastWeather(options: WeatherOptions): Promise<Ran> {
  using database = await Database.open();
  const builder = new InferenceBuilder(config(options, weatherContexts.inference), database);
  return await runPipeline(await builder.build(), options);
}

async function runPipeline(
  pipeline: Pipeline,
  { signal, screen = noScreen }: WeatherOptions,
  recorded: Pick<RunOptions, "store" | "resume"> = {},
): Promise<Ran> {
  showWiring(screen, pipeline);
  const report = await pipeline.run({
    ...recorded,
    ...(signal === undefined ? {} : { signal }),
    onEvent: showRun(screen, pipeline),
  });
  return { pipeline, report: report.assertSucceeded() };
}

function config(
  { csvFile = seattleWeatherFile(), artifactsFolder }: WeatherOptions,
  name: string,
): WeatherConfig {
  return { pipelineName: name, csvFile, artifactsFolder };
}
