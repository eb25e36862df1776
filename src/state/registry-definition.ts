import type { DuckDb } from "../store/index.js";
import type { Clock } from "../kernel/index.js";
import type { DocumentedTableDefinition, OwnTable } from "./statements/table-registry.js";
import type { RegistryName, StateScope } from "./scope.js";

/** What tells one registry from another. Everything else is the same for all. */
export interface RegistryDefinition extends DocumentedTableDefinition {
  readonly name: RegistryName;
  /** The column that says who is enrolled, or takes part. */
  readonly active: string;
  /** Its table in the schema `bailiwick`. */
  readonly history: Extract<OwnTable, `${string}_history`>;
  /** Types of the events that it reads, in lower case. */
  readonly eventTypes: readonly string[];
  /** What an event of these types says, in SQL: true that the employee is active, false that not any more, NULL nothing. */
  readonly says: string;
  /** Whether an `enrollment_change` that says nothing is worth a warning. */
  readonly warnsOfSilence: boolean;
  /** The columns of the history that only this registry has, each with what it is of one employee's events (`yes_at`, `no_at`: when an event says so). */
  readonly historyColumns: readonly { readonly name: string; readonly ofEvents: string }[];
  /** Whether a row of the history, named `h`, makes its employee a member. */
  readonly joins: string;
  /** The documented columns but the key and the last, each as folded from the rows of one employee's history. */
  readonly fold: readonly { readonly column: string; readonly aggregate: string }[];
  /** Whether the folded rows make a member: what `HAVING` takes. */
  readonly isMember: string;
  /** The documented columns of a new member, from the only row `h` of their history that counts. */
  readonly fresh: readonly { readonly column: string; readonly value: string }[];
  /** What a row `h` of a later year changes in the documented row `r`. */
  readonly advance: readonly { readonly column: string; readonly value: string }[];
  /** Whether it is seeded from the baseline before its first year. */
  readonly seeded: boolean;
}

/** What works on one registry of one scope. */
export interface RegistryAccess {
  readonly database: DuckDb;
  readonly scope: StateScope;
  readonly definition: RegistryDefinition;
  readonly missingDates: "refuse" | "start-of-year";
  readonly clock: Clock;
}

/** What goes with one call. */
export interface StateWork {
  /** Ends the work; what it has changed is taken back. */
  readonly signal?: AbortSignal;
}

/** What goes with a validation. */
export interface ValidationWork extends StateWork {
  /** A year that has to have been applied; if it has not, that is an error of the rule `year-missing`. */
  readonly year?: number;
}

/** How a registry reads and notes. */
export interface RegistryOptions {
  /**
   * What an event without a date means: `"refuse"` is an error that names such events, `"start-of-year"` takes the first of January of
   * its simulation year, and a warning counts them. @defaultValue "refuse"
   */
  readonly missingDates?: "refuse" | "start-of-year";
  /** Says what is written as `last_updated` and `applied_at`, in UTC. @defaultValue the machine's */
  readonly clock?: Clock;
}
