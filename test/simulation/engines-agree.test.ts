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

/** Builds all years, and sums up what there is after each. */
async function build(engine: ModelEngine, database: DuckDb): Promise<readonly (readonly TableChecksum[])[]> {
  const models = await engine.models();
  const tables = models.flatMap(({ name, materialized }) => (materialized === "ephemeral" ? [] : [name]));
  const sums: (readonly TableChecksum[])[] = [];
  for (const year of years) {
    const report = await engine.run({ variables: { ...range, simulation_year: year } });
    expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(report.results.map(({ name }) => name).toSorted()).toEqual(tables.toSorted());
    sums.push(await tableChecksums(database, tables.toSorted()));
  }
  return sums;
}

describe.runIf(hasDbt)("with the real dbt", { timeout: 240_000 }, () => {
  test("both engines build the example into equal tables, year by year, on one thread and on two", async () => {
    const folder = await folderOfTest();
    const census = join(folder, "census.csv");
    await makeCensus(census, { employees: 400, seed: 7 });
    await using here = await openDuckDb(join(folder, "embedded.duckdb"), { threads: 2 });
    await using there = await openDuckDb(join(folder, "dbt.duckdb"));
    await loadCensus(here, census);
    await loadCensus(there, census);
    await using embedded = await openEmbeddedEngine({ project, database: here });
    await using dbt = await openDbtEngine({ project, database: there, executable: realDbt(), threads: 1 });

    const [ours, theirs] = [await build(embedded, here), await build(dbt, there)];

    expect(ours).toEqual(theirs);
    const events = ours.at(-1)?.filter(({ table }) => table === "fct_yearly_events") ?? [];
    expect(events.map(({ simulationYear }) => simulationYear)).toEqual(years);
    for (const { rows } of events) expect(rows).toBeGreaterThan(100);
  });
});
