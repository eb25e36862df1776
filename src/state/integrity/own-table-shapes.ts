import type { TableShape } from "../drift.js";
import type { RegistryDefinition } from "../registry-definition.js";

type OwnTable = RegistryDefinition["history"] | "ledger" | "scopes";

/** The own tables as the newest migration leaves them; a test compares them with a database that was just made. */
export const ownTableShapes: Readonly<Record<OwnTable, TableShape>> = Object.freeze({
  scopes: {
    columns: {
      scope_id: "INTEGER",
      scenario_id: "VARCHAR",
      plan_design_id: "VARCHAR",
      table_schema: "VARCHAR",
    },
    key: [],
  },
  ledger: {
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
