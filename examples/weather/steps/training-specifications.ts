import type { StepSpecificationInput } from "bailiwick";

const table = { dataType: "DuckDBTable" } as const;
const json = { dataType: "Json" } as const;

/** The steps of the training pipeline, in code. Those of the inference pipeline stand in `inference.steps.yaml`. */
export const trainingSpecifications: Readonly<Record<string, StepSpecificationInput>> = {
  load: {
    stepType: "WeatherLoading",
    jobType: "training",
    outputs: { raw_weather: { ...table, description: "Every row of the file, all texts." } },
  },
  clean: {
    stepType: "WeatherCleaning",
    jobType: "training",
    dependencies: { raw_weather: { ...table, compatibleSources: ["WeatherLoading"] } },
    outputs: {
      clean_weather: { ...table, description: "One typed row for each day." },
      data_report: { ...json, description: "What the data check found." },
    },
  },
  features: {
    stepType: "FeatureEngineering",
    jobType: "training",
    dependencies: { clean_weather: { ...table, compatibleSources: ["WeatherCleaning"] } },
    outputs: {
      features: {
        ...table,
        aliases: ["feature_rows"],
        description: "What is known in the evening of each day.",
      },
    },
  },
  split: {
    stepType: "TimeSplit",
    dependencies: {
      feature_table: { ...table, compatibleSources: ["FeatureEngineering"], semanticKeywords: ["features"] },
    },
    outputs: {
      training_rows: { ...table, outputType: "training_data", description: "All years but the last." },
      held_out_rows: { ...table, aliases: ["test_rows"], description: "The last year." },
    },
  },
  train: {
    stepType: "RidgeTraining",
    dependencies: {
      training_data: {
        ...table,
        dependencyType: "training_data",
        compatibleSources: ["TimeSplit"],
        semanticKeywords: ["training"],
      },
    },
    outputs: { model: { ...json, outputType: "model_artifacts" } },
  },
  evaluate: {
    stepType: "Evaluation",
    dependencies: {
      model: { ...json, dependencyType: "model_artifacts", compatibleSources: ["RidgeTraining"] },
      test_rows: { ...table, compatibleSources: ["TimeSplit"], semanticKeywords: ["held", "test"] },
    },
    outputs: {
      metrics: { ...json, description: "MAE and RMSE in °C, beside the naive ones." },
      predictions: { ...table, description: "Actual, predicted and naive, day by day." },
    },
  },
  register: {
    stepType: "Registration",
    dependencies: {
      model: { ...json, dependencyType: "model_artifacts", compatibleSources: ["RidgeTraining"] },
      evaluation_metrics: { ...json, compatibleSources: ["Evaluation"], semanticKeywords: ["metrics"] },
      predictions: { ...table, compatibleSources: ["Evaluation"] },
      data_report: { ...json, compatibleSources: ["WeatherCleaning"], semanticKeywords: ["report"] },
    },
  },
};

/** Which step comes directly before which. */
export const trainingEdges: readonly (readonly [from: string, to: string])[] = [
  ["load", "clean"],
  ["clean", "features"],
  ["features", "split"],
  ["split", "train"],
  ["split", "evaluate"],
  ["train", "evaluate"],
  ["train", "register"],
  ["evaluate", "register"],
  ["clean", "register"],
];
