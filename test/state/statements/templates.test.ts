import { beforeAll, describe, expect, test } from "vitest";
import { appliedYears } from "../../../src/state/integrity.js";
import { eventRules } from "../../../src/state/integrity/event-rules.js";
import { historyRules } from "../../../src/state/integrity/history-rules.js";
import { inspect } from "../../../src/state/integrity/inspect.js";
import { tidying } from "../../../src/state/integrity/tidy-ledger.js";
import { ledgerRules } from "../../../src/state/integrity/ledger-rules.js";
import { bindLook, withExpected, type LookFacts } from "../../../src/state/integrity/look.js";
import { tableRepairs } from "../../../src/state/integrity/rebuild.js";
import { ledgerYears } from "../../../src/state/integrity/scope-facts.js";
import { stateRules } from "../../../src/state/integrity/state-rules.js";
import { liveColumns, shapeColumns, shapeKeys } from "../../../src/state/live-table.js";
import { countActive } from "../../../src/state/reading/count-state.js";
import { allScopes } from "../../../src/state/reading/list-scopes.js";
import { findApplication } from "../../../src/state/reading/as-of.js";
import { deferralDefinition } from "../../../src/state/statements/deferral-definition.js";
import { enrollmentDefinition } from "../../../src/state/statements/enrollment-definition.js";
import {
  addKey,
  countNewcomers,
  countRows,
  forgetNewcomers,
} from "../../../src/state/statements/projection.js";
import { statementsOf } from "../../../src/state/statements/registry-statements.js";
import { countTypes, earlierYears } from "../../../src/state/years/events.js";
import { ledgerStatements } from "../../../src/state/years/ledger.js";
import { scopeStatements } from "../../../src/state/years/scopes.js";
import { baselineStatements } from "../../../src/state/years/seed.js";
import { describeKey, describeTable } from "../../../src/state/years/tables.js";
import type {
  DuckDbConnection,
  SqlParameter,
  SqlStatement,
  SqlTemplate,
  SqlType,
  TableName,
} from "../../../src/store/index.js";
import { filesIn } from "../../gates/source-files.js";
import { AppliedWorkforce } from "../applied-workforce.js";
import { run } from "../small-workforce.js";

/** A template, seen without the names of its parameters and identifiers. */
type AnyTemplate = Pick<SqlTemplate, "name" | "text" | "parameters" | "identifiers"> & {
  readonly bind: unknown;
};

/** One value of each type that the templates declare. */
const valuesByType: Readonly<Partial<Record<SqlType, SqlParameter>>> = {
  BIGINT: 7,
  INTEGER: 2026,
  TIMESTAMP: "2028-01-01T00:00:00.000",
  VARCHAR: "E1",
  "VARCHAR[]": ["E1", "nobody"],
};

const optionalBaseline = ["scenario_id", "plan_design_id", "simulation_year"];
const definitions = { enrollment: enrollmentDefinition, deferral: deferralDefinition };

/** The templates that every registry uses. */
const shared: readonly AnyTemplate[] = [
  ...Object.values(ledgerStatements),
  ...Object.values(scopeStatements),
  ...Object.values(baselineStatements([])),
  ...Object.values(baselineStatements(optionalBaseline)),
  addKey,
  appliedYears,
  allScopes,
  countActive,
  countNewcomers,
  countRows,
  countTypes,
  describeKey,
  describeTable,
  earlierYears,
  findApplication,
  forgetNewcomers,
  ledgerYears,
  liveColumns,
  shapeColumns,
  shapeKeys,
];

/** The templates of one registry. */
function templatesOf(name: keyof typeof definitions): readonly AnyTemplate[] {
  const { events, history, fold, projection } = statementsOf(definitions[name]);
  return [events, history, fold.narrow, fold.wide, projection].flatMap((group) => Object.values(group));
}

/** The rules of one registry and what repairs it: texts that are bound to the tables of a scope. */
function textsOf(
  name: keyof typeof definitions,
  { expected }: LookFacts,
): readonly (readonly [string, string])[] {
  const definition = definitions[name];
  return [
    ...[
      ...stateRules(definition, expected),
      ...historyRules(definition, expected),
      ...ledgerRules(definition, undefined),
      ...eventRules(definition, undefined),
    ].map(({ rule, sql }) => [rule, withExpected(sql, expected)] as const),
    ...Object.entries(tidying),
    ...Object.entries(tableRepairs(expected)),
  ];
}

/** Binds a template to a value of each declared type, and to the tables of a registry. */
function bound(template: AnyTemplate, name: keyof typeof definitions): SqlStatement {
  const { table, active } = definitions[name];
  const names: Readonly<Record<string, string | TableName>> = {
    active,
    baseline: { table: "int_baseline_workforce" },
    events: { table: "fct_yearly_events" },
    schema: "main",
    table: { table },
  };
  const bind = template.bind as (...given: unknown[]) => SqlStatement;
  const pairs = Object.entries(template.parameters).map(([key, type]) => [key, valuesByType[type]]);
  return bind(
    Object.fromEntries(pairs),
    Object.fromEntries(template.identifiers.map((identifier) => [identifier, names[identifier]])),
  );
}

/** How DuckDB would do it. Fails where it cannot: a table, a column, a function or a type that is not there. */
async function explain(connection: DuckDbConnection, statement: SqlStatement): Promise<string> {
  const [row] = await connection.rows({ ...statement, text: `EXPLAIN ${statement.text}` });
  return String(row?.["explain_value"]);
}

describe.each(["enrollment", "deferral"] as const)("the templates of the %s registry", (name) => {
  let workforce: AppliedWorkforce;
  beforeAll(async () => {
    workforce = await AppliedWorkforce.of(name);
    await run(
      workforce.database,
      ...["scenario_id", "plan_design_id"].map(
        (column) => `ALTER TABLE int_baseline_workforce ADD COLUMN ${column} VARCHAR`,
      ),
    );
    return () => workforce.database.close();
  });

  /** In a transaction that has the temporary tables which statements hand on to one another. */
  async function withTemporaryTables<T>(work: (connection: DuckDbConnection) => Promise<T>): Promise<T> {
    const { fold, history, projection } = statementsOf(definitions[name]);
    return workforce.database.transaction(async (connection) => {
      for (const template of [fold.narrow.state, history.keep, projection.newcomers]) {
        await connection.run(bound(template, name));
      }
      return work(connection);
    });
  }

  test.each([...templatesOf(name), ...shared].map((template) => [template.name, template] as const))(
    "%s: it is planned with every parameter bound",
    async (_, template) => {
      const plan = await withTemporaryTables((connection) => explain(connection, bound(template, name)));
      expect(plan).toContain("│");
    },
  );

  test("rules and repairs are planned", async () => {
    await workforce.database.transaction(async (connection) => {
      const { facts } = await inspect(connection, workforce.access);
      const texts = textsOf(name, facts);
      expect(texts.length).toBeGreaterThan(15);
      for (const [title, text] of texts)
        expect(await explain(connection, bindLook(title, text, facts)), title).toContain("│");
    });
  });

  test("have names of their own", () => {
    const names = templatesOf(name).map((template) => template.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("every template of the room is listed", () => {
  const listed = new Set(
    [...templatesOf("enrollment"), ...templatesOf("deferral"), ...shared].map((template) => template.name),
  );
  const defined = filesIn("src/state", ".ts").flatMap(({ source }) =>
    [...source.matchAll(/defineSql\(\{\s*name: ("[^"]+"|`[^`]+`)/gu)].map(([, name]) => name!.slice(1, -1)),
  );
  expect(defined.length).toBeGreaterThan(40);
  const missing = defined
    .filter((name) => !name.includes("${what}"))
    .filter((name) => !listed.has(name.replace("${name}", "enrollment").replace("${span}", "")));
  expect(missing).toEqual([]);
});
