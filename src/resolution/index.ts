export { DependencyResolver, type ResolveOptions, type ResolverOptions } from "./dependency-resolver.js";
export type { ScoreParts } from "./classic-score.js";
export {
  calculateSimilarity,
  explainSimilarity,
  type SimilarityExplanation,
  type SimilarityParts,
} from "./name-similarity.js";
export type { Candidate, Unresolved, Wire } from "./wire.js";
export type { Wiring, WiringJson } from "./wiring.js";
