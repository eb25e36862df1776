import type { StepSpecification } from "../../specification/index.js";
import { sageMakerStepTypes, type SageMakerOptions, type SageMakerStepType } from "./sagemaker-definition.js";

/** Where the results of each type of step lie in what SageMaker says of it. */
const resultsOf: readonly (readonly [pattern: RegExp, type: SageMakerStepType])[] = [
  [/ProcessingOutputConfig\b/u, "Processing"],
  [/ModelArtifacts\b/u, "Training"],
  [/TransformOutput\b/u, "Transform"],
  [/ModelPackageArn\b/u, "RegisterModel"],
  [/ModelName\b/u, "Model"],
];

const typeOfLastWord: Readonly<Record<string, SageMakerStepType>> = {
  train: "Training",
  trainer: "Training",
  training: "Training",
  transform: "Transform",
  model: "Model",
  register: "RegisterModel",
  registration: "RegisterModel",
  condition: "Condition",
  lambda: "Lambda",
  callback: "Callback",
};

/**
 * The type of a step: as the options say; else by where its outputs lie; else by the last word of its step type
 * (`XgBoostTraining`); else `Processing`, which runs anything.
 */
export function sageMakerType(
  stepName: string,
  { stepType, outputs }: StepSpecification,
  { steps = {}, types = {} }: SageMakerOptions,
): SageMakerStepType {
  const own = Object.hasOwn(steps, stepName) ? steps[stepName]?.type : undefined;
  if (own !== undefined) return own;
  if (Object.hasOwn(types, stepType) && types[stepType] !== undefined) return types[stepType];
  const paths = Object.values(outputs).map(({ propertyPath = "" }) => propertyPath);
  const byPath = resultsOf.find(([pattern]) => paths.some((path) => pattern.test(path)))?.[1];
  return byPath ?? typeByName(stepType) ?? "Processing";
}

function typeByName(stepType: string): SageMakerStepType | undefined {
  const name = stepType.replace(/(?<=.)_?step$/iu, "");
  const same = sageMakerStepTypes.find((type) => type.toLowerCase() === name.toLowerCase());
  const [lastWord = ""] = /[A-Z]?[a-z]+$|[A-Z]+$/u.exec(name) ?? [];
  const word = lastWord.toLowerCase();
  return same ?? (Object.hasOwn(typeOfLastWord, word) ? typeOfLastWord[word] : undefined);
}
