import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCensus } from "../../examples/retirement-plan/make-census.js";
import { openDuckDb } from "../../src/store/index.js";
import { tableChecksums, type TableChecksum } from "../../src/simulation/index.js";

/** The configuration of the example. */
export const exampleConfig = fileURLToPath(
  new URL("../../examples/retirement-plan/simulation.yaml", import.meta.url),
);

/** A folder with a census of the example, in which simulations of it have their databases. */
export interface SimulationFolder {
  readonly path: string;
  readonly census: string;
  /** The settings of a simulation in this folder: the database has a folder of its own. */
  set(name: string, ...more: readonly string[]): string[];
  database(name: string): string;
  remove(): void;
}

/** Makes a folder with a census of so many employees. */
export async function simulationFolder(employees = 120): Promise<SimulationFolder> {
  const path = mkdtempSync(join(tmpdir(), "bailiwick-simulation-"));
  const census = join(path, "census.csv");
  await makeCensus(census, { employees, seed: 7 });
  const database = (name: string): string => join(path, name, "simulation.duckdb");
  return {
    path,
    census,
    database,
    set: (name, ...more) => {
      mkdirSync(join(path, name), { recursive: true });
      const paths = [`duckdb_path=${database(name)}`, `simulation.census.path=${census}`];
      // Tests share the cores among them; on tables so small a second thread looks for work only.
      return [...paths, "dbt.threads=1", ...more];
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** What every table of the models in a database holds, by table and year, whatever the order of rows. */
export async function tablesOf(path: string): Promise<readonly TableChecksum[]> {
  await using database = await openDuckDb(path, { readOnly: true });
  const rows = await database.read((connection) =>
    connection.rows<{ table_name: string }>({
      text: `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database()
        AND table_name NOT LIKE '%registry' ORDER BY table_name`,
    }),
  );
  return tableChecksums(
    database,
    rows.map(({ table_name }) => table_name),
  );
}

/** Rows of a statement on a database. */
export async function ask<Row extends Readonly<Record<string, string | number | boolean | bigint | null>>>(
  path: string,
  text: string,
): Promise<readonly Row[]> {
  await using database = await openDuckDb(path, { readOnly: true });
  return database.read((connection) => connection.rows<Row>({ text }));
}
