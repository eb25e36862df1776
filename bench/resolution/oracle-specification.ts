import type { DependencyType, StepSpecificationInput } from "bailiwick";

/** The file `specs.json` of the oracle, as far as it is read. */
export interface OracleSpecifications {
  readonly registry_step_names: readonly string[];
  readonly legacy_aliases: Readonly<Record<string, string>>;
  readonly specs: Readonly<Record<string, OracleSpecification>>;
}

/** A real specification as the original writes it. */
export interface OracleSpecification {
  readonly step_type: string;
  readonly job_type: string | null;
  readonly dependencies: Readonly<
    Record<
      string,
      {
        readonly dependency_type: DependencyType;
        readonly required: boolean;
        readonly compatible_sources: readonly string[];
        readonly semantic_keywords: readonly string[];
        readonly data_type: string;
      }
    >
  >;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly output_type: DependencyType;
        readonly property_path: string;
        readonly data_type: string;
        readonly aliases: readonly string[];
      }
    >
  >;
}

/** Without the node type: the one of one specification contradicts its ports. */
export function oracleInput({
  step_type,
  job_type,
  dependencies,
  outputs,
}: OracleSpecification): StepSpecificationInput {
  return {
    stepType: step_type,
    ...(job_type === null ? {} : { jobType: job_type }),
    dependencies: mapValues(dependencies, (port) => ({
      dependencyType: port.dependency_type,
      required: port.required,
      compatibleSources: port.compatible_sources,
      semanticKeywords: port.semantic_keywords,
      dataType: port.data_type,
    })),
    outputs: mapValues(outputs, (port) => ({
      outputType: port.output_type,
      dataType: port.data_type,
      aliases: port.aliases,
      ...(port.property_path === "" ? {} : { propertyPath: port.property_path }),
    })),
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
