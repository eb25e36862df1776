import { defineSql } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { eventTypeSql } from "./event-types.js";
import { beyondTimeSql, eventsSql, eventTimeSql } from "./typed-inputs.js";

const ofScope = { scenario_id: "VARCHAR", plan_design_id: "VARCHAR" } as const;
const ofYear = { ...ofScope, year: "INTEGER" } as const;
const ofYears = { ...ofScope, from: "INTEGER", to: "INTEGER" } as const;
const inScope = "scenario_id = $scenario_id AND plan_design_id = $plan_design_id";

/** What the events of a year are told by, in SQL. The order of rows does not matter to it. */
export const fingerprint =
  "count(*) || '-' || coalesce(bit_xor(hash(event_id, employee_id, event_type, effective_date, event_sequence, " +
  "event_details, employee_deferral_rate)), 0)";

/** How many events of a year have each type. */
export const countTypes = defineSql({
  name: "count the types of a year's events",
  text: `SELECT coalesce(${eventTypeSql}, '') AS type, count(*) AS events FROM ${eventsSql}
    WHERE ${inScope} AND simulation_year = $year GROUP BY ALL ORDER BY ALL`,
  parameters: ofYear,
  identifiers: ["events"],
});

/** The years before a year of which the scope has events. */
export const earlierYears = defineSql({
  name: "find the years with events before a year",
  text: `SELECT DISTINCT simulation_year AS year FROM ${eventsSql}
    WHERE ${inScope} AND simulation_year < $year ORDER BY year`,
  parameters: ofYear,
  identifiers: ["events"],
});

const isRead = ({ eventTypes }: RegistryDefinition): string =>
  `${eventTypeSql} IN (${eventTypes.map((type) => `'${type}'`).join(", ")})`;

/** The events of a year that a registry reads, in SQL. */
const readOfYear = (definition: RegistryDefinition): string =>
  `FROM ${eventsSql} WHERE ${inScope} AND simulation_year = $year AND ${isRead(definition)}`;

const faults = Object.freeze({
  employee: "(employee_id IS NULL OR employee_id = '')",
  id: "event_id IS NULL",
  date: "effective_date IS NULL",
  time: beyondTimeSql("effective_date"),
});

/** The statements by which a registry reads events. */
export interface EventStatements
  extends ReturnType<typeof readings>, ReturnType<typeof faultyEvents>, ReturnType<typeof summaries> {}

/** Makes the statements by which a registry reads events. */
export function eventStatements(definition: RegistryDefinition): EventStatements {
  return Object.freeze({
    ...readings(definition),
    ...faultyEvents(definition),
    ...summaries(definition),
  });
}

function readings(definition: RegistryDefinition) {
  const { name, says, warnsOfSilence } = definition;
  const silent = warnsOfSilence
    ? `count(CASE WHEN ${eventTypeSql} = 'enrollment_change' AND (${says}) IS NULL THEN 1 END)`
    : "0";
  return {
    /**
     * Reads a year once, for its fingerprint and for what could be wrong with it. Dates that are impossible show in the first and
     * the last one, and a missing id hashes like one more id.
     */
    read: defineSql({
      name: `read the ${name} events of a year`,
      text: `SELECT count(*) AS events, ${fingerprint} AS fingerprint, min(${eventTimeSql}) AS first_at, max(${eventTimeSql}) AS last_at,
          count(*) - count(nullif(employee_id, '')) AS without_employee,
          count(*) - count(event_id) AS without_id,
          count(*) - count(effective_date) AS without_date,
          count(event_id) + (count(event_id) < count(*))::INTEGER - count(DISTINCT hash(event_id)) AS repeated,
          coalesce(NOT (isfinite(min(${eventTimeSql})) AND isfinite(max(${eventTimeSql})) AND year(min(${eventTimeSql})) >= 1 AND year(max(${eventTimeSql})) <= 9999), false)
            AS is_beyond_time,
          ${silent} AS silent
        ${readOfYear(definition)}`,
      parameters: ofYear,
      identifiers: ["events"],
    }),
    fingerprints: defineSql({
      name: `read the fingerprints of the ${name} events of years`,
      text: `SELECT simulation_year AS year, ${fingerprint} AS fingerprint FROM ${eventsSql}
        WHERE ${inScope} AND simulation_year BETWEEN $from AND $to AND ${isRead(definition)} GROUP BY simulation_year`,
      parameters: ofYears,
      identifiers: ["events"],
    }),
  };
}

function faultyEvents(definition: RegistryDefinition) {
  const { name } = definition;
  const source = readOfYear(definition);
  const faulty = (what: string, fault: string) =>
    defineSql({
      name: `find ${name} events ${what}`,
      text: `SELECT event_id, employee_id, event_type, simulation_year, effective_date ${source} AND ${fault}
        ORDER BY event_id, employee_id LIMIT 20`,
      parameters: ofYear,
      identifiers: ["events"],
    });
  return {
    withoutEmployee: faulty("without an employee", faults.employee),
    withoutId: faulty("without an id", faults.id),
    withoutDate: faulty("without a date", faults.date),
    beyondTime: faulty("with an impossible date", faults.time),
    countBeyondTime: defineSql({
      name: `count ${name} events with an impossible date`,
      text: `SELECT count(*) AS events ${source} AND ${faults.time}`,
      parameters: ofYear,
      identifiers: ["events"],
    }),
    repeated: defineSql({
      name: `find ${name} events with the same id`,
      text: `SELECT event_id, count(*) AS events, min(employee_id) AS employee_id ${source} AND event_id IS NOT NULL
        GROUP BY event_id HAVING count(*) > 1 ORDER BY event_id LIMIT 20`,
      parameters: ofYear,
      identifiers: ["events"],
    }),
  };
}

function summaries(definition: RegistryDefinition) {
  const { name, says, historyColumns, history, active, joins } = definition;
  const source = readOfYear(definition);
  const own = historyColumns.map((column) => column.name).join(", ");
  const ownOfEvents = historyColumns.map((column) => `${column.ofEvents} AS ${column.name}`).join(", ");
  const said = `SELECT employee_id, CASE WHEN says THEN moment END AS yes_at, CASE WHEN NOT says THEN moment END AS no_at
          FROM (SELECT employee_id, ${eventTimeSql} AS moment, ${says} AS says ${source})`;
  const events = { parameters: { ...ofYear, scope_id: "INTEGER" }, identifiers: ["events"] } as const;
  return {
    /** What each employee's events of the year say; where the latest ones contradict each other, NULL. */
    summarise: defineSql({
      name: `note what the ${name} events of a year say`,
      text: `INSERT INTO bailiwick.${history} (scope_id, year, employee_id, ${own}, decided_at, ${active})
        SELECT $scope_id, $year, employee_id, ${ownOfEvents}, greatest(max(yes_at), max(no_at)),
          CASE WHEN max(no_at) IS NULL OR max(yes_at) > max(no_at) THEN true
            WHEN max(yes_at) IS NULL OR max(yes_at) < max(no_at) THEN false END
        FROM (${said}) GROUP BY employee_id HAVING greatest(max(yes_at), max(no_at)) IS NOT NULL`,
      ...events,
    }),
    /** Of how many employees the latest events contradict each other, and how many an event may make a member. */
    count: defineSql({
      name: `count what the ${name} events of a year say`,
      text: `SELECT count(*) AS employees, count(*) FILTER (h.${active} IS NULL) AS contradictions,
          count(*) FILTER (${joins}) AS joining
        FROM bailiwick.${history} AS h
        WHERE h.scope_id = $scope_id AND h.year = $year AND h.decided_at IS NOT NULL`,
      parameters: { scope_id: "INTEGER", year: "INTEGER" },
    }),
    /** Of events at the same time the one of the higher sequence is later, and then the one of the greater id. */
    settle: defineSql({
      name: `settle the contradictions among the ${name} events of a year`,
      text: `UPDATE bailiwick.${history} AS h SET ${active} = latest.says
        FROM (SELECT employee_id, moment, arg_max(says, {sequence: event_sequence, id: event_id}) AS says
          FROM (SELECT employee_id, event_id, coalesce(event_sequence, -9223372036854775808)::BIGINT AS event_sequence,
              ${eventTimeSql} AS moment, ${says} AS says ${source})
          WHERE says IS NOT NULL AND employee_id IN (SELECT employee_id FROM bailiwick.${history}
            WHERE scope_id = $scope_id AND year = $year AND ${active} IS NULL)
          GROUP BY employee_id, moment) AS latest
        WHERE h.scope_id = $scope_id AND h.year = $year AND h.${active} IS NULL
          AND h.employee_id = latest.employee_id AND h.decided_at = latest.moment`,
      ...events,
    }),
  };
}
