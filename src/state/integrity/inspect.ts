import { deepFreeze } from "../../kernel/index.js";
import type { DuckDbConnection, SqlStatement } from "../../store/index.js";
import type { RegistryAccess } from "../registry-definition.js";
import type { IntegrityRule, RegistryFinding, RegistryValidationResult } from "../reports.js";
import { eventRules } from "./event-rules.js";
import {
  bindLook,
  expectedRelations,
  sampleLimit,
  tablesOf,
  withExpected,
  type Look,
  type LookFacts,
} from "./look.js";
import { historyRules } from "./history-rules.js";
import { ledgerRules } from "./ledger-rules.js";
import { lookUpScope, readYears, type AppliedYears } from "./scope-facts.js";
import type { KnownScope } from "../years/scopes.js";
import { expectedSql } from "./expected.js";
import { timestampOf } from "../years/ledger.js";
import { stateRules } from "./state-rules.js";
import { readTables, tableFinding, unknownScopeFinding, type LiveTables } from "./table-findings.js";
import { onlyRow } from "../statements/only-row.js";

/** A registry as it was found, and what is expected of it. */
export interface Inspection {
  readonly result: RegistryValidationResult;
  readonly tables: LiveTables;
  /** Absent if the scope is not known. */
  readonly scopeId?: number;
  /** Absent if the ledger cannot be read. */
  readonly applied?: AppliedYears;
  readonly facts: LookFacts;
  /** Whether what is expected could be computed, and lies in temporary tables. */
  readonly expects: boolean;
  /** What is as expected, row by row. */
  readonly same: { readonly state: boolean; readonly history: boolean };
}

/**
 * Looks at all that can be wrong with a registry, within the transaction that is open. What is expected is computed once, in
 * temporary tables; where the registry holds exactly that, the rules that compare the two are spared.
 */
export async function inspect(connection: DuckDbConnection, access: RegistryAccess): Promise<Inspection> {
  const scope = await lookUpScope(connection, access);
  const tables = await readTables(connection, access, scope);
  const applied = tables.isUsable("ledger")
    ? await readYears(connection, access.definition, scope)
    : undefined;
  const facts = factsOf(access, tables, scope, applied);
  const looks = scope === undefined ? [] : looksOf(access, tables, facts);
  const canLook = (sql: string): boolean =>
    applied !== undefined && [...tablesOf(sql, facts.expected)].every((table) => tables.isUsable(table));
  const expects = canLook(`SELECT * FROM ${expectedRelations.state}`);
  if (expects) await makeExpected(connection, facts);
  const same = { state: false, history: false };
  if (expects && tables.isUsable("registry")) same.state = await isSameState(connection, facts);
  if (expects && tables.isUsable("history")) same.history = await isSameHistory(connection, facts);

  const findings: RegistryFinding[] = [];
  const unchecked = new Set<IntegrityRule>();
  for (const look of looks) {
    if (!canLook(look.sql)) unchecked.add(look.rule);
    else if (look.compares === undefined || !same[look.compares])
      findings.push(...(await run(connection, look, facts)));
  }
  if (scope === undefined) findings.push(unknownScopeFinding(access, tables));
  findings.unshift(...tables.differences.map((difference) => tableFinding(difference, [...unchecked])));
  return {
    result: resultOf(findings),
    tables,
    facts,
    expects,
    same,
    ...(scope === undefined ? {} : { scopeId: scope.scopeId }),
    ...(applied === undefined ? {} : { applied }),
  };
}

function factsOf(
  access: RegistryAccess,
  { names, shapes }: LiveTables,
  entry: KnownScope | undefined,
  applied: AppliedYears | undefined,
): LookFacts {
  const { definition, scope } = access;
  return {
    tables: names,
    values: {
      scenario: scope.scenarioId,
      plan: scope.planDesignId,
      scope: entry?.scopeId ?? null,
      registry: definition.name,
      first_year: applied?.first ?? null,
      last_year: applied?.last ?? null,
      now: timestampOf(access),
    },
    expected: expectedSql(definition, shapes.baseline),
  };
}

function looksOf(
  access: RegistryAccess,
  { names, shapes }: LiveTables,
  { expected }: LookFacts,
): readonly Look[] {
  const { schema, table } = names.registry;
  const definition = { ...access.definition, table: `${schema}.${table}` };
  return [
    ...stateRules(definition, expected),
    ...historyRules(definition, expected),
    ...ledgerRules(definition, shapes.baseline),
    ...eventRules(definition, shapes.baseline),
  ];
}

async function makeExpected(connection: DuckDbConnection, facts: LookFacts): Promise<void> {
  for (const part of ["history", "state"] as const) {
    const relation = expectedRelations[part];
    const text = `CREATE OR REPLACE TEMP TABLE ${relation} AS ${facts.expected[part]}`;
    await connection.run(bindLook(`expected ${part}`, text, facts));
  }
}

async function isSameState(connection: DuckDbConnection, facts: LookFacts): Promise<boolean> {
  return isSame(connection, facts, facts.expected.stateColumns, expectedRelations.state, "{registry}");
}

async function isSameHistory(connection: DuckDbConnection, facts: LookFacts): Promise<boolean> {
  const ofScope = "{history} WHERE scope_id = $scope";
  return isSame(connection, facts, facts.expected.historyColumns, expectedRelations.history, ofScope);
}

/** Whether two relations hold the same rows, equally often: by their number and two sums of 64-bit hashes. O(rows). */
async function isSame(
  connection: DuckDbConnection,
  facts: LookFacts,
  columns: readonly string[],
  expected: string,
  found: string,
): Promise<boolean> {
  const digest = (relation: string): string =>
    `(SELECT (count(*), sum(hash(${columns.join(", ")})), bit_xor(hash(${columns.join(", ")}))) FROM ${relation})`;
  const text = `SELECT ${digest(expected)} IS NOT DISTINCT FROM ${digest(found)} AS same`;
  const { same } = await onlyRow<{ same: boolean }>(
    connection,
    bindLook("compare with what is expected", text, facts),
  );
  return same;
}

/**
 * Counts what is wrong, and looks at some of it if there is any. One statement for both would need `count(*) OVER ()` with a
 * `LIMIT`, by which DuckDB 1.5 now and then ends in an internal error, and takes the database with it (duckdb/duckdb#22352).
 */
async function run(
  connection: DuckDbConnection,
  { rule, severity, says, sql }: Look,
  facts: LookFacts,
): Promise<readonly RegistryFinding[]> {
  const look = (text: string): SqlStatement => bindLook(`integrity: ${rule}`, text, facts);
  const { count } = await onlyRow<{ count: number }>(
    connection,
    look(`SELECT count(*) AS count FROM (${sql})`),
  );
  if (count === 0) return [];
  const samples = await connection.rows(look(`SELECT * FROM (${sql}) ORDER BY ALL LIMIT ${sampleLimit}`));
  return [
    {
      rule,
      severity,
      message: `${says(count)}.`,
      count,
      samples,
      query: look(withExpected(sql, facts.expected)),
    },
  ];
}

function resultOf(findings: readonly RegistryFinding[]): RegistryValidationResult {
  const of = (severity: RegistryFinding["severity"]): readonly RegistryFinding[] =>
    findings.filter((finding) => finding.severity === severity);
  const errors = of("error");
  return deepFreeze({ isValid: errors.length === 0, errors, warnings: of("warning") });
}
