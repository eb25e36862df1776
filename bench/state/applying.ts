import { DeferralEscalationRegistry, EnrollmentRegistry, type DuckDb } from "bailiwick/state";
import type { Figures, Table } from "../harness/bench.js";
import { atMost, atMostTimes } from "../harness/goals.js";
import { check } from "../harness/measure.js";
import { documentTables, enroll, escalate, runAll, seed } from "./document-sql.js";
import { openWorkload, scope, years } from "./workload.js";

const floor = "the document's SQL, with its keys";
const ours = "updatePostYear";
const single = "row by row, 500 of the enrollments";

/** Both registries, from the baseline through five years. */
export function applying(employees: number, quick: boolean): Table {
  return {
    title: `the baseline and five years of 12 events for each of ${employees} employees, into both registries`,
    rounds: quick ? 1 : 3,
    figures: { all: "ms", baseline: "ms", enrollment: "ms", deferral: "ms", row: "µs", memory: "MB" },
    floor,
    contenders: Object.entries(preparations).map(([name, apply]) => ({
      name,
      measure: async (): Promise<Figures> => {
        await using workload = await openWorkload(employees);
        const figures = await apply(workload.database);
        return { ...figures, memory: (process.resourceUsage().maxRSS * 1024) / 1e6 };
      },
    })),
    goals: [
      atMostTimes(1, { figure: "enrollment", of: ours, floor }),
      atMostTimes(1, { figure: "deferral", of: ours, floor }),
      atMost(1_500, "MB", { figure: "memory", of: ours }),
    ],
  };
}

/** How long the parts take in milliseconds, and how many rows they read. */
class Stopwatch {
  readonly #times = { baseline: 0, enrollment: 0, deferral: 0 };

  async time(
    part: keyof Stopwatch["figures"] & ("baseline" | "enrollment" | "deferral"),
    work: () => Promise<unknown>,
  ): Promise<void> {
    const start = performance.now();
    await work();
    this.#times[part] += performance.now() - start;
  }

  get figures(): { all: number; baseline: number; enrollment: number; deferral: number } {
    const { baseline, enrollment, deferral } = this.#times;
    return { all: baseline + enrollment + deferral, ...this.#times };
  }
}

const preparations: Readonly<Record<string, (database: DuckDb) => Promise<Figures>>> = {
  async [floor](database) {
    await database.transaction((connection) => runAll(connection, documentTables));
    const watch = new Stopwatch();
    await watch.time("baseline", () => database.transaction((connection) => seed(connection, years[0])));
    for (const year of years) {
      await watch.time("enrollment", () => database.transaction((connection) => enroll(connection, year)));
      await watch.time("deferral", () => database.transaction((connection) => escalate(connection, year)));
    }
    await checkTables(database);
    return { ...watch.figures, row: (watch.figures.all * 1e3) / (await rowsRead(database)) };
  },

  async [ours](database) {
    const enrollment = new EnrollmentRegistry(database, scope);
    const deferral = new DeferralEscalationRegistry(database, scope);
    await enrollment.createTable();
    await deferral.createTable();
    const watch = new Stopwatch();
    await watch.time("baseline", () => enrollment.createForYear(years[0]));
    for (const year of years) {
      await watch.time("enrollment", () => enrollment.updatePostYear(year));
      await watch.time("deferral", () => deferral.updatePostYear(year));
    }
    await checkTables(database);
    await checkEnrolled(database);
    return { ...watch.figures, row: (watch.figures.all * 1e3) / (await rowsRead(database)) };
  },

  async [single](database) {
    await database.transaction((connection) => runAll(connection, documentTables));
    const rows = await database.read((connection) =>
      connection.rows({
        text: `SELECT employee_id, effective_date, simulation_year FROM fct_yearly_events
          WHERE event_type = 'enrollment' LIMIT 500`,
      }),
    );
    const start = performance.now();
    await database.transaction(async (connection) => {
      for (const row of rows) {
        await connection.run({
          text: `INSERT INTO enrollment_registry
            VALUES ($employee_id, CAST($effective_date AS TIMESTAMP)::DATE, $simulation_year, 'event', true, now()::TIMESTAMP)
            ON CONFLICT (employee_id) DO UPDATE SET is_enrolled = true, last_updated = excluded.last_updated`,
          values: row,
        });
      }
    });
    const row = ((performance.now() - start) * 1e3) / rows.length;
    const none = Number.NaN;
    return { all: none, baseline: none, enrollment: none, deferral: none, row };
  },
};

/** Rows that the registries have to look at: members of the baseline, and events of the types that they read. */
async function rowsRead(database: DuckDb): Promise<number> {
  return count(
    database,
    `SELECT (SELECT count(*) FROM int_baseline_workforce) + (SELECT count(*) FROM fct_yearly_events
      WHERE event_type IN ('enrollment', 'enrollment_change', 'deferral_escalation', 'termination'))`,
  );
}

/** Everything but who is still enrolled, which the document does not get right, is what the events say. */
async function checkTables(database: DuckDb): Promise<void> {
  const enrollments = `
    SELECT employee_id, min(on_date) AS first_enrollment_date, arg_min(year, on_date) AS first_enrollment_year
    FROM (
      SELECT employee_id, employee_enrollment_date AS on_date, ${years[0]} AS year FROM int_baseline_workforce
      WHERE employment_status = 'active'
      UNION ALL
      SELECT employee_id, effective_date::DATE, simulation_year FROM fct_yearly_events WHERE event_type = 'enrollment'
    ) GROUP BY employee_id`;
  const escalations = `
    SELECT employee_id, count(*) AS escalation_count, max(effective_date)::DATE AS last_escalation_date
    FROM fct_yearly_events WHERE event_type = 'deferral_escalation' GROUP BY employee_id`;
  const compared = [
    ["enrollment_registry", "employee_id, first_enrollment_date, first_enrollment_year", enrollments],
    ["deferral_escalation_registry", "employee_id, escalation_count, last_escalation_date", escalations],
  ];
  for (const [table = "", columns = "", right = ""] of compared) {
    const found = `SELECT ${columns} FROM ${table}`;
    const wrong = `SELECT count(*) FROM ((${found} EXCEPT ALL ${right}) UNION ALL (${right} EXCEPT ALL ${found}))`;
    const wrongRows = await count(database, wrong);
    check(wrongRows === 0, `${wrongRows} rows of ${table} are wrong`);
  }
}

/** Who is enrolled at the end is whose last event that decides does not end it. */
async function checkEnrolled(database: DuckDb): Promise<void> {
  const wrongRows = await count(
    database,
    `SELECT count(*) FROM enrollment_registry LEFT JOIN (
      SELECT employee_id, arg_max(event_type, (effective_date, simulation_year, event_sequence)) AS last
      FROM fct_yearly_events WHERE event_type IN ('enrollment', 'enrollment_change', 'termination') GROUP BY employee_id
    ) USING (employee_id) WHERE is_enrolled <> (coalesce(last, 'enrollment') = 'enrollment')`,
  );
  check(wrongRows === 0, `${wrongRows} employees are enrolled who should not be, or the other way round`);
}

async function count(database: DuckDb, text: string): Promise<number> {
  const [row] = await database.read((connection) => connection.rows({ text }));
  return Number(Object.values(row ?? {})[0]);
}
