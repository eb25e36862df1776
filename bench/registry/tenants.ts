import type { StepSpecificationInput } from "bailiwick";
import { pseudoRandom } from "../harness/measure.js";

/**
 * Names of contexts, made before anything is measured: what a name costs is nobody's merit. They are read from
 * JSON, as names are, because strings that were just put together are slower in every table.
 */
export function tenantNames(count: number): string[] {
  const names = Array.from({ length: count }, (_, i) => `tenant-${String(i).padStart(6, "0")}`);
  return JSON.parse(JSON.stringify(names)) as string[];
}

/** Names visited in an order that no cache and no branch predictor knows. */
export function randomVisits(names: readonly string[], count: number): string[] {
  const random = pseudoRandom(names.length);
  return Array.from({ length: count }, () => names[random.next().value]!);
}

/** A step with one input and one output. */
export const trainingStep: StepSpecificationInput = {
  stepType: "XGBoostTraining",
  dependencies: { data: { dependencyType: "training_data" } },
  outputs: { model: { outputType: "model_artifacts" } },
};
