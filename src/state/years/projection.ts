import { defineSql } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";

/** The statements by which the documented table of a registry is brought to a state. */
// oxlint-disable-next-line typescript/explicit-function-return-type
export function projectionStatements(definition: RegistryDefinition) {
  return Object.freeze({ ...toState(definition), ...byYear(definition) });
}

/** From the temporary table `registry_state`: only what differs is written. */
// oxlint-disable-next-line typescript/explicit-function-return-type
function toState({ name, columns, active, fold }: RegistryDefinition) {
  const values = [...fold.map(({ column }) => column), active];
  const all = columns.map((column) => column.name).join(", ");
  return {
    remove: defineSql({
      name: `remove ${name} rows that no state has`,
      text: `DELETE FROM {table} AS r
        WHERE NOT EXISTS (SELECT 1 FROM registry_state AS s WHERE s.employee_id = r.employee_id)`,
      identifiers: ["table"],
    }),
    change: defineSql({
      name: `change ${name} rows that differ from the state`,
      text: `UPDATE {table} AS r SET ${values.map((column) => `${column} = s.${column}`).join(", ")}, last_updated = $now
        FROM registry_state AS s WHERE s.employee_id = r.employee_id
          AND (${values.map((column) => `r.${column} IS DISTINCT FROM s.${column}`).join(" OR ")})`,
      parameters: { now: "TIMESTAMP" },
      identifiers: ["table"],
    }),
    add: defineSql({
      name: `add ${name} rows that the state has`,
      text: `INSERT INTO {table} (${all}) SELECT s.employee_id, ${values.map((column) => `s.${column}`).join(", ")}, $now
        FROM registry_state AS s
        WHERE NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.employee_id = s.employee_id)`,
      parameters: { now: "TIMESTAMP" },
      identifiers: ["table"],
    }),
    forget: defineSql({ name: "drop a state", text: "DROP TABLE IF EXISTS registry_state" }),
  };
}

const ofYear = { scope_id: "INTEGER", year: "INTEGER" } as const;

/** From the rows of the history of one year alone, where all of its events are later than all before: nothing is folded. */
// oxlint-disable-next-line typescript/explicit-function-return-type
function byYear({ name, columns, active, history, joins, fresh, advance }: RegistryDefinition) {
  const rows = `bailiwick.${history} AS h WHERE h.scope_id = $scope_id AND h.year = $year AND h.decided_at IS NOT NULL`;
  const newcomers = `FROM bailiwick.${history} AS h WHERE h.scope_id = $scope_id AND h.year = $year
      AND h.decided_at IS NOT NULL AND ${joins} AND NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.employee_id = h.employee_id)`;
  const changes = [...advance, { column: active, value: `h.${active}` }];
  const typeOf = new Map(columns.map((column) => [column.name, column.type]));
  const values = [
    { column: "employee_id", value: "h.employee_id" },
    ...fresh,
    { column: active, value: `h.${active}` },
    { column: "last_updated", value: "$now" },
  ].map(({ column, value }) => `${value}::${typeOf.get(column)} AS ${column}`);
  const all = columns.map((column) => column.name).join(", ");
  const parameters = { ...ofYear, now: "TIMESTAMP" } as const;
  return {
    advance: defineSql({
      name: `bring ${name} rows forward by a year`,
      text: `UPDATE {table} AS r SET ${changes.map(({ column, value }) => `${column} = ${value}`).join(", ")}, last_updated = $now
        FROM ${rows} AND h.employee_id = r.employee_id
          AND (${changes.map(({ column, value }) => `r.${column} IS DISTINCT FROM ${value}`).join(" OR ")})`,
      parameters,
      identifiers: ["table"],
    }),
    /** Looked at first: an insert into a table with a key takes its time even if there is nothing to insert. */
    countNewcomers: defineSql({
      name: `count who is new in the ${name} registry`,
      text: `SELECT count(*) AS newcomers ${newcomers}`,
      parameters: ofYear,
      identifiers: ["table"],
    }),
    join: defineSql({
      name: `add who is new in the ${name} registry`,
      text: `INSERT INTO {table} (${all}) SELECT ${values.join(", ")} ${newcomers}`,
      parameters,
      identifiers: ["table"],
    }),
    /** Twice as quick as inserting, where most rows are new: the key is made once, of all of them. */
    regrow: defineSql({
      name: `make the ${name} table anew with who is new`,
      text: `CREATE OR REPLACE TABLE {table} AS SELECT ${all} FROM {table}
        UNION ALL SELECT ${values.join(", ")} ${newcomers}`,
      parameters,
      identifiers: ["table"],
    }),
  };
}

/** Gives a table that was made anew its key. */
export const addKey = defineSql({
  name: "add the key of a registry's table",
  text: "ALTER TABLE {table} ADD PRIMARY KEY (employee_id)",
  identifiers: ["table"],
});

export const countRows = defineSql({
  name: "count the rows of a registry's table",
  text: "SELECT count(*) AS employees FROM {table}",
  identifiers: ["table"],
});
