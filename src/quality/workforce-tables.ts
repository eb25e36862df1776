import { isPlainObject, optionInvalid, refuseUnknownOptions } from "../kernel/index.js";
import { quoteIdentifier, quoteTable } from "../store/index.js";
import { readColumn, readTable, shownTable, type TableOption } from "./rule-options.js";

const eventColumns = {
  scenario: "scenario_id",
  plan: "plan_design_id",
  year: "simulation_year",
  id: "event_id",
  employee: "employee_id",
  type: "event_type",
  date: "effective_date",
  sequence: "event_sequence",
  compensation: "compensation_amount",
  rate: "employee_deferral_rate",
} as const;

const snapshotColumns = {
  scenario: "scenario_id",
  plan: "plan_design_id",
  year: "simulation_year",
  employee: "employee_id",
  status: "employment_status",
  detail: "detailed_status_code",
  compensation: "current_compensation",
  rate: "current_deferral_rate",
} as const;

const baselineColumns = {
  scenario: "scenario_id",
  plan: "plan_design_id",
  year: "simulation_year",
  employee: "employee_id",
  status: "employment_status",
  compensation: "current_compensation",
  rate: "employee_deferral_rate",
} as const;

/** The table of events, where it is not `fct_yearly_events`, and the columns that have other names. */
export interface EventsTable {
  readonly table?: TableOption;
  readonly columns?: Readonly<Partial<Record<keyof typeof eventColumns, string>>>;
}

/** The table of snapshots, where it is not `fct_workforce_snapshot`, and the columns that have other names. */
export interface SnapshotTable {
  readonly table?: TableOption;
  readonly columns?: Readonly<Partial<Record<keyof typeof snapshotColumns, string>>>;
}

/** The table of the baseline, where it is not `int_baseline_workforce`, and the columns that have other names. */
export interface BaselineTable {
  readonly table?: TableOption;
  readonly columns?: Readonly<Partial<Record<keyof typeof baselineColumns, string>>>;
}

/** A table as SQL has it: all names are quoted. */
export interface ResolvedTable<Column extends string> {
  readonly sql: string;
  readonly shown: string;
  readonly columns: Readonly<Record<Column, string>>;
  /** The condition for the rows of the scope, and those that have none. */
  readonly inScope: string;
}

/** @throws BailiwickError `OPTION_INVALID` */
export function readEvents(events: unknown, owner: string): ResolvedTable<keyof typeof eventColumns> {
  return resolve(events, { option: "events", table: "fct_yearly_events", columns: eventColumns }, owner);
}

/** @throws BailiwickError `OPTION_INVALID` */
export function readSnapshot(snapshot: unknown, owner: string): ResolvedTable<keyof typeof snapshotColumns> {
  const usual = { option: "snapshot", table: "fct_workforce_snapshot", columns: snapshotColumns };
  return resolve(snapshot, usual, owner);
}

/** @throws BailiwickError `OPTION_INVALID` */
export function readBaseline(baseline: unknown, owner: string): ResolvedTable<keyof typeof baselineColumns> {
  const usual = { option: "baseline", table: "int_baseline_workforce", columns: baselineColumns };
  return resolve(baseline, usual, owner);
}

interface UsualTable<Column extends string> {
  readonly option: string;
  readonly table: string;
  readonly columns: Readonly<Record<Column, string>>;
}

function resolve<Column extends string>(
  given: unknown,
  usual: UsualTable<Column>,
  owner: string,
): ResolvedTable<Column> {
  const { option } = usual;
  if (given !== undefined) refuseUnknownOptions(given, ["table", "columns"], `${option} of ${owner}`);
  const { table = usual.table, columns = {} } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const name = readTable(table, `${option}.table`, owner);
  if (!isPlainObject(columns)) throw optionInvalid(`${option}.columns`, owner, "an object of names", columns);
  refuseUnknownOptions(columns, Object.keys(usual.columns), `${option}.columns of ${owner}`);
  const entries = Object.entries<string>(usual.columns).map(([column, usually]) => [
    column,
    quoteIdentifier(readColumn(columns[column] ?? usually, `${option}.columns.${column}`, owner)),
  ]);
  const quoted = Object.fromEntries(entries) as Readonly<Record<Column | "scenario" | "plan", string>>;
  const inScope = `(${quoted.scenario} = $scenario_id OR ${quoted.scenario} IS NULL)
    AND (${quoted.plan} = $plan_design_id OR ${quoted.plan} IS NULL)`;
  return { sql: quoteTable(name), shown: shownTable(name), columns: quoted, inScope };
}

/** Those who are active at the end of the year before, or in the baseline of the first year. */
export function activeBefore(
  snapshot: ResolvedTable<keyof typeof snapshotColumns>,
  baseline: ResolvedTable<keyof typeof baselineColumns>,
  isFirstYear: boolean,
): string {
  const { sql, columns, inScope } = isFirstYear ? baseline : snapshot;
  const year = isFirstYear ? "$year" : "$year - 1";
  return `SELECT ${columns.scenario} AS scenario, ${columns.plan} AS plan, ${columns.employee} AS employee,
      ${columns.compensation} AS compensation, ${columns.rate} AS rate
    FROM ${sql} WHERE ${columns.year} = ${year} AND lower(${columns.status}) = 'active' AND ${inScope}`;
}
