import { defineRegistry, derive, type EntryOf, type IdOf } from "../../metadata/index.js";
import type { TableShape } from "../drift.js";
import { tableKind, type ColumnDefinition, type TableMetadata } from "./table-kind.js";

/** All tables that are made here: the only place where their columns are declared. */
export const tableRegistry = defineRegistry(tableKind, {
  enrollment_registry: {
    description: "who is enrolled",
    owner: "document",
    columns: {
      employee_id: "VARCHAR",
      first_enrollment_date: "DATE",
      first_enrollment_year: "INTEGER",
      enrollment_source: "VARCHAR",
      is_enrolled: "BOOLEAN",
      last_updated: "TIMESTAMP",
    },
    key: ["employee_id"],
  },
  deferral_escalation_registry: {
    description: "whose deferral rate escalates",
    owner: "document",
    columns: {
      employee_id: "VARCHAR",
      escalation_count: "INTEGER",
      last_escalation_date: "DATE",
      is_participating: "BOOLEAN",
      last_updated: "TIMESTAMP",
    },
    key: ["employee_id"],
  },
  scopes: {
    description: "the scopes, each with the schema in which its documented tables lie",
    owner: "bailiwick",
    columns: {
      scope_id: "INTEGER",
      scenario_id: "VARCHAR",
      plan_design_id: "VARCHAR",
      table_schema: "VARCHAR",
    },
    key: [],
  },
  ledger: {
    description: "the years of each registry that are applied, and the baseline it was seeded from",
    owner: "bailiwick",
    columns: {
      scope_id: "INTEGER",
      registry: "VARCHAR",
      year: "INTEGER",
      source: "VARCHAR",
      fingerprint: "VARCHAR",
      rows_read: "BIGINT",
      first_event_at: "TIMESTAMP",
      last_event_at: "TIMESTAMP",
      applied_at: "TIMESTAMP",
    },
    key: [],
  },
  enrollment_history: {
    description: "what the events of one year alone say of the enrollment of one employee",
    owner: "bailiwick",
    columns: {
      scope_id: "INTEGER",
      year: "INTEGER",
      employee_id: "VARCHAR",
      first_enrolled_on: "DATE",
      decided_at: "TIMESTAMP",
      is_enrolled: "BOOLEAN",
    },
    key: [],
  },
  escalation_history: {
    description: "what the events of one year alone say of the deferral escalation of one employee",
    owner: "bailiwick",
    columns: {
      scope_id: "INTEGER",
      year: "INTEGER",
      employee_id: "VARCHAR",
      escalations: "INTEGER",
      last_escalated_on: "DATE",
      decided_at: "TIMESTAMP",
      is_participating: "BOOLEAN",
    },
    key: [],
  },
});

type TablesOf<Owner> = {
  [I in IdOf<typeof tableRegistry>]: EntryOf<typeof tableRegistry, I>["owner"] extends Owner ? I : never;
}[IdOf<typeof tableRegistry>];

/** The name of a documented table. */
export type DocumentedTable = TablesOf<"document">;

/** The name of a table of our own. */
export type OwnTable = TablesOf<"bailiwick">;

/** Each table as a database that has it shows it. */
export const tableShapes: Readonly<Record<DocumentedTable | OwnTable, TableShape>> = derive(
  tableRegistry,
  ({ columns, key }) => Object.freeze({ columns, key }),
);

/** A documented table, with its columns in order. */
export interface DocumentedTableDefinition {
  readonly table: string;
  readonly columns: readonly ColumnDefinition[];
  readonly key: readonly string[];
}

/** What is declared of a documented table. */
export function documentedTable(table: DocumentedTable): DocumentedTableDefinition {
  const { columns, key }: TableMetadata = tableRegistry.get(table);
  return { table, columns: Object.entries(columns).map(([name, type]) => ({ name, type })), key };
}
