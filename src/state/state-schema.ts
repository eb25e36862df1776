import type { DuckDbMigration } from "../store/index.js";

/** Under which name the versions of the own tables are recorded. */
export const stateComponent = "state";

/**
 * The tables that the registries keep beside the documented ones; entries are only ever added. They have no keys and no
 * indexes, which would cost more than all the rest of applying a year: whoever writes them writes in one transaction, and
 * sees to it that a key occurs once. `validateIntegrity()` looks whether it does. Ids lie uncompressed, which is written in a
 * third of the time.
 *
 * - `scopes`: one row for each scope, with the schema in which its documented tables lie.
 * - `ledger`: one row for each year of a registry that is applied (`source` is `'events'`), and one for the baseline that it
 *   was seeded from (`'baseline'`, `year` is the start). `fingerprint` is that of what was read, `rows_read` how many rows, and
 *   `first_event_at` and `last_event_at` the earliest and the latest date among them.
 * - `enrollment_history`, `escalation_history`: what the events of one year alone say of one employee. The state as of
 *   a year is the fold of the rows up to it. A row of the baseline has the year of the start and no `decided_at`. `decided_at` is
 *   when the latest event that decides took place, and the flag what it decided; it is NULL only while a year is being applied.
 */
export const stateMigrations: readonly DuckDbMigration[] = Object.freeze([
  {
    version: 1,
    name: "scopes, ledger and history",
    statements: [
      {
        text: `CREATE TABLE bailiwick.scopes (
        scope_id INTEGER NOT NULL,
        scenario_id VARCHAR NOT NULL,
        plan_design_id VARCHAR NOT NULL,
        table_schema VARCHAR NOT NULL
      )`,
      },
      {
        text: `CREATE TABLE bailiwick.ledger (
        scope_id INTEGER NOT NULL,
        registry VARCHAR NOT NULL,
        year INTEGER NOT NULL,
        source VARCHAR NOT NULL,
        fingerprint VARCHAR NOT NULL,
        rows_read BIGINT NOT NULL,
        first_event_at TIMESTAMP,
        last_event_at TIMESTAMP,
        applied_at TIMESTAMP NOT NULL
      )`,
      },
      {
        text: `CREATE TABLE bailiwick.enrollment_history (
        scope_id INTEGER NOT NULL,
        year INTEGER NOT NULL,
        employee_id VARCHAR NOT NULL USING COMPRESSION uncompressed,
        first_enrolled_on DATE,
        decided_at TIMESTAMP,
        is_enrolled BOOLEAN
      )`,
      },
      {
        text: `CREATE TABLE bailiwick.escalation_history (
        scope_id INTEGER NOT NULL,
        year INTEGER NOT NULL,
        employee_id VARCHAR NOT NULL USING COMPRESSION uncompressed,
        escalations INTEGER NOT NULL,
        last_escalated_on DATE,
        decided_at TIMESTAMP NOT NULL,
        is_participating BOOLEAN
      )`,
      },
    ],
  },
]);
