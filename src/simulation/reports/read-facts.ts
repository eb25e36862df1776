import { BailiwickError, counted, describe, quoteList } from "../../kernel/index.js";
import type { StateScope } from "../../state/index.js";
import { defineSql, type DuckDbConnection, type SqlRow } from "../../store/index.js";

/** How many employees of a year are alike, and what they have together. */
export interface SnapshotGroup extends SqlRow {
  readonly year: number;
  readonly active: boolean;
  readonly status: string;
  readonly participating: boolean;
  readonly detail: string;
  readonly employees: number;
  readonly compensationCents: number;
  /** The sum of deferral rates, in millionths. */
  readonly deferralMillionths: number;
  readonly contributors: number;
  readonly contributionCents: number;
  readonly matchCents: number;
}

/** How many events of a type a year has. */
export interface EventGroup extends SqlRow {
  readonly year: number;
  readonly type: string;
  readonly events: number;
}

/** What the tables of a scope hold, as of one moment. */
export interface SimulationFacts {
  readonly scope: StateScope;
  /** The years that have a snapshot, in order. */
  readonly years: readonly number[];
  readonly snapshot: ReadonlyMap<number, readonly SnapshotGroup[]>;
  readonly events: ReadonlyMap<number, readonly EventGroup[]>;
  /** The active employees at the beginning of a year, of those years that have a baseline. */
  readonly baseline: ReadonlyMap<number, number>;
  /** How many employees stand more than once in the snapshot of a year; years without one are absent. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** From the first to the last, both among them. */
export interface YearSpan {
  readonly first: number;
  readonly last: number;
}

/** All that can be read. */
const allYears: YearSpan = { first: -(2 ** 31), last: 2 ** 31 - 1 };

const factTypes = { scenario: "VARCHAR", plan: "VARCHAR", first: "INTEGER", last: "INTEGER" } as const;
const ofScope =
  "scenario_id = $scenario AND plan_design_id = $plan AND simulation_year BETWEEN $first AND $last";

/** Money is added as decimals: a sum of doubles depends on the number of threads. */
const cents = (column: string, where = ""): string =>
  `CAST(coalesce(sum(CAST(${column} AS DECIMAL(18, 2)))${where}, 0) * 100 AS BIGINT)`;

const snapshotGroups = defineSql({
  name: "report: employees of each year",
  text: `SELECT simulation_year AS year, coalesce(lower(employment_status), '') = 'active' AS active,
      coalesce(detailed_status_code, 'unknown') AS status,
      coalesce(lower(participation_status), '') = 'participating' AS participating,
      coalesce(participation_status_detail, 'unknown') AS detail,
      count(*) AS employees,
      ${cents("current_compensation")} AS "compensationCents",
      CAST(coalesce(sum(CAST(current_deferral_rate AS DECIMAL(9, 6))), 0) * 1000000 AS BIGINT) AS "deferralMillionths",
      count(*) FILTER (annual_contribution_amount > 0) AS contributors,
      ${cents("annual_contribution_amount")} AS "contributionCents",
      ${cents("employer_match_amount")} AS "matchCents"
    FROM fct_workforce_snapshot WHERE ${ofScope} GROUP BY ALL ORDER BY ALL`,
  parameters: factTypes,
});

const duplicateEmployees = defineSql({
  name: "report: employees of a year that stand in its snapshot more than once",
  text: `SELECT year, count(*) AS employees FROM (
      SELECT simulation_year AS year FROM fct_workforce_snapshot
      WHERE ${ofScope} GROUP BY simulation_year, employee_id HAVING count(*) > 1)
    GROUP BY year ORDER BY year`,
  parameters: factTypes,
});

const eventGroups = defineSql({
  name: "report: events of each year",
  text: `SELECT simulation_year AS year, coalesce(lower(trim(event_type)), 'unknown') AS type, count(*) AS events
    FROM fct_yearly_events WHERE ${ofScope} GROUP BY ALL ORDER BY ALL`,
  parameters: factTypes,
});

const baselineHeadcounts = defineSql({
  name: "report: active employees at the beginning of a year",
  text: `SELECT simulation_year AS year, count(*) FILTER (lower(employment_status) = 'active') AS active
    FROM int_baseline_workforce WHERE ${ofScope} GROUP BY ALL ORDER BY ALL`,
  parameters: factTypes,
});

const scopesOfSnapshots = defineSql({
  name: "report: scenarios and plan designs that have a snapshot",
  text: `SELECT DISTINCT scenario_id || '/' || plan_design_id AS name FROM fct_workforce_snapshot
    WHERE scenario_id IS NOT NULL AND plan_design_id IS NOT NULL ORDER BY name LIMIT 13`,
});

const columnsOfTables = defineSql({
  name: "report: columns of the tables that are read",
  text: `SELECT lower(table_name) AS "table", lower(column_name) AS "column" FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = 'main' AND list_contains($tables, lower(table_name))`,
  parameters: { tables: "VARCHAR[]" },
});

const scopeColumns = ["scenario_id", "plan_design_id", "simulation_year"];

/** What a report reads of each table. */
const columnsRead: Readonly<Record<string, readonly string[]>> = {
  int_baseline_workforce: [...scopeColumns, "employment_status"],
  fct_yearly_events: [...scopeColumns, "event_type"],
  fct_workforce_snapshot: [
    ...scopeColumns,
    "employee_id",
    "employment_status",
    "detailed_status_code",
    "current_compensation",
    "current_deferral_rate",
    "participation_status",
    "participation_status_detail",
    "annual_contribution_amount",
    "employer_match_amount",
  ],
};

/**
 * Reads everything that reports are made of: each table in one pass, but for the one that looks for duplicates.
 * O(rows of the scope in these years).
 *
 * @param years those of which facts are wanted; all if left out
 * @throws BailiwickError `REPORT_TABLE_MISSING`, and what the database throws
 */
export async function readFacts(
  connection: DuckDbConnection,
  scope: StateScope,
  { first, last }: YearSpan = allYears,
): Promise<SimulationFacts> {
  await requireTables(connection);
  const values = { scenario: scope.scenarioId, plan: scope.planDesignId, first, last };
  const groups = await connection.rows<SnapshotGroup>(snapshotGroups.bind(values));
  const events = await connection.rows<EventGroup>(eventGroups.bind(values));
  const baseline = await connection.rows<{ year: number; active: number }>(baselineHeadcounts.bind(values));
  const duplicates = await connection.rows<{ year: number; employees: number }>(
    duplicateEmployees.bind(values),
  );
  const snapshot = groupBy(groups, ({ year }) => year);
  return {
    scope,
    years: [...snapshot.keys()].toSorted((one, other) => one - other),
    snapshot,
    events: groupBy(events, ({ year }) => year),
    baseline: new Map(baseline.map(({ year, active }) => [year, active])),
    duplicates: new Map(duplicates.map(({ year, employees }) => [year, employees])),
  };
}

/**
 * Refuses years that were not simulated.
 *
 * @throws BailiwickError `REPORT_YEAR_MISSING`
 */
export async function requireYears(
  connection: DuckDbConnection,
  { scope, years, events }: SimulationFacts,
  asked: readonly number[],
): Promise<void> {
  const missing = asked.filter((year) => !years.includes(year));
  if (missing.length === 0 && asked.length > 0) return;
  const whose = `The scenario ${describe(scope.scenarioId)} with the plan design ${describe(scope.planDesignId)}`;
  const what = missing.length === 0 ? "" : ` of ${missing.join(", ")}`;
  const details = { ...scope, missing, years };
  if (years.length > 0) {
    const unfinished = missing.filter((year) => events.has(year));
    const note = unfinished.length === 0 ? "" : ` Of ${unfinished.join(", ")} there are events, but no more.`;
    throw new BailiwickError("REPORT_YEAR_MISSING", {
      message: `${whose} has no workforce snapshot${what}; there ${years.length === 1 ? "is one" : "are snapshots"} of ${years.join(", ")}.${note}`,
      hint: "report the years that there are, or simulate the others first.",
      details,
    });
  }
  const others = await connection.rows<{ name: string }>(scopesOfSnapshots.bind());
  const scopes = others.map(({ name }) => name);
  throw new BailiwickError("REPORT_YEAR_MISSING", {
    message:
      `${whose} has no workforce snapshot${what}, nor of any other year; ` +
      (scopes.length === 0 ? "the table is empty." : `the database has those of ${quoteList(scopes)}.`),
    hint: "check the scenario and the plan design, or simulate them first.",
    details: { ...details, scopes },
  });
}

async function requireTables(connection: DuckDbConnection): Promise<void> {
  const tables = Object.keys(columnsRead);
  const rows = await connection.rows<{ table: string; column: string }>(columnsOfTables.bind({ tables }));
  const present = groupBy(rows, ({ table }) => table);
  const missing = Object.entries(columnsRead).flatMap(([table, columns]) => {
    const found = present.get(table)?.map(({ column }) => column);
    if (found === undefined) return [{ table, columns: [] }];
    const lacking = columns.filter((column) => !found.includes(column));
    return lacking.length === 0 ? [] : [{ table, columns: lacking }];
  });
  if (missing.length === 0) return;
  const faults = missing.map(({ table, columns }) =>
    columns.length === 0
      ? `no table ${table}`
      : `a table ${table} without the ${counted(columns.length, "column").replace(/^\d+ /u, "")} ${columns.join(", ")}`,
  );
  throw new BailiwickError("REPORT_TABLE_MISSING", {
    message: `The database cannot be reported on: it has ${faults.join(", ")}.`,
    hint: "give the database of a simulation, after its first year has been simulated.",
    details: { missing },
  });
}

/** `Map.groupBy` is of Node 21. */
function groupBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
