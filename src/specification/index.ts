export { checkSpecification, defineSpecification, requireSpecification } from "./define-specification.js";
export { jsonFault } from "./json-fault.js";
export { loadSpecifications, readText } from "./load-specifications.js";
export {
  parseSpecifications,
  type ParseSpecificationsOptions,
  type SpecificationFileEntry,
} from "./parse-specifications.js";
export { parsePropertyPath, type PropertyPathSegment } from "./property-path.js";
export { propertyReference, type PropertyReference } from "./property-reference.js";
export { readDocuments, type SpecificationFileFormat } from "./read-documents.js";
export type { SourceDocument } from "./source-document.js";
export { SourceText, type SpecificationFileProblem } from "./source-text.js";
export { problemReport } from "./specification-file-error.js";
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
