import { expect } from "vitest";
import { DeferralEscalationRegistry, EnrollmentRegistry, type StateScope } from "../../src/state/index.js";
import type { RegistryOptions } from "../../src/state/index.js";
import type { DuckDb, SqlRow } from "../../src/store/index.js";
import { EnrollmentModel, EscalationModel, byCodePoint } from "./state-model.js";

/** Both registries of a scope, and what they should say. */
export class ScopePair {
  readonly enrollmentModel = new EnrollmentModel();
  readonly escalationModel = new EscalationModel();
  enrollment: EnrollmentRegistry;
  deferral: DeferralEscalationRegistry;

  constructor(
    readonly database: DuckDb,
    readonly scope: StateScope,
    readonly options: RegistryOptions,
  ) {
    this.enrollment = new EnrollmentRegistry(database, scope, options);
    this.deferral = new DeferralEscalationRegistry(database, scope, options);
  }

  /** What a process that starts anew has: other objects on the same database. */
  restart(): void {
    this.enrollment = new EnrollmentRegistry(this.database, this.scope, this.options);
    this.deferral = new DeferralEscalationRegistry(this.database, this.scope, this.options);
  }
}

/** Rows of a documented table without the time of their update, in the order of the ids. */
export async function documentedRows(
  registry: EnrollmentRegistry | DeferralEscalationRegistry,
  database: DuckDb,
): Promise<readonly SqlRow[]> {
  const { table } = await registry.stats();
  const rows = await database.read((connection) =>
    connection.rows({ text: `SELECT * EXCLUDE (last_updated) FROM ${table}` }),
  );
  return rows.toSorted((a, b) => byCodePoint(String(a["employee_id"]), String(b["employee_id"])));
}

/** Everything that a database holds beside the input tables: the rows of each table in some fixed order. */
export async function everythingIn(database: DuckDb): Promise<ReadonlyMap<string, readonly SqlRow[]>> {
  return database.read(async (connection) => {
    const tables = await connection.rows({
      text: `SELECT table_schema AS "schema", table_name AS "name" FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_name NOT IN ('int_baseline_workforce', 'fct_yearly_events')
        ORDER BY ALL`,
    });
    const contents = new Map<string, readonly SqlRow[]>();
    for (const { schema, name } of tables) {
      const text = `SELECT * FROM "${String(schema)}"."${String(name)}" ORDER BY ALL`;
      contents.set(`${String(schema)}.${String(name)}`, await connection.rows({ text }));
    }
    return contents;
  });
}

/** All that a database holds of one scope: its documented tables, and its rows of the own tables. */
export async function everythingOf({
  database,
  enrollment,
  deferral,
  scope,
}: ScopePair): Promise<ReadonlyMap<string, readonly SqlRow[]>> {
  const contents = await everythingIn(database);
  const documented = new Set([(await enrollment.stats()).table, (await deferral.stats()).table]);
  const scopeRow = contents
    .get("bailiwick.scopes")
    ?.find((row) => row["scenario_id"] === scope.scenarioId && row["plan_design_id"] === scope.planDesignId);
  const owned = new Map<string, readonly SqlRow[]>();
  for (const [name, rows] of contents) {
    if (documented.has(name)) owned.set(name, rows);
    if (!name.startsWith("bailiwick.")) continue;
    owned.set(
      name,
      rows.filter((row) => row["scope_id"] === scopeRow?.["scope_id"]),
    );
  }
  return owned;
}

/** Both documented tables and the applied years of a scope are those of the models. */
export async function expectTables(pair: ScopePair): Promise<void> {
  const { enrollment, deferral, enrollmentModel, escalationModel, database } = pair;
  expect(await documentedRows(enrollment, database)).toEqual(enrollmentModel.now());
  expect((await enrollment.stats()).years).toEqual(yearsOf(enrollmentModel));
  if (escalationModel.applied.size === 0) return;
  expect(await documentedRows(deferral, database)).toEqual(escalationModel.now());
  expect((await deferral.stats()).years).toEqual(yearsOf(escalationModel));
}

const yearsOf = (model: EnrollmentModel | EscalationModel): number[] =>
  [...model.applied.keys()].toSorted((a, b) => a - b);

/** Every way of asking gives what the models give, for some employees and as of a year. */
export async function expectAnswers(pair: ScopePair, year: number, ids: readonly string[]): Promise<void> {
  const { enrollment, deferral, enrollmentModel, escalationModel } = pair;
  const enrolled = namesWhere(enrollmentModel.asOf(year), ({ is_enrolled }) => is_enrolled);
  expect(await enrollment.getEnrolledEmployees(year)).toEqual(enrolled);
  const streamed: string[] = [];
  for await (const batch of enrollment.streamEnrolledEmployees(year)) streamed.push(...batch);
  expect(streamed.toSorted(byCodePoint)).toEqual(enrolled);
  const answers = new Map(ids.map((id) => [id, enrolled.includes(id)]));
  expect(await enrollment.areEmployeesEnrolled(ids, year)).toEqual(answers);
  const snapshot = await enrollment.snapshot(year);
  expect(new Map(ids.map((id) => [id, snapshot.isEmployeeEnrolled(id)]))).toEqual(answers);
  expect(snapshot.size).toBe(enrolled.length);
  for (const id of ids.slice(0, 2)) {
    expect(await enrollment.isEmployeeEnrolled(id, year)).toBe(answers.get(id));
  }
  if (escalationModel.applied.size === 0) return;
  const escalated = escalationModel.asOf(year);
  const participants = namesWhere(escalated, ({ is_participating }) => is_participating);
  expect(await deferral.getEscalationParticipants(year)).toEqual(participants);
  const counts = new Map(ids.map((id) => [id, escalated.get(id)?.escalation_count ?? 0]));
  expect(await deferral.getEscalationCounts(ids, year)).toEqual(counts);
  const [first = ""] = ids;
  expect(await deferral.getEscalationCount(first, year)).toBe(counts.get(first));
  expect(await deferral.getEscalationCount(first)).toBe(
    escalationModel.asOf(Infinity).get(first)?.escalation_count ?? 0,
  );
}

function namesWhere<State>(states: ReadonlyMap<string, State>, holds: (state: State) => boolean): string[] {
  return [...states]
    .filter(([, state]) => holds(state))
    .map(([id]) => id)
    .toSorted(byCodePoint);
}
