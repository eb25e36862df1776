import type { DuckDb } from "../../store/index.js";
import { configFingerprint } from "../config/config-fingerprint.js";
import { loadSimulationConfig } from "../config/load-config.js";
import { modelVariables } from "../config/model-variables.js";
import type { SimulationConfig } from "../config/simulation-config.js";
import type { ModelEngine } from "../project/model-engine.js";
import { fingerprintsOf, readProvenance } from "../stages/provenance.js";
import type { SimulationContext } from "../stages/session.js";
import { simulationFiles } from "../stages/simulation-files.js";
import type { SimulationOptions } from "./simulation-options.js";

/** What the embedded engine takes. */
const mostThreads = 64;

/**
 * Reads the configuration and what the tables are made from, and puts the options of the run over them.
 *
 * @throws BailiwickError what is wrong with them
 */
export async function contextOf(
  configPath: string | URL,
  options: SimulationOptions,
): Promise<SimulationContext> {
  const { set, env, signal, select, threads, engine = "embedded", rules = [] } = options;
  const loaded = await loadSimulationConfig(configPath, {
    ...(set === undefined ? {} : { set }),
    ...(env === undefined ? {} : { env }),
    signal,
  });
  const { dbt, ...rest } = loaded.config;
  const config: SimulationConfig = {
    ...rest,
    dbt: { ...dbt, selectors: select ?? dbt.selectors, threads: threads ?? dbt.threads },
  };
  const { path: census } = config.simulation.census;
  const variables = {
    ...modelVariables(config, config.years.start),
    selectors: config.dbt.selectors,
    target: dbt.target,
  };
  const provenance = await readProvenance(variables, dbt.project, census);
  return Object.freeze({
    config,
    scope: Object.freeze({ scenarioId: config.scenario_id, planDesignId: config.plan_design_id }),
    files: simulationFiles(config.duckdb_path),
    provenance,
    fingerprints: { ...fingerprintsOf(provenance), config: configFingerprint(config) },
    engine,
    rules: Object.freeze([...rules]),
    openEngine: (database: DuckDb, kind: "embedded" | "dbt" = engine) => openEngine(kind, database, config),
  });
}

/** Loaded when it is used. */
async function openEngine(
  kind: "embedded" | "dbt",
  database: DuckDb,
  { dbt }: SimulationConfig,
): Promise<ModelEngine> {
  const { project, target, threads } = dbt;
  if (kind === "dbt") {
    const { openDbtEngine } = await import("../dbt/open-dbt-engine.js");
    return openDbtEngine({ project, database, target, threads });
  }
  const { openEmbeddedEngine } = await import("../embedded/open-embedded-engine.js");
  return openEmbeddedEngine({ project, database, threads: Math.min(threads, mostThreads) });
}
