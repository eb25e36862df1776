import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import { openDuckDb } from "../../src/store/index.js";

export const crashScope = { scenarioId: "base", planDesignId: "standard" };

/** At one moment for ever, so that two runs end with the same times in their tables. */
export const crashOptions = { clock: { now: (): number => Date.UTC(2026, 0, 1) } };

/** Employees of the baseline, and as many that come later. */
const size = 6_000;

/** The rows of one year's events: some four for each employee, of every type that counts, and the same in every run. */
const events = `SELECT
    'EVT_' || md5($year || '|' || place) AS event_id,
    'base' AS scenario_id,
    'standard' AS plan_design_id,
    'EMP_' || (hash(place, $year) % ${2 * size}) AS employee_id,
    ['enrollment', 'enrollment_change', 'deferral_escalation', 'termination', 'hire', 'raise'][(1 + hash(place, 'type') % 6)::BIGINT]
      AS event_type,
    $year AS simulation_year,
    make_date($year, 1, 1)::TIMESTAMP + to_days((hash(place, 'day') % 365)::INTEGER) AS effective_date,
    if(place % 3 = 0, 'opt-out', NULL) AS event_details,
    if(place % 2 = 0, 0, 0.05)::DECIMAL(5, 4) AS employee_deferral_rate,
    place % 10 AS event_sequence
  FROM range(${4 * size}) AS places(place)`;

/** What is to be done to a database when its process is killed. */
export interface CrashCase {
  readonly name: string;
  /** The year that is applied. */
  readonly year: number;
  /** Years that are applied before. */
  readonly before: readonly number[];
  /** Changes events of a year after that. */
  readonly correction?: string;
}

export const crashCases: readonly CrashCase[] = [
  { name: "a new year", year: 2026, before: [2025] },
  {
    name: "a corrected year",
    year: 2025,
    before: [2025, 2026],
    correction: "DELETE FROM fct_yearly_events WHERE simulation_year = 2025 AND hash(event_id) % 3 = 0",
  },
];

/** Makes the database in which a year is to be applied, and closes it. */
export async function prepareCrash(path: string, { before, correction }: CrashCase): Promise<void> {
  await using database = await openDuckDb(path);
  await database.transaction(async (connection) => {
    await connection.run({
      text: `CREATE TABLE int_baseline_workforce AS
        SELECT 'EMP_' || number AS employee_id, 'active' AS employment_status, DATE '2020-01-01' AS employee_enrollment_date
        FROM range(${size}) AS numbers(number)`,
    });
    for (const [at, year] of [2025, 2026].entries()) {
      const verb = at === 0 ? "CREATE TABLE fct_yearly_events AS" : "INSERT INTO fct_yearly_events";
      await connection.run({ text: `${verb} ${events.replaceAll("$year", String(year))}` });
    }
  });
  const enrollment = new EnrollmentRegistry(database, crashScope, crashOptions);
  const deferral = new DeferralEscalationRegistry(database, crashScope, crashOptions);
  await enrollment.createTable();
  await deferral.createTable();
  await enrollment.createForYear(2025);
  for (const year of before) {
    await enrollment.updatePostYear(year);
    await deferral.updatePostYear(year);
  }
  if (correction !== undefined)
    await database.transaction((connection) => connection.run({ text: correction }));
}
