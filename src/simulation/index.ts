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
export { dbtVersion, supportedDbt, type DbtVersion } from "./dbt/dbt-version.js";
export { findDbt, type FindDbtOptions, type FoundDbt } from "./dbt/find-dbt.js";
export { openDbtEngine, type DbtEngineOptions } from "./dbt/open-dbt-engine.js";
export { tableChecksums, type TableChecksum } from "./run/table-checksums.js";
export { openEmbeddedEngine, type EmbeddedEngineOptions } from "./embedded/open-embedded-engine.js";
