import type { SqlRow, SqlStatement } from "../store/index.js";
import type { RegistryName } from "./scope.js";

/** Something that did not stop the work, but that somebody should know. */
export interface StateWarning {
  /** Which kind it is, for programs. */
  readonly rule: string;
  readonly message: string;
  /** How many rows. */
  readonly count: number;
}

/** What making the table of a registry has come to. */
export interface TableReport {
  readonly registry: RegistryName;
  /** Schema and name. */
  readonly table: string;
  /**
   * - `"created"`: it was not there.
   * - `"present"`: it was there. Rows that somebody else has put in stay until a year is applied for the first time.
   */
  readonly outcome: "created" | "present";
}

/** What has become of the rows of a documented table. */
export interface TableChanges {
  /** Employees that are new in it, or back in it. */
  readonly added: number;
  /** Employees that have other values in it. */
  readonly changed: number;
  /** Employees that are no longer in it. */
  readonly removed: number;
}

/** What applying a year has come to. */
export interface YearReport extends TableChanges {
  readonly registry: RegistryName;
  readonly year: number;
  /**
   * - `"applied"`: the year was new.
   * - `"unchanged"`: it was applied before, and nothing that it reads has changed since: nothing of it was written.
   * - `"reapplied"`: what it reads has changed since it was applied.
   */
  readonly outcome: "applied" | "unchanged" | "reapplied";
  /** Rows of the year that the registry has read. */
  readonly events: number;
  /** Later years whose state stood on what this year was before, and is gone; they have to be applied again. */
  readonly removedYears: readonly number[];
  readonly warnings: readonly StateWarning[];
}

/** What removing the years after a year has come to. */
export interface RemovalReport extends TableChanges {
  readonly registry: RegistryName;
  readonly removedYears: readonly number[];
}

/** One thing that is wrong with a registry. */
export interface RegistryFinding {
  readonly rule: IntegrityRule;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** How many rows or employees. */
  readonly count: number;
  /** Up to 20 of them. */
  readonly samples: readonly SqlRow[];
  /** What finds all of them, with the values of its parameters. */
  readonly query: SqlStatement;
}

/** What can be wrong with a registry. */
export type IntegrityRule =
  | "duplicate-employee"
  | "null-employee"
  | "orphan"
  | "missing-row"
  | "wrong-state"
  | "history-mismatch"
  | "count-mismatch"
  | "impossible-count"
  | "foreign-scope"
  | "foreign-year"
  | "year-missing"
  | "table-drift"
  | "date-before-hire"
  | "ledger-mismatch"
  | "unknown-event-type"
  | "enrolled-after-termination";

/** What a registry is found to be. */
export interface RegistryValidationResult {
  /** There is no error; there may be warnings. */
  readonly isValid: boolean;
  readonly errors: readonly RegistryFinding[];
  readonly warnings: readonly RegistryFinding[];
}

/** What a repair has changed. */
export interface RepairReport extends TableChanges {
  readonly registry: RegistryName;
  /** The years that it was rebuilt from, the first one with the baseline. */
  readonly years: readonly number[];
  /** What was wrong before. */
  readonly before: RegistryValidationResult;
}

/** What a registry holds. */
export interface RegistryStats {
  readonly registry: RegistryName;
  /** Schema and name of its table. */
  readonly table: string;
  readonly employees: number;
  /** Enrolled, or taking part, as of the last year. */
  readonly active: number;
  readonly years: readonly number[];
  /** Of the tables that a registry keeps beside its own: the version of their shape. */
  readonly version: number;
}

/** What a list of statements has come to: all of them, or none. */
export type TransactionReport =
  | { readonly committed: true; readonly statements: number; readonly rowsChanged: number }
  | {
      readonly committed: false;
      readonly failed: { readonly index: number; readonly text: string; readonly error: Error };
    };
