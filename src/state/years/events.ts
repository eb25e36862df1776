import { defineSql } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { eventTypeSql } from "./event-types.js";

const ofScope = { scenario_id: "VARCHAR", plan_design_id: "VARCHAR" } as const;
const ofYear = { ...ofScope, year: "INTEGER" } as const;
const ofYears = { ...ofScope, from: "INTEGER", to: "INTEGER" } as const;
const inScope = "scenario_id = $scenario_id AND plan_design_id = $plan_design_id";

/** An event without a date counts as of the first day of its year; whether it may is decided before. */
const at = "coalesce(effective_date::TIMESTAMP, make_timestamp(simulation_year::BIGINT, 1, 1, 0, 0, 0.0))";

/** The order of rows does not matter to it. */
const fingerprint =
  "count(*) || '-' || coalesce(bit_xor(hash(event_id, employee_id, event_type, effective_date, event_sequence, " +
  "event_details, employee_deferral_rate)), 0)";

/** How many events of a year have each type. */
export const countTypes = defineSql({
  name: "count the types of a year's events",
  text: `SELECT coalesce(${eventTypeSql}, '') AS type, count(*) AS events FROM {events}
    WHERE ${inScope} AND simulation_year = $year GROUP BY ALL ORDER BY ALL`,
  parameters: ofYear,
  identifiers: ["events"],
});

/** The years before a year of which the scope has events. */
export const earlierYears = defineSql({
  name: "find the years with events before a year",
  text: `SELECT DISTINCT simulation_year AS year FROM {events}
    WHERE ${inScope} AND simulation_year < $year ORDER BY year`,
  parameters: ofYear,
  identifiers: ["events"],
});

/** The statements by which a registry reads events. */
// oxlint-disable-next-line typescript/explicit-function-return-type
export function eventStatements({
  name,
  eventTypes,
  says,
  historyColumns,
  history,
  active,
}: RegistryDefinition) {
  const types = eventTypes.map((type) => `'${type}'`).join(", ");
  const read = `${eventTypeSql} IN (${types})`;
  const source = `FROM {events} WHERE ${inScope} AND simulation_year = $year AND ${read}`;
  const own = historyColumns.map((column) => column.name).join(", ");
  const ownOfEvents = historyColumns.map((column) => `${column.ofEvents} AS ${column.name}`).join(", ");
  const faulty = (what: string, condition: string) =>
    defineSql({
      name: `find ${name} events ${what}`,
      text: `SELECT event_id, employee_id, event_type, simulation_year, effective_date ${source} AND ${condition}
        ORDER BY event_id, employee_id LIMIT 20`,
      parameters: ofYear,
      identifiers: ["events"],
    });
  return Object.freeze({
    /** Reads a year once, for its fingerprint and for everything that could be wrong with it. */
    read: defineSql({
      name: `read the ${name} events of a year`,
      text: `SELECT count(*) AS events, ${fingerprint} AS fingerprint,
          min(${at}) AS first_at, max(${at}) AS last_at,
          count(*) FILTER (employee_id IS NULL OR employee_id = '') AS without_employee,
          count(*) FILTER (event_id IS NULL) AS without_id,
          count(*) FILTER (effective_date IS NULL) AS without_date,
          count(*) FILTER (NOT isfinite(effective_date::TIMESTAMP) OR year(effective_date) NOT BETWEEN 1 AND 9999) AS beyond_time,
          count(event_id) - count(DISTINCT hash(event_id)) AS repeated,
          count(*) FILTER (${eventTypeSql} = 'enrollment_change' AND (${says}) IS NULL) AS silent
        ${source}`,
      parameters: ofYear,
      identifiers: ["events"],
    }),
    fingerprints: defineSql({
      name: `read the fingerprints of the ${name} events of years`,
      text: `SELECT simulation_year AS year, ${fingerprint} AS fingerprint FROM {events}
        WHERE ${inScope} AND simulation_year BETWEEN $from AND $to AND ${read} GROUP BY simulation_year`,
      parameters: ofYears,
      identifiers: ["events"],
    }),
    withoutEmployee: faulty("without an employee", "(employee_id IS NULL OR employee_id = '')"),
    withoutId: faulty("without an id", "event_id IS NULL"),
    withoutDate: faulty("without a date", "effective_date IS NULL"),
    beyondTime: faulty(
      "with an impossible date",
      "(NOT isfinite(effective_date::TIMESTAMP) OR year(effective_date) NOT BETWEEN 1 AND 9999)",
    ),
    repeated: defineSql({
      name: `find ${name} events with the same id`,
      text: `SELECT event_id, count(*) AS events, min(employee_id) AS employee_id ${source} AND event_id IS NOT NULL
        GROUP BY event_id HAVING count(*) > 1 ORDER BY event_id LIMIT 20`,
      parameters: ofYear,
      identifiers: ["events"],
    }),
    /** What each employee's events of the year say; where two at the same time contradict each other, NULL. */
    summarise: defineSql({
      name: `note what the ${name} events of a year say`,
      text: `INSERT INTO bailiwick.${history} (scope_id, year, employee_id, ${own}, decided_at, ${active})
        SELECT $scope_id, $year, employee_id, ${ownOfEvents},
          max(moment), CASE WHEN max(CASE WHEN says THEN moment END) > max(CASE WHEN NOT says THEN moment END) THEN true
            WHEN max(CASE WHEN says THEN moment END) < max(CASE WHEN NOT says THEN moment END) THEN false
            WHEN max(CASE WHEN NOT says THEN moment END) IS NULL THEN true
            WHEN max(CASE WHEN says THEN moment END) IS NULL THEN false END
        FROM (SELECT employee_id, ${at} AS moment, ${says} AS says ${source})
        WHERE says IS NOT NULL GROUP BY employee_id`,
      parameters: { ...ofYear, scope_id: "INTEGER" },
      identifiers: ["events"],
    }),
    contradictions: defineSql({
      name: `count the contradictions among the ${name} events of a year`,
      text: `SELECT count(*) AS employees FROM bailiwick.${history}
        WHERE scope_id = $scope_id AND year = $year AND ${active} IS NULL`,
      parameters: { scope_id: "INTEGER", year: "INTEGER" },
    }),
    /** Of events at the same time the one of the higher sequence is later, and then the one of the greater id. */
    settle: defineSql({
      name: `settle the contradictions among the ${name} events of a year`,
      text: `UPDATE bailiwick.${history} AS h SET ${active} = latest.says
        FROM (SELECT employee_id, moment, arg_max(says, {sequence: event_sequence, id: event_id}) AS says
          FROM (SELECT employee_id, event_id, coalesce(event_sequence, -9223372036854775808)::BIGINT AS event_sequence,
              ${at} AS moment, ${says} AS says ${source})
          WHERE says IS NOT NULL AND employee_id IN (SELECT employee_id FROM bailiwick.${history}
            WHERE scope_id = $scope_id AND year = $year AND ${active} IS NULL)
          GROUP BY employee_id, moment) AS latest
        WHERE h.scope_id = $scope_id AND h.year = $year AND h.${active} IS NULL
          AND h.employee_id = latest.employee_id AND h.decided_at = latest.moment`,
      parameters: { ...ofYear, scope_id: "INTEGER" },
      identifiers: ["events"],
    }),
  });
}
