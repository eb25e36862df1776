import { BailiwickError, deepFreeze, describe, isPlainObject, type ErrorDetails } from "../kernel/index.js";
import { FieldReader } from "./field-reader.js";
import { readDependencies, readOutputs } from "./read-ports.js";
import {
  nodeTypes,
  type NodeType,
  type SpecificationFault,
  type StepSpecification,
  type StepSpecificationInput,
} from "./types.js";

const specificationFields = [
  "stepType",
  "nodeType",
  "jobType",
  "version",
  "description",
  "dependencies",
  "outputs",
] as const;

const shownFaults = 25;

const defined = new WeakSet<StepSpecification>();

/** What {@link checkSpecification} finds: the specification, or everything that is wrong with the input. */
export type SpecificationCheck =
  | { readonly specification: StepSpecification; readonly faults: readonly [] }
  | { readonly specification: undefined; readonly faults: readonly SpecificationFault[] };

/**
 * Checks what a step declares and returns it complete and frozen.
 *
 * Names are trimmed and brought into Unicode normal form C; they may hold letters of any script, digits, `_`,
 * `-` and `.`. The input is copied, never kept. O(ports + aliases).
 *
 * @throws BailiwickError `SPECIFICATION_INVALID` with all faults at once.
 *
 * @example
 * ```ts
 * import { defineSpecification } from "bailiwick";
 *
 * const train = defineSpecification({
 *   stepType: "RidgeTraining",
 *   dependencies: { features: { dependencyType: "training_data", semanticKeywords: ["features"] } },
 *   outputs: { model: { outputType: "model_artifacts", aliases: ["model_output"] } },
 * });
 * console.log(train.nodeType); // => internal
 * ```
 */
export function defineSpecification(input: StepSpecificationInput): StepSpecification {
  return requireSpecification(input);
}

/**
 * {@link defineSpecification} for a step that is already known by name: the error tells which one and where.
 *
 * @throws BailiwickError `SPECIFICATION_INVALID` with all faults at once.
 */
export function requireSpecification(
  input: unknown,
  owner: { readonly stepName?: string; readonly contextName?: string } = {},
): StepSpecification {
  const { specification, faults } = checkSpecification(input);
  if (specification !== undefined) return specification;
  throw specificationError(input, faults, owner);
}

/**
 * Checks an input of unknown origin and reports every fault; throws nothing. `otherFields` may stand beside
 * those of a specification: they belong to whoever holds it, and are not read.
 */
export function checkSpecification(input: unknown, otherFields: readonly string[] = []): SpecificationCheck {
  if (typeof input === "object" && input !== null && defined.has(input as StepSpecification)) {
    return { specification: input as StepSpecification, faults: [] };
  }
  const faults: SpecificationFault[] = [];
  const fields = new FieldReader(input, [], [...specificationFields, ...otherFields], faults);
  if (!isPlainObject(input)) return { specification: undefined, faults };
  const stepType = fields.identifier("stepType");
  const declaredNodeType = fields.choice("nodeType", nodeTypes);
  const jobType = fields.optionalIdentifier("jobType");
  const version = fields.text("version");
  const description = fields.text("description");
  const dependencies = readDependencies(fields, faults);
  const outputs = readOutputs(fields, faults);
  const nodeType = derivedNodeType(dependencies, outputs);
  if (declaredNodeType !== undefined && declaredNodeType !== nodeType && !faults.some(hidesPorts)) {
    faults.push({ path: ["nodeType"], message: nodeTypeFault(declaredNodeType, nodeType) });
  }
  if (faults.length > 0) return { specification: undefined, faults };
  const specification: StepSpecification = deepFreeze({
    stepType,
    nodeType,
    ...(jobType === undefined ? {} : { jobType }),
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    dependencies,
    outputs,
  });
  defined.add(specification);
  return { specification, faults: [] };
}

/** Ports that could not be read at all tell nothing about the node type. */
function hidesPorts({ path }: SpecificationFault): boolean {
  return path.length === 1 && (path[0] === "dependencies" || path[0] === "outputs");
}

function derivedNodeType(dependencies: object, outputs: object): NodeType {
  const takes = Object.keys(dependencies).length > 0;
  const gives = Object.keys(outputs).length > 0;
  if (takes) return gives ? "internal" : "sink";
  return gives ? "source" : "singular";
}

const portsOf: Record<NodeType, string> = {
  source: "outputs and no dependencies",
  internal: "both dependencies and outputs",
  sink: "dependencies and no outputs",
  singular: "neither dependencies nor outputs",
};

function nodeTypeFault(declared: NodeType, found: NodeType): string {
  return `is "${declared}", which has ${portsOf[declared]}, but the step has ${portsOf[found]}, which is "${found}"`;
}

function specificationError(
  input: unknown,
  faults: readonly SpecificationFault[],
  { stepName, contextName }: { readonly stepName?: string; readonly contextName?: string },
): BailiwickError {
  const stepType = (input as { stepType?: unknown } | null | undefined)?.stepType;
  const subject = stepName ?? (typeof stepType === "string" ? stepType : undefined);
  const lines = faults
    .slice(0, shownFaults)
    .map(({ path, message }) => `  - ${path.length === 0 ? "it" : path.join(".")} ${message}`);
  const hidden = faults.length - shownFaults;
  const count = faults.length === 1 ? "a fault" : `${faults.length} faults`;
  const details: ErrorDetails = {
    ...(stepName === undefined ? {} : { stepName }),
    ...(contextName === undefined ? {} : { contextName }),
    faults,
  };
  return new BailiwickError("SPECIFICATION_INVALID", {
    message: [
      `The specification${subject === undefined ? "" : ` of ${describe(subject)}`}${contextName === undefined ? "" : ` for context ${JSON.stringify(contextName)}`} has ${count}:`,
      ...lines,
      ...(hidden > 0 ? [`  … and ${hidden} more, all in details.faults`] : []),
    ].join("\n"),
    details,
  });
}
