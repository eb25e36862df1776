import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import { rowsIn, ruleMaker, type RuleOptions } from "../rule-options.js";
import {
  activeBefore,
  readBaseline,
  readEvents,
  readSnapshot,
  type BaselineTable,
  type EventsTable,
  type SnapshotTable,
} from "../workforce-tables.js";

/** Options of {@link snapshotExplainedByEvents}. */
export interface SnapshotExplainedByEventsOptions extends RuleOptions {
  readonly events?: EventsTable;
  readonly snapshot?: SnapshotTable;
  /** What the first year begins with. */
  readonly baseline?: BaselineTable;
}

/** Half of the last digit of money and of a rate. */
const [halfCent, halfRate] = ["0.005", "0.00005"];

/**
 * A rule that the snapshot of a year is that of the year before and the events between them, and nothing else: each hire,
 * termination, change of compensation and change of the deferral rate has its event, and each such event is seen in the snapshot.
 * Compensation and rate are those of the last event that has one, by date and `event_sequence`; who is terminated may have no
 * rate any more. The first year begins with the baseline. O(events + employees).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function snapshotExplainedByEvents(options: SnapshotExplainedByEventsOptions = {}): QualityRule {
  const owner = "snapshotExplainedByEvents()";
  const make = ruleMaker(owner, options, ["events", "snapshot", "baseline"]);
  const events = readEvents(options.events, owner);
  const snapshot = readSnapshot(options.snapshot, owner);
  const baseline = readBaseline(options.baseline, owner);
  const { sql, columns, inScope } = snapshot;
  const textOf = (isFirstYear: boolean): string => `WITH before AS (
      ${activeBefore(snapshot, baseline, isFirstYear)}
    ), happened AS (${happened(events)}
    ), now AS (
      SELECT ${columns.scenario} AS scenario, ${columns.plan} AS plan, ${columns.employee} AS employee,
        lower(${columns.status}) AS status, ${columns.compensation} AS compensation, coalesce(${columns.rate}, 0) AS rate
      FROM ${sql} WHERE ${columns.year} = $year AND ${inScope}
    ), compared AS (
      SELECT employee, now.employee IS NOT NULL AS is_there, before.employee IS NOT NULL AS was_there, now.status,
        coalesce(hires, 0) > 0 AS is_hired, coalesce(terminations, 0) > 0 AS is_terminated,
        now.compensation, coalesce(happened.compensation, before.compensation) AS expected_compensation,
        now.rate, coalesce(happened.rate, before.rate, 0) AS expected_rate
      FROM now FULL JOIN before USING (employee, scenario, plan) FULL JOIN happened USING (employee, scenario, plan)
    )
    ${problems}`;
  const says = (count: number): string =>
    count === 0
      ? `Events explain all of ${snapshot.shown}`
      : `${rowsIn(count, "difference")} between ${snapshot.shown} and what ${events.shown} explains`;
  const name = "snapshot-explained-by-events";
  const description =
    "Each hire, termination, change of compensation and change of the deferral rate in the snapshot has its event, and each event is seen in it.";
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) => {
    const text = textOf(subject.year === subject.firstYear);
    return noneFound(subject, { question: { name, text }, says }, work);
  });
}

/** What the events of the year say of each employee. */
function happened({ sql, columns, inScope }: ReturnType<typeof readEvents>): string {
  const { type, date, sequence } = columns;
  const last = (value: string, types: string): string =>
    `arg_max(${value}, {'d': ${date}, 's': coalesce(${sequence}, 0)}) FILTER (lower(${type}) IN (${types}))`;
  return `
      SELECT ${columns.scenario} AS scenario, ${columns.plan} AS plan, ${columns.employee} AS employee,
        count(*) FILTER (lower(${type}) IN ('hire', 'rehire')) AS hires,
        count(*) FILTER (lower(${type}) = 'termination') AS terminations,
        ${last(columns.compensation, "'hire', 'rehire', 'promotion', 'raise'")} AS compensation,
        ${last(columns.rate, "'enrollment', 'enrollment_change', 'deferral_escalation'")} AS rate
      FROM ${sql} WHERE (${columns.year} = $year OR ${columns.year} IS NULL) AND ${columns.employee} IS NOT NULL AND ${inScope}
      GROUP BY ALL`;
}

const problem = (text: string, found: string, expected: string, condition: string): string =>
  `SELECT employee AS employee_id, '${text}' AS problem, CAST(${found} AS VARCHAR) AS found, CAST(${expected} AS VARCHAR) AS expected
    FROM compared WHERE ${condition}`;

/** `employee` alone tells: a row of none of the three tables is none. */
const problems = [
  problem(
    "hire without event",
    "'in the snapshot'",
    "'a hire'",
    "is_there AND NOT was_there AND NOT is_hired",
  ),
  problem(
    "hire of somebody who was active",
    "'a hire'",
    "'no hire'",
    "was_there AND is_hired AND NOT is_terminated",
  ),
  problem(
    "event without a row in the snapshot",
    "'no row'",
    "'a row'",
    "NOT is_there AND (is_hired OR is_terminated)",
  ),
  problem(
    "termination without event",
    "status",
    "'active'",
    "is_there AND status = 'terminated' AND NOT is_terminated",
  ),
  problem(
    "termination that is not seen",
    "status",
    "'terminated'",
    "is_there AND status IS DISTINCT FROM 'terminated' AND is_terminated AND NOT is_hired",
  ),
  problem(
    "compensation",
    "compensation",
    "expected_compensation",
    `is_there AND (was_there OR is_hired) AND ((compensation IS NULL) <> (expected_compensation IS NULL)
      OR abs(compensation - expected_compensation) > ${halfCent})`,
  ),
  problem(
    "deferral rate",
    "rate",
    "expected_rate",
    `is_there AND (was_there OR is_hired) AND abs(rate - expected_rate) > ${halfRate} AND NOT (status = 'terminated' AND rate = 0)`,
  ),
].join(" UNION ALL ");
