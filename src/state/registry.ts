import { deepFreeze, systemClock } from "../kernel/index.js";
import type { SqlStatement } from "../store/index.js";
import { readWork, requireYear } from "./arguments.js";
import { executeStatements } from "./statements/execute-transaction.js";
import { validateRegistry } from "./integrity.js";
import type { RegistryAccess, RegistryDefinition, StateWork, ValidationWork } from "./registry-definition.js";
import { readParts, type RegistryParts } from "./registry-parts.js";
import { repairRegistry } from "./repair.js";
import type {
  RegistryStats,
  RegistryValidationResult,
  RemovalReport,
  RepairReport,
  TableReport,
  TransactionReport,
  YearReport,
} from "./reports.js";
import type { RegistryName, StateScope } from "./scope.js";
import { applyYear, removeYearsAfter } from "./years/apply-year.js";
import { isApplied } from "./reading/as-of.js";
import { countState } from "./reading/count-state.js";
import { nameOf } from "./years/tables.js";
import { refill, withRegistry } from "./years/work.js";

/**
 * State of the employees of one scope, year over year: what the events of `fct_yearly_events` have made of it.
 *
 * Years are applied in order. What a year's events say is kept beside the documented table, so that every answer is one as
 * of a year, whatever was applied since, and a year whose events have changed can be applied again.
 *
 * Every method takes a signal last and may throw BailiwickError `STORE_CLOSED`, `OPTION_INVALID`, `OPERATION_ABORTED`,
 * and the `STORE_` errors of the database, beside those that it names.
 */
export abstract class Registry {
  readonly name: RegistryName;
  readonly scope: StateScope;
  protected readonly access: RegistryAccess;

  /**
   * @throws BailiwickError `OPTION_INVALID`; `STATE_NOT_PROVIDED` if a container makes it for which nobody has provided it
   */
  protected constructor(definition: RegistryDefinition, ...parts: RegistryParts) {
    const [database, scope, options] = readParts(new.target.name, parts);
    const { missingDates = "refuse", clock = systemClock } = options;
    this.name = definition.name;
    this.scope = scope;
    this.access = Object.freeze({ database, scope: this.scope, definition, missingDates, clock });
  }

  /**
   * Makes the documented table if it is not there, and adopts it if it is. The first scope of a database has its tables in
   * the schema `main`, every further one in a schema of its own. A table that was dropped is filled again.
   *
   * @throws BailiwickError `STATE_TABLE_DRIFT` if a table of that name lacks a documented column; `STORE_NEWER`
   */
  async createTable(work: StateWork = {}): Promise<TableReport> {
    const { signal } = readWork(work, "createTable()");
    return withRegistry(
      this.access,
      signal,
      async (registry) => {
        if (registry.created) await refill(registry);
        const outcome = registry.created ? "created" : "present";
        return Object.freeze({ registry: this.name, table: nameOf(registry.table), outcome });
      },
      { recreates: true },
    );
  }

  /**
   * Applies the events of a year: the start, a year that was applied already, or the one after the last. Applying an
   * unchanged year again writes nothing. If its events have changed, it replaces what they said, and years after it are
   * removed, because they stood on it. If only events of later years have changed or are gone, those are removed.
   *
   * O(events of the year + employees); all of it is done or nothing.
   *
   * @param year a whole number from 1900 to 9999
   * @throws BailiwickError `STATE_YEAR_INVALID` if a year is missing before it; `STATE_INPUT_INVALID`, `STATE_TABLE_MISSING`,
   * `STATE_TABLE_DRIFT`
   */
  async updatePostYear(year: number, work: StateWork = {}): Promise<YearReport> {
    const { signal } = readWork(work, "updatePostYear()");
    requireYear(year, "updatePostYear()");
    return applyYear(this.access, year, signal);
  }

  /**
   * Removes all years after a year; the documented table is as of that year again. Nothing happens if there are none. A year
   * before the start removes all of them; the baseline, where there is one, stays.
   */
  async removeAfter(year: number, work: StateWork = {}): Promise<RemovalReport> {
    const { signal } = readWork(work, "removeAfter()");
    requireYear(year, "removeAfter()");
    const nothing = { removedYears: [], added: 0, changed: 0, removed: 0 };
    if (!(await isApplied(this.access, signal))) return deepFreeze({ registry: this.name, ...nothing });
    return withRegistry(this.access, signal, async (registry) => {
      const isLast = registry.ledger.years.every((applied) => applied.year <= year);
      const changes = isLast ? nothing : await removeYearsAfter(registry, year);
      return deepFreeze({ registry: this.name, ...changes });
    });
  }

  /**
   * What the registry holds as of the last year.
   *
   * @throws BailiwickError `STATE_YEAR_INVALID` if nothing was applied yet; `STATE_TABLE_MISSING`, `STATE_TABLE_DRIFT`
   */
  async stats(work: StateWork = {}): Promise<RegistryStats> {
    const { signal } = readWork(work, "stats()");
    return countState(this.access, signal);
  }

  /**
   * Compares the registry with its baseline and its events, as of one moment; a database that is only read will do. What it
   * finds is in the result, and nothing is changed. O(events of the scope + employees).
   */
  async validateIntegrity(work: ValidationWork = {}): Promise<RegistryValidationResult> {
    const { year } = readWork(work, "validateIntegrity()", ["year"]);
    if (year !== undefined) requireYear(year, "validateIntegrity()");
    return validateRegistry(this.access, work);
  }

  /**
   * Rebuilds the registry from its baseline and the events of the applied years, as they are now; all of it or nothing. A
   * documented table with a column that is missing, or of a type that does not fit, is made anew, and keeps its additional
   * columns. A sound registry is not changed at all.
   *
   * @throws BailiwickError `STATE_TABLE_MISSING` if it has no tables yet; `STATE_YEAR_INVALID` if nothing was applied to
   * it, so that its rows would only be removed; `STATE_TABLE_DRIFT` if its ledger or its inputs cannot be read;
   * `STATE_INPUT_INVALID` if no state can be told from them
   */
  async repair(work: StateWork = {}): Promise<RepairReport> {
    readWork(work, "repair()");
    return repairRegistry(this.access, work);
  }

  /**
   * Runs statements of the caller's, all of them or none. What a statement fails with is in the report, and not thrown.
   *
   * @param operations texts, or texts with the values of their parameters; a statement that would begin or end a transaction
   * is refused
   * @throws BailiwickError `OPTION_INVALID`
   */
  async executeTransaction(
    operations: readonly (string | SqlStatement)[],
    work: StateWork = {},
  ): Promise<TransactionReport> {
    const { signal } = readWork(work, "executeTransaction()");
    return executeStatements(this.access.database, operations, signal);
  }
}
