export {
  checkSpecification,
  defineSpecification,
  requireSpecification,
  type SpecificationCheck,
} from "./define-specification.js";
export { parsePropertyPath, type PropertyPathSegment } from "./property-path.js";
export { propertyReference, type PropertyReference } from "./property-reference.js";
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
