import { EnrollmentRegistry, type DuckDb } from "bailiwick/state";
import type { Figures, Table } from "../harness/bench.js";
import { atMostTimes } from "../harness/goals.js";
import { check } from "../harness/measure.js";
import { openWorkload, scope, years } from "./workload.js";

const floor = "CREATE TABLE AS SELECT, without a key";
const ours = "removeAfter";

/** The year that the state is brought back to. */
const year = 2028;

/** Who is enrolled as of a year before the last one, and since when. */
export function rebuilding(employees: number, quick: boolean): Table {
  return {
    title: `the enrollments of ${employees} employees as of the fourth of five years`,
    rounds: quick ? 1 : 3,
    figures: { time: "ms" },
    floor,
    contenders: Object.entries(preparations).map(([name, rebuild]) => ({
      name,
      measure: async (): Promise<Figures> => {
        await using workload = await openWorkload(employees);
        const { database } = workload;
        const registry = new EnrollmentRegistry(database, scope);
        await registry.createTable();
        await registry.createForYear(years[0]);
        for (const applied of years) await registry.updatePostYear(applied);
        const expected = await registry.getEnrolledEmployees(year);
        const start = performance.now();
        const table = await rebuild(database, registry);
        const time = performance.now() - start;
        const found = await database.read((connection) =>
          connection.columns({
            text: `SELECT employee_id FROM ${table} WHERE is_enrolled ORDER BY employee_id`,
          }),
        );
        const ids = found["employee_id"] ?? [];
        check(
          ids.length === expected.length && expected.every((id, at) => ids[at] === id),
          `${ids.length} are enrolled, not ${expected.length}, or others`,
        );
        return { time };
      },
    })),
    goals: [atMostTimes(2, { figure: "time", of: ours, floor })],
  };
}

const preparations: Readonly<
  Record<string, (database: DuckDb, registry: EnrollmentRegistry) => Promise<string>>
> = {
  async [floor](database) {
    await database.transaction((connection) =>
      connection.run({
        text: `CREATE TABLE bare AS
          SELECT
            employee_id,
            min(on_date) AS first_enrollment_date,
            arg_min(in_year, on_date) AS first_enrollment_year,
            arg_max(enrols, decided) AS is_enrolled
          FROM (
            SELECT
              employee_id, employee_enrollment_date AS on_date, ${years[0]} AS in_year, true AS enrols,
              TIMESTAMP '-infinity' AS decided
            FROM int_baseline_workforce WHERE employment_status = 'active' AND employee_enrollment_date IS NOT NULL
            UNION ALL
            SELECT
              employee_id, if(event_type = 'enrollment', effective_date::DATE, NULL), simulation_year,
              event_type = 'enrollment', effective_date
            FROM fct_yearly_events
            WHERE scenario_id = '${scope.scenarioId}' AND plan_design_id = '${scope.planDesignId}'
              AND simulation_year <= ${year} AND event_type IN ('enrollment', 'enrollment_change', 'termination')
          )
          GROUP BY employee_id
          HAVING min(on_date) IS NOT NULL`,
      }),
    );
    return "bare";
  },

  async [ours](_, registry) {
    const { removedYears } = await registry.removeAfter(year);
    check(removedYears.join() === "2029", `the years ${removedYears.join()} were removed`);
    return "enrollment_registry";
  },
};
