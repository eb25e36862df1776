import { defineSql, quoteIdentifier } from "../../store/index.js";
import type { RegistryDefinition } from "../registry-definition.js";

/** The statements by which the documented table of a registry is brought to a state. */
export function projectionStatements(definition: RegistryDefinition) {
  return Object.freeze({
    create: createTable(definition),
    ...toState(definition),
    ...byChanges(definition),
    ...byNewcomers(definition),
  });
}

function createTable({ name, columns, key }: RegistryDefinition) {
  const list = columns.map(
    (column) =>
      `${quoteIdentifier(column.name)} ${column.type}${key.includes(column.name) ? " PRIMARY KEY" : ""}`,
  );
  return defineSql({
    name: `make the ${name} table`,
    text: `CREATE TABLE {table} (${list.join(", ")})`,
    identifiers: ["table"],
  });
}

/** From the temporary table `registry_state`: only what differs is written. */
function toState({ name, columns, active, fold }: RegistryDefinition) {
  const values = [...fold.map(({ column }) => column), active];
  const all = columns.map((column) => column.name).join(", ");
  return {
    remove: defineSql({
      name: `remove ${name} rows that no state has`,
      text: `DELETE FROM {table} AS r
        WHERE r.employee_id IS NULL OR r.employee_id NOT IN (SELECT employee_id FROM registry_state)`,
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
        FROM registry_state AS s ANTI JOIN {table} AS r ON r.employee_id = s.employee_id`,
      parameters: { now: "TIMESTAMP" },
      identifiers: ["table"],
    }),
    forget: defineSql({ name: "drop a state", text: "DROP TABLE IF EXISTS registry_state" }),
  };
}

const ofYear = { scope_id: "INTEGER", year: "INTEGER", now: "TIMESTAMP" } as const;

/** What the events of one year say, in SQL. */
const rowsOfYear = ({ history }: RegistryDefinition): string =>
  `bailiwick.${history} AS h WHERE h.scope_id = $scope_id AND h.year = $year AND h.decided_at IS NOT NULL`;

/** From the rows of the history of one year alone, where all of its events are later than all before: nothing is folded. */
function byChanges(definition: RegistryDefinition) {
  const { name, active, joins, advance } = definition;
  const update = (
    changes: readonly { readonly column: string; readonly value: string }[],
    which: string,
  ): string =>
    `UPDATE {table} AS r SET ${changes.map(({ column, value }) => `${column} = ${value}`).join(", ")}, last_updated = $now
      FROM ${rowsOfYear(definition)} AND h.employee_id = r.employee_id AND ${which}
        AND (${changes.map(({ column, value }) => `r.${column} IS DISTINCT FROM ${value}`).join(" OR ")})`;
  const flag = { column: active, value: `h.${active}` };
  return {
    /** Those whom an event of the year would make members, if they were not. */
    advanceJoining: defineSql({
      name: `bring ${name} rows forward by a year`,
      text: update([...advance, flag], joins),
      parameters: ofYear,
      identifiers: ["table"],
    }),
    advanceOthers: defineSql({
      name: `bring other ${name} rows forward by a year`,
      text: update([flag], `NOT (${joins})`),
      parameters: ofYear,
      identifiers: ["table"],
    }),
    /** All of them at once, for a registry in which only the flag of a member changes. */
    advanceAll: defineSql({
      name: `bring all ${name} rows forward by a year`,
      text: update([flag], "true"),
      parameters: ofYear,
      identifiers: ["table"],
    }),
  };
}

/** Values as the documented columns, with their types: what is selected for a table that is made of it. */
export function documentedColumns(
  { columns }: RegistryDefinition,
  values: readonly { readonly column: string; readonly value: string }[],
): string {
  const typeOf = new Map(columns.map((column) => [column.name, column.type]));
  return values.map(({ column, value }) => `${value}::${typeOf.get(column)} AS ${column}`).join(", ");
}

/** From the same rows, for those who are not in the table yet. */
function byNewcomers(definition: RegistryDefinition) {
  const { name, columns, active, joins, fresh } = definition;
  const rows = rowsOfYear(definition);
  const values = documentedColumns(definition, [
    { column: "employee_id", value: "h.employee_id" },
    ...fresh,
    { column: active, value: `h.${active}` },
    { column: "last_updated", value: "$now" },
  ]);
  const all = columns.map((column) => column.name).join(", ");
  return {
    newcomers: defineSql({
      name: `find who is new in the ${name} registry`,
      text: `CREATE OR REPLACE TEMP TABLE newcomers AS SELECT ${values}
        FROM (SELECT * FROM ${rows} AND ${joins}) AS h ANTI JOIN {table} AS r ON r.employee_id = h.employee_id`,
      parameters: ofYear,
      identifiers: ["table"],
    }),
    join: defineSql({
      name: `add who is new in the ${name} registry`,
      text: `INSERT INTO {table} (${all}) SELECT ${all} FROM newcomers`,
      identifiers: ["table"],
    }),
    joinAnew: defineSql({
      name: `make the ${name} table anew with who is new`,
      text: `CREATE OR REPLACE TABLE {table} AS SELECT ${all} FROM {table} UNION ALL SELECT ${all} FROM newcomers`,
      identifiers: ["table"],
    }),
  };
}

/** How many rows the temporary table of newcomers has. */
export const countNewcomers = defineSql({
  name: "count who is new",
  text: "SELECT count(*) AS employees FROM newcomers",
});

export const forgetNewcomers = defineSql({ name: "drop who is new", text: "DROP TABLE newcomers" });

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
