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
