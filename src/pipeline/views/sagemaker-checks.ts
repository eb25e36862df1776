import { describe, didYouMean, isPlainObject } from "../../kernel/index.js";
import type { SageMakerArguments, SageMakerStepType } from "./sagemaker-definition.js";

/** What SageMaker cannot do without, as paths; of several with bars between them one is enough. */
const requiredPaths: Readonly<Record<SageMakerStepType, readonly string[]>> = {
  Processing: [
    "AppSpecification.ImageUri",
    "ProcessingResources.ClusterConfig.InstanceCount",
    "ProcessingResources.ClusterConfig.InstanceType",
    "ProcessingResources.ClusterConfig.VolumeSizeInGB",
    "RoleArn",
  ],
  Training: [
    "AlgorithmSpecification.TrainingImage|AlgorithmSpecification.AlgorithmName",
    "OutputDataConfig.S3OutputPath",
    "ResourceConfig.InstanceCount",
    "ResourceConfig.InstanceType",
    "ResourceConfig.VolumeSizeInGB",
    "RoleArn",
    "StoppingCondition",
  ],
  Transform: [
    "ModelName",
    "TransformInput.DataSource.S3DataSource.S3Uri",
    "TransformOutput.S3OutputPath",
    "TransformResources.InstanceCount",
    "TransformResources.InstanceType",
  ],
  Model: ["ExecutionRoleArn", "PrimaryContainer.Image|PrimaryContainer.ModelPackageName|Containers"],
  RegisterModel: ["InferenceSpecification.Containers"],
  Condition: ["Conditions"],
  Lambda: [],
  Callback: [],
};

/** The arguments that a step of a type lacks, as paths. */
export function missingArguments(type: SageMakerStepType, given: SageMakerArguments): readonly string[] {
  const missing = requiredPaths[type].filter((paths) => !paths.split("|").some((path) => has(given, path)));
  return [...missing.map((paths) => paths.replaceAll("|", " or ")), ...missingUris(type, given)];
}

function has(given: unknown, path: string): boolean {
  let at = given;
  for (const key of path.split(".")) {
    if (!isPlainObject(at) || !Object.hasOwn(at, key)) return false;
    at = at[key];
  }
  return at !== undefined;
}

function missingUris(
  type: SageMakerStepType,
  { ProcessingOutputConfig }: SageMakerArguments,
): readonly string[] {
  if (type !== "Processing" || !isPlainObject(ProcessingOutputConfig)) return [];
  const { Outputs } = ProcessingOutputConfig;
  if (!Array.isArray(Outputs)) return [];
  return (Outputs as readonly unknown[])
    .map((output, index) => (has(output, "S3Output.S3Uri") ? undefined : index))
    .filter((index) => index !== undefined)
    .map((index) => `ProcessingOutputConfig.Outputs[${index}].S3Output.S3Uri (or outputUri for all)`);
}

/** What arguments may refer to. */
export interface Referable {
  readonly parameters: readonly string[];
  /** The steps that run before, by the names that they have in the definition. */
  readonly stepsBefore: ReadonlySet<string>;
}

/** What the arguments of a step refer to, and what is wrong with them. */
export interface CheckedReferences {
  readonly steps: ReadonlySet<string>;
  readonly faults: readonly string[];
}

const executionVariables = [
  "StartDateTime",
  "CurrentDateTime",
  "PipelineName",
  "PipelineArn",
  "PipelineExecutionId",
  "PipelineExecutionArn",
];

/** Looks through all of a value: for references, and for what JSON cannot say. O(values). */
export function checkReferences(value: unknown, referable: Referable): CheckedReferences {
  const steps = new Set<string>();
  const faults: string[] = [];
  const walk = (item: unknown, path: string, depth: number): void => {
    if (depth > 100) faults.push(`${path} is nested too deeply`);
    else if (Array.isArray(item))
      item.forEach((member, index) => walk(member, `${path}[${index}]`, depth + 1));
    else if (!isPlainObject(item)) {
      if (!isLeaf(item)) faults.push(`${path} must be JSON, but is ${describe(item)}`);
    } else if (Object.hasOwn(item, "Get")) {
      const fault = referenceFault(item, referable, steps);
      if (fault !== undefined) faults.push(`${path} ${fault}`);
    } else for (const [key, member] of Object.entries(item)) walk(member, `${path}.${key}`, depth + 1);
  };
  walk(value, "Arguments", 0);
  return { steps, faults };
}

function isLeaf(value: unknown): boolean {
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

function referenceFault(
  reference: Readonly<Record<string, unknown>>,
  { parameters, stepsBefore }: Referable,
  steps: Set<string>,
): string | undefined {
  const { Get: target } = reference;
  if (typeof target !== "string" || Object.keys(reference).length > 1)
    return "must be { Get: … } with a text and nothing beside it";
  const [, root = "", name = "", rest = ""] = /^([^.]*)\.([^.[]*)(.*)$/su.exec(target) ?? [];
  switch (root) {
    case "Parameters":
      if (rest === "" && parameters.includes(name)) return undefined;
      return `refers to ${describe(target)}, which is not among the parameters${didYouMean(name, parameters)}`;
    case "Steps":
      if (stepsBefore.has(name)) {
        steps.add(name);
        return undefined;
      }
      return `refers to ${describe(target)}, and no step of that name runs before${didYouMean(name, stepsBefore)}`;
    case "Execution":
      if (rest === "" && executionVariables.includes(name)) return undefined;
      return `refers to ${describe(target)}, which an execution does not have${didYouMean(name, executionVariables)}`;
    default:
      return `refers to ${describe(target)}; known are Parameters, Steps and Execution`;
  }
}
