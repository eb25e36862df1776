import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataReport } from "../tables/clean-weather.js";
import type { RidgeModel } from "./ridge-regression.js";

/** How wrong the forecasts for the held-out year were, in °C, beside those of the naive forecast. */
export interface Metrics {
  readonly year: number;
  readonly days: number;
  readonly mae: number;
  readonly rmse: number;
  readonly naiveMae: number;
  readonly naiveRmse: number;
  /** By how many percent the model's mean absolute error is below the naive one. */
  readonly marginPercent: number;
  /** What `marginPercent` must be at least, or the model is not registered. */
  readonly requiredMarginPercent: number;
}

const fileNames = {
  model: "model.json",
  metrics: "metrics.json",
  dataReport: "data-report.json",
  predictions: "predictions.parquet",
} as const;

/** A fitted model and what it was fitted on. */
export interface WeatherModel extends RidgeModel {
  readonly trainedOn: { readonly from: string; readonly to: string; readonly days: number };
}

/** Which model counts, and where its files are. */
export interface Registration {
  /** The first letters of the SHA-256 of the JSON files: the same content, the same version. */
  readonly version: string;
  /** The paths of the files, relative to the folder of artefacts. */
  readonly files: Readonly<Record<keyof typeof fileNames, string>>;
}

/** What there is to register. */
export interface Candidate {
  readonly model: WeatherModel;
  readonly metrics: Metrics;
  readonly dataReport: DataReport;
  /** Writes the predictions as Parquet. */
  readonly writePredictions: (path: string) => Promise<void>;
}

const pointerFile = "registered.json";

/**
 * Registers a model: all files or none. They are written to a folder of their own and moved to their places when
 * all are there; the file that says which model counts comes last, and replaces its predecessor in one go.
 */
export async function registerModel(
  folder: string,
  { writePredictions, ...values }: Candidate,
  signal: AbortSignal,
): Promise<Registration> {
  const texts = Object.entries(values).map(
    ([key, value]) => [key as keyof typeof values, jsonText(value)] as const,
  );
  const version = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
  const home = `models/${version}`;
  const registration: Registration = {
    version,
    files: {
      model: `${home}/${fileNames.model}`,
      metrics: `${home}/${fileNames.metrics}`,
      dataReport: `${home}/${fileNames.dataReport}`,
      predictions: `${home}/${fileNames.predictions}`,
    },
  };
  await inStaging(folder, async (staged) => {
    for (const [key, text] of texts) await writeFile(staged(fileNames[key]), text);
    await writePredictions(staged(fileNames.predictions));
    await writeFile(staged(pointerFile), jsonText(registration));
    signal.throwIfAborted();
    await mkdir(join(folder, home), { recursive: true });
    for (const name of Object.values(fileNames)) await rename(staged(name), join(folder, home, name));
    await rename(staged(pointerFile), join(folder, pointerFile));
  });
  return registration;
}

/** Writes one JSON file of the folder: the old one or the new one is there, never half of one. */
export async function writeArtefact(folder: string, name: string, value: unknown): Promise<void> {
  await inStaging(folder, async (staged) => {
    await writeFile(staged(name), jsonText(value));
    await rename(staged(name), join(folder, name));
  });
}

/** @throws Error if no model has been registered in the folder. */
export async function readRegistration(folder: string): Promise<Registration> {
  const text = await readFile(join(folder, pointerFile), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(
      `No model is registered in ${folder} (there is no ${pointerFile}): run the training pipeline first.`,
      { cause: error },
    );
  });
  return JSON.parse(text) as Registration;
}

/** Reads one of the JSON files of a registration. */
export async function readArtefact<Value>(folder: string, file: string): Promise<Value> {
  return JSON.parse(await readFile(join(folder, file), "utf8")) as Value;
}

/** A folder beside the artefacts, so that moving its files cannot be anything but a rename; it goes in any case. */
async function inStaging(
  folder: string,
  work: (staged: (name: string) => string) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, ".staging-"));
  try {
    await work((name) => join(staging, name));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
