/** The types of steps that a pipeline definition may have at its top. */
export type SageMakerStepType =
  "Processing" | "Training" | "Transform" | "Model" | "RegisterModel" | "Condition" | "Lambda" | "Callback";

/** All of {@link SageMakerStepType}. */
export const sageMakerStepTypes: readonly SageMakerStepType[] = Object.freeze([
  "Processing",
  "Training",
  "Transform",
  "Model",
  "RegisterModel",
  "Condition",
  "Lambda",
  "Callback",
]);

/** A value that is there only when the pipeline runs: `{ Get: "Parameters.Image" }`, `{ Get: "Steps.train.…" }`. */
export interface SageMakerReference {
  readonly Get: string;
}

/** What the arguments of a step are made of: JSON, with references in it. */
export type SageMakerValue =
  string | number | boolean | null | readonly SageMakerValue[] | { readonly [key: string]: SageMakerValue };

/** What a step is told: an object by the names of SageMaker's own requests. */
export type SageMakerArguments = Readonly<Record<string, SageMakerValue>>;

/** A value that is given when an execution of the pipeline is started. */
export interface SageMakerParameter {
  readonly Name: string;
  readonly Type: "String" | "Integer" | "Float" | "Boolean";
  readonly DefaultValue?: string | number | boolean;
  readonly Description?: string;
}

/** One step of a {@link SageMakerDefinition}. */
export interface SageMakerStep {
  readonly Name: string;
  readonly Type: SageMakerStepType;
  readonly Arguments?: SageMakerArguments;
  /** The steps that come before it and that its arguments do not refer to. */
  readonly DependsOn?: readonly string[];
  /** Only of a `Lambda` step. */
  readonly FunctionArn?: string | SageMakerReference;
  /** Only of a `Callback` step. */
  readonly SqsQueueUrl?: string | SageMakerReference;
  /** Only of `Lambda` and `Callback` steps. */
  readonly OutputParameters?: readonly { readonly OutputName: string; readonly OutputType: string }[];
}

/** A pipeline definition of Amazon SageMaker; frozen, plain JSON. */
export interface SageMakerDefinition {
  readonly Version: "2020-12-01";
  readonly Metadata: Readonly<Record<string, string>>;
  readonly Parameters: readonly SageMakerParameter[];
  readonly PipelineExperimentConfig?: {
    readonly ExperimentName: string | SageMakerReference;
    readonly TrialName: string | SageMakerReference;
  };
  readonly Steps: readonly SageMakerStep[];
}

/** What one step is told beside what follows from its inputs and outputs. */
export interface SageMakerStepOptions {
  readonly type?: SageMakerStepType;
  /** @defaultValue the name of the step, with `-` for what SageMaker does not take */
  readonly name?: string;
  /**
   * Arguments that only you know, such as images and instances. Objects are merged into what is made from inputs and
   * outputs, anything else takes its place. A function is given the references to the inputs, by dependency.
   */
  readonly arguments?:
    SageMakerArguments | ((inputs: Readonly<Record<string, SageMakerReference>>) => SageMakerArguments);
  /** The function of a `Lambda` step. */
  readonly functionArn?: string | SageMakerReference;
  /** The queue of a `Callback` step. */
  readonly sqsQueueUrl?: string | SageMakerReference;
}

/** How a pipeline becomes a {@link SageMakerDefinition}. */
export interface SageMakerOptions {
  /** The role of every step that needs one. */
  readonly role?: string | SageMakerReference;
  /**
   * Where outputs go, such as `s3://bucket/forecast`: each execution, step and output to a folder of its own below.
   */
  readonly outputUri?: string | SageMakerReference;
  /** The type that steps have, by their `stepType`. */
  readonly types?: Readonly<Record<string, SageMakerStepType>>;
  /** Arguments for all steps of a type; what a step says itself goes before. */
  readonly defaults?: Readonly<Partial<Record<SageMakerStepType, SageMakerArguments>>>;
  /** By step name. */
  readonly steps?: Readonly<Record<string, SageMakerStepOptions>>;
  readonly parameters?: readonly SageMakerParameter[];
  readonly experiment?: {
    readonly name: string | SageMakerReference;
    readonly trial: string | SageMakerReference;
  };
  readonly metadata?: Readonly<Record<string, string>>;
}
