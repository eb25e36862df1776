import { noneFound } from "../finding-outcome.js";
import type { QualityRule } from "../quality-rule.js";
import { rowsIn, ruleMaker, type RuleOptions } from "../rule-options.js";
import { readEvents, type EventsTable } from "../workforce-tables.js";

/** Options of {@link eventOrder}. */
export interface EventOrderOptions extends RuleOptions {
  readonly events?: EventsTable;
}

/** That two rows are of one employee of one scenario and plan. */
function same(left: string, right: string): string {
  const parts = ["scenario", "plan"].map((name) => `${left}.${name} IS NOT DISTINCT FROM ${right}.${name}`);
  return [...parts, `${left}.employee = ${right}.employee`].join(" AND ");
}

/**
 * A rule that nothing happens to an employee after a termination, unless a hire or rehire lies between. Events of one scenario,
 * plan and employee are ordered by date, then by `event_sequence`; where both are the same, a hire comes first and a
 * termination last. Events of all years up to the one that is checked count; those without a date or an employee have no place
 * in the order, and are findings of their own. O(events · log events).
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function eventOrder(options: EventOrderOptions = {}): QualityRule {
  const owner = "eventOrder()";
  const make = ruleMaker(owner, options, ["events"]);
  const { sql, shown, columns, inScope } = readEvents(options.events, owner);
  const { scenario, plan, year, id, employee, type, date, sequence } = columns;
  const shared = `${scenario} AS scenario_id, ${plan} AS plan_design_id, ${employee} AS employee_id, ${id} AS event_id,
      ${type} AS event_type, ${date} AS effective_date`;
  const isNow = `(${year} = $year OR ${year} IS NULL)`;
  const who = `${scenario} AS scenario, ${plan} AS plan, ${employee} AS employee`;
  const known = `FROM ${sql} WHERE (${year} <= $year OR ${year} IS NULL) AND ${inScope} AND ${date} IS NOT NULL AND ${employee} IS NOT NULL`;
  // Only those are sorted to whom something happens this year after an earlier termination, or something else at any time after
  // one of this year. A query for all events that are known would be kept as a whole, however little of it is used.
  const text = `WITH terminated AS (
      SELECT ${who}, min(${date}) FILTER (${year} <> $year) AS before_on, min(${date}) FILTER (${isNow}) AS now_on
      ${known} AND lower(${type}) = 'termination' GROUP BY ALL
    ), suspected AS (
      SELECT known.scenario, known.plan, known.employee
      FROM (SELECT ${who}, ${date} AS date ${known} AND ${isNow}) AS known
      JOIN terminated ON ${same("terminated", "known")} AND known.date >= before_on
      UNION
      SELECT known.scenario, known.plan, known.employee
      FROM (SELECT ${who}, ${date} AS date ${known} AND ${date} >= (SELECT min(now_on) FROM terminated)) AS known
      JOIN terminated ON ${same("terminated", "known")} AND known.date >= now_on
      GROUP BY ALL HAVING count(*) > 1
    ), events AS (
      SELECT scenario AS scenario_id, plan AS plan_design_id, employee AS employee_id, event_id, event_type,
        date AS effective_date, year AS simulation_year, sequence AS event_sequence, kind
      FROM (SELECT ${who}, ${date} AS date, lower(${type}) AS kind, ${year} AS year, ${sequence} AS sequence, ${id} AS event_id,
          ${type} AS event_type ${known}) AS known
      SEMI JOIN suspected ON ${same("suspected", "known")}
    ), ordered AS (
      SELECT *,
        last_value(CASE WHEN kind IN ('termination', 'hire', 'rehire') THEN kind END IGNORE NULLS) OVER earlier AS last_kind,
        last_value(CASE WHEN kind = 'termination' THEN effective_date END IGNORE NULLS) OVER earlier AS terminated_on,
        last_value(CASE WHEN kind = 'termination' THEN coalesce(simulation_year, $year) END IGNORE NULLS)
          OVER earlier AS terminated_in
      FROM events
      WINDOW earlier AS (PARTITION BY scenario_id, plan_design_id, employee_id
        ORDER BY effective_date, event_sequence NULLS LAST,
          CASE WHEN kind IN ('hire', 'rehire') THEN 0 WHEN kind = 'termination' THEN 2 ELSE 1 END, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    SELECT scenario_id, plan_design_id, employee_id, event_id, event_type, effective_date, terminated_on, 'after termination' AS problem
    FROM ordered
    WHERE last_kind = 'termination' AND kind NOT IN ('hire', 'rehire')
      AND (simulation_year IS NULL OR simulation_year = $year OR terminated_in = $year)
    UNION ALL
    SELECT ${shared}, NULL, CASE WHEN ${employee} IS NULL THEN 'no employee' ELSE 'no date' END
    FROM ${sql}
    WHERE ${isNow} AND ${inScope} AND (${date} IS NULL OR ${employee} IS NULL)`;
  const says = (count: number): string =>
    count === 0
      ? `All events of ${shown} are in order`
      : `${rowsIn(count, "event")} of ${shown} ${count === 1 ? "comes" : "come"} after a termination, or ${count === 1 ? "has" : "have"} no date or employee`;
  const name = "event-order";
  const description = "Nothing happens to an employee after a termination, unless a hire lies between.";
  return make({ name, severity: "error", description, threshold: 0 }, (subject, work) =>
    noneFound(subject, { question: { name, text }, says }, work),
  );
}
