import type { DependencyType, StepSpecificationInput } from "bailiwick";
import type { NaiveNames } from "./naive-classic.js";

/** A step to be registered. */
export interface Step {
  readonly name: string;
  readonly input: StepSpecificationInput;
}

/** Specifications of one sort, as many as wanted. */
export interface Workload {
  readonly name: string;
  /** What resolvers are told about step types. */
  readonly names: () => NaiveNames;
  /** The same steps in every process. Little more is left behind than they are, for the sake of memory figures. */
  readonly steps: (count: number) => readonly Step[];
}

/** What a port can be. */
export const portTypes: readonly DependencyType[] = [
  "model_artifacts",
  "processing_output",
  "training_data",
  "hyperparameters",
  "payload_samples",
  "custom_property",
];

/** As if read from a file: texts that were just put together are slower to look up. */
export function asRead<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
