import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  checkCompliance,
  complianceTests,
  defineCompliance,
  defineRegistry,
  derive,
  formatSnapshot,
  parseSnapshot,
  snapshot,
  wire,
} from "../../../src/metadata/index.js";
import { deferralDefinition } from "../../../src/state/statements/deferral-definition.js";
import { enrollmentDefinition } from "../../../src/state/statements/enrollment-definition.js";
import { statementsOf } from "../../../src/state/statements/registry-statements.js";
import type { DocumentedColumn, TableMetadata } from "../../../src/state/statements/table-kind.js";
import { documentedTable, tableRegistry, tableShapes } from "../../../src/state/statements/table-registry.js";
import { stateMigrations } from "../../../src/state/years/state-schema.js";

const baselineFile = "state-tables.metadata.json";
const baseline = parseSnapshot(readFileSync(new URL(baselineFile, import.meta.url), "utf8"));

/** What makes each table: the templates of the documented ones, and what the migrations say of our own. */
const statement = {
  enrollment_registry: statementsOf(enrollmentDefinition).projection.create.text,
  deferral_escalation_registry: statementsOf(deferralDefinition).projection.create.text,
  scopes: migrated("scopes"),
  ledger: migrated("ledger"),
  enrollment_history: migrated("enrollment_history"),
  escalation_history: migrated("escalation_history"),
};

const page = readFileSync(new URL("../../../docs/state.md", import.meta.url), "utf8");
const documentation = derive(tableRegistry, ({ id, owner }) =>
  owner === "document" ? listedBelow(id) : listedBeside(id),
);

/** The columns in the table below a name. */
function listedBelow(table: string): readonly DocumentedColumn[] {
  const [, below = ""] = page.split(`\n**\`${table}\`**\n\n`);
  return (below.split("\n\n")[0] ?? "")
    .split("\n")
    .slice(2)
    .flatMap((row) => columnsOf(cellsOf(row)));
}

/** The columns in the rows from a name to the next one. */
function listedBeside(table: string): readonly DocumentedColumn[] {
  const [, behind = ""] = page.split(`\n| \`${table}\` `);
  const [first = "", ...rows] = behind.split("\n");
  const end = rows.findIndex((row) => !/^\| {2,}\|/u.test(row));
  return [first, ...rows.slice(0, end)].flatMap((row) => columnsOf(cellsOf(row).slice(-3)));
}

function cellsOf(row: string): readonly string[] {
  return row
    .replaceAll(/^\||\|$/gu, "")
    .split("|")
    .map((cell) => cell.trim());
}

function columnsOf([names = "", type = ""]: readonly string[]): readonly DocumentedColumn[] {
  return Array.from(names.matchAll(/`(\w+)`/gu), ([, name = ""]) => ({
    name,
    type: type.split(" ")[0] ?? "",
  }));
}

const implementations = { statement, documentation };

function migrated(table: string): string {
  const texts = stateMigrations.flatMap(({ statements }) => statements.map(({ text }) => text));
  const [only, ...others] = texts.filter((text) => text.includes(`bailiwick.${table} `));
  expect(others, `statements that change ${table}`).toEqual([]);
  return only ?? "";
}

complianceTests(defineCompliance(tableRegistry, { implementations, baseline }), {
  describe,
  test,
});

test("every table has the statement that makes it, and its columns in the documentation", () => {
  expect(wire(tableRegistry, implementations).isComplete).toBe(true);
});

test("the reviewed snapshot is that of the tables; vitest -u writes it", async () => {
  await expect(formatSnapshot(snapshot(tableRegistry))).toMatchFileSnapshot(baselineFile);
});

test("the columns of the tables are declared once: shapes and definitions have them from the registry", () => {
  expect(tableShapes.scopes).toEqual({
    columns: {
      scope_id: "INTEGER",
      scenario_id: "VARCHAR",
      plan_design_id: "VARCHAR",
      table_schema: "VARCHAR",
    },
    key: [],
  });
  for (const definition of [enrollmentDefinition, deferralDefinition]) {
    const { table, columns, key } = definition;
    const shape = tableShapes[table as keyof typeof tableShapes];
    expect(Object.entries(shape.columns)).toEqual(columns.map(({ name, type }) => [name, type]));
    expect(shape.key).toEqual(key);
  }
  expect(documentedTable("enrollment_registry").columns[0]).toEqual({ name: "employee_id", type: "VARCHAR" });
});

describe("a statement", () => {
  /** What is found if one table is made by another statement. */
  function messagesWith(changed: Partial<Record<keyof typeof statement, unknown>>): readonly string[] {
    const changes = { statement: { ...statement, ...changed } as typeof statement, documentation };
    return checkCompliance(tableRegistry, { implementations: changes }).findings.map(
      ({ message }) => message,
    );
  }

  test("that makes other columns than are declared is found, with both", () => {
    const scopes = "CREATE TABLE bailiwick.scopes (scope_id INTEGER, scenario_id VARCHAR)";
    expect(messagesWith({ scopes })).toEqual([
      "scopes is made with scope_id INTEGER, scenario_id VARCHAR, but scope_id INTEGER, scenario_id VARCHAR, " +
        "plan_design_id VARCHAR, table_schema VARCHAR is declared",
    ]);
  });

  test("is not all: columns that the documentation lacks, or has with another type, are found", () => {
    const scopes = documentation.scopes.slice(1);
    const ledger = documentation.ledger.map((column) => ({ ...column, type: "VARCHAR" }));
    const changes = { statement, documentation: { ...documentation, scopes, ledger } };
    const messages = checkCompliance(tableRegistry, { implementations: changes }).findings.map(
      ({ message }) => message,
    );
    expect(messages).toEqual([
      "scopes is documented with scenario_id VARCHAR, plan_design_id VARCHAR, table_schema VARCHAR, but scope_id INTEGER, " +
        "scenario_id VARCHAR, plan_design_id VARCHAR, table_schema VARCHAR is declared",
      expect.stringMatching(/^ledger is documented with scope_id VARCHAR, /),
    ]);
  });

  test("that makes another key is found", () => {
    const deferral_escalation_registry = statement.deferral_escalation_registry.replace(" PRIMARY KEY", "");
    expect(messagesWith({ deferral_escalation_registry })).toEqual([
      "deferral_escalation_registry is made with the key (), but (employee_id) is declared",
    ]);
  });

  test("that makes no table, or is missing, is found", () => {
    expect(messagesWith({ ledger: "DROP TABLE ledger" }).join()).toContain(
      "must be the text of a CREATE TABLE",
    );
    expect(messagesWith({ ledger: undefined }).join()).toContain("ledger");
  });
});

describe("a table that is declared otherwise than the others is found:", () => {
  const scopes = {
    description: "scopes",
    owner: "bailiwick",
    columns: { scope_id: "INTEGER" },
    key: [],
  } as const;

  test.each<[string, TableMetadata, string]>([
    [
      "a key of our own",
      { ...scopes, key: ["scope_id"] },
      "scopes has to begin with scope_id and to have no key",
    ],
    [
      "a documented table without a key",
      { ...scopes, owner: "document" },
      "scopes has to begin with its key, employee_id, and to end with last_updated",
    ],
    [
      "a flag that is a number",
      { ...scopes, columns: { scope_id: "INTEGER", is_open: "INTEGER" } },
      "scopes.is_open is INTEGER, but called like BOOLEAN",
    ],
  ])("%s", (_, table, message) => {
    const { findings } = checkCompliance(defineRegistry(tableRegistry.kind, { scopes: table }));
    expect(findings.map((finding) => finding.message)).toContain(message);
  });
});
