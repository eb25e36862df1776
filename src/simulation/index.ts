export type {
  ModelEngine,
  ModelEvent,
  ModelNode,
  ModelReport,
  ModelRequest,
  ModelWork,
  NodeResult,
  VariableValue,
} from "./project/model-engine.js";
export { openEmbeddedEngine, type EmbeddedEngineOptions } from "./embedded/open-embedded-engine.js";
