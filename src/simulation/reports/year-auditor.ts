import { deepFreeze, refuseUnknownOptions, requireSignal } from "../../kernel/index.js";
import type { StateScope } from "../../state/index.js";
import type { DuckDb } from "../../store/index.js";
import { auditYear } from "./audit-year.js";
import { readFacts, requireYears } from "./read-facts.js";
import { readScope, requireDatabase, requireYear } from "./report-arguments.js";
import type { YearAuditReport } from "./report-types.js";

/** What goes with asking for a report. */
export interface ReportWork {
  /** Interrupts the statement that is running. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tells what single years of a simulation have come to. It holds no state and closes nothing: the database stays with whoever opened
 * it.
 */
export class YearAuditor {
  /** Whose years they are. */
  readonly scope: StateScope;
  readonly #database: DuckDb;

  /** @throws BailiwickError `OPTION_INVALID` */
  constructor(database: DuckDb, scope: StateScope) {
    requireDatabase(database, "YearAuditor");
    this.scope = readScope(scope, "YearAuditor");
    this.#database = database;
  }

  /**
   * What a year has come to, read from the tables as of one moment; frozen. One year is enough. O(rows of the year and the one before).
   *
   * @param year a whole number from 1900 to 9999
   * @throws BailiwickError `REPORT_YEAR_MISSING` if it has no snapshot, saying which years have one; `REPORT_TABLE_MISSING`;
   * `OPTION_INVALID`; `OPERATION_ABORTED`; what reading the database throws
   */
  async audit(year: number, work: ReportWork = {}): Promise<YearAuditReport> {
    refuseUnknownOptions(work, ["signal"], "audit()");
    requireSignal(work.signal, "audit()");
    requireYear(year, "audit()");
    return this.#database.snapshot(
      async (connection) => {
        const facts = await readFacts(connection, this.scope, { first: year - 1, last: year });
        // Only who is told that there is no such year has to know which others there are.
        if (!facts.snapshot.has(year))
          await requireYears(connection, await readFacts(connection, this.scope), [year]);
        return deepFreeze(auditYear(facts, year));
      },
      { signal: work.signal },
    );
  }
}
