import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BailiwickError } from "../../../src/kernel/index.js";
import {
  buildPipeline,
  type Pipeline,
  type SageMakerDefinition,
  type SageMakerOptions,
  type StepHandlers,
} from "../../../src/pipeline/index.js";
import type { Edge } from "../../../src/graph/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { projectRoot } from "../../gates/source-files.js";
import { thrownBy } from "../../support/promises.js";
import { registryOf } from "../../support/resolvers.js";

const schemaPath = join(projectRoot, "test/fixtures/sagemaker-definition.schema.json");
const schema = z.fromJSONSchema(JSON.parse(readFileSync(schemaPath, "utf8")) as never);

/** Checked against the schema, after a way through JSON. */
function validated(definition: SageMakerDefinition): SageMakerDefinition {
  const read = JSON.parse(JSON.stringify(definition)) as SageMakerDefinition;
  expect(read).toEqual(definition);
  expect(schema.safeParse(read).error?.issues ?? []).toEqual([]);
  return definition;
}

function pipelineOf(
  steps: Readonly<Record<string, StepSpecificationInput>>,
  edges?: readonly Edge[],
): Pipeline {
  const handlers: StepHandlers = Object.fromEntries(Object.keys(steps).map((name) => [name, () => {}]));
  return buildPipeline(registryOf(steps), handlers, edges === undefined ? {} : { edges });
}

function faultsOf(pipeline: Pipeline, options?: SageMakerOptions): readonly string[] {
  const error = thrownBy(() => pipeline.toSageMaker(options));
  if (!(error instanceof BailiwickError)) throw new Error("nothing was thrown");
  expect(error.code).toBe("SAGEMAKER_INVALID");
  return error.details["faults"] as readonly string[];
}

const forecast = pipelineOf(
  {
    load: {
      stepType: "DataLoading",
      outputs: { rows: { propertyPath: "properties.ProcessingOutputConfig.Outputs['rows'].S3Output.S3Uri" } },
    },
    train: {
      stepType: "XgBoostTraining",
      dependencies: { rows: {} },
      outputs: { model: { outputType: "model_artifacts" } },
    },
    evaluate: {
      stepType: "Evaluation",
      dependencies: { model: { dependencyType: "model_artifacts" }, rows: {} },
    },
  },
  [
    ["load", "train"],
    ["train", "evaluate"],
    ["load", "evaluate"],
  ],
);

const processing = {
  AppSpecification: { ImageUri: { Get: "Parameters.Image" } },
  ProcessingResources: {
    ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 20 },
  },
};
const training = {
  AlgorithmSpecification: { TrainingImage: "xgboost:1.7" },
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 20 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};
const known: SageMakerOptions = {
  role: "arn:aws:iam::111122223333:role/pipeline",
  outputUri: "s3://bucket/forecast/",
  defaults: { Processing: processing, Training: training },
  parameters: [{ Name: "Image", Type: "String", DefaultValue: "python:3" }],
};

describe("a definition", () => {
  test("has a step for each step, and inputs that refer to the outputs that feed them", () => {
    const { Steps, ...rest } = validated(forecast.toSageMaker(known));
    expect(rest).toEqual({ Version: "2020-12-01", Metadata: {}, Parameters: known.parameters });
    expect(Steps.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "load Processing",
      "train Training",
      "evaluate Processing",
    ]);
    expect(Steps[1]).toEqual({
      Name: "train",
      Type: "Training",
      Arguments: {
        AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: "xgboost:1.7" },
        InputDataConfig: [
          {
            ChannelName: "rows",
            DataSource: {
              S3DataSource: {
                S3DataType: "S3Prefix",
                S3Uri: { Get: "Steps.load.ProcessingOutputConfig.Outputs['rows'].S3Output.S3Uri" },
                S3DataDistributionType: "FullyReplicated",
              },
            },
          },
        ],
        OutputDataConfig: {
          S3OutputPath: {
            "Std:Join": {
              On: "/",
              Values: ["s3://bucket/forecast", { Get: "Execution.PipelineExecutionId" }, "train"],
            },
          },
        },
        RoleArn: known.role,
        ResourceConfig: training.ResourceConfig,
        StoppingCondition: training.StoppingCondition,
      },
    });
    expect(Steps[2]?.Arguments?.["ProcessingInputs"]).toMatchObject([
      { InputName: "model", S3Input: { S3Uri: { Get: "Steps.train.ModelArtifacts.S3ModelArtifacts" } } },
      { InputName: "rows", S3Input: { LocalPath: "/opt/ml/processing/input/rows" } },
    ]);
  });

  test("is frozen, and not reached by later changes of the options", () => {
    const tags = [{ Key: "team", Value: "weather" }];
    const definition = forecast.toSageMaker({ ...known, steps: { load: { arguments: { Tags: tags } } } });
    expect(Object.isFrozen(definition.Steps[0]?.Arguments?.["Tags"])).toBe(true);
    expect(Object.isFrozen(tags)).toBe(false);
    tags.pop();
    expect(definition.Steps[0]?.Arguments?.["Tags"]).toHaveLength(1);
  });

  test("says what else there is: metadata, experiment, parameters of all types", () => {
    const options: SageMakerOptions = {
      ...known,
      metadata: { owner: "weather" },
      experiment: {
        name: { Get: "Execution.PipelineName" },
        trial: { Get: "Execution.PipelineExecutionId" },
      },
      parameters: [
        { Name: "Image", Type: "String" },
        { Name: "Count", Type: "Integer", DefaultValue: 3 },
        { Name: "Share", Type: "Float", DefaultValue: 0.5, Description: "of the rows" },
        { Name: "Fast", Type: "Boolean", DefaultValue: false },
      ],
    };
    expect(validated(forecast.toSageMaker(options))).toMatchObject({
      Metadata: { owner: "weather" },
      Parameters: options.parameters,
      PipelineExperimentConfig: { ExperimentName: { Get: "Execution.PipelineName" } },
    });
  });

  test("names steps as SageMaker wants them, and their references alike", () => {
    const pipeline = pipelineOf({
      "lädt.täglich": { stepType: "Load", outputs: { rows: {} } },
      "train--": { stepType: "Training", dependencies: { rows: {} } },
    });
    const { Steps } = validated(pipeline.toSageMaker({ ...known, steps: { "train--": { name: "fit_2" } } }));
    expect(Steps.map(({ Name }) => Name)).toEqual(["ladt-taglich", "fit_2"]);
    expect(JSON.stringify(Steps[1])).toContain("Steps.ladt-taglich.ProcessingOutputConfig");
  });

  test("lists in DependsOn what comes before and is not referred to", () => {
    const pipeline = pipelineOf(
      {
        a: { stepType: "Any", outputs: { rows: {} } },
        b: { stepType: "Any", dependencies: { rows: {} } },
        c: { stepType: "Any" },
      },
      [
        ["a", "b"],
        ["a", "c"],
        ["b", "c"],
      ],
    );
    const { Steps } = validated(pipeline.toSageMaker(known));
    expect(Steps.map(({ Name, DependsOn = [] }) => [Name, ...DependsOn])).toEqual([
      ["a"],
      ["b"],
      ["c", "a", "b"],
    ]);
  });

  test("writes property paths in one notation, whatever they were written in", () => {
    const pipeline = pipelineOf({
      a: { stepType: "Any", outputs: { rows: { propertyPath: `properties["Outputs"][0].x-y["it's"]` } } },
      b: { stepType: "Any", dependencies: { rows: {} } },
    });
    const { Steps } = validated(pipeline.toSageMaker(known));
    expect(JSON.stringify(Steps[1])).toContain(
      JSON.stringify(String.raw`Steps.a['Outputs'][0].x-y['it\'s']`),
    );
  });
});

describe("the type of a step", () => {
  test.each([
    ["XgBoostTraining", "Training"],
    ["TrainingStep", "Training"],
    ["LightGBMTrain", "Training"],
    ["BatchTransform", "Transform"],
    ["PyTorchModel", "Model"],
    ["RegisterModel", "RegisterModel"],
    ["ModelRegistration", "RegisterModel"],
    ["notify_lambda", "Lambda"],
    ["CallbackStep", "Callback"],
    ["Condition", "Condition"],
    ["constructor", "Processing"],
    ["ModelCalibration", "Processing"],
    ["数据", "Processing"],
  ])("of %s is %s", (stepType, type) => {
    const pipeline = pipelineOf({ step: { stepType } });
    const options: SageMakerOptions = {
      ...known,
      defaults: {
        ...known.defaults,
        Transform: {
          ModelName: "m",
          TransformInput: { DataSource: { S3DataSource: { S3Uri: "s3://b/in" } } },
          TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
        },
        Model: { PrimaryContainer: { Image: "i" } },
        RegisterModel: { InferenceSpecification: { Containers: [{ Image: "i", ModelDataUrl: "s3://b/m" }] } },
        Condition: { Conditions: [{ Type: "Equals", LeftValue: 1, RightValue: 1 }] },
      },
      steps: { step: { functionArn: "arn:f", sqsQueueUrl: { Get: "Parameters.Image" } } },
    };
    expect(validated(pipeline.toSageMaker(options)).Steps[0]?.Type).toBe(type);
  });

  test("is what the outputs say, or the options, step before step type", () => {
    const outputs = { model: { propertyPath: "properties.ModelArtifacts.S3ModelArtifacts" } };
    const pipeline = pipelineOf({ fit: { stepType: "Fit", outputs }, tune: { stepType: "Fit", outputs } });
    const typesOf = (options: SageMakerOptions): readonly string[] =>
      pipeline.toSageMaker({ ...known, ...options }).Steps.map(({ Type }) => Type);
    expect(typesOf({})).toEqual(["Training", "Training"]);
    expect(typesOf({ types: { Fit: "Processing" }, steps: { tune: { type: "Training" } } })).toEqual([
      "Processing",
      "Training",
    ]);
  });
});

describe("arguments", () => {
  const model = { outputType: "model_artifacts" } as const;
  const chain = pipelineOf({
    train: { stepType: "Training", outputs: { model } },
    create: {
      stepType: "CreateModel",
      dependencies: { model: { dependencyType: "model_artifacts" } },
      outputs: { model_name: { dataType: "String" } },
    },
    score: {
      stepType: "BatchTransform",
      dependencies: { model_name: { dataType: "String" } },
      outputs: { scores: {} },
    },
    tell: {
      stepType: "TellLambda",
      dependencies: { scores: {} },
      outputs: { count: { dataType: "Integer" }, place: {} },
    },
    wait: { stepType: "WaitCallback", dependencies: { count: { dataType: "Integer" } } },
  });

  test("carry models, names, scores and counts from step to step", () => {
    const { Steps } = validated(
      chain.toSageMaker({
        ...known,
        steps: {
          create: { arguments: { PrimaryContainer: { Image: "xgboost:1.7" } } },
          score: {
            arguments: {
              TransformInput: { DataSource: { S3DataSource: { S3Uri: "s3://bucket/days" } } },
              TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
            },
          },
          tell: { functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:tell" },
          wait: { sqsQueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/wait" },
        },
      }),
    );
    expect(Steps.slice(1).map(({ Arguments }) => Arguments)).toMatchObject([
      {
        ExecutionRoleArn: known.role,
        PrimaryContainer: {
          Image: "xgboost:1.7",
          ModelDataUrl: { Get: "Steps.train.ModelArtifacts.S3ModelArtifacts" },
        },
      },
      { ModelName: { Get: "Steps.create.ModelName" } },
      { scores: { Get: "Steps.score.TransformOutput.S3OutputPath" } },
      { count: { Get: "Steps.tell.OutputParameters['count']" } },
    ]);
    expect(Steps[3]?.OutputParameters).toEqual([
      { OutputName: "count", OutputType: "Integer" },
      { OutputName: "place", OutputType: "String" },
    ]);
  });

  test("may be made from the references to the inputs, and go before what is made", () => {
    const { Steps } = validated(
      forecast.toSageMaker({
        ...known,
        steps: {
          evaluate: {
            arguments: ({ model: artifact }) => ({
              Environment: { MODEL: artifact ?? "" } as never,
              ProcessingInputs: [],
            }),
          },
        },
      }),
    );
    expect(Steps[2]).toMatchObject({
      Arguments: {
        ProcessingInputs: [],
        Environment: { MODEL: { Get: "Steps.train.ModelArtifacts.S3ModelArtifacts" } },
      },
      DependsOn: ["load"],
    });
  });

  test("that are missing are all named, and nothing is made up", () => {
    expect(faultsOf(forecast)).toEqual([
      "load: Processing needs AppSpecification.ImageUri",
      "load: Processing needs ProcessingResources.ClusterConfig.InstanceCount",
      "load: Processing needs ProcessingResources.ClusterConfig.InstanceType",
      "load: Processing needs ProcessingResources.ClusterConfig.VolumeSizeInGB",
      "load: Processing needs RoleArn",
      "load: Processing needs ProcessingOutputConfig.Outputs[0].S3Output.S3Uri (or outputUri for all)",
      "train: Training needs AlgorithmSpecification.TrainingImage or AlgorithmSpecification.AlgorithmName",
      "train: Training needs OutputDataConfig.S3OutputPath",
      "train: Training needs ResourceConfig.InstanceCount",
      "train: Training needs ResourceConfig.InstanceType",
      "train: Training needs ResourceConfig.VolumeSizeInGB",
      "train: Training needs RoleArn",
      "train: Training needs StoppingCondition",
      "evaluate: Processing needs AppSpecification.ImageUri",
      "evaluate: Processing needs ProcessingResources.ClusterConfig.InstanceCount",
      "evaluate: Processing needs ProcessingResources.ClusterConfig.InstanceType",
      "evaluate: Processing needs ProcessingResources.ClusterConfig.VolumeSizeInGB",
      "evaluate: Processing needs RoleArn",
    ]);
    expect(faultsOf(pipelineOf({ a: { stepType: "Lambda" }, b: { stepType: "Callback" } }))).toEqual([
      "a: Lambda needs functionArn",
      "b: Callback needs sqsQueueUrl",
    ]);
  });

  test.each([
    [
      { Get: "Parameters.Imgae" },
      `Arguments.Environment refers to "Parameters.Imgae", which is not among the parameters (did you mean "Image"?)`,
    ],
    [
      { Get: "Steps.evaluate.X" },
      `Arguments.Environment refers to "Steps.evaluate.X", and no step of that name runs before`,
    ],
    [
      { Get: "Execution.Id" },
      `Arguments.Environment refers to "Execution.Id", which an execution does not have`,
    ],
    [
      { Get: "Elsewhere.X" },
      `Arguments.Environment refers to "Elsewhere.X"; known are Parameters, Steps and Execution`,
    ],
    [{ Get: 7 }, "Arguments.Environment must be { Get: … } with a text and nothing beside it"],
    [
      { Get: "Parameters.Image", More: 1 },
      "Arguments.Environment must be { Get: … } with a text and nothing beside it",
    ],
    [[1, () => 2], "Arguments.Environment[1] must be JSON, but is a function"],
    [{ a: NaN }, "Arguments.Environment.a must be JSON, but is NaN"],
    [{ a: undefined }, "Arguments.Environment.a must be JSON, but is undefined"],
  ])("such as %j are refused", (value, fault) => {
    const steps = { train: { arguments: { Environment: value as never } } };
    expect(faultsOf(forecast, { ...known, steps })).toEqual([`train: ${fault}`]);
  });

  test("that lead around in a circle are refused", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const [fault] = faultsOf(forecast, {
      ...known,
      steps: { train: { arguments: { Tags: circle as never } } },
    });
    expect(fault).toMatch(/is nested too deeply$/u);
  });

  test("whose function throws or gives something else are refused", () => {
    const steps = (make: () => unknown): SageMakerOptions => ({
      ...known,
      steps: { load: { arguments: make as never } },
    });
    expect(
      faultsOf(
        forecast,
        steps(() => {
          throw new Error("no image");
        }),
      ),
    ).toEqual(["load: arguments threw: no image"]);
    expect(
      faultsOf(
        forecast,
        steps(() => [1]),
      ),
    ).toEqual(["load: arguments must give an object, but gave an array of 1"]);
  });

  test("an outcome of a condition feeds nothing", () => {
    const pipeline = pipelineOf({
      check: { stepType: "Condition", outputs: { rows: {} } },
      use: { stepType: "Use", dependencies: { rows: {} } },
    });
    const conditions = { Conditions: [{ Type: "Equals", LeftValue: 1, RightValue: 1 }] };
    expect(faultsOf(pipeline, { ...known, defaults: { ...known.defaults, Condition: conditions } })).toEqual([
      'use: its input "rows" comes from check.rows, which says no propertyPath',
    ]);
  });
});

describe("options", () => {
  test("that nobody reads are refused", () => {
    expect(() => forecast.toSageMaker({ rol: "x" } as never)).toThrow(
      '"rol" is not an option of toSageMaker()',
    );
    expect(() => forecast.toSageMaker(null as never)).toThrow("must be an object, but are null");
  });

  test.each([
    [{ role: "" }, 'role must be a text or { Get: … }, but is ""'],
    [{ outputUri: 7 }, "outputUri must be a text or { Get: … }, but is 7"],
    [
      { experiment: { name: "x", trial: null } },
      "experiment.trial must be a text or { Get: … }, but is null",
    ],
    [{ types: [] }, "types must be an object by step type, but is an empty array"],
    [{ types: { Fit: "Traning" } }, '(did you mean "Training"?)'],
    [{ types: { Fit: 7 } }, "but is 7"],
    [{ defaults: 1 }, "defaults must be an object by type, but is 1"],
    [{ defaults: { Proces: {} } }, "a key of defaults must be"],
    [{ defaults: { Training: 1 } }, "defaults.Training must be an object, but is 1"],
    [{ steps: 1 }, "steps must be an object by step name, but is 1"],
    [{ steps: { laod: {} } }, 'steps has "laod", which is not a step (did you mean "load"?)'],
    [{ steps: { load: 1 } }, 'steps["load"] must be an object, but is 1'],
    [{ steps: { load: { typ: 1 } } }, 'steps["load"] has "typ", which nobody reads (did you mean "type"?)'],
    [{ steps: { load: { type: "x" } } }, 'steps["load"].type must be'],
    [{ steps: { load: { name: 1 } } }, 'steps["load"].name must be a text, but is 1'],
    [{ steps: { load: { arguments: [] } } }, 'steps["load"].arguments must be an object or a function'],
    [{ steps: { load: { functionArn: 1 } } }, 'steps["load"].functionArn must be a text'],
    [{ parameters: {} }, "parameters must be a list, but is an object"],
    [{ parameters: [1] }, "parameters[0] must be an object, but is 1"],
    [{ parameters: [{ Name: "a b", Type: "String" }] }, "parameters[0].Name must be up to 64 letters"],
    [
      { parameters: [{ Name: "a", Type: "Text" }] },
      'parameters[0].Type must be "String", "Integer", "Float" or "Boolean"',
    ],
    [
      { parameters: [{ Name: "a", Type: "Integer", DefaultValue: 1.5 }] },
      "parameters[0].DefaultValue must be of type Integer, but is 1.5",
    ],
    [
      { parameters: [{ Name: "a", Type: "String", Default: "x" }] },
      'parameters[0] has "Default", which SageMaker does not know',
    ],
    [{ metadata: { "a b": "x" } }, 'metadata has "a b", which SageMaker does not take as a name'],
    [{ metadata: { a: 1 } }, 'metadata["a"] must be a text of up to 1024 characters, but is 1'],
    [{ metadata: 7 }, "metadata must be an object, but is 7"],
  ])("%j are refused", (options, fault) => {
    const faults = faultsOf(forecast, options as never);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  test("two parameters of one name are refused", () => {
    const twice = { Name: "a", Type: "String" } as const;
    expect(faultsOf(forecast, { parameters: [twice, twice] })).toEqual([
      'parameters[1] is called "a", like one before it',
    ]);
  });
});

describe("names", () => {
  test("that two steps would share are refused, naming both", () => {
    const pipeline = pipelineOf({ "load.a": { stepType: "Any" }, "load-a": { stepType: "Any" } });
    expect(faultsOf(pipeline, known)).toEqual([
      '"load.a" and "load-a" would all be called "load-a"; give all but one of them a name',
    ]);
  });

  test("of which nothing is left, or too much, or that are given wrongly, are refused", () => {
    const long = "x".repeat(65);
    const pipeline = pipelineOf({
      数据: { stepType: "Any" },
      [long]: { stepType: "Any" },
      b: { stepType: "Any" },
    });
    expect(faultsOf(pipeline, { ...known, steps: { b: { name: "b!" } } })).toEqual([
      '"数据": nothing of its name is left that SageMaker takes; give it a name',
      `"${"x".repeat(60)}…": the name "${"x".repeat(60)}…" has 65 characters, and 64 are allowed`,
      '"b": the name "b!" must be letters from A to Z, digits, "-" and "_"',
    ]);
  });

  test("are valid and different, or refused", () => {
    const name = fc.stringMatching(/^[a-zäé数_.-]{1,8}$/u);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const parts = names.map((one) => [one.normalize("NFC"), { stepType: "Any" }] as const);
        const pipeline = pipelineOf(Object.fromEntries(parts));
        const made = thrownBy(() => {
          const found = validated(pipeline.toSageMaker(known)).Steps.map(({ Name }) => Name);
          expect(new Set(found).size).toBe(pipeline.plan.order.length);
        });
        expect(made === undefined || made instanceof BailiwickError).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
