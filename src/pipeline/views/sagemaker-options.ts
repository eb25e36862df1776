import { describe, didYouMean, isPlainObject, quoteList, refuseUnknownOptions } from "../../kernel/index.js";
import {
  sageMakerStepTypes,
  type SageMakerOptions,
  type SageMakerParameter,
} from "./sagemaker-definition.js";

const optionNames = [
  "role",
  "outputUri",
  "types",
  "defaults",
  "steps",
  "parameters",
  "experiment",
  "metadata",
];
const stepOptionNames = ["type", "name", "arguments", "functionArn", "sqsQueueUrl"];
const parameterFields: ReadonlySet<string> = new Set(["Name", "Type", "DefaultValue", "Description"]);
const parameterName = /^[A-Za-z0-9_-]{1,64}$/u;
const metadataName = /^[A-Za-z0-9_-]{1,128}$/u;

/**
 * What is wrong with the options themselves, each as a line of its own.
 *
 * @throws BailiwickError `OPTION_INVALID` for options that nobody reads
 */
export function optionFaults(options: SageMakerOptions, stepNames: readonly string[]): readonly string[] {
  refuseUnknownOptions(options, optionNames, "toSageMaker()");
  const { role, outputUri, experiment } = options;
  return [
    ...textFaults({
      role,
      outputUri,
      "experiment.name": experiment?.name,
      "experiment.trial": experiment?.trial,
    }),
    ...tableFaults(options),
    ...stepFaults(options, stepNames),
    ...parameterFaults(options.parameters ?? []),
    ...metadataFaults(options.metadata ?? {}),
  ];
}

/** Whether a value is a text or a reference to one. */
function isText(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : isPlainObject(value) && typeof value["Get"] === "string";
}

function* textFaults(texts: Readonly<Record<string, unknown>>): Generator<string> {
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined && !isText(text))
      yield `${name} must be a text or { Get: … }, but is ${describe(text)}`;
  }
}

function* tableFaults({ types = {}, defaults = {} }: SageMakerOptions): Generator<string> {
  if (isPlainObject(types)) {
    for (const [stepType, type] of Object.entries(types))
      yield* typeFaults(`types[${describe(stepType)}]`, type);
  } else yield `types must be an object by step type, but is ${describe(types)}`;
  if (isPlainObject(defaults)) {
    for (const [type, value] of Object.entries(defaults)) {
      yield* typeFaults("a key of defaults", type);
      if (!isPlainObject(value)) yield `defaults.${type} must be an object, but is ${describe(value)}`;
    }
  } else yield `defaults must be an object by type, but is ${describe(defaults)}`;
}

function* typeFaults(place: string, type: unknown): Generator<string> {
  if (sageMakerStepTypes.includes(type as never)) return;
  const meant = typeof type === "string" ? didYouMean(type, sageMakerStepTypes) : "";
  yield `${place} must be ${quoteList(sageMakerStepTypes, "or")}, but is ${describe(type)}${meant}`;
}

function* stepFaults({ steps = {} }: SageMakerOptions, stepNames: readonly string[]): Generator<string> {
  if (!isPlainObject(steps)) {
    yield `steps must be an object by step name, but is ${describe(steps)}`;
    return;
  }
  for (const [stepName, step] of Object.entries(steps)) {
    if (!stepNames.includes(stepName)) {
      yield `steps has ${describe(stepName)}, which is not a step${didYouMean(stepName, stepNames)}`;
    } else if (isPlainObject(step)) yield* oneStepFaults(`steps[${describe(stepName)}]`, step);
    else yield `steps[${describe(stepName)}] must be an object, but is ${describe(step)}`;
  }
}

function* oneStepFaults(place: string, step: Readonly<Record<string, unknown>>): Generator<string> {
  for (const key of Object.keys(step)) {
    if (!stepOptionNames.includes(key))
      yield `${place} has ${describe(key)}, which nobody reads${didYouMean(key, stepOptionNames)}`;
  }
  const { type, name, arguments: given, functionArn, sqsQueueUrl } = step;
  if (type !== undefined) yield* typeFaults(`${place}.type`, type);
  if (name !== undefined && typeof name !== "string")
    yield `${place}.name must be a text, but is ${describe(name)}`;
  if (given !== undefined && typeof given !== "function" && !isPlainObject(given))
    yield `${place}.arguments must be an object or a function, but is ${describe(given)}`;
  yield* textFaults({ [`${place}.functionArn`]: functionArn, [`${place}.sqsQueueUrl`]: sqsQueueUrl });
}

const typeOfDefault: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  Integer: Number.isInteger,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === "boolean",
};

function* parameterFaults(parameters: readonly SageMakerParameter[]): Generator<string> {
  if (!Array.isArray(parameters)) {
    yield `parameters must be a list, but is ${describe(parameters)}`;
    return;
  }
  const seen = new Set<unknown>();
  for (const [index, parameter] of (parameters as readonly unknown[]).entries()) {
    const place = `parameters[${index}]`;
    if (isPlainObject(parameter)) yield* oneParameterFaults(place, parameter, seen);
    else yield `${place} must be an object, but is ${describe(parameter)}`;
  }
}

function* oneParameterFaults(
  place: string,
  parameter: Readonly<Record<string, unknown>>,
  seen: Set<unknown>,
): Generator<string> {
  const { Name, Type, DefaultValue } = parameter;
  for (const key of Object.keys(parameter)) {
    if (!parameterFields.has(key)) yield `${place} has ${describe(key)}, which SageMaker does not know`;
  }
  if (typeof Name !== "string" || !parameterName.test(Name))
    yield `${place}.Name must be up to 64 letters from A to Z, digits, "-" and "_", but is ${describe(Name)}`;
  if (seen.has(Name)) yield `${place} is called ${describe(Name)}, like one before it`;
  seen.add(Name);
  const fits =
    typeof Type === "string" && Object.hasOwn(typeOfDefault, Type) ? typeOfDefault[Type] : undefined;
  if (fits === undefined) {
    yield `${place}.Type must be ${quoteList(Object.keys(typeOfDefault), "or")}, but is ${describe(Type)}`;
  } else if (DefaultValue !== undefined && !fits(DefaultValue)) {
    yield `${place}.DefaultValue must be of type ${String(Type)}, but is ${describe(DefaultValue)}`;
  }
}

function* metadataFaults(metadata: Readonly<Record<string, unknown>>): Generator<string> {
  if (!isPlainObject(metadata)) yield `metadata must be an object, but is ${describe(metadata)}`;
  for (const [name, text] of Object.entries(metadata)) {
    if (!metadataName.test(name))
      yield `metadata has ${describe(name)}, which SageMaker does not take as a name`;
    if (typeof text !== "string" || text.length > 1024)
      yield `metadata[${describe(name)}] must be a text of up to 1024 characters, but is ${describe(text)}`;
  }
}
