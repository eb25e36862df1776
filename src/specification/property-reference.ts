import type { OutputSpecification } from "./types.js";

/** Points at one output of one step: what a consumer is given before the value exists. Frozen. */
export interface PropertyReference {
  readonly stepName: string;
  readonly outputName: string;
  /** Where the value stands in the step's result, if the output declares it. */
  readonly propertyPath?: string;
  /** `step.output` */
  toString(): string;
}

/** The reference to an output of a step. */
export function propertyReference(stepName: string, output: OutputSpecification): PropertyReference {
  const { logicalName, propertyPath } = output;
  const reference = {
    stepName,
    outputName: logicalName,
    ...(propertyPath === undefined ? {} : { propertyPath }),
  };
  Object.defineProperty(reference, "toString", { value: () => `${stepName}.${logicalName}` });
  return Object.freeze(reference);
}
