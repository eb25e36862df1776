export { checkSpecification, defineSpecification, requireSpecification } from "./define-specification.js";
export { jsonFault } from "./json-fault.js";
export { loadSpecifications } from "./load-specifications.js";
export {
  parseSpecifications,
  type ParseSpecificationsOptions,
  type SpecificationFileEntry,
} from "./parse-specifications.js";
export { parsePropertyPath, type PropertyPathSegment } from "./property-path.js";
export { propertyReference, type PropertyReference } from "./property-reference.js";
export type { SpecificationFileFormat } from "./read-documents.js";
export type { SpecificationFileProblem } from "./source-text.js";
export { specificationFileJsonSchema } from "./specification-schema.js";
export {
  dependencyTypes,
  nodeTypes,
  type DependencyInput,
  type DependencySpecification,
  type DependencyType,
  type NodeType,
  type OutputInput,
  type OutputSpecification,
  type SpecificationFault,
  type StepSpecification,
  type StepSpecificationInput,
} from "./types.js";
