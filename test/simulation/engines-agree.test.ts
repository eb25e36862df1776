import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { makeCensus } from "../../examples/retirement-plan/make-census.js";
import {
  openDbtEngine,
  openEmbeddedEngine,
  tableChecksums,
  type ModelEngine,
  type TableChecksum,
} from "../../src/simulation/index.js";
import { openDuckDb, type DuckDb } from "../../src/store/index.js";
import { folderOfTest, hasDbt, realDbt } from "../support/dbt.js";

const project = fileURLToPath(new URL("../../examples/retirement-plan/dbt", import.meta.url));
const years = [2025, 2026, 2027] as const;
const range = { start_year: years[0], end_year: years.at(-1) ?? years[0] };

/** The census as a run loads it. */
async function loadCensus(database: DuckDb, file: string): Promise<void> {
  await database.transaction((connection) =>
    connection.run({
      text: `CREATE TABLE raw_census AS SELECT
          employee_id::VARCHAR AS employee_id, employee_birth_date::DATE AS employee_birth_date,
          employee_hire_date::DATE AS employee_hire_date,
          employee_gross_compensation::DECIMAL(14, 2) AS employee_gross_compensation,
          employee_deferral_rate::DECIMAL(5, 4) AS employee_deferral_rate,
          employee_enrollment_date::DATE AS employee_enrollment_date, true AS active
        FROM read_csv('${file.replaceAll("'", "''")}', all_varchar = true)`,
    }),
  );
}

interface Built {
  /** What there is after each year. */
  readonly sums: readonly (readonly TableChecksum[])[];
  /** How the data tests of the last year have ended, by their names. */
  readonly tests: readonly string[];
}

async function build(engine: ModelEngine, database: DuckDb, tables: readonly string[]): Promise<Built> {
  const sums: (readonly TableChecksum[])[] = [];
  for (const year of years) {
    const report = await engine.run({ variables: { ...range, simulation_year: year } });
    expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(new Set(report.results.map(({ name }) => name))).toEqual(new Set(tables));
    sums.push(await tableChecksums(database, tables));
  }
  const { results } = await engine.test({ variables: { ...range, simulation_year: range.end_year } });
  return { sums, tests: results.map(({ name, status, rows }) => `${name}: ${status} ${rows}`).toSorted() };
}

// Four calls of dbt on a machine that may have much else to do.
describe.runIf(hasDbt)("with the real dbt", { timeout: 600_000 }, () => {
  test("both engines build the example into equal tables, year by year, and find the same in them", async () => {
    const folder = await folderOfTest();
    const census = join(folder, "census.csv");
    await makeCensus(census, { employees: 400, seed: 7 });
    await using here = await openDuckDb(join(folder, "embedded.duckdb"), { threads: 2 });
    await using there = await openDuckDb(join(folder, "dbt.duckdb"));
    await loadCensus(here, census);
    await loadCensus(there, census);
    await using embedded = await openEmbeddedEngine({ project, database: here });
    await using dbt = await openDbtEngine({ project, database: there, executable: realDbt(), threads: 2 });
    const models = await embedded.models();
    const tables = models.flatMap(({ name, materialized }) => (materialized === "ephemeral" ? [] : [name]));

    const [ours, theirs] = [await build(embedded, here, tables), await build(dbt, there, tables)];

    expect(ours).toEqual(theirs);
    expect(ours.tests.length).toBeGreaterThan(10);
    const events = ours.sums.at(-1)?.filter(({ table }) => table === "fct_yearly_events") ?? [];
    expect(events.map(({ simulationYear }) => simulationYear)).toEqual(years);
    for (const { rows } of events) expect(rows).toBeGreaterThan(100);
  });
});
