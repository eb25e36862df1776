import { readEmployeeIds, readWork, requireEmployeeId, requireYear } from "./arguments.js";
import { Registry } from "./registry.js";
import type { StateWork } from "./registry-definition.js";
import type { RegistryParts } from "./registry-parts.js";
import type { YearReport } from "./reports.js";
import { listActive, setOfActive, stateOfEmployees, streamActive } from "./reading/questions.js";
import { enrollmentDefinition } from "./statements/enrollment-definition.js";
import { seedFromBaseline } from "./years/seed.js";

/** Who is enrolled as of a year, for asking often: it lies in memory, and does not follow what is applied later. */
export interface EnrollmentSnapshot {
  readonly year: number;
  /** How many are enrolled. */
  readonly size: number;
  /** Whether somebody is enrolled; false for an id that is not known. O(1), without the database. */
  isEmployeeEnrolled(employeeId: string): boolean;
}

/**
 * Who is enrolled, since when, and how they came to be: from the baseline or by an event.
 *
 * An event of type `enrollment` enrols; `enrollment_change` ends it if its details say so (opt-out, unenrolled …) or, where
 * they do not, if the rate is 0, and enrols if the rate is above 0; `termination` ends it. The latest event decides, by date,
 * simulation year, sequence and id, and any event beats the baseline. Whoever was enrolled once has a row, with the date of the first
 * event that enrolled them.
 */
export class EnrollmentRegistry extends Registry {
  /** @throws BailiwickError `OPTION_INVALID`, `STATE_NOT_PROVIDED` */
  constructor(...parts: RegistryParts) {
    super(enrollmentDefinition, ...parts);
  }

  /**
   * Seeds the registry from the active employees of `int_baseline_workforce` that have an enrollment date, and makes a year the
   * start. The table is made if it is not there. The same baseline again writes nothing; another one, or another start,
   * seeds anew and removes all years.
   *
   * @throws BailiwickError `STATE_INPUT_INVALID` if an employee has no id, or two enrollment dates; `STATE_YEAR_INVALID` if the
   * scope has events of earlier years; `STATE_TABLE_MISSING`, `STATE_TABLE_DRIFT`
   */
  async createForYear(year: number, work: StateWork = {}): Promise<YearReport> {
    const { signal } = readWork(work, "createForYear()");
    requireYear(year, "createForYear()");
    return seedFromBaseline(this.access, year, signal);
  }

  /**
   * The ids of those who are enrolled as of a year, sorted. A year after the last one that was applied is answered as of the
   * last one; before the start nobody is enrolled. O(history).
   *
   * @throws BailiwickError `STATE_YEAR_INVALID` if nothing was applied yet
   */
  async getEnrolledEmployees(year: number, work: StateWork = {}): Promise<readonly string[]> {
    const { signal } = readWork(work, "getEnrolledEmployees()");
    requireYear(year, "getEnrolledEmployees()");
    return listActive(this.access, year, signal);
  }

  /** As {@link EnrollmentRegistry.getEnrolledEmployees}, in batches of some thousands and in flat memory. */
  async *streamEnrolledEmployees(year: number, work: StateWork = {}): AsyncGenerator<readonly string[]> {
    const { signal } = readWork(work, "streamEnrolledEmployees()");
    requireYear(year, "streamEnrolledEmployees()");
    yield* streamActive(this.access, year, signal);
  }

  /** Whether somebody is enrolled as of a year; false for an id that is not known. For many: {@link EnrollmentRegistry.snapshot}. */
  async isEmployeeEnrolled(employeeId: string, year: number, work: StateWork = {}): Promise<boolean> {
    const { signal } = readWork(work, "isEmployeeEnrolled()");
    requireEmployeeId(employeeId, "isEmployeeEnrolled()");
    requireYear(year, "isEmployeeEnrolled()");
    const answers = await this.#areEnrolled([employeeId], year, signal);
    return answers.get(employeeId) === true;
  }

  /** The same for many ids, in one statement; the map has them in the order given, each once. */
  async areEmployeesEnrolled(
    employeeIds: Iterable<string>,
    year: number,
    work: StateWork = {},
  ): Promise<ReadonlyMap<string, boolean>> {
    const { signal } = readWork(work, "areEmployeesEnrolled()");
    const ids = readEmployeeIds(employeeIds, "areEmployeesEnrolled()");
    requireYear(year, "areEmployeesEnrolled()");
    return this.#areEnrolled(ids, year, signal);
  }

  /** Who is enrolled as of a year, in memory: an answer takes some 100 ns, and an employee some 50 bytes beside the id. */
  async snapshot(year: number, work: StateWork = {}): Promise<EnrollmentSnapshot> {
    const { signal } = readWork(work, "snapshot()");
    requireYear(year, "snapshot()");
    const enrolled = await setOfActive(this.access, year, signal);
    return Object.freeze({
      year,
      size: enrolled.size,
      isEmployeeEnrolled: (employeeId: string) => enrolled.has(employeeId),
    });
  }

  async #areEnrolled(
    ids: readonly string[],
    year: number,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, boolean>> {
    return stateOfEmployees(
      this.access,
      { ids, year, signal },
      { column: enrollmentDefinition.active, read: (value) => value === true, unknown: false },
    );
  }
}
