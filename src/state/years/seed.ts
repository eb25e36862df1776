import { counted, deepFreeze } from "../../kernel/index.js";
import { defineSql, type SqlStatement } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import type { StateWarning, YearReport } from "../reports.js";
import { refuseEarlierEvents } from "./apply-year.js";
import { comparableSql } from "./event-types.js";
import { refuseFaults } from "./input-faults.js";
import { eraseLedger, writeLedger, type LedgerYear } from "./ledger.js";
import { projectState } from "./project.js";
import { valuesOf } from "./read-year.js";
import { statementsOf } from "../statements/registry-statements.js";
import { baselineTable, eventTable, requireInput } from "./inputs.js";
import { columnsOf } from "./tables.js";
import {
  baselineColumns,
  baselineSql,
  beyondTimeSql,
  eventColumns,
  optionalBaselineColumns,
} from "./typed-inputs.js";
import { projectionOf, withRegistry, type RegistryWork } from "./work.js";
import { onlyRow } from "../statements/only-row.js";

const allYears = [0, 9999] as const;
const values = { scenario_id: "VARCHAR", plan_design_id: "VARCHAR", year: "INTEGER" } as const;

/** What the members of a baseline are told by, in SQL. */
export const baselineFingerprint = "count(*) || '-' || coalesce(bit_xor(hash(employee_id, enrolled_on)), 0)";

/** The statements by which a baseline is read that has some of the columns that it may have. */
export function baselineStatements(columns: readonly string[]) {
  const filter = (column: keyof typeof values, name: string): string =>
    columns.includes(name) ? `${name} = $${column}` : `$${column} IS NOT NULL`;
  const members = `FROM ${baselineSql(new Set(columns))} WHERE ${comparableSql("employment_status")} = 'active'
    AND employee_enrollment_date IS NOT NULL AND ${filter("scenario_id", "scenario_id")}
    AND ${filter("plan_design_id", "plan_design_id")} AND ${filter("year", "simulation_year")}`;
  const shared = { parameters: values, identifiers: ["baseline"] } as const;
  const noId = "(employee_id IS NULL OR employee_id = '')";
  return Object.freeze({
    read: defineSql({
      name: "read the baseline",
      text: `SELECT coalesce(sum(entries), 0)::BIGINT AS members,
          coalesce(sum(entries) FILTER (${noId}), 0)::BIGINT AS without_id,
          (coalesce(sum(entries), 0) - count(*))::BIGINT AS repeated,
          count(*) - count(DISTINCT employee_id) AS contradictory,
          coalesce(sum(entries) FILTER (${beyondTimeSql("enrolled_on")}), 0)::BIGINT AS beyond_time,
          ${baselineFingerprint} AS fingerprint
        FROM (SELECT employee_id, employee_enrollment_date AS enrolled_on, count(*) AS entries ${members} GROUP BY ALL)`,
      ...shared,
    }),
    withoutId: defineSql({
      name: "find members of the baseline without an id",
      text: `SELECT employee_id, employee_enrollment_date ${members} AND ${noId} ORDER BY ALL LIMIT 20`,
      ...shared,
    }),
    beyondTime: defineSql({
      name: "find members of the baseline with an impossible date",
      text: `SELECT employee_id, employee_enrollment_date ${members} AND ${beyondTimeSql("employee_enrollment_date")}
        ORDER BY ALL LIMIT 20`,
      ...shared,
    }),
    contradictions: defineSql({
      name: "find contradictory members of the baseline",
      text: `SELECT employee_id, min(employee_enrollment_date) AS earliest, max(employee_enrollment_date) AS latest
        ${members} GROUP BY employee_id HAVING count(DISTINCT employee_enrollment_date) > 1
        ORDER BY employee_id LIMIT 20`,
      ...shared,
    }),
    seed: defineSql({
      name: "note the members of the baseline",
      text: `INSERT INTO bailiwick.enrollment_history
          (scope_id, year, employee_id, first_enrolled_on, decided_at, is_enrolled)
        SELECT $scope_id, $start, employee_id, min(employee_enrollment_date), NULL, true ${members} GROUP BY employee_id`,
      parameters: { ...values, scope_id: "INTEGER", start: "INTEGER" },
      identifiers: ["baseline"],
    }),
  });
}

type BaselineStatements = ReturnType<typeof baselineStatements>;

/** Seeds a registry from the baseline, and makes a year its start. */
export async function seedFromBaseline(
  access: RegistryAccess,
  year: number,
  signal: AbortSignal | undefined,
): Promise<YearReport> {
  return withRegistry(access, signal, async (registry) => {
    const { connection, ledger } = registry;
    const statements = baselineStatements(
      await requireInput(connection, baselineTable, baselineColumns, optionalBaselineColumns),
    );
    // A simulation may begin before there is a table of events.
    if ((await columnsOf(connection, eventTable)) !== undefined) {
      await requireInput(connection, eventTable, eventColumns);
      await refuseEarlierEvents(registry, year);
    }
    const { reading, repeated } = await readBaseline(registry, statements, year);
    const { baseline } = ledger;
    const report = {
      registry: access.definition.name,
      year,
      events: reading.rows,
      warnings: repeated === 0 ? [] : [repeatedWarning(repeated)],
    };
    if (baseline?.year === year && baseline.fingerprint === reading.fingerprint) {
      const nothing = { outcome: "unchanged", removedYears: [], added: 0, changed: 0, removed: 0 } as const;
      return deepFreeze({ ...report, ...nothing });
    }
    const changes = await seed(
      registry,
      reading,
      statements.seed.bind(
        { ...valuesOf(registry, year), scope_id: registry.key.scopeId, start: year },
        { baseline: baselineTable },
      ),
    );
    const outcome = baseline === undefined ? "applied" : "reapplied";
    const removedYears = ledger.years.map((applied) => applied.year);
    return deepFreeze({ ...report, outcome, removedYears, ...changes } as const);
  });
}

function repeatedWarning(count: number): StateWarning {
  const repeat = count === 1 ? "repeats" : "repeat";
  return {
    rule: "baseline-repeated",
    message: `${counted(count, "row")} of the baseline ${repeat} an employee with the same enrollment date, who counts once.`,
    count,
  };
}

/** Reads the baseline. @throws BailiwickError `STATE_INPUT_INVALID` if no state can be told from it */
export async function readBaseline(
  registry: Pick<RegistryWork, "connection" | "key">,
  statements: BaselineStatements,
  year: number,
): Promise<{ readonly reading: LedgerYear; readonly repeated: number }> {
  const { connection } = registry;
  const given = [valuesOf(registry, year), { baseline: baselineTable }] as const;
  const found = await onlyRow<{
    members: number;
    without_id: number;
    repeated: number;
    contradictory: number;
    beyond_time: number;
    fingerprint: string;
  }>(connection, statements.read.bind(...given));
  await refuseFaults(connection, baselineTable, { one: "employee", of: "" }, [
    {
      fault: "employee-without-id",
      what: "without an id",
      count: found.without_id,
      query: statements.withoutId.bind(...given),
      hint: "give them ids, and seed again.",
    },
    {
      fault: "employee-contradictory",
      what: "with different enrollment dates",
      count: found.contradictory,
      query: statements.contradictions.bind(...given),
      hint: "decide for one date each, and seed again.",
    },
    {
      fault: "employee-beyond-time",
      what: "with an enrollment date outside of the years 1 to 9999",
      count: found.beyond_time,
      query: statements.beyondTime.bind(...given),
      hint: "correct the dates, and seed again.",
    },
  ]);
  const { fingerprint, members, repeated } = found;
  return { reading: { year, fingerprint, rows: members, firstEventAt: null, lastEventAt: null }, repeated };
}

async function seed(
  registry: RegistryWork,
  reading: LedgerYear,
  statement: SqlStatement,
): ReturnType<typeof projectState> {
  const { connection, key } = registry;
  const { history } = statementsOf(key.access.definition);
  await eraseLedger(connection, key, "events", allYears);
  await eraseLedger(connection, key, "baseline", allYears);
  await connection.run(history.eraseAll.bind({ scope_id: key.scopeId }));
  await connection.run(statement);
  await writeLedger(connection, key, "baseline", reading);
  return projectState(connection, projectionOf(registry, reading.year, reading.year));
}
