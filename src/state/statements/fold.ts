import { defineSql } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";
import { documentedColumns } from "./projection.js";

/** Years after the start that fit beside the time into 64 bits. */
const narrowSpan = 16;

/**
 * What the latest row of an employee's history decided. When it was, its year and what it decided are one number, the last being
 * its lowest bit, so that the latest is found by one maximum; years beyond the narrow span need 128 bits for it, which take twice the time.
 */
function latest(active: string, isWide: boolean): string {
  const time = isWide ? "epoch_us(decided_at)::HUGEINT * 32768" : "epoch_us(decided_at) * 32";
  return `coalesce((max(${time} + (year - $start) * 2 + ${active}::INTEGER) & 1) = 1, true)`;
}

const asOf = { scope_id: "INTEGER", start: "INTEGER", year: "INTEGER" } as const;
const ofEmployee = { ...asOf, employee_id: "VARCHAR" } as const;
const ofEmployees = { ...asOf, employee_ids: "VARCHAR[]" } as const;

/** The statements by which the history of a registry is folded. */
function statementsFor(definition: RegistryDefinition, isWide: boolean) {
  const { name, history, active, fold, isMember } = definition;
  const columns = fold.map(({ column, aggregate }) => `${aggregate} AS ${column}`).join(", ");
  const flag = latest(active, isWide);
  const span = isWide ? " over many years" : "";
  const rows = `FROM bailiwick.${history} WHERE scope_id = $scope_id AND year <= $year`;
  return Object.freeze({
    /** The documented columns but the last, for every member. */
    state: defineSql({
      name: `fold the ${name} history${span} into a table`,
      text: `CREATE OR REPLACE TEMP TABLE registry_state AS SELECT employee_id, ${columns}, ${flag} AS ${active}
        ${rows} GROUP BY employee_id HAVING ${isMember}`,
      parameters: asOf,
    }),
    /** The documented table itself, without its key. */
    table: defineSql({
      name: `make the ${name} table from the history${span}`,
      text: `CREATE OR REPLACE TABLE {table} AS SELECT ${documentedColumns(definition, [
        { column: "employee_id", value: "employee_id" },
        ...fold.map(({ column, aggregate }) => ({ column, value: `(${aggregate})` })),
        { column: active, value: `(${flag})` },
        { column: "last_updated", value: "$now" },
      ])} ${rows} GROUP BY employee_id HAVING ${isMember}`,
      parameters: { ...asOf, now: "TIMESTAMP" },
      identifiers: ["table"],
    }),
    /** The ids of those who are active, in no order. */
    activeInNoOrder: defineSql({
      name: `find who is active in the ${name} history${span}`,
      text: `SELECT employee_id ${rows} GROUP BY employee_id HAVING ${isMember} AND ${flag}`,
      parameters: asOf,
    }),
    /** The ids of those who are active, sorted. */
    active: defineSql({
      name: `list who is active in the ${name} history${span}`,
      text: `SELECT employee_id ${rows} GROUP BY employee_id HAVING ${isMember} AND ${flag} ORDER BY employee_id`,
      parameters: asOf,
    }),
    /** The same for one employee, if they are a member: their rows are found without a join. */
    ofEmployee: defineSql({
      name: `fold the ${name} history${span} of an employee`,
      text: `SELECT employee_id, ${columns}, ${flag} AS ${active} ${rows}
        AND employee_id = $employee_id GROUP BY employee_id HAVING ${isMember}`,
      parameters: ofEmployee,
    }),
    /** The documented columns but the last, for the members among some employees. */
    ofEmployees: defineSql({
      name: `fold the ${name} history${span} of some employees`,
      text: `SELECT employee_id, ${columns}, ${flag} AS ${active} ${rows}
        AND employee_id IN (SELECT unnest($employee_ids)) GROUP BY employee_id HAVING ${isMember}`,
      parameters: ofEmployees,
    }),
  });
}

/** How a registry's history is folded up to a year, for any span of years. */
export function foldStatements(definition: RegistryDefinition) {
  const [narrow, wide] = [statementsFor(definition, false), statementsFor(definition, true)];
  return Object.freeze({
    narrow,
    wide,
    /** Those for a span. */
    upTo: ({ start, year }: { readonly start: number; readonly year: number }): typeof narrow =>
      year - start < narrowSpan ? narrow : wide,
  });
}
