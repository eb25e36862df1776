import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  buildPipeline,
  integrateWithPipelineBuilder,
  type Pipeline,
  type SpecificationRegistry,
} from "bailiwick";
import type { Database } from "./tables/database.js";
import { cleanStep, featuresStep, loadWeatherStep } from "./steps/data-steps.js";
import { trainingEdges, trainingSpecifications } from "./steps/training-specifications.js";
import { evaluateStep, registerStep, splitStep, trainStep } from "./steps/training-steps.js";

/** What a weather pipeline works with. */
export interface WeatherConfig {
  /** Names the context. */
  readonly pipelineName: string;
  readonly csvFile: string;
  readonly artifactsFolder: string;
}

/** load → clean → features → split → train → evaluate → register */
@integrateWithPipelineBuilder
export class TrainingBuilder {
  declare readonly registry: SpecificationRegistry;

  constructor(
    readonly baseConfig: WeatherConfig,
    readonly database: Database,
  ) {}

  build(): Pipeline {
    for (const [stepName, specification] of Object.entries(trainingSpecifications)) {
      this.registry.registerSpecification(stepName, specification);
    }
    const { csvFile, artifactsFolder } = this.baseConfig;
    const handlers = {
      // Other data are other settings: a run that is resumed loads them again, and does again what follows.
      load: {
        handle: loadWeatherStep(this.database, { csvFile }),
        options: { csvFile, sha256: sha256Of(csvFile) },
      },
      clean: cleanStep(this.database),
      features: featuresStep(this.database),
      split: splitStep(this.database),
      train: trainStep(this.database),
      evaluate: evaluateStep(this.database),
      register: registerStep(this.database, artifactsFolder),
    };
    return buildPipeline(this.registry, handlers, { edges: trainingEdges });
  }
}

function sha256Of(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
