import { isPlainObject } from "../../kernel/index.js";
import type { OutputSpecification, StepSpecification } from "../../specification/index.js";
import type {
  SageMakerArguments,
  SageMakerReference,
  SageMakerStep,
  SageMakerStepType,
  SageMakerValue,
} from "./sagemaker-definition.js";

/** What the arguments of one step are made from. */
export interface ArgumentParts {
  readonly type: SageMakerStepType;
  /** As the step is called in the definition. */
  readonly name: string;
  readonly specification: StepSpecification;
  /** By dependency. */
  readonly inputs: Readonly<Record<string, SageMakerReference>>;
  readonly role: string | SageMakerReference | undefined;
  readonly outputUri: string | SageMakerReference | undefined;
}

/** Where an output lies that does not say it itself, for the types whose arguments are made here. */
export function defaultPropertyPath(
  type: SageMakerStepType,
  { logicalName }: OutputSpecification,
): string | undefined {
  switch (type) {
    case "Processing":
      return `ProcessingOutputConfig.Outputs['${logicalName}'].S3Output.S3Uri`;
    case "Training":
      return "ModelArtifacts.S3ModelArtifacts";
    case "Transform":
      return "TransformOutput.S3OutputPath";
    case "Model":
      return "ModelName";
    case "RegisterModel":
      return "ModelPackageArn";
    case "Lambda":
    case "Callback":
      return `OutputParameters['${logicalName}']`;
    case "Condition":
      return undefined; // it gives its outcome only
  }
}

/** What follows from the inputs and outputs of a step; what only its author knows is left out. */
export function madeArguments(parts: ArgumentParts): SageMakerArguments {
  const { type, inputs, role } = parts;
  const roleOf = (name: string): SageMakerArguments => (role === undefined ? {} : { [name]: value(role) });
  switch (type) {
    case "Processing":
      return {
        ProcessingInputs: processingInputs(inputs),
        ...processingOutputs(parts),
        ...roleOf("RoleArn"),
      };
    case "Training":
      return {
        AlgorithmSpecification: { TrainingInputMode: "File" },
        InputDataConfig: channels(parts),
        ...trainingOutput(parts),
        ...roleOf("RoleArn"),
      };
    case "Transform":
      return { ...transformInput(parts), ...transformOutput(parts) };
    case "Model":
      return { ...modelOf(parts), ...roleOf("ExecutionRoleArn") };
    case "RegisterModel":
      return {};
    case "Condition":
      return { IfSteps: [], ElseSteps: [] };
    case "Lambda":
    case "Callback":
      return Object.fromEntries(Object.entries(inputs).map(([name, reference]) => [name, value(reference)]));
  }
}

function processingInputs(inputs: ArgumentParts["inputs"]): SageMakerValue {
  return Object.entries(inputs).map(([name, reference]) => ({
    InputName: name,
    S3Input: {
      S3Uri: value(reference),
      LocalPath: `/opt/ml/processing/input/${name}`,
      S3DataType: "S3Prefix",
      S3InputMode: "File",
    },
  }));
}

function processingOutputs({ specification, name, outputUri }: ArgumentParts): SageMakerArguments {
  const outputs = Object.keys(specification.outputs);
  if (outputs.length === 0) return {};
  const Outputs = outputs.map((output) => ({
    OutputName: output,
    S3Output: {
      ...(outputUri === undefined ? {} : { S3Uri: placeOf(outputUri, name, output) }),
      LocalPath: `/opt/ml/processing/output/${output}`,
      S3UploadMode: "EndOfJob",
    },
  }));
  return { ProcessingOutputConfig: { Outputs } };
}

/** Data comes through channels; hyperparameters and models are for the author of the step to place. */
function channels({ specification, inputs }: ArgumentParts): SageMakerValue {
  return Object.entries(inputs)
    .filter(([name]) => specification.dependencies[name]?.dependencyType !== "hyperparameters")
    .map(([name, reference]) => ({
      ChannelName: name,
      DataSource: {
        S3DataSource: {
          S3DataType: "S3Prefix",
          S3Uri: value(reference),
          S3DataDistributionType: "FullyReplicated",
        },
      },
    }));
}

function trainingOutput({ name, outputUri }: ArgumentParts): SageMakerArguments {
  return outputUri === undefined ? {} : { OutputDataConfig: { S3OutputPath: placeOf(outputUri, name) } };
}

/** The model by its name, and the first other input as the data. */
function transformInput({ specification, inputs }: ArgumentParts): SageMakerArguments {
  const entries = Object.entries(inputs);
  const isModel = ([name]: readonly [string, unknown]): boolean =>
    specification.dependencies[name]?.dependencyType === "model_artifacts" || /model_?name/iu.test(name);
  const model = entries.find(isModel);
  const data = entries.find((entry) => !isModel(entry));
  return {
    ...(model === undefined ? {} : { ModelName: value(model[1]) }),
    ...(data === undefined
      ? {}
      : {
          TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: value(data[1]) } } },
        }),
  };
}

function transformOutput({ name, outputUri }: ArgumentParts): SageMakerArguments {
  return outputUri === undefined ? {} : { TransformOutput: { S3OutputPath: placeOf(outputUri, name) } };
}

function modelOf({ specification, inputs }: ArgumentParts): SageMakerArguments {
  const isModel = (name: string): boolean =>
    specification.dependencies[name]?.dependencyType === "model_artifacts";
  const [, model] = Object.entries(inputs).find(([name]) => isModel(name)) ?? [];
  return model === undefined ? {} : { PrimaryContainer: { ModelDataUrl: value(model) } };
}

/** A place below a prefix that no other execution writes to. */
function placeOf(prefix: string | SageMakerReference, ...path: readonly string[]): SageMakerValue {
  const start = typeof prefix === "string" ? prefix.replace(/\/+$/u, "") : value(prefix);
  return { "Std:Join": { On: "/", Values: [start, { Get: "Execution.PipelineExecutionId" }, ...path] } };
}

/** A text or a reference, as a part of arguments. */
export function value(given: string | SageMakerReference): SageMakerValue {
  return typeof given === "string" ? given : { Get: given.Get };
}

const parameterTypes: ReadonlySet<string> = new Set(["String", "Integer", "Float", "Boolean"]);

/** What a `Lambda` or `Callback` step gives back. */
export function outputParameters({ outputs }: StepSpecification): SageMakerStep["OutputParameters"] {
  return Object.values(outputs).map(({ logicalName, dataType }) => ({
    OutputName: logicalName,
    OutputType: parameterTypes.has(dataType) ? dataType : "String",
  }));
}

/** Later arguments go before earlier ones; objects are merged, but references and lists are one value. */
export function mergedArguments(...layers: readonly SageMakerArguments[]): SageMakerArguments {
  return layers.reduce((below, above) => merged(below, above) as SageMakerArguments, {});
}

function merged(below: SageMakerValue | undefined, above: SageMakerValue): SageMakerValue {
  if (!isMergeable(below) || !isMergeable(above)) return above;
  const result: Record<string, SageMakerValue> = { ...below };
  for (const [key, item] of Object.entries(above)) result[key] = merged(below[key], item);
  return result;
}

function isMergeable(item: SageMakerValue | undefined): item is SageMakerArguments {
  return isPlainObject(item) && !("Get" in item) && !("Std:Join" in item);
}
