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
export type { ConfigProblem } from "./config/config-error.js";
export { configFingerprint } from "./config/config-fingerprint.js";
export { simulationConfigSchema } from "./config/config-json-schema.js";
export { originText, type ConfigOrigin } from "./config/config-origin.js";
export { explainConfig, type ExplainedSetting } from "./config/explain-config.js";
export { loadSimulationConfig, type LoadConfigOptions, type LoadedConfig } from "./config/load-config.js";
export { modelVariables } from "./config/model-variables.js";
export type {
  AutoEnrollmentConfig,
  AutoEnrollmentScope,
  CensusConfig,
  CompensationConfig,
  ContributionsConfig,
  DbtConfig,
  EligibilityConfig,
  EnrollmentConfig,
  EscalationConfig,
  GrowthConfig,
  HiresConfig,
  LocksConfig,
  MatchConfig,
  MatchTier,
  SimulationConfig,
  TerminationConfig,
  ValidationConfig,
  VoluntaryEnrollmentConfig,
  WorkforceConfig,
  YearsConfig,
} from "./config/simulation-config.js";
export { dbtVersion, supportedDbt, type DbtVersion } from "./dbt/dbt-version.js";
export { findDbt, type FindDbtOptions, type FoundDbt } from "./dbt/find-dbt.js";
export { openDbtEngine, type DbtEngineOptions } from "./dbt/open-dbt-engine.js";
export { tableChecksums, type TableChecksum } from "./run/table-checksums.js";

// The command line
export { checkCensus, type CensusFault, type CensusSample } from "./stages/census.js";
export { makeCensus, type CensusOptions } from "./stages/make-census.js";
export { openEmbeddedEngine, type EmbeddedEngineOptions } from "./embedded/open-embedded-engine.js";
