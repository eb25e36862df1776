import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  buildPipeline,
  integrateWithPipelineBuilder,
  loadSpecifications,
  type Pipeline,
  type SpecificationRegistry,
} from "bailiwick";
import { cleanStep, featuresStep } from "./steps/data-steps.js";
import type { Database } from "./tables/database.js";
import { loadForInferenceStep, predictStep } from "./steps/inference-steps.js";
import { readRegistration } from "./model/model-store.js";
import type { WeatherConfig } from "./training-builder.js";

// Compiled, this module stands elsewhere than the file does: both are found from the package.
const packageFolder = dirname(createRequire(import.meta.url).resolve("bailiwick/package.json"));
const specificationFile = join(packageFolder, "examples/weather/steps/inference.steps.yaml");

/** load → clean → features → predict */
@integrateWithPipelineBuilder
export class InferenceBuilder {
  declare readonly registry: SpecificationRegistry;

  constructor(
    readonly baseConfig: WeatherConfig,
    readonly database: Database,
  ) {}

  /** @throws Error if no model has been registered. */
  async build(): Promise<Pipeline> {
    const { artifactsFolder } = this.baseConfig;
    await readRegistration(artifactsFolder);
    for (const { stepName, specification } of await loadSpecifications(specificationFile)) {
      this.registry.registerSpecification(stepName, specification);
    }
    const handlers = {
      load: loadForInferenceStep(this.database, this.baseConfig),
      clean: cleanStep(this.database),
      features: featuresStep(this.database),
      predict: predictStep(this.database, artifactsFolder),
    };
    return buildPipeline(this.registry, handlers);
  }
}
