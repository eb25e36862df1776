import { BailiwickError, deepFreeze, describe, messageOf } from "../../kernel/index.js";
import { parsePropertyPath, type StepSpecification } from "../../specification/index.js";
import type { Plan, PlannedStep } from "../plan/plan.js";
import {
  defaultPropertyPath,
  madeArguments,
  mergedArguments,
  outputParameters,
  value,
} from "./sagemaker-arguments.js";
import { checkReferences, missingArguments } from "./sagemaker-checks.js";
import type {
  SageMakerArguments,
  SageMakerDefinition,
  SageMakerOptions,
  SageMakerReference,
  SageMakerStep,
  SageMakerStepOptions,
  SageMakerStepType,
} from "./sagemaker-definition.js";
import { sageMakerNames } from "./sagemaker-names.js";
import { optionFaults } from "./sagemaker-options.js";
import { sageMakerType } from "./sagemaker-step-types.js";

/** Everything that a definition is made from. */
interface Source {
  readonly plan: Plan;
  readonly specifications: ReadonlyMap<string, StepSpecification>;
  readonly options: SageMakerOptions;
}

/** A step of the definition that is being made. */
interface Draft {
  readonly step: PlannedStep;
  readonly specification: StepSpecification;
  readonly type: SageMakerStepType;
  readonly name: string;
  readonly options: SageMakerStepOptions;
}

/**
 * Makes the pipeline definition of a plan.
 *
 * @throws BailiwickError `SAGEMAKER_INVALID` with everything that is in the way; `OPTION_INVALID`
 */
export function toSageMaker(
  plan: Plan,
  specifications: ReadonlyMap<string, StepSpecification>,
  options: SageMakerOptions,
): SageMakerDefinition {
  const wrong = optionFaults(options, plan.order);
  if (wrong.length > 0) throw sageMakerInvalid(plan, wrong);
  const { names, faults } = sageMakerNames(plan.order, (stepName) => optionsOf(options, stepName).name);
  if (faults.length > 0) throw sageMakerInvalid(plan, faults);
  const drafts = draftsOf({ plan, specifications, options }, names);
  const found: string[] = [];
  const before = new Set<string>();
  const steps: SageMakerStep[] = [];
  for (const draft of drafts.values()) {
    steps.push(
      stepOf(draft, drafts, options, before, (fault) => found.push(`${draft.step.stepName}: ${fault}`)),
    );
    before.add(draft.name);
  }
  if (found.length > 0) throw sageMakerInvalid(plan, found);
  const { experiment, metadata = {}, parameters = [] } = options;
  return deepFreeze(
    structuredClone({
      Version: "2020-12-01" as const,
      Metadata: metadata,
      Parameters: parameters,
      ...(experiment === undefined
        ? {}
        : { PipelineExperimentConfig: { ExperimentName: experiment.name, TrialName: experiment.trial } }),
      Steps: steps,
    }),
  );
}

function optionsOf({ steps = {} }: SageMakerOptions, stepName: string): SageMakerStepOptions {
  return (Object.hasOwn(steps, stepName) ? steps[stepName] : undefined) ?? {};
}

/** By step name, in the order of the plan. */
function draftsOf(
  { plan, specifications, options }: Source,
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, Draft> {
  return new Map(
    plan.steps.map((step): [string, Draft] => {
      const { stepName } = step;
      const specification = specifications.get(stepName)!;
      const type = sageMakerType(stepName, specification, options);
      const own = optionsOf(options, stepName);
      return [stepName, { step, specification, type, name: names.get(stepName)!, options: own }];
    }),
  );
}

function stepOf(
  draft: Draft,
  drafts: ReadonlyMap<string, Draft>,
  options: SageMakerOptions,
  stepsBefore: ReadonlySet<string>,
  tell: (fault: string) => void,
): SageMakerStep {
  const { step, specification, type, name } = draft;
  const { role, outputUri, parameters = [], defaults = {} } = options;
  const inputs = inputsOf(step, drafts, tell);
  const made = madeArguments({ type, name, specification, inputs, role, outputUri });
  const all = mergedArguments(made, defaults[type] ?? {}, ownArguments(draft, inputs, tell));
  for (const path of missingArguments(type, all)) tell(`${type} needs ${path}`);
  const beside = besideArguments(draft, tell);
  const referable = { parameters: parameters.map(({ Name }) => Name), stepsBefore };
  const { steps: referred, faults } = checkReferences({ ...all, ...beside }, referable);
  for (const fault of faults) tell(fault);
  const after = step.after.map((stepName) => drafts.get(stepName)!.name);
  const dependsOn = after.filter((other) => !referred.has(other));
  return {
    Name: name,
    Type: type,
    Arguments: all,
    ...beside,
    ...(dependsOn.length === 0 ? {} : { DependsOn: dependsOn }),
  };
}

/** References to what feeds the inputs of a step. */
function inputsOf(
  { inputs }: PlannedStep,
  drafts: ReadonlyMap<string, Draft>,
  tell: (fault: string) => void,
): Readonly<Record<string, SageMakerReference>> {
  const references = Object.create(null) as Record<string, SageMakerReference>;
  for (const { dependency, provider, output } of inputs) {
    const { type, name, specification } = drafts.get(provider)!;
    const port = specification.outputs[output]!;
    const path = port.propertyPath ?? defaultPropertyPath(type, port);
    const place = path === undefined ? undefined : pathBelowStep(path);
    if (place === undefined) {
      tell(`its input ${describe(dependency)} comes from ${provider}.${output}, which says no propertyPath`);
    } else references[dependency] = Object.freeze({ Get: `Steps.${name}${place}` });
  }
  return Object.freeze(references);
}

const quotedKey = /\['(?:[^'\\]|\\.)*'\]|\["(?<key>(?:[^"\\]|\\.)*)"\]/gsu;

/** In the notation of SageMaker: below the step, keys in single quotes. What stands in brackets is left there. */
function pathBelowStep(path: string): string | undefined {
  const segments = parsePropertyPath(path) ?? [];
  const isWhole = segments[0] === "properties";
  if (segments.length < (isWhole ? 2 : 1)) return undefined;
  const dotted = isWhole || path.startsWith("[") ? path : `.${path}`;
  const below = isWhole ? dotted.replace(/^(?:properties|\[(["'])properties\1\])/u, "") : dotted;
  return below.replaceAll(quotedKey, (whole, key: string | undefined) =>
    key === undefined ? whole : `['${key.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}']`,
  );
}

function ownArguments(
  { options: { arguments: own = {} } }: Draft,
  inputs: Readonly<Record<string, SageMakerReference>>,
  tell: (fault: string) => void,
): SageMakerArguments {
  if (typeof own !== "function") return own;
  try {
    const made: unknown = own(inputs);
    if (typeof made === "object" && made !== null && !Array.isArray(made)) return made as SageMakerArguments;
    tell(`arguments must give an object, but gave ${describe(made)}`);
  } catch (error) {
    tell(`arguments threw: ${messageOf(error)}`);
  }
  return {};
}

function besideArguments(
  { type, specification, options: { functionArn, sqsQueueUrl } }: Draft,
  tell: (fault: string) => void,
): Pick<SageMakerStep, "FunctionArn" | "SqsQueueUrl" | "OutputParameters"> {
  if (type !== "Lambda" && type !== "Callback") return {};
  const OutputParameters = outputParameters(specification) ?? [];
  const [option, target] =
    type === "Lambda" ? (["functionArn", functionArn] as const) : (["sqsQueueUrl", sqsQueueUrl] as const);
  if (target === undefined) {
    tell(`${type} needs ${option}`);
    return { OutputParameters };
  }
  return { [type === "Lambda" ? "FunctionArn" : "SqsQueueUrl"]: value(target), OutputParameters };
}

function sageMakerInvalid({ pipelineName, contextName }: Plan, faults: readonly string[]): BailiwickError {
  return new BailiwickError("SAGEMAKER_INVALID", {
    message: [
      `The pipeline ${describe(pipelineName)} of context ${describe(contextName)} cannot become a SageMaker definition:`,
      ...faults.map((fault) => `  - ${fault}`),
    ].join("\n"),
    hint: 'say what is missing under steps or, for all steps of a type, under defaults; { Get: "Parameters.NAME" } leaves a value to whoever starts an execution.',
    details: { pipelineName, contextName, faults },
  });
}
