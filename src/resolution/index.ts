export { DependencyResolver, type ResolveOptions, type ResolverOptions } from "./dependency-resolver.js";
export type { ScoreParts } from "./rating.js";
export {
  calculateSimilarity,
  explainSimilarity,
  type SimilarityExplanation,
  type SimilarityParts,
} from "./classic/name-similarity.js";
export type { Ambiguity, Candidate, ControlEdge, Unresolved, Wire } from "./wire.js";
export type { Wiring, WiringJson } from "./wiring.js";
export { profiles, type Profile, type ProfileChanges } from "./profile.js";
export type { Pin, Pins } from "./pins.js";
export type { ClassicNameRules, ClassicProfile } from "./classic/classic-profile.js";
export type { StrictNameRules, StrictProfile } from "./strict/strict-profile.js";
export type { Obstacle, ObstacleKind, ScorePart } from "./assessment.js";
export type { ConsideredOutput, Explanation } from "./views/explanation.js";
export type { InputCounts, RequiredGap, ResolutionReport } from "./views/resolution-report.js";
export type { AcceptedTypes } from "./accepted-types.js";
