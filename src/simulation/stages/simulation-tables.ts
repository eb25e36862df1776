import { BailiwickError, describe } from "../../kernel/index.js";
import {
  applyMigrations,
  defineSql,
  type DuckDb,
  type DuckDbConnection,
  type DuckDbMigration,
} from "../../store/index.js";
import type { ProvenanceFingerprints } from "./provenance.js";
import type { StageName } from "./stages.js";

/** Whose simulation a database holds. */
export interface SimulationScope {
  readonly scenarioId: string;
  readonly planDesignId: string;
}

/** A year as it is published. */
export interface PublishedYear extends ProvenanceFingerprints {
  readonly year: number;
  readonly runId: string;
}

/** What a database says of its simulation. */
export interface SimulationRecord extends SimulationScope {
  readonly startYear: number;
  /** In order. */
  readonly years: readonly PublishedYear[];
}

const migrations: readonly DuckDbMigration[] = [
  {
    version: 1,
    name: "the simulation of a database, its years, and the stages of the one that is worked on",
    statements: [
      {
        text: `CREATE TABLE bailiwick.simulation (
          scenario_id VARCHAR NOT NULL, plan_design_id VARCHAR NOT NULL, start_year INTEGER NOT NULL)`,
      },
      {
        text: `CREATE TABLE bailiwick.simulation_years (
          year INTEGER PRIMARY KEY, run_id VARCHAR NOT NULL, config_fingerprint VARCHAR NOT NULL,
          models_fingerprint VARCHAR NOT NULL, census_fingerprint VARCHAR)`,
      },
      {
        text: `CREATE TABLE bailiwick.simulation_stages (
          year INTEGER NOT NULL, stage VARCHAR NOT NULL, run_id VARCHAR NOT NULL)`,
      },
    ],
  },
];

const findTables = defineSql({
  name: "find the tables of a simulation",
  text: `SELECT count(*) FILTER (schema_name = 'bailiwick' AND table_name = 'simulation') AS own, count(*) AS tables
    FROM duckdb_tables() WHERE database_name = current_database()`,
});
const readScope = defineSql({
  name: "read whose simulation it is",
  text: "SELECT scenario_id, plan_design_id, start_year FROM bailiwick.simulation",
});
const readYears = defineSql({
  name: "read the published years",
  text: `SELECT year, run_id, config_fingerprint, models_fingerprint, census_fingerprint
    FROM bailiwick.simulation_years ORDER BY year`,
});
const noteScope = defineSql({
  name: "note whose simulation it is",
  text: "INSERT INTO bailiwick.simulation VALUES ($scenario_id, $plan_design_id, $start_year)",
  parameters: { scenario_id: "VARCHAR", plan_design_id: "VARCHAR", start_year: "INTEGER" },
});
const forgetYears = defineSql({
  name: "forget years",
  text: "DELETE FROM bailiwick.simulation_years WHERE year BETWEEN $first AND $last",
  parameters: { first: "INTEGER", last: "INTEGER" },
});
const noteYear = defineSql({
  name: "note a published year",
  text: "INSERT INTO bailiwick.simulation_years VALUES ($year, $run_id, $config, $models, $census)",
  parameters: { year: "INTEGER", run_id: "VARCHAR", config: "VARCHAR", models: "VARCHAR", census: "VARCHAR" },
});
const forgetStages = defineSql({
  name: "forget the stages of the work file",
  text: "DELETE FROM bailiwick.simulation_stages",
});
const noteStage = defineSql({
  name: "note a stage",
  text: "INSERT INTO bailiwick.simulation_stages VALUES ($year, $stage, $run_id)",
  parameters: { year: "INTEGER", stage: "VARCHAR", run_id: "VARCHAR" },
});
const readStages = defineSql({
  name: "read the stages of a run",
  text: "SELECT DISTINCT stage FROM bailiwick.simulation_stages WHERE year = $year AND run_id = $run_id",
  parameters: { year: "INTEGER", run_id: "VARCHAR" },
});

const lastOfAll = 9999;

/**
 * What a database holds; `undefined` for an empty one.
 *
 * @throws BailiwickError `SIMULATION_DATABASE_FOREIGN` for tables of something else, or of another scenario or plan design
 */
export async function readSimulation(
  database: DuckDb,
  scope: SimulationScope,
  startYear: number,
  signal?: AbortSignal,
): Promise<SimulationRecord | undefined> {
  const record = await database.read(readRecord, { signal });
  if (record === undefined) return undefined;
  if (record === "foreign") throw foreign(database.path, "it has tables, but none of a simulation", scope);
  const { scenarioId, planDesignId } = record;
  if (scenarioId !== scope.scenarioId || planDesignId !== scope.planDesignId) {
    const whose = `it holds the scenario ${describe(scenarioId)} with the plan design ${describe(planDesignId)}`;
    throw foreign(database.path, whose, scope);
  }
  if (record.startYear === startYear) return record;
  throw foreign(
    database.path,
    `its simulation starts in ${record.startYear}, and not in ${startYear}`,
    scope,
  );
}

/** Makes the tables of this file where they are not there yet. */
export async function prepareSimulation(
  database: DuckDb,
  { scenarioId, planDesignId }: SimulationScope,
  startYear: number,
  signal?: AbortSignal,
): Promise<void> {
  await applyMigrations(database, "simulation", migrations, { signal });
  await database.transaction(
    async (connection) => {
      const [known] = await connection.rows(readScope.bind());
      if (known !== undefined) return;
      const values = { scenario_id: scenarioId, plan_design_id: planDesignId, start_year: startYear };
      await connection.run(noteScope.bind(values));
    },
    { signal },
  );
}

/** Forgets a year, or with `later` all after it. */
export async function forgetYear(
  connection: DuckDbConnection,
  year: number,
  which: "only" | "later",
): Promise<void> {
  const range = which === "only" ? { first: year, last: year } : { first: year + 1, last: lastOfAll };
  await connection.run(forgetYears.bind(range));
}

/** Notes a year as published. */
export async function recordYear(
  connection: DuckDbConnection,
  { year, runId, config, models, census }: PublishedYear,
): Promise<void> {
  await forgetYear(connection, year, "only");
  await connection.run(noteYear.bind({ year, run_id: runId, config, models, census }));
}

/** Notes that a stage has left the work file as it is; the first of a year forgets those before it. */
export async function recordStage(
  connection: DuckDbConnection,
  year: number,
  stage: StageName,
  runId: string,
): Promise<void> {
  if (stage === "initialization") await connection.run(forgetStages.bind());
  await connection.run(noteStage.bind({ year, stage, run_id: runId }));
}

/** The stages that a run has left in the work file of a year. */
export async function recordedStages(
  connection: DuckDbConnection,
  year: number,
  runId: string,
): Promise<readonly string[]> {
  const rows = await connection.rows<{ stage: string }>(readStages.bind({ year, run_id: runId }));
  return rows.map(({ stage }) => stage);
}

async function readRecord(connection: DuckDbConnection): Promise<SimulationRecord | "foreign" | undefined> {
  const [found] = await connection.rows<{ own: number; tables: number }>(findTables.bind());
  if (found === undefined || found.own === 0) return (found?.tables ?? 0) === 0 ? undefined : "foreign";
  const [scope] = await connection.rows<{ scenario_id: string; plan_design_id: string; start_year: number }>(
    readScope.bind(),
  );
  if (scope === undefined) return undefined;
  const years = await connection.rows<{
    year: number;
    run_id: string;
    config_fingerprint: string;
    models_fingerprint: string;
    census_fingerprint: string | null;
  }>(readYears.bind());
  return {
    scenarioId: scope.scenario_id,
    planDesignId: scope.plan_design_id,
    startYear: scope.start_year,
    years: years.map((row) => ({
      year: row.year,
      runId: row.run_id,
      config: row.config_fingerprint,
      models: row.models_fingerprint,
      census: row.census_fingerprint,
    })),
  };
}

function foreign(path: string, fault: string, { scenarioId, planDesignId }: SimulationScope): BailiwickError {
  return new BailiwickError("SIMULATION_DATABASE_FOREIGN", {
    message: `The database ${describe(path)} is not one of the scenario ${describe(scenarioId)} with the plan design ${describe(planDesignId)}: ${fault}. It was left as it is.`,
    hint: "give each scenario and plan design a database of its own with duckdb_path, or delete the file.",
    details: { path, fault, scenarioId, planDesignId },
  });
}
