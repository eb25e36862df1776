/** What a step is in the graph, by its ports: outputs only, both, dependencies only, or neither. */
export const nodeTypes = Object.freeze(["source", "internal", "sink", "singular"] as const);
/** One of {@link nodeTypes}. */
export type NodeType = (typeof nodeTypes)[number];

/** What kind of thing flows through a port. */
export const dependencyTypes = Object.freeze([
  "model_artifacts",
  "processing_output",
  "training_data",
  "hyperparameters",
  "payload_samples",
  "custom_property",
] as const);
/** One of {@link dependencyTypes}. */
export type DependencyType = (typeof dependencyTypes)[number];

/** An input of a step as a caller writes it. The key in `dependencies` is its logical name. */
export interface DependencyInput {
  /** May be repeated here if it equals the key. */
  readonly logicalName?: string;
  /** @defaultValue `"processing_output"` */
  readonly dependencyType?: DependencyType;
  /** The form of the data: `"S3Uri"`, `"String"`, `"Integer"`, or a word of your own. @defaultValue `"S3Uri"` */
  readonly dataType?: string;
  /** Whether the step can do nothing without it. @defaultValue `true` */
  readonly required?: boolean;
  /** Step types that are expected to provide it. @defaultValue `[]` */
  readonly compatibleSources?: readonly string[];
  /** Words that the name of a fitting output is likely to hold. @defaultValue `[]` */
  readonly semanticKeywords?: readonly string[];
  readonly description?: string;
}

/** An output of a step as a caller writes it. The key in `outputs` is its logical name. */
export interface OutputInput {
  /** May be repeated here if it equals the key. */
  readonly logicalName?: string;
  /** @defaultValue `"processing_output"` */
  readonly outputType?: DependencyType;
  /** @defaultValue `"S3Uri"` */
  readonly dataType?: string;
  /** Where the value stands in the step's result at run time, as in `properties.Outputs['data'].Uri`. */
  readonly propertyPath?: string;
  /** Other names under which dependencies may look for it. @defaultValue `[]` */
  readonly aliases?: readonly string[];
  readonly description?: string;
}

/** A step as a caller writes it; what {@link StepSpecification} serialises to is accepted as well. */
export interface StepSpecificationInput {
  /** What the step is, for example `"XGBoostTraining"`; several steps may share it. */
  readonly stepType: string;
  /** Derived from the ports when absent, checked against them when present. */
  readonly nodeType?: NodeType;
  /** Which variant of the step type this is, for example `"training"` or `"calibration"`. */
  readonly jobType?: string;
  readonly version?: string;
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, DependencyInput>>;
  readonly outputs?: Readonly<Record<string, OutputInput>>;
}

/** An input of a step: complete and frozen. */
export interface DependencySpecification {
  readonly logicalName: string;
  readonly dependencyType: DependencyType;
  readonly dataType: string;
  readonly required: boolean;
  readonly compatibleSources: readonly string[];
  readonly semanticKeywords: readonly string[];
  readonly description?: string;
}

/** An output of a step: complete and frozen. */
export interface OutputSpecification {
  readonly logicalName: string;
  readonly outputType: DependencyType;
  readonly dataType: string;
  readonly propertyPath?: string;
  readonly aliases: readonly string[];
  readonly description?: string;
}

/**
 * What a step is, needs and gives: complete (every default filled in) and frozen all the way down. Its JSON
 * is plain and is accepted by {@link defineSpecification} again.
 *
 * `dependencies` and `outputs` have no prototype: `"constructor" in specification.outputs` is false unless a
 * port has that name.
 */
export interface StepSpecification {
  readonly stepType: string;
  readonly nodeType: NodeType;
  readonly jobType?: string;
  readonly version?: string;
  readonly description?: string;
  readonly dependencies: Readonly<Record<string, DependencySpecification>>;
  readonly outputs: Readonly<Record<string, OutputSpecification>>;
}

/** One thing that is wrong with a specification. */
export interface SpecificationFault {
  /** The path to the field, for example `["dependencies", "data", "dependencyType"]`. */
  readonly path: readonly string[];
  /** Present where the key at the end of the path is at fault, and not its value. */
  readonly inKey?: true;
  /** What is wrong, as the end of a sentence that begins with the path. */
  readonly message: string;
}
