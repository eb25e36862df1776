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
export { formatLock } from "./views/format-lock.js";
export { parseLock } from "./views/parse-lock.js";
export type { DriftCause, EdgesChange, PinChange, WireChange, WiringDrift } from "./views/wiring-drift.js";
export type { LockedOptions, LockedPin, LockedProfile, WiringLock } from "./views/wiring-lock.js";
export { profiles, type Profile, type ProfileChanges } from "./profile.js";
export type { Pin, Pins } from "./pins.js";
export type { ClassicNameRules, ClassicProfile } from "./classic/classic-profile.js";
export type { StrictNameRules, StrictProfile } from "./strict/strict-profile.js";
export type { AcceptedTypes } from "./accepted-types.js";
